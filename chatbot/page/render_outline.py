"""A document as its outline: a section opens in place, and beside an original's section stand our notes on it."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_evidence import table_cells
from chatbot.page.shelf import Holding
from chatbot.page.wording import counted
from kb.documents import Document

_DEEPEST = 4
Path = tuple[str, ...]


def render_outline(document: Document, holding: Holding) -> Markup:
    """Every section in order with its passages; a section that only holds others is a line of its own."""
    claims = _claims_by_section(holding.note, document) if document.kind == "original" and holding.note else {}
    stretches = _stretches(document)
    items: list[Markup] = []
    for index, section in enumerate(document.sections):
        texts, notes = stretches.get(index, []), claims.get(index, [])
        if not texts and not notes and not section.path:
            continue
        depth = min(max(len(section.path), 1), _DEEPEST)
        items.append(tag("li", _section(section.path, texts, notes), class_=f"depth-{depth}"))
    return tag("ul", *items, class_="outline")


def _section(path: Path, texts: list[str], notes: list[str]) -> Markup:
    name = path[-1] if path else "Text without a heading"
    if not texts and not notes:
        return tag("span", name, class_="outline-name")
    counts = [counted(len(texts), "passage")] if texts else []
    counts += [counted(len(notes), "claim") + " in our note"] if notes else []
    text = tag("div", *(tag("p", table_cells(words), class_="stretch") for words in texts), class_="passage")
    aside = (
        tag("aside", tag("h4", "In our note"), tag("ul", *(tag("li", claim) for claim in notes)), class_="claims")
        if notes
        else ""
    )
    summary = tag("summary", name, tag("span", f" {' · '.join(counts)}", class_="outline-count"))
    return tag("details", summary, tag("div", text, aside, class_="beside" if notes else None))


def _stretches(document: Document) -> dict[int, list[str]]:
    """For each section the text of its passages; where two overlap, the later begins where the earlier ends."""
    found: dict[int, list[str]] = {}
    end_chars = 0
    for passage in sorted(document.passages, key=lambda p: (p.char_start, p.char_end)):
        words = document.text[max(passage.char_start, end_chars) : passage.char_end].strip()
        if words:
            found.setdefault(passage.section_index, []).append(words)
        end_chars = max(end_chars, passage.char_end)
    return found


def _claims_by_section(note: Document, original: Document) -> dict[int, list[str]]:
    """Claims of a note by the section of the original that they summarise.

    A note names headings as a reader of the paper sees them; where the file has lost one, the claim stands at the
    section of the same innermost heading, or else at the nearest section around.
    """
    sections = {_key(section.path): index for index, section in reversed(list(enumerate(original.sections)))}
    by_heading = {path[-1]: index for path, index in sections.items() if path}
    found: dict[int, list[str]] = {}
    for path, claim in _summaries(note):
        key = _key(path)
        places = [sections.get(key), by_heading.get(key[-1])] + [
            sections.get(key[:n]) for n in range(len(key) - 1, 0, -1)
        ]
        index = next((place for place in places if place is not None), None)
        if index is not None:
            found.setdefault(index, []).append(claim)
    return found


def _summaries(note: Document) -> Iterator[tuple[Path, str]]:
    for sentence in note.sentences:
        if sentence.summarises:
            yield sentence.summarises, note.slice(sentence)


def _key(path: Path) -> Path:
    return tuple(" ".join(heading.casefold().split()) for heading in path)


def render_documents(holding: Holding) -> Markup:
    """The outlines of what is held of a source."""
    headings = {"original": "The original, section by section", "note": "Our note, theme by theme"}
    return join(
        tag(
            "section",
            tag("h3", headings[document.kind]),
            render_outline(document, holding),
            class_="explore-part",
        )
        for document in holding.documents
    )
