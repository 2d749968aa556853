"""One source: its record, how well it was read, its themes and terms, who cites whom, references, and its outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatbot.page.explore_links import go, heading, nothing, take_references
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.render_evidence import doi_link
from chatbot.page.render_library import access_words, holding_words
from chatbot.page.render_outline import render_documents
from chatbot.page.render_passage import held_words
from chatbot.page.shelf import Holding, Shelf
from chatbot.page.wording import counted
from kb.catalogue import SourceRecord
from kb.documents import Document
from kb.references import ReferenceStyle, format_reference
from kb.retractions import describe_status

_TERMS_SHOWN = 24
_STYLES: tuple[tuple[ReferenceStyle, str], ...] = (("vancouver", "Vancouver"), ("apa", "APA"))


def render_source(source_id: str, shelf: Shelf) -> Markup:
    """Everything that the library knows of a source, or that it knows no such source."""
    holding = shelf.holdings.get(source_id)
    if holding is None:
        return join([heading("No such source"), nothing("The library has no source of this name (any more).")])
    record = holding.record
    status = shelf.library.retraction(source_id)
    return tag(
        "article",
        heading(record.short_reference),
        tag("p", record.title, class_="explore-title"),
        tag("p", describe_status(status), class_="retraction") if status.notices else "",
        _record(holding, shelf),
        tag("div", _themes(holding, shelf), _terms(holding, shelf), class_="explore-columns"),
        tag("p", go("Quiz cards from this source", "quiz", source=source_id),
            go("Its passages on the map", "map", source=source_id), class_="takeaway") if holding.documents else "",
        _citing(holding, shelf),
        _references(record),
        _reading(holding, shelf),
        render_documents(holding) if holding.documents else nothing(
            "Nothing of this source’s text is held, so there is no passage to read. Its record says what is known."
        ),
    )  # fmt: skip


def _record(holding: Holding, shelf: Shelf) -> Markup:
    record = holding.record
    authors = ", ".join(f"{author.family} {author.given}".strip() for author in record.authors)
    facts: list[tuple[str, Content | None]] = [
        ("Authors", f"{authors} and others" if record.more_authors else authors),
        ("Year", str(record.year) if record.year else "not known"),
        ("Published in", record.published_in),
        ("Country", record.country or "not known"),
        ("Kind of evidence", record.evidence_kind),
        ("Period studied", record.period_studied),
        ("Sample", record.sample),
        ("What was studied", record.studied),
        ("Held", holding_words(holding)),
        ("Read from", access_words(holding, shelf)),
        ("Licence", record.licence),
        ("Retraction", describe_status(shelf.library.retraction(record.source_id))),
        ("Publication", doi_link(record)),
    ]
    rows = (tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value)
    return tag("dl", *rows, class_="record")


def _themes(holding: Holding, shelf: Shelf) -> Markup:
    source_id = holding.record.source_id
    chips = [
        go(f"{theme.name} ({len(found)})", "cell", class_="chip", source=source_id, theme=theme.id, hint="passages")
        if (found := shelf.matrix.get((source_id, theme.id)))
        else tag("span", theme.name, class_="chip")
        for theme in shelf.themes.of_source(source_id)
    ]
    body = tag("ul", *(tag("li", chip) for chip in chips), class_="chips") if chips else nothing("No theme is given.")
    return tag("section", tag("h3", "Themes"), body, class_="explore-part")


def _terms(holding: Holding, shelf: Shelf) -> Markup:
    terms = shelf.terms_in(holding)
    chips = [
        tag("li", go(f"{term.term} ({count})", "term", class_="chip", term=term.id, hint="what it means"))
        for term, count in terms
    ]
    shown = tag("ul", *chips[:_TERMS_SHOWN], class_="chips")
    if len(chips) > _TERMS_SHOWN:
        summary = tag("summary", f"{len(chips) - _TERMS_SHOWN} more")
        shown = join([shown, tag("details", summary, tag("ul", *chips[_TERMS_SHOWN:], class_="chips"))])
    body = shown if chips else nothing("What is held of it uses no term of the glossary.")
    return tag("section", tag("h3", "Terms it uses"), body, class_="explore-part")


def _citing(holding: Holding, shelf: Shelf) -> Markup:
    """Who cites whom, as far as the catalogue knows: it only follows references to works that were not read."""
    cited_in = [shelf.library.record(source_id) for source_id in holding.record.cited_in]
    cites = [cited.record for cited in shelf.cites(holding.record.source_id)]
    parts = [
        tag("p", f"{label}: ", join(_linked(records), separator="; "), ".")
        for label, records in (("Cited in", cited_in), ("Cites, of works known through it alone", cites))
        if records
    ]
    return tag("section", tag("h3", "Who cites whom"), *parts, class_="explore-part") if parts else Markup("")


def _linked(records: Sequence[SourceRecord]) -> Iterator[Markup]:
    return (go(record.short_reference, "source", source=record.source_id) for record in records)


def _references(record: SourceRecord) -> Markup:
    lines = [
        tag(
            "div",
            tag("dt", label),
            tag(
                "dd",
                reference,
                " ",
                tag(
                    "button",
                    "Copy",
                    tag("span", f" the reference in {label} style", class_="visually-hidden"),
                    type="button",
                    class_="plain",
                    data_plain=reference,
                    data_copied=f"The reference in {label} style is copied.",
                ),
            ),
        )
        for style, label in _STYLES
        for reference in [format_reference(record, style)]
    ]
    place = ExplorePlace(view="source", source=record.source_id)
    body = join([tag("dl", *lines, class_="record"), take_references("this reference", place)])
    return tag("details", tag("summary", "Reference to this source"), body, class_="explore-part")


def _reading(holding: Holding, shelf: Shelf) -> Markup:
    if not holding.documents:
        return Markup("")
    entries = (tag("li", join(_read_lines(document, shelf), separator=" ")) for document in holding.documents)
    return tag("details", tag("summary", "How well it was read"), tag("ul", *entries, class_="reading"),
               class_="explore-part")  # fmt: skip


def _read_lines(document: Document, shelf: Shelf) -> Iterator[Markup]:
    quality = document.quality
    held = held_words(document.kind)
    pages = len({page.page_index for page in document.pages})
    counts = [counted(len(document.passages), "passage"), counted(len(document.sentences), "sentence")]
    counts += [counted(pages, "page")] if pages else []
    counts += [counted(quality.tables, "table")] if quality.tables else []
    version = shelf.library.version_of(document).version
    yield tag("strong", f"{held[0].upper()}{held[1:]}, version {version}:")
    yield tag("span", f"{', '.join(counts)}.")
    doubtful = sum(bool(page.doubts) for page in quality.pages)
    doubts = [*quality.doubts, *document.warnings]
    doubts += ["The words come from text recognition."] if quality.ocr else []
    doubts += [f"{counted(doubtful, 'page')} in doubt."] if doubtful else []
    doubts += [f"{counted(len(quality.hidden), 'hidden text')} kept out."] if quality.hidden else []
    if doubts:
        yield tag("ul", *(tag("li", doubt) for doubt in doubts), class_="doubts")
    else:
        yield tag("span", "Nothing was doubtful when it was read.")
