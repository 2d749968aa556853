"""From lines in reading order to the text of the file: paragraphs parted by blank lines, headings and tables marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.extracted import SourceHeading, SourceMark, SourcePage
from ingest.line_kinds import list_mark
from ingest.phrases import ends_sentence, starts_upper
from ingest.readers.pdf.headings import FoundHeading
from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.set_apart import Apart
from kb.tables import CELL_SEPARATOR

PAGE_SEPARATOR = "\f"
_GAP_LEADINGS = 1.4
_INDENT_EMS = 0.7
_SHORT_EMS = 3.0


@dataclass
class AssembledText:
    """The text of all pages and what its parts are; ranges count its characters."""

    text: str = ""
    pages: list[SourcePage] = field(default_factory=list)
    headings: list[SourceHeading] = field(default_factory=list)
    marks: list[SourceMark] = field(default_factory=list)


def assemble(
    pages: Sequence[Sequence[Line]],
    set_apart: Sequence[Mapping[int, Apart]],
    headings: Sequence[FoundHeading],
    labels: Sequence[str] | None,
) -> AssembledText:
    """Join the lines. A page without lines is an empty range."""
    result = AssembledText()
    parts: list[str] = []
    position = 0
    for number, lines in enumerate(pages):
        if number:
            parts.append(PAGE_SEPARATOR)
            position += len(PAGE_SEPARATOR)
        page_start = position
        apart = set_apart[number]
        starts: list[tuple[int, int]] = []
        leading = _leading(lines)
        for index, line in enumerate(lines):
            before = lines[index - 1] if index else None
            if before is not None:
                glue = "\n\n" if _opens_paragraph(before, line, lines[index + 1 : index + 2], leading) else "\n"
                parts.append(glue)
                position += len(glue)
            words = (CELL_SEPARATOR if apart.get(index) == "table_row" else " ").join(filter(None, line.cells))
            starts.append((position, position + len(words)))
            if line.hidden:
                result.marks.append(SourceMark(*starts[-1], "hidden"))
            elif index in apart:
                result.marks.append(SourceMark(*starts[-1], apart[index]))
            parts.append(words)
            position += len(words)
        label = labels[number] if labels and number < len(labels) else None
        result.pages.append(SourcePage(page_start, position, number, label or None))
        result.headings += [
            SourceHeading(starts[found.first][0], starts[found.last][1], found.level)
            for found in headings
            if found.page == number
        ]
    result.text = "".join(parts)
    return result


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of baselines, in points; 0 where there is none."""
    steps = [
        before.y - after.y
        for before, after in pairwise(lines)
        if before.column == after.column and 0 < before.y - after.y <= 3 * max(before.size, 1)
    ]
    return median(steps) if steps else 0.0


def _opens_paragraph(before: Line, line: Line, following: Sequence[Line], leading: float) -> bool:
    """Whether a line begins a paragraph: space above it, another size, or its first line is indented."""
    if not (before.upright and line.upright) or before.hidden or line.hidden:
        return bool(before.hidden) != bool(line.hidden)
    if abs(before.size - line.size) >= 1 and min(len(before.text), len(line.text)) > 3:
        return True
    step = before.y - line.y
    if before.column != line.column or step <= 0:
        return False
    if leading and step > _GAP_LEADINGS * max(leading, 0.9 * line.size):
        return True
    indent = line.x0 - before.x0
    if indent < _INDENT_EMS * line.size or indent > 5 * line.size or list_mark(before.text):
        return False
    returns = not following or following[0].x0 < line.x0 - 0.5 * _INDENT_EMS * line.size
    short = before.x1 < line.x1 - _SHORT_EMS * line.size
    return returns and (short or (ends_sentence(before.text) and starts_upper(line.text)))
