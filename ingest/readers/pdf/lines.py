"""Fragments of text with their place on the page, and the lines they make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.quality import HiddenReason

_CELL_GAP_EMS = 0.8
_BASELINE_SLACK = 2.0  # points
_TINY_POINTS = 2.5


class Fragment(NamedTuple):
    """Text that one font sets from `x`, `y` on (points, from the lower left of the page); may end with a line break."""

    text: str
    x: float
    y: float
    size: float
    font: str
    upright: bool


class Rect(NamedTuple):
    """Where a run of glyphs stands, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Line:
    """A line of one column. `cells` are its pieces where wide gaps part it."""

    cells: list[str]
    x0: float
    x1: float
    y: float
    size: float
    font: str
    upright: bool
    cell_starts: list[float]
    cell_ends: list[float]
    hidden: HiddenReason | None = None
    column: int | None = None
    """From 0; None across columns or unknown."""

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def build_lines(fragments: Sequence[Fragment], rects: Sequence[Rect], page: Rect) -> list[Line]:
    """The page's lines in the order of the fragments; a wide gap within a line parts two cells."""
    places = _Places(rects)
    lines: list[Line] = []
    for run in _runs(fragments):
        line = _line_of(run, places)
        if line is not None:
            line.hidden = _hidden(line, page)
            lines.append(line)
    return lines


def _runs(fragments: Sequence[Fragment]) -> Iterator[list[Fragment]]:
    """Fragments up to each line break."""
    run: list[Fragment] = []
    for fragment in fragments:
        pieces = fragment.text.split("\n")
        for index, piece in enumerate(pieces):
            if index:
                if run:
                    yield run
                run = []
            if piece.strip():
                run.append(fragment._replace(text=piece))
            elif piece and run:
                run[-1] = run[-1]._replace(text=run[-1].text + " ")
    if run:
        yield run


def _line_of(run: list[Fragment], places: _Places) -> Line | None:
    cells: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    end: float | None = None
    for fragment in run:
        known_end = places.end_of(fragment)
        gap = None if end is None else fragment.x - end
        if not cells or (gap is not None and gap > _CELL_GAP_EMS * max(fragment.size, 1.0) and fragment.upright):
            cells.append(fragment.text)
            starts.append(fragment.x)
            ends.append(fragment.x)
        else:
            cells[-1] += fragment.text
        ends[-1] = max(ends[-1], known_end or fragment.x + 0.5 * fragment.size * len(fragment.text))
        end = known_end
    largest = max(run, key=lambda fragment: len(fragment.text.strip()))
    words = [" ".join(cell.split()) for cell in cells]
    if not any(words):
        return None
    return Line(
        cells=words,
        x0=min(starts),
        x1=max(ends),
        y=largest.y,
        size=round(largest.size * 2) / 2,
        font=largest.font,
        upright=all(fragment.upright for fragment in run),
        cell_starts=starts,
        cell_ends=ends,
    )


def _hidden(line: Line, page: Rect) -> HiddenReason | None:
    if line.size < _TINY_POINTS:
        return "tiny"
    inside = page.left - 5 <= line.x0 <= page.right + 5 and page.bottom - 5 <= line.y <= page.top + 5
    return None if inside or not line.upright else "off the page"


class _Places:
    """Finds where a fragment ends: at the right edge of the glyphs on its baseline that follow without a gap."""

    def __init__(self, rects: Sequence[Rect]) -> None:
        self._rects = sorted(rects, key=lambda rect: rect.bottom)
        self._bottoms = [rect.bottom for rect in self._rects]
        self._tallest = max((rect.top - rect.bottom for rect in rects), default=0.0)

    def end_of(self, fragment: Fragment) -> float | None:
        """Right edge in points; None where no glyph is known at that place."""
        first = bisect_left(self._bottoms, fragment.y - self._tallest - _BASELINE_SLACK)
        last = bisect_left(self._bottoms, fragment.y + fragment.size)
        near = sorted(
            rect
            for rect in self._rects[first:last]
            if rect.bottom - _BASELINE_SLACK <= fragment.y + 0.3 * fragment.size <= rect.top + _BASELINE_SLACK
            and rect.right > fragment.x
        )
        end: float | None = None
        for rect in near:
            if end is None:
                if rect.left > fragment.x + fragment.size:
                    return None
                end = rect.right
            elif rect.left - end <= _CELL_GAP_EMS * fragment.size:
                end = max(end, rect.right)
        return end
