"""The map of passages: the picture with its legend and filters, the same in words, and the passages of a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.page.explore_links import go, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.map_picture import draw_map, legend_mark, look_of
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.render_passage import render_passages
from chatbot.page.study_filter import choice, pack_words, study_form
from chatbot.page.study_room import PassageMap, StudyRoom
from chatbot.page.wording import counted, section_words
from chatbot.study.gather_spots import Spot, gather_spots
from chatbot.study.study_marks import StudyMarks

_NEARNESS = (
    "Near each other means alike in what they speak of, as the embedding model sees it. It does not mean that they "
    "agree, and far apart does not mean unlike."
)
_POINT = "Point at a mark to see what it stands for; choose it to read."
_NO_GROUP = ""
_NEAREST_NAMED = 3
_GROUPS_SHOWN = 24
_PASSAGES_SHOWN = 60
_NAMED = 3  # sources that a mark names


@dataclass(frozen=True)
class _View:
    """The map as a visitor filtered it."""

    map: PassageMap
    spots: list[Spot]
    kept: frozenset[int]
    """Passages that the filter leaves."""
    names: dict[str, str]
    """Of the groups that marks stand for, in the order of the legend."""
    groups: tuple[str, ...]
    """Of each passage."""

    def members(self, spot: Spot) -> list[int]:
        return [index for index in spot.members if index in self.kept]


def render_map(place: ExplorePlace, room: StudyRoom, _: StudyMarks) -> Markup:
    """Filters, what nearness means, picture, legend, and the list that says the same."""
    made = room.passage_map
    by = choice("by", "Marks stand for", [("theme", "Marks by theme"), ("source", "Marks by source")], place.by)
    parts: list[Content] = [
        heading("Map of passages"),
        study_form(place, room.shelf, "map", "Show", by if room.shelf.themes.theme else ""),
    ]
    if made is None:
        why = "The library was ingested without the embedding model, so it knows no nearness in meaning."
        return join([*parts, nothing(f"{why} The matrix of themes shows what is held.")])
    view = _view(place, room, made)
    if not view.kept:
        return join([*parts, nothing(f"There is no passage {pack_words(place, room.shelf)}.")])
    said = f"{counted(len(view.kept), 'passage')} {pack_words(place, room.shelf)}"
    said += f", of {len(made.found)}; the others are small points." if len(view.kept) < len(made.found) else "."
    return join([
        *parts,
        tag("p", f"{said} {_NEARNESS}", class_="explore-count"),
        tag("figure", _picture(view, place, room), tag("p", _POINT, class_="map-named", aria_hidden="true"),
            _legend(view, place), class_="map-figure"),
        _what_nearness_means(made),
        _in_words(view, place, room),
    ])  # fmt: skip


def render_spot(place: ExplorePlace, room: StudyRoom, _: StudyMarks) -> Markup:
    """The passages of one mark."""
    made = room.passage_map
    view = _view(place, room, made) if made else None
    spot = next((spot for spot in view.spots if spot.spot_id == place.spot), None) if view else None
    members = view.members(spot) if view and spot else []
    if made is None or not members:
        return join([heading("No such mark"), nothing("The map has changed: the library holds other passages now.")])
    found = [made.found[index] for index in members[:_PASSAGES_SHOWN]]
    said = f"{counted(len(members), 'passage')} that stand close together on the map"
    said += f"; the first {_PASSAGES_SHOWN} are shown." if len(members) > _PASSAGES_SHOWN else "."
    if len(members) == 1:
        said = "One passage."
    return join([
        heading("Passages of a mark"),
        tag("p", said, class_="explore-count"),
        render_passages(found, room.shelf.library),
        tag("p", go("Back to the map", "map", theme=place.theme, source=place.source, by=place.by)),
    ])  # fmt: skip


def _view(place: ExplorePlace, room: StudyRoom, made: PassageMap) -> _View:
    by_source = place.by == "source" or not room.shelf.themes.theme
    if by_source:
        groups = tuple(document.source_id for document, _ in made.found)
        named = {i: holding.record.short_reference for i, holding in room.shelf.holdings.items()}
    else:
        groups = tuple(_telling_theme(ids, place.theme, made) for ids in made.theme_ids)
        named = {theme.id: theme.name for theme in room.shelf.themes.theme}
    kept = frozenset(
        index
        for index, (document, _) in enumerate(made.found)
        if (not place.theme or place.theme in made.theme_ids[index])
        and (not place.source or place.source == document.source_id)
    )
    counts = Counter(groups[index] for index in kept)
    largest = {group for group, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_GROUPS_SHOWN]}
    names = {group: name for group, name in named.items() if group in (largest if by_source else named)}
    return _View(made, gather_spots(made.plane.positions, groups), kept, names, groups)


def _telling_theme(ids: tuple[str, ...], chosen: str, made: PassageMap) -> str:
    """Of a passage's themes the chosen one where it has it, else the one that fewest passages share."""
    if chosen in ids:
        return chosen
    return min(ids, key=lambda theme_id: made.sizes[theme_id], default=_NO_GROUP)


