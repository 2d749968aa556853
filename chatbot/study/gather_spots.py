"""Passages of the plane gathered into spots, so that marks do not cover each other and thousands can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.study.place_passages import Positions

COLUMNS, ROWS = 36, 24  # of the grid; at most this many spots are drawn, however many passages there are


@dataclass(frozen=True)
class Spot:
    """A cell of the grid with the passages in it."""

    spot_id: str
    x: float
    y: float
    """The middle of its passages, from 0 to 1, kept within the cell."""
    members: tuple[int, ...]
    """Indexes of the passages, in order."""
    group: str
    """The group that most of its passages belong to; of several the first by name."""


def gather_spots(positions: Positions, groups: Sequence[str]) -> list[Spot]:
    """Spots from top left to bottom right. `groups`: of each passage the group it belongs to."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(positions.tolist()):
        cell = (min(int(y * ROWS), ROWS - 1), min(int(x * COLUMNS), COLUMNS - 1))
        cells.setdefault(cell, []).append(index)
    return [_spot(cell, members, positions, groups) for cell, members in sorted(cells.items())]


def _spot(cell: tuple[int, int], members: list[int], positions: Positions, groups: Sequence[str]) -> Spot:
    row, column = cell
    x, y = positions[members].mean(axis=0).tolist()
    middle_x, middle_y = (column + 0.5) / COLUMNS, (row + 0.5) / ROWS
    counts = Counter(groups[index] for index in members)
    most = min(counts, key=lambda group: (-counts[group], group))
    # Half way to the middle of the cell: where in it the passages stand is kept, and marks of two cells stay apart.
    return Spot(f"{column}-{row}", (x + middle_x) / 2, (y + middle_y) / 2, tuple(members), most)
