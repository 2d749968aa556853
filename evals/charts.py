"""Curves and bars as inline SVG, with no script, font or file beside them. Coordinates in user units."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _MARGIN = 420, 260, 40
_BAR_WIDTH, _BAR_HEIGHT = 220, 14


def interval_bar(mean: float, low: float | None, high: float | None) -> str:
    """A bar from 0 to `mean` of a measure between 0 and 1, with its interval as a line. The number stands beside it."""
    whisker = ""
    if low is not None and high is not None:
        middle = _BAR_HEIGHT / 2
        whisker = (
            f'<line class="interval" x1="{_clipped(low) * _BAR_WIDTH:.1f}" x2="{_clipped(high) * _BAR_WIDTH:.1f}" '
            f'y1="{middle}" y2="{middle}"/>'
        )
    return (
        f'<svg width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}" aria-hidden="true">'
        f'<rect class="track" width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}"/>'
        f'<rect class="bar" width="{_clipped(mean) * _BAR_WIDTH:.1f}" height="{_BAR_HEIGHT}"/>{whisker}</svg>'
    )


def step_curve(points: Sequence[tuple[float, float]], x_label: str, y_label: str, title: str) -> str:
    """A curve through points with coordinates between 0 and 1; `title` is what a screen reader says."""
    inner_width, inner_height = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN

    def place(x: float, y: float) -> str:
        return f"{_MARGIN + _clipped(x) * inner_width:.1f},{_HEIGHT - _MARGIN - _clipped(y) * inner_height:.1f}"

    ticks = "".join(
        f'<text x="{_MARGIN + share * inner_width}" y="{_HEIGHT - _MARGIN + 16}" text-anchor="middle">{share:g}</text>'
        f'<text x="{_MARGIN - 6}" y="{_HEIGHT - _MARGIN - share * inner_height + 4}" text-anchor="end">{share:g}</text>'
        for share in (0, 0.5, 1)
    )
    line = " ".join(place(x, y) for x, y in points)
    dots = "".join('<circle r="2.5" cx="{}" cy="{}"/>'.format(*place(x, y).split(",")) for x, y in points)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" class="curve" role="img" aria-label="{escape(title)}">'
        f'<polyline class="axis" points="{place(0, 1)} {place(0, 0)} {place(1, 0)}"/>'
        f'<polyline class="line" points="{line}"/>{dots}{ticks}'
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 4}" text-anchor="middle">{escape(x_label)}</text>'
        f'<text x="12" y="{_HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 12 {_HEIGHT / 2})">'
        f"{escape(y_label)}</text></svg>"
    )


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))
