"""The map of passages as a picture: a mark a spot, its shape and colour by group, its size by how many passages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from chatbot.page.markup import Markup, join, tag
from chatbot.study.gather_spots import COLUMNS, ROWS, Spot

WIDTH, HEIGHT = 1200, 800
_EDGE = 26  # between the outermost mark and the edge
_SMALLEST, _LARGEST = 7.0, 13.0
HUES = 8  # mark-1 to mark-8 in study.css
_LOOKS = 3 * HUES  # filled, hollow, hollow with a point; a group beyond that shares the look of an earlier one
# Corners on a circle of radius 1, first at the top; the plain circle is drawn as one.
_SHAPES: tuple[tuple[tuple[float, float], ...] | None, ...] = (
    None,
    ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    ((0, -1.1), (1.05, 0.8), (-1.05, 0.8)),
    ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    ((0, 1.1), (1.05, -0.8), (-1.05, -0.8)),
    ((-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1), (-0.4, 1.1),
     (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4)),
    tuple((math.sin(k * math.pi / 5) * r, -math.cos(k * math.pi / 5) * r)
          for k, r in enumerate([1.25, 0.55] * 5)),
    tuple((math.sin(k * math.pi / 3 + math.pi / 6) * 1.1, -math.cos(k * math.pi / 3 + math.pi / 6) * 1.1)
          for k in range(6)),
)  # fmt: skip


def draw_map(
    spots: Sequence[Spot],
    looks: Mapping[str, int],
    shown: Callable[[Spot], int],
    name: Callable[[Spot], str],
    fields: Mapping[str, str],
) -> Markup:
    """An SVG of the spots. `shown`: how many passages of a spot the filter leaves; those with none are faint points.

    `name` is what a mark is called when it is pointed at, reached by keyboard, or read out; `fields` go with a click.
    """
    faint = [_point(spot) for spot in spots if not shown(spot)]
    most = max((shown(spot) for spot in spots), default=1)
    marked = [spot for spot in spots if shown(spot)]
    marks = [
        tag("g", _look(looks.get(spot.group), *_place(spot), _radius(shown(spot), most)), class_="map-mark",
            role="button", tabindex="0" if first else "-1", aria_label=name(spot), data_explore="go", data_view="spot",
            data_spot=spot.spot_id, **{f"data_{key}": value for key, value in fields.items()})
        for first, spot in ((index == 0, spot) for index, spot in enumerate(marked))
    ]  # fmt: skip
    return tag(
        "svg",
        tag("g", *faint, aria_hidden="true"),
        *marks,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="group",
        aria_label="Map of passages; arrow keys go from mark to mark, Enter opens one",
        class_="passage-map",
    )


def legend_mark(look: int | None) -> Markup:
    """The mark of a group beside its name."""
    return tag("svg", _look(look, 10, 10, 7), viewBox="0 0 20 20", aria_hidden="true", focusable="false",
               class_="map-key")  # fmt: skip


def look_of(index: int) -> int:
    """The look of the group with this place in the list."""
    return index % _LOOKS


def _place(spot: Spot) -> tuple[float, float]:
    return _EDGE + spot.x * (WIDTH - 2 * _EDGE), _EDGE + spot.y * (HEIGHT - 2 * _EDGE)


def _radius(count: int, most: int) -> float:
    """By the root of the count, so that the area grows with it; within a cell of the grid."""
    limit = min(WIDTH / COLUMNS, HEIGHT / ROWS) / 2 - 3
    share = math.sqrt((count - 1) / (most - 1)) if most > 1 else 0.0
    return min(_SMALLEST + share * (_LARGEST - _SMALLEST), limit)


def _look(look: int | None, x: float, y: float, radius: float) -> Markup:
    """Shape and hue go together; three rounds of them differ in how the shape is filled. None: no group."""
    if look is None:
        return tag("circle", cx=_n(x), cy=_n(y), r=_n(radius * 0.6), class_="mark-none")
    corners = _SHAPES[look % HUES]
    class_ = f"mark-{look % HUES + 1}" + ("" if look < HUES else " is-hollow")
    if corners is None:
        shape = tag("circle", cx=_n(x), cy=_n(y), r=_n(radius), class_=class_)
    else:
        points = " ".join(f"{_n(x + dx * radius)},{_n(y + dy * radius)}" for dx, dy in corners)
        shape = tag("polygon", points=points, class_=class_)
    if look < 2 * HUES:
        return shape
    return join([shape, tag("circle", cx=_n(x), cy=_n(y), r=_n(radius / 3), class_=f"mark-{look % HUES + 1}")])


def _point(spot: Spot) -> Markup:
    x, y = _place(spot)
    return tag("circle", cx=_n(x), cy=_n(y), r="3", class_="faint")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
