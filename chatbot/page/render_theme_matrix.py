"""The matrix of themes by sources, with how many passages each pair has; a cell opens them."""

from __future__ import annotations

from chatbot.page.explore_links import go, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.render_passage import render_passages
from chatbot.page.shelf import Holding, Shelf
from chatbot.page.wording import counted
from kb.themes import Theme

_SHADES = 4  # cell-1 to cell-4 in page.css


def render_theme_matrix(shelf: Shelf) -> Markup:
    """A row a source that has a theme, a column a theme."""
    themes = shelf.themes.theme
    held = [h for h in shelf.holdings.values() if shelf.themes.of_source(h.record.source_id)]
    if not themes or not held:
        return join([heading("Themes by sources"), nothing("No source has a theme yet (sources/themes.toml).")])
    most = max((len(found) for found in shelf.matrix.values()), default=1)
    head = tag(
        "tr",
        tag("th", "Source", scope="col", role="columnheader"),
        *(
            tag("th", tag("span", theme.name), scope="col", role="columnheader", title=theme.description)
            for theme in themes
        ),
        role="row",
    )
    rows = (_row(holding, themes, shelf, most) for holding in held)
    return join([
        heading("Themes by sources"),
        tag("p", "A number says how many passages of a source are on a theme; choose it to read them. "
            "A dash stands for a source on the theme of which no such passage is held.", class_="explore-count"),
        tag("table", tag("caption", "Passages by source and theme", class_="visually-hidden"),
            tag("thead", head, role="rowgroup"), tag("tbody", *rows, role="rowgroup"), class_="matrix", role="table"),
    ])  # fmt: skip


def _row(holding: Holding, themes: tuple[Theme, ...], shelf: Shelf, most: int) -> Markup:
    source_id = holding.record.source_id
    name = go(holding.record.short_reference, "source", source=source_id, tip=holding.record.title)
    own = {theme.id for theme in shelf.themes.of_source(source_id)}
    return tag(
        "tr",
        tag("th", name, scope="row", role="rowheader"),
        *(_cell(holding, theme, len(shelf.matrix.get((source_id, theme.id), ())), most, theme.id in own)
          for theme in themes),
        role="row",
    )  # fmt: skip


def _cell(holding: Holding, theme: Theme, passages: int, most: int, on_theme: bool) -> Markup:
    if not passages and not on_theme:
        return tag("td", role="cell", class_="is-empty")
    content: Content
    if passages:
        shade = min(_SHADES, 1 + _SHADES * passages // (most + 1))
        hint = f"{'passage' if passages == 1 else 'passages'} of {holding.record.short_reference} on {theme.name}"
        content = go(str(passages), "cell", class_=f"cell cell-{shade}", hint=hint, source=holding.record.source_id,
                     theme=theme.id)  # fmt: skip
    else:
        content = join([tag("span", "–", aria_hidden="true"),
                        tag("span", "on this theme, no passage held", class_="visually-hidden")])  # fmt: skip
    return tag("td", tag("span", theme.name, class_="cell-theme", aria_hidden="true"), content, role="cell")


def render_cell(place: ExplorePlace, shelf: Shelf) -> Markup:
    """The passages of a source on a theme."""
    holding = shelf.holdings.get(place.source)
    theme = next((theme for theme in shelf.themes.theme if theme.id == place.theme), None)
    if holding is None or theme is None:
        return join([heading("No such passages"), nothing("The library has no such source or theme (any more).")])
    found = shelf.matrix.get((place.source, place.theme), [])
    return join([
        heading(f"{holding.record.short_reference} on {theme.name}"),
        tag("p", theme.description, class_="explore-title"),
        tag("p", f"{counted(len(found), 'passage')}.", class_="explore-count"),
        render_passages(found, shelf.library) if found else nothing("No passage of this source is on this theme."),
    ])  # fmt: skip
