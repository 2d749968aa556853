"""The timeline as a picture: a lane a country, years from left to right, a curve from a plan to what became of it.

Hidden from screen readers, to whom the list below it says the same; on a phone the list stands alone.
"""

from __future__ import annotations

from typing import NamedTuple

from chatbot.page.explore_links import jump
from chatbot.page.markup import Markup, tag
from kb.timeline import Event, Timeline

_WIDTH = 1200
_LEFT = 130  # room for the names of the lanes
_RIGHT = 30
_RADIUS = 13
_STEP = 30  # between two entries of a lane that would cover each other
_LANE_GAP = 26
_AXIS = 34


class Spot(NamedTuple):
    """The middle of an entry in the picture's own units."""

    x: float
    y: float


def draw_timeline(timeline: Timeline) -> Markup:
    """An SVG in which every entry is a numbered mark that leads to its place in the list."""
    spots, lanes, height = place_events(timeline)
    first, last = _years(timeline)
    axis = [
        tag("g",
            tag("line", x1=_n(_x(year, first, last)), x2=_n(_x(year, first, last)), y1="0", y2=_n(height - _AXIS + 8)),
            tag("text", str(year), x=_n(_x(year, first, last)), y=_n(height - 8), text_anchor="middle"),
            class_="axis")
        for year in range(first, last + 1, 10)
    ]  # fmt: skip
    names = [tag("text", country, x="0", y=_n(y + 5), class_="lane-name") for country, y in lanes.items()]
    curves = [
        _curve(spots[earlier], spots[event.id])
        for event in timeline.event for earlier in event.follows
    ]  # fmt: skip
    marks = [_mark(event, number, spots[event.id]) for number, event in enumerate(timeline.event, start=1)]
    return tag("svg", *axis, *names, *curves, *marks, viewBox=f"0 0 {_WIDTH} {_n(height)}", aria_hidden="true",
               focusable="false", class_="timeline-picture")  # fmt: skip


def place_events(timeline: Timeline) -> tuple[dict[str, Spot], dict[str, float], float]:
    """Where each entry stands, the height of each lane's name, and the height of all. No two entries overlap."""
    first, last = _years(timeline)
    spots: dict[str, Spot] = {}
    lanes: dict[str, float] = {}
    top = float(_LANE_GAP)
    for country in dict.fromkeys(event.country for event in timeline.event):
        ends: list[float] = []  # of each row of the lane, where its last entry ends
        rows: dict[str, tuple[float, int]] = {}
        for event in timeline.event:
            if event.country != country:
                continue
            x = _x(event.year + ((event.month or 1) - 1) / 12, first, last)
            row = next((i for i, end in enumerate(ends) if end <= x - _STEP), len(ends))
            ends[row : row + 1] = [x]
            rows[event.id] = (x, row)
        spots |= {event_id: Spot(x, top + row * _STEP) for event_id, (x, row) in rows.items()}
        lanes[country] = top
        top += (len(ends) - 1) * _STEP + _STEP + _LANE_GAP
    return spots, lanes, top - _LANE_GAP / 2 + _AXIS


def _years(timeline: Timeline) -> tuple[int, int]:
    years = [event.year for event in timeline.event]
    return min(years) // 10 * 10, max(years)


def _x(year: float, first: int, last: int) -> float:
    return _LEFT + _RADIUS + (year - first) / (last + 1 - first) * (_WIDTH - _LEFT - _RIGHT - _RADIUS)


def _curve(start: Spot, end: Spot) -> Markup:
    middle = (start.x + end.x) / 2
    path = (
        f"M {_n(start.x)} {_n(start.y)} C {_n(middle)} {_n(start.y)} {_n(middle)} {_n(end.y)} {_n(end.x)} {_n(end.y)}"
    )
    return tag("path", d=path, class_="follows")


def _mark(event: Event, number: int, spot: Spot) -> Markup:
    """A filled circle happened, a hollow one was announced, a hollow square was planned: not by colour alone."""
    side = 2 * _RADIUS - 3
    shape = (
        tag("rect", x=_n(spot.x - side / 2), y=_n(spot.y - side / 2), width=str(side), height=str(side))
        if event.status == "planned"
        else tag("circle", cx=_n(spot.x), cy=_n(spot.y), r=str(_RADIUS))
    )
    label = tag("text", str(number), x=_n(spot.x), y=_n(spot.y + 4.5), text_anchor="middle")
    title = tag("title", f"{event.year}: {event.what}")
    content = tag("g", title, shape, label, class_=f"event {event.status}")
    return jump(content, f"event-{event.id}", tabindex="-1")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
