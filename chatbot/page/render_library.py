"""The library as a table or as cards, narrowed by words and theme. On a phone each row of the table becomes a card."""

from __future__ import annotations

from chatbot.page.explore_links import ask_form, go, heading, nothing, take_references
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.shelf import Holding, Shelf
from chatbot.page.wording import counted
from kb.retractions import RetractionStatus

_COLUMNS = ("Source", "Year", "Country", "Kind of evidence", "Held", "Read from", "Retraction")


def render_library(place: ExplorePlace, shelf: Shelf) -> Markup:
    """The table, its filter, and how many of how many sources are shown."""
    shown = matching(place, shelf)
    if shown:
        what = "this reference" if len(shown) == 1 else f"these {len(shown)} references"
        listed = _cards(shown, shelf) if place.layout == "cards" else _table(shown, shelf)
        body = join([take_references(what, place.model_copy(update={"view": "library", "source": ""})), listed])
    else:
        body = nothing("No source matches. Take a word away, or choose “All themes”.")
    total = len(shelf.holdings)
    said = counted(total, "source") if len(shown) == total else f"{len(shown)} of {counted(total, 'source')}"
    return join([
        heading("The library"),
        ask_form("library", "Words of a title, an author, a country or a kind of evidence", place.q, "Filter",
                 _theme_choice(place, shelf), _layout_choice(place)),
        tag("p", f"{said}.", class_="explore-count"),
        body,
    ])  # fmt: skip


def matching(place: ExplorePlace, shelf: Shelf) -> list[Holding]:
    """Sources that have every word of the filter in their record, and the theme if one is chosen."""
    words = place.q.casefold().split()
    return [
        holding
        for source_id, holding in shelf.holdings.items()
        if all(word in _searched(holding) for word in words)
        and (not place.theme or any(theme.id == place.theme for theme in shelf.themes.of_source(source_id)))
    ]


def _searched(holding: Holding) -> str:
    record = holding.record
    names = [author.family for author in record.authors]
    fields = [record.title, *names, record.country, record.evidence_kind, record.published_in, str(record.year or "")]
    return " ".join(filter(None, [*fields, record.source_id])).casefold()


def _theme_choice(place: ExplorePlace, shelf: Shelf) -> Markup:
    options = [tag("option", "All themes", value="")]
    options += [tag("option", t.name, value=t.id, selected=t.id == place.theme) for t in shelf.themes.theme]
    return tag("select", *options, name="theme", aria_label="Theme")


def _layout_choice(place: ExplorePlace) -> Markup:
    options = (
        tag("option", words, value=value, selected=value == place.layout)
        for value, words in (("table", "As a table"), ("cards", "As cards"))
    )
    return tag("select", *options, name="layout", aria_label="Shown")


def _cards(holdings: list[Holding], shelf: Shelf) -> Markup:
    return tag("ul", *(_card(holding, shelf) for holding in holdings), class_="library-cards")


def _card(holding: Holding, shelf: Shelf) -> Markup:
    """A source with what it is about, which the table has no room for."""
    record = holding.record
    facts = [record.evidence_kind, record.country or "country not known", holding_words(holding)]
    facts.append(access_words(holding, shelf))
    status = retraction_words(shelf.library.retraction(record.source_id))
    themes = shelf.themes.of_source(record.source_id)
    return tag(
        "li",
        tag("h3", go(record.short_reference, "source", source=record.source_id)),
        tag("p", record.title) if not record.short_reference.startswith(record.title) else "",
        tag("p", " · ".join(facts), class_="pin-origin"),
        tag("p", f"Retraction: {status}", class_="pin-origin"),
        tag("ul", *(tag("li", tag("span", theme.name, class_="chip")) for theme in themes), class_="chips")
        if themes
        else "",
    )


def _table(holdings: list[Holding], shelf: Shelf) -> Markup:
    head = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in _COLUMNS), role="row")
    rows = (_row(holding, shelf) for holding in holdings)
    return tag(
        "table",
        tag("caption", "Sources of the library", class_="visually-hidden"),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *rows, role="rowgroup"),
        class_="library",
        role="table",
    )


def _row(holding: Holding, shelf: Shelf) -> Markup:
    record = holding.record
    name = join([
        go(record.short_reference, "source", source=record.source_id),
        tag("span", record.title, class_="source-title") if not record.short_reference.startswith(record.title) else "",
    ])  # fmt: skip
    cells: list[Content] = [
        str(record.year or "not known"),
        record.country or "not known",
        record.evidence_kind,
        holding_words(holding),
        access_words(holding, shelf),
        retraction_words(shelf.library.retraction(record.source_id)),
    ]
    return tag(
        "tr",
        tag("th", name, scope="row", role="rowheader"),
        *(tag("td", cell, role="cell", data_label=label) for label, cell in zip(_COLUMNS[1:], cells, strict=True)),
        role="row",
    )


def holding_words(holding: Holding) -> str:
    """What is held of a source."""
    if holding.original and holding.note:
        return "original and note"
    if holding.original:
        return "original"
    return "note" if holding.note else "record alone"


def access_words(holding: Holding, shelf: Shelf) -> str:
    """What was read of a source; for one that was not read, through which source it is known."""
    record = holding.record
    citing = [shelf.library.record(source_id).short_reference for source_id in record.cited_in]
    if citing:
        return f"not read; as cited in {'; '.join(citing)}"
    return "not known" if record.access == "unknown" else record.access


def retraction_words(status: RetractionStatus) -> str:
    """The state of a source in a word or two."""
    if status.as_of is None:
        return "not checked"
    found = [
        word
        for state, word in (
            (status.retracted, "retracted"), (status.concern, "expression of concern"), (status.corrected, "corrected")
        )
        if state == "yes"
    ]  # fmt: skip
    return ", ".join(found) or "none known"
