"""Reading order: the order of the file, unless it reads across columns; then band by band and column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.lines import Line, Rect

_BINS = 120
_GUTTER_SHARE = 0.2
_LEAST_LINES = 5
_LEAST_COLUMN_CHARS = 14
_LEAST_FILL = 0.55
_LEAST_RETURNS = 3
_MOST_COLUMNS = 3


def find_columns(lines: Sequence[Line], page: Rect) -> tuple[list[Line], int]:
    """The lines, each with its column, and how many columns there are; 1 where no gutter parts the page.

    A line that a file sets across the gutter comes back as one line a column.
    """
    pieces = [piece for line in lines for piece in _pieces(line)]
    prose = [line for line in pieces if line.upright and line.hidden is None and len(line.text) >= 4]
    gutters = _gutters(prose, page)
    while gutters:
        for line in pieces:
            line.column = _column_of(line, gutters)
        weak = _weak_column([line for line in prose if line.column is not None], len(gutters) + 1)
        if weak is None:
            return pieces, len(gutters) + 1
        gutters.pop(min(weak, len(gutters) - 1))
    whole = list(lines)
    for line in whole:
        line.column = 0
    return whole, 1


def _pieces(line: Line) -> list[Line]:
    """The cells of a line as lines where each is long enough to be a column's; a row of a table stays whole."""
    if len(line.cells) == 1 or len(line.cells) > _MOST_COLUMNS or min(map(len, line.cells)) < _LEAST_COLUMN_CHARS:
        return [line]
    return [
        replace(line, cells=[cell], x0=start, x1=end, cell_starts=[start], cell_ends=[end])
        for cell, start, end in zip(line.cells, line.cell_starts, line.cell_ends, strict=True)
    ]


def reading_order(lines: Sequence[Line], columns: int) -> list[Line]:
    """The lines as they are read: in the file's own order, unless it jumps back to earlier columns again and again."""
    own = list(lines)
    if columns < 2:
        return own
    by_place = _by_place(own)
    returns = _returns(own)
    return by_place if returns >= _LEAST_RETURNS and returns > _returns(by_place) + 1 else own


def _gutters(lines: Sequence[Line], page: Rect) -> list[float]:
    """Middles of the vertical strips that few lines cross, from left to right."""
    width = page.right - page.left
    if len(lines) < 2 * _LEAST_LINES or width <= 0:
        return []
    covered = [0.0] * _BINS
    for line in lines:
        first = int((line.x0 - page.left) / width * _BINS)
        last = int((line.x1 - page.left) / width * _BINS)
        for index in range(max(0, first), min(_BINS, last + 1)):
            covered[index] += 1
    usual = median([count for count in covered if count] or [0])
    inside = [index for index, count in enumerate(covered) if count > _GUTTER_SHARE * usual]
    return [
        page.left + (a + b + 1) / 2 / _BINS * width for a, b in pairwise(inside) if b - a > 1 and b - a < 0.25 * _BINS
    ]


def _column_of(line: Line, gutters: Sequence[float]) -> int | None:
    first = sum(gutter <= line.x0 for gutter in gutters)
    last = sum(gutter <= line.x1 - 1 for gutter in gutters)
    return first if first == last else None


def _weak_column(lines: Sequence[Line], columns: int) -> int | None:
    """A column that is none: it has few lines, or they are short, as the cells of a table are."""
    for column in range(columns):
        own = [line for line in lines if line.column == column]
        if len(own) < _LEAST_LINES:
            return column
        width = max(line.x1 for line in own) - min(line.x0 for line in own)
        if median(len(line.text) for line in own) < _LEAST_COLUMN_CHARS or (
            median(line.x1 - line.x0 for line in own) < _LEAST_FILL * width
        ):
            return column
    return None


def _returns(lines: Sequence[Line]) -> int:
    """How often the text goes back to an earlier column though no line across the columns ended them."""
    return sum(
        before.column is not None and after.column is not None and after.column < before.column
        for before, after in pairwise(lines)
    )


def _by_place(lines: Sequence[Line]) -> list[Line]:
    """Bands between lines that cross the columns; in each band column after column, from the top down."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x0)):
        if line.column is None:
            ordered += [*sorted(band, key=lambda own: (own.column or 0, -own.y, own.x0)), line]
            band = []
        else:
            band.append(line)
    return [*ordered, *sorted(band, key=lambda own: (own.column or 0, -own.y, own.x0))]