def _picture(view: _View, place: ExplorePlace, room: StudyRoom) -> Markup:
    looks = {group: look_of(place) for place, group in enumerate(view.names)}

    def name(spot: Spot) -> str:
        return _spot_name(view.members(spot), spot, view, room)

    fields = {"theme": place.theme, "source": place.source, "by": place.by}
    return draw_map(view.spots, looks, lambda spot: len(view.members(spot)), name, fields)


def _spot_name(members: Sequence[int], spot: Spot, view: _View, room: StudyRoom) -> str:
    """`Lind (2021), Pay of keepers: Money`; of several passages how many and from which sources."""
    group = view.names.get(spot.group, "no theme" if spot.group == _NO_GROUP else "")
    if len(members) == 1:
        document, passage = view.map.found[members[0]]
        reference = room.shelf.library.record(document.source_id).short_reference
        where = section_words(document.sections[passage.section_index].path)
        return f"{reference}, {where}{f' ({group})' if group and group != reference else ''}"
    sources = Counter(
        room.shelf.library.record(view.map.found[index][0].source_id).short_reference for index in members
    )
    named = [reference for reference, _ in sources.most_common(_NAMED)]
    more = len(sources) - len(named)
    from_whom = "; ".join(named) + (f"; {more} more" if more else "")
    mostly = f", mostly {group}" if group and group not in named else ""
    return f"{len(members)} passages{mostly}: {from_whom}"


def _what_nearness_means(made: PassageMap) -> Markup:
    kept = made.plane.kept_neighbours
    lines = [
        "Each passage stands where its vector puts it: the embedding model gives passages that speak of like things "
        "like vectors. Several hundred measures are pressed into two, and each passage is drawn a little towards "
        "those nearest to it.",
        "Near does not mean that passages agree, that one rests on the other, or that they are equally sound. Far "
        "apart does not mean unlike. A gap, a direction, left, right, top or bottom mean nothing.",
    ]
    if kept is not None:
        lines.append(
            "How much is lost: of the ten passages nearest in meaning to a passage, "
            f"{10 * kept:.1f} are on average among the ten nearest to it here."
        )
    summary = tag("summary", "What nearness means here, and how much is lost")
    return tag("details", summary, tag("div", *(tag("p", line) for line in lines)), class_="nearness")


def _legend(view: _View, place: ExplorePlace) -> Markup:
    counts = Counter(view.groups[index] for index in view.kept)
    by_source = view.groups and place.by == "source"
    items = []
    for index, (group, name) in enumerate(view.names.items()):
        if not counts[group]:
            continue
        fields = {"theme": place.theme, "source": place.source, "by": place.by}
        fields["source" if by_source else "theme"] = group
        label = join([legend_mark(look_of(index)), tag("span", f"{name} ({counts[group]})")])
        items.append(tag("li", go(label, "map", class_="chip map-chip", hint="show it alone", **fields)))
    rest = sum(counts.values()) - sum(counts[group] for group in view.names)
    if rest:
        words = f"Other sources ({rest})" if by_source else f"No theme ({rest})"
        items.append(tag("li", tag("span", legend_mark(None), words, class_="chip map-chip")))
    return tag("ul", *items, class_="chips map-legend", aria_label="What the marks stand for")


def _in_words(view: _View, place: ExplorePlace, room: StudyRoom) -> Markup:
    """The map without a picture: theme by theme its sources, and which themes are nearest to it in meaning."""
    themes = {theme.id: theme.name for theme in room.shelf.themes.theme}
    sections = []
    for theme_id, name in themes.items():
        members = [index for index in sorted(view.kept) if theme_id in view.map.theme_ids[index]]
        if not members or (place.theme and theme_id != place.theme):
            continue
        nearest = [themes[other] for other in view.map.nearest_themes.get(theme_id, ())[:_NEAREST_NAMED]]
        sections.append(
            tag("section", tag("h4", f"{name} ({len(members)})"),
                tag("p", f"Nearest in meaning: {'; '.join(nearest)}.", class_="pin-origin") if nearest else "",
                _sources_of(members, view, room, theme_id))
        )  # fmt: skip
    bare = [index for index in sorted(view.kept) if not view.map.theme_ids[index]]
    if bare:
        sections.append(tag("section", tag("h4", f"No theme ({len(bare)})"), _sources_of(bare, view, room, "")))
    return tag("section", tag("h3", "The same as a list"), *sections, class_="explore-part map-words")


def _sources_of(members: Sequence[int], view: _View, room: StudyRoom, theme_id: str) -> Markup:
    counts = Counter(view.map.found[index][0].source_id for index in members)
    items = []
    for source_id, count in counts.items():
        label = f"{room.shelf.library.record(source_id).short_reference} ({count})"
        if theme_id:
            item = go(label, "cell", class_="chip", source=source_id, theme=theme_id, hint="passages on this theme")
        else:
            item = go(label, "source", class_="chip", source=source_id, hint="open the source")
        items.append(tag("li", item))
    return tag("ul", *items, class_="chips")
