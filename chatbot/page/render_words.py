"""A source opened at certain words: the passage around them with the words marked, and what stands before and after."""

from __future__ import annotations

import re

from chatbot.page.cited_passage import Stretch, quoted_stretches
from chatbot.page.explore_links import go, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_evidence import table_cells
from chatbot.page.render_passage import held_words
from chatbot.page.shelf import Shelf
from chatbot.page.wording import section_words
from kb.catalogue import SourceRecord
from kb.documents import Document, Span

_AT = re.compile(r"(?P<document>[\w-]{1,80}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")


def words_at(document: Document, char_start: int, char_end: int) -> str:
    """The name of a place in a document, as `ExplorePlace.at` carries it."""
    return f"{document.document_id}:{char_start}-{char_end}"


def render_words(place: ExplorePlace, shelf: Shelf) -> Markup:
    """The words in their passage, or that they are not here (any more)."""
    match = _AT.fullmatch(place.at)
    holding = shelf.holdings.get(place.source)
    documents = holding.documents if holding else ()
    document = next((d for d in documents if match and d.document_id == match["document"]), None)
    if match is None or document is None:
        return join([heading("No such place"), nothing("The library has no such text (any more).")])
    start, end = int(match["start"]), int(match["end"])
    if not start < end <= len(document.text):
        return join([heading("No such place"), nothing("The text is shorter than that.")])
    record = shelf.library.record(document.source_id)
    return tag(
        "article",
        heading(record.short_reference),
        _title(record),
        tag("p", " · ".join(_where(document, start)), class_="pin-origin"),
        *(_stretch(one, document) for one in quoted_stretches(document, [Span(char_start=start, char_end=end)])),
        tag("p", _own_words(document, start), class_="pin-origin"),
        tag("p", go("Open the source with its outline", "source", source=document.source_id)),
        class_="words",
    )  # fmt: skip


def _title(record: SourceRecord) -> Markup:
    """The title, where the short reference is not made of it."""
    named = record.short_reference.startswith(record.title)
    return Markup("") if named else tag("p", record.title, class_="explore-title")


def _where(document: Document, start: int) -> list[str]:
    sentence = next((s for s in document.sentences if s.char_start <= start < s.char_end), None)
    path = document.sections[sentence.section_index].path if sentence else ()
    page = document.page_at(start)
    where = [section_words(path), held_words(document.kind)]
    return where + ([f"page {page.page_label or page.page_number}"] if page else [])


def _own_words(document: Document, start: int) -> str:
    """Whose words these are; of a note also which section of the source they sum up."""
    if document.kind == "original":
        return "The source’s own words."
    sentence = next((s for s in document.sentences if s.char_start <= start < s.char_end), None)
    if sentence is None or sentence.summarises is None:
        return "Our own words."
    return f"Our summary of section {section_words(sentence.summarises)}."


def _stretch(stretch: Stretch, document: Document) -> Markup:
    """A note's text is ours, so it is no block quotation."""
    marked = (tag("mark", table_cells(part.text)) if part.quoted else table_cells(part.text) for part in stretch.parts)
    around = [tag("p", table_cells(text), class_="stretch around") if text else "" for text in
              (stretch.before, stretch.after)]  # fmt: skip
    element = "div" if document.kind == "note" else "blockquote"
    return tag(element, around[0], tag("p", *marked, class_="stretch"), around[1], class_="passage")
