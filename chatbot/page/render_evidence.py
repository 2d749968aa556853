"""The evidence panel: for each marker the passage with the quoted words marked, where it stands, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent_encode

from chatbot.page.cited_passage import CitedPassage, Stretch
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.page_view_link import render_page_link
from chatbot.page.wording import DAMAGED, section_words, verdict_holds, verdict_words
from kb.catalogue import SourceRecord
from kb.citations import Citation
from kb.retractions import describe_status


def evidence_id(turn_number: int, marker: int) -> str:
    """Where mark `marker` of an answer leads."""
    return f"t{turn_number}-evidence-{marker}"


def mark_id(turn_number: int, marker: int) -> str:
    """Where the evidence leads back to."""
    return f"t{turn_number}-mark-{marker}"


def render_evidence(passages: Sequence[CitedPassage], turn_number: int, *, collapsed: bool = False) -> Markup:
    """The evidence for one answer; nothing for an answer without any. `collapsed` keeps earlier answers short."""
    if not passages:
        return Markup("")
    heading_id = f"t{turn_number}-evidence"
    cards = tag("div", *(_card(passage, turn_number) for passage in passages), class_="evidence-list")
    if collapsed:
        heading = tag("h3", f"Evidence for this answer ({len(passages)})", id=heading_id)
        body = tag("details", tag("summary", heading), cards)
    else:
        body = join([tag("h3", "Evidence", id=heading_id, class_="panel-heading"), cards])
    return tag("section", body, class_="evidence-panel", aria_labelledby=heading_id)


def _card(passage: CitedPassage, turn_number: int) -> Markup:
    citation, record = passage.citation, passage.record
    identity = evidence_id(turn_number, citation.marker)
    heading = tag(
        "h4",
        tag("span", str(citation.marker), class_="number"),
        " ",
        tag("span", record.short_reference, class_="reference"),
        id=f"{identity}-heading",
    )
    back = tag(
        "a",
        "Back to the answer",
        tag("span", f", mark {citation.marker}", class_="visually-hidden"),
        href=f"#{mark_id(turn_number, citation.marker)}",
        class_="back",
        aria_keyshortcuts="Escape",
    )
    return tag(
        "article",
        tag("header", heading, tag("p", citation.title, class_="source-title"), _facts(citation, record)),
        tag("p", describe_status(citation.retraction), class_="retraction") if citation.retraction.notices else "",
        _place(citation),
        _words(passage),
        _verdict(citation),
        tag("p", passage.reading, class_="how-read") if passage.reading else "",
        tag("p", DAMAGED, class_="damaged") if citation.damaged else "",
        *(tag("p", doubt, class_="damaged") for doubt in citation.doubts),
        render_page_link(passage.pages),
        tag("footer", back, _pin(citation, turn_number), doi_link(record)),
        id=identity,
        class_="evidence",
        tabindex="-1",
        aria_labelledby=f"{identity}-heading",
    )


def _pin(citation: Citation, turn_number: int) -> Markup:
    """The quoted words, or the passage around them, for the brief."""
    where = {"type": "button", "class_": "plain", "data_turn": str(turn_number), "data_marker": str(citation.marker)}
    of = tag("span", f", evidence {citation.marker}", class_="visually-hidden")
    return tag(
        "span",
        tag("button", "Add to the brief", of, data_act="pin-quote", **where),
        tag("button", "Add the whole passage", of, data_act="pin-passage", **where),
        class_="pin-buttons",
    )


def _facts(citation: Citation, record: SourceRecord) -> Markup:
    facts = [
        ("Year", str(citation.year) if citation.year else "not known"),
        ("Country", citation.country or "not known"),
        ("Kind of evidence", citation.evidence_kind),
    ]
    if not citation.retraction.notices:
        facts.append(("Retraction", describe_status(citation.retraction)))
    if record.studied:
        facts.append(("What was studied", record.studied))
    return tag("dl", *(tag("div", tag("dt", f"{name}: "), tag("dd", value)) for name, value in facts), class_="facts")


def _place(citation: Citation) -> Markup:
    """Section, page and speaker, as far as they are known."""
    parts: list[Content] = []
    if citation.section and citation.verdict != "note":  # a note's verdict names the section
        parts.append(join([tag("span", "Section: ", class_="label"), section_words(citation.section)]))
    if citation.page_label or citation.page_number:
        parts.append(join([tag("span", "Page: ", class_="label"), citation.page_label or str(citation.page_number)]))
    if citation.speaker:
        parts.append(join([tag("span", "Words of: ", class_="label"), citation.speaker]))
    if not parts:
        return Markup("")
    return tag("p", *(tag("span", part, class_="place-part") for part in parts), class_="place")


def _words(passage: CitedPassage) -> Markup:
    """A note's text is ours, so it is no block quotation."""
    element = "div" if passage.citation.kind == "note" else "blockquote"
    if not passage.stretches:
        gone = tag("p", "The document is no longer stored; these are the words as cited.", class_="stretch-gap")
        return tag(element, gone, tag("p", tag("mark", passage.citation.quote)), class_="passage")
    gap = tag("p", "Further on in the source:", class_="stretch-gap")
    return tag(element, join((_stretch(s) for s in passage.stretches), separator=gap), class_="passage")


def _stretch(stretch: Stretch) -> Markup:
    quoted = (tag("mark", table_cells(part.text)) if part.quoted else table_cells(part.text) for part in stretch.parts)
    return join([
        _neighbour("Text before", stretch.before),
        tag("p", *quoted, class_="stretch"),
        _neighbour("Text after", stretch.after),
    ])  # fmt: skip


def _neighbour(label: str, text: str) -> Markup:
    if not text:
        return Markup("")
    return tag("details", tag("summary", label), tag("p", table_cells(text), class_="stretch"), class_="neighbour")


def table_cells(text: str) -> Markup:
    """Text of a passage; the tabs between table cells are given a width and a rule by the style sheet."""
    return join(text.split("\t"), separator=tag("span", "\t", class_="cell-edge"))


def _verdict(citation: Citation) -> Markup:
    return tag("p", verdict_words(citation), class_=verdict_class(citation))


def verdict_class(citation: Citation) -> str:
    """The style sheet's classes of a verdict, which put a sign before its words."""
    if citation.verdict == "note":
        return "verdict verdict-summary"
    return f"verdict verdict-{'holds' if verdict_holds(citation) else 'fails'}"


def doi_link(record: SourceRecord) -> Content:
    """A link to the publication. Nothing is fetched unless the reader follows it."""
    if record.doi is None:
        return ""
    address = f"https://doi.org/{percent_encode(record.doi, safe='/')}"
    return tag("a", f"DOI {record.doi}", href=address, target="_blank", rel="noopener noreferrer", class_="doi")
