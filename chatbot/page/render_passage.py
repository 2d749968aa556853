"""Passages as the Explore tab shows them: whose, where in the source, and the words with what was looked for marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from chatbot.page.explore_links import go
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.page_view_link import pages_as_printed, render_page_link
from chatbot.page.render_evidence import table_cells
from chatbot.page.shelf import Found
from chatbot.page.wording import section_words
from kb.library import Library
from kb.terms import content_terms, stem_set

Marker = Callable[[str], Iterable[tuple[int, int]]]


def mark_nothing(_: str) -> tuple[tuple[int, int], ...]:
    return ()


def mark_words(query: str) -> Marker:
    """Marks the words of a text that are words of the query, in any inflection."""
    wanted = stem_set(query)
    return lambda text: ((word.char_start, word.char_end) for word in content_terms(text) if word.stem in wanted)


def render_passages(found: Iterable[Found], library: Library, mark: Marker = mark_nothing) -> Markup:
    """An ordered list, one entry a passage."""
    return tag("ol", *(_passage(one, library, mark) for one in found), class_="explore-passages")


def marked_text(text: str, mark: Marker) -> Markup:
    """The text with the marked ranges in `<mark>`; ranges must be in order and apart."""
    return join(_parts(text, mark(text)))


def _parts(text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[Content]:
    position = 0
    for start, end in ranges:
        yield table_cells(text[position:start])
        yield tag("mark", text[start:end])
        position = end
    yield table_cells(text[position:])


def _passage(found: Found, library: Library, mark: Marker) -> Markup:
    document, passage = found
    record = library.record(document.source_id)
    page = document.page_at(passage.char_start)
    where = [section_words(document.sections[passage.section_index].path), held_words(document.kind)]
    where += [f"page {page.page_label or page.page_number}"] if page else []
    element = "div" if document.kind == "note" else "blockquote"  # a note's words are ours, so it quotes nobody
    words = marked_text(document.slice(passage), mark)
    return tag(
        "li",
        tag("h3", go(record.short_reference, "source", source=document.source_id, hint="open the source")),
        tag("p", " · ".join(where), class_="pin-origin"),
        tag(element, tag("p", words, class_="stretch"), class_="passage"),
        render_page_link(pages_as_printed(document, [passage], library)),
    )


def held_words(kind: str) -> str:
    """How a kind of document is named to readers."""
    return "original text" if kind == "original" else "our note"
