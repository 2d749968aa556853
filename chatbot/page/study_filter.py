"""The choice of theme and source that the quiz and the map share."""

from __future__ import annotations

from chatbot.page.explore_place import ExplorePlace, View
from chatbot.page.markup import Content, Markup, tag
from chatbot.page.shelf import Shelf


def study_form(place: ExplorePlace, shelf: Shelf, view: View, button: str, *more: Content) -> Markup:
    """A form with a theme, a source and further fields."""
    themes = [("", "All themes"), *((theme.id, theme.name) for theme in shelf.themes.theme)]
    held = [(i, holding.record.short_reference) for i, holding in shelf.holdings.items() if holding.documents]
    return tag(
        "form",
        tag(
            "div",
            choice("theme", "Theme", themes, place.theme) if len(themes) > 1 else "",
            choice("source", "Source", [("", "All sources"), *held], place.source),
            *more,
            tag("button", button, type="submit", class_="go"),
            class_="form-line",
        ),
        class_="explore-form",
        data_explore="go",
        data_view=view,
    )


def choice(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    """A named list to choose one of."""
    items = (tag("option", words, value=value, selected=value == chosen) for value, words in options)
    return tag("select", *items, name=name, aria_label=label)


def pack_words(place: ExplorePlace, shelf: Shelf) -> str:
    """What is chosen, in words: `on Capitation, from Lind (2021)`; `in the whole library` where nothing is."""
    theme = next((f"on {theme.name}" for theme in shelf.themes.theme if theme.id == place.theme), "")
    holding = shelf.holdings.get(place.source)
    source = f"from {holding.record.short_reference}" if holding else ""
    return ", ".join(filter(None, [theme, source])) or "in the whole library"
