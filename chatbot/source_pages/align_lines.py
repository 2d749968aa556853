"""Where each line of a page stands among the letters that are drawn on it.

A line has to be found letter for letter. Where the same letters are drawn more than once, the one is chosen that
follows on the line before, leads to the line after, or is the only one among the same lines as in the text; where none
is, the line is not placed. No two lines share a letter.
"""

from __future__ import annotations

from collections.abc import Sequence

# Fewer letters may stand by chance within other words: such a line needs a neighbour that leads to it.
_LEAST_UNAIDED_LETTERS = 8


def align_lines(lines: Sequence[str], drawn: str) -> list[int | None]:
    """For each line the position in `drawn` where it begins, or None. Both hold letters alone (see `fold_letters`)."""
    places: list[int | None] = [None] * len(lines)
    taken = bytearray(len(drawn))
    order = sorted((index for index, line in enumerate(lines) if line), key=lambda index: (-len(lines[index]), index))
    found = True
    while found:
        found = False
        for index in order:
            if places[index] is not None:
                continue
            start = _choose(index, lines, places, drawn, taken)
            if start is not None:
                places[index] = start
                end = start + len(lines[index])
                taken[start:end] = b"\1" * (end - start)
                found = True
    return places


def _choose(index: int, lines: Sequence[str], places: Sequence[int | None], drawn: str, taken: bytearray) -> int | None:
    line = lines[index]
    free = [start for start in _occurrences(line, drawn) if not any(taken[start : start + len(line)])]
    before = places[index - 1] if index else None
    after = places[index + 1] if index + 1 < len(lines) else None
    follows = None if before is None else before + len(lines[index - 1])
    leads = None if after is None else after - len(line)
    beside = [start for start in free if start in (follows, leads)]
    if len(beside) == 1:
        return beside[0]
    if len(free) == 1 and len(line) >= _LEAST_UNAIDED_LETTERS:
        return free[0]
    known = _place_among_neighbours(index, lines, drawn) if free else None
    return known if known in free else None


def _place_among_neighbours(index: int, lines: Sequence[str], drawn: str) -> int | None:
    """The only place where the line is drawn right among the lines around it, of which more and more are looked at."""
    first, end = index, index + 1
    around = lines[index]
    while True:
        found = _occurrences(around, drawn)
        if len(found) == 1 and (len(around) >= _LEAST_UNAIDED_LETTERS or around == drawn):
            return found[0] + sum(map(len, lines[first:index]))
        wider = lines[first - 1] + around if first else None
        if wider is not None and wider in drawn:
            first, around = first - 1, wider
            continue
        wider = around + lines[end] if end < len(lines) else None
        if wider is None or wider not in drawn:
            return None
        end, around = end + 1, wider


def _occurrences(line: str, drawn: str) -> list[int]:
    found: list[int] = []
    start = drawn.find(line)
    while start >= 0:
        found.append(start)
        start = drawn.find(line, start + 1)
    return found
