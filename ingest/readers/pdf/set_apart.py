"""Captions, and tables below theirs: set apart from the text; rows only where their cells can be told for certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ingest.line_kinds import BARE_CAPTION, CAPTION, UNMARKED_CAPTION
from ingest.readers.pdf.lines import Line

Apart = Literal["caption", "table_row"]
_LEAST_ROWS = 3
_MOST_LINES = 120
_ALIGNED_EMS = 1.5


def set_apart(lines: Sequence[Line], body: tuple[str, float]) -> dict[int, Apart]:
    """What the lines of a page are that are no running text, by index."""
    found: dict[int, Apart] = {}
    index = 0
    while index < len(lines):
        if lines[index].hidden or not opens_caption(lines[index].text):
            index += 1
            continue
        end = _end_of_caption(lines, index, body)
        found |= dict.fromkeys(range(index, end), "caption")
        if lines[index].text.casefold().startswith("table"):
            stop = _end_of_table(lines, end, body)
            rows = _rows(lines[end:stop])
            found |= {position: "table_row" if position - end in rows else "caption" for position in range(end, stop)}
            end = stop
        index = max(end, index + 1)
    return found


def opens_caption(text: str) -> bool:
    """Whether a line begins the caption of a table or a figure."""
    return bool(CAPTION.match(text) or BARE_CAPTION.fullmatch(text) or UNMARKED_CAPTION.match(text))


def _end_of_caption(lines: Sequence[Line], start: int, body: tuple[str, float]) -> int:
    """The line after the caption's last: it goes on in its own size below itself while that is not the text's."""
    first = lines[start]
    own = _differs(first, body)
    end = start + 1
    while end < len(lines) and end - start < 12:
        line, before = lines[end], lines[end - 1]
        near = 0 < before.y - line.y <= 1.5 * max(first.size, 1) and abs(line.size - first.size) <= 0.5
        if not near or len(line.cells) > 1 or line.column != first.column or opens_caption(line.text):
            break
        if not own and (before.text.endswith(".") or end - start >= 2):
            break
        end += 1
    return end


def _end_of_table(lines: Sequence[Line], start: int, body: tuple[str, float]) -> int:
    end = start
    while end < len(lines) and end - start < _MOST_LINES:
        line = lines[end]
        if opens_caption(line.text) or (len(line.cells) == 1 and not _differs(line, body)) or line.size > body[1] + 0.5:
            break
        end += 1
    return end


def _differs(line: Line, body: tuple[str, float]) -> bool:
    return abs(line.size - body[1]) > 0.4 or (line.font != body[0] and line.size <= body[1])


def _rows(lines: Sequence[Line]) -> set[int]:
    """Positions of lines that are rows of one table: as many cells in each, and each cell where the header's stands.

    A table with wrapped or empty cells has none: a row pieced together wrongly would say what the source does not.
    """
    several = [index for index, line in enumerate(lines) if len(line.cells) > 1]
    if len(several) < _LEAST_ROWS or several != list(range(len(several))):  # the header must be among them
        return set()
    counts = {len(lines[index].cells) for index in several}
    if len(counts) != 1:
        return set()
    for cell in range(1, counts.pop()):
        starts = [lines[index].cell_starts[cell] for index in several]
        if max(starts) - min(starts) > _ALIGNED_EMS * 4 * max(lines[several[0]].size, 1):
            return set()
    return set(several)
