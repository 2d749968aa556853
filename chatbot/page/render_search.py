"""Search over the passages, with the words that were looked for marked and where each passage stands."""

from __future__ import annotations

from chatbot.page.explore_links import ask_form, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_passage import mark_words, render_passages
from chatbot.page.shelf import Shelf
from chatbot.page.wording import counted

_SHOWN = 20


def render_search(place: ExplorePlace, shelf: Shelf) -> Markup:
    """The form, and the best passages for its words."""
    return join([
        heading("Search the passages"),
        ask_form("search", "Words to look for", place.q, "Search"),
        _found(place, shelf),
    ])  # fmt: skip


def _found(place: ExplorePlace, shelf: Shelf) -> Markup:
    if not place.q.strip():
        return nothing("Passages are found by their words and, with the embedding model, by what they mean.")
    hits = shelf.library.search(place.q, _SHOWN)
    if not hits:
        return nothing("No passage was found. Try other words; the glossary says how terms are put in the sources.")
    best = "the best first" if len(hits) < _SHOWN else "the best; there may be more"
    found = [(hit.document, hit.passage) for hit in hits]
    return join([
        tag("p", f"{counted(len(hits), 'passage')}, {best}.", class_="explore-count"),
        render_passages(found, shelf.library, mark_words(place.q)),
    ])  # fmt: skip
