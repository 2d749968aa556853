"""Second step of cleaning: the text as lines, each with what stands around it. Blank lines become gaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.extracted import ExtractedText
from ingest.mapped_text import MappedText
from ingest.phrases import ends_sentence, starts_lower

_LINE = re.compile(r"[^\n]+")
_QUOTE_MARK = re.compile(r"(?:>[ \t]?)+")
_LEAST_CONTINUED_CHARS = 30
_LEAST_CONTINUED_SHARE = 0.25
_WINDOW_LINES = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `start` and `end` count in the text with plain characters, outer spaces left out."""

    start: int
    end: int
    text: str
    gap: bool
    """A blank line or a page break stands before it, or nothing."""
    page_index: int | None
    starts_page: bool
    heading_level: int | None
    """From markup; None where markup says nothing."""
    continues_heading: bool
    source_start: int
    in_abstract: bool
    """In the part that the file itself declares its abstract."""
    mark: Literal["caption", "table_row", "hidden"] | None = None
    """What the file's layout shows the line to be; None for running text."""


def split_lines(characters: MappedText, extracted: ExtractedText) -> list[Line]:
    """All lines that are not blank, in order. A line of a declared heading is cut to the heading's characters."""
    page_starts = [page.start for page in extracted.pages]
    heading_starts = [heading.start for heading in extracted.headings]
    mark_starts = [mark.start for mark in extracted.marks]
    is_markdown = extracted.media_type == "text/markdown"
    lines: list[Line] = []
    page_before: int | None = None
    end_before = 0
    for match in _LINE.finditer(characters.text):
        text = match[0].strip(" \t")
        if not text:
            continue
        start = match.start() + match[0].index(text)
        if is_markdown and (mark := _QUOTE_MARK.match(text)) and mark.end() < len(text):
            start, text = start + mark.end(), text[mark.end() :]
        source_start = characters.source_position(start)
        source_start = 0 if source_start is None else source_start
        page = extracted.pages[max(0, bisect_right(page_starts, source_start) - 1)].index if page_starts else None
        level, continues = None, False
        source_end = characters.source_position(start + len(text) - 1)
        source_end = source_start + 1 if source_end is None else source_end + 1
        found = bisect_right(heading_starts, max(source_start, source_end - 1)) - 1
        if found >= 0 and extracted.headings[found].end > source_start:
            heading = extracted.headings[found]
            level, continues = heading.level, heading.start < source_start
            if heading.start > source_start or heading.end < source_end:
                start, text = _cut(characters, start, text, heading.start, heading.end)
        lines.append(
            Line(
                start=start,
                end=start + len(text),
                text=text,
                gap=not lines or page != page_before or "\n" in characters.text[end_before:start].strip(" \t>")[1:],
                page_index=page,
                starts_page=page != page_before,
                heading_level=level,
                continues_heading=continues,
                source_start=source_start,
                in_abstract=bool(extracted.abstract and extracted.abstract[0] <= source_start < extracted.abstract[1]),
                mark=_mark_at(source_start, mark_starts, extracted),
            )
        )
        page_before, end_before = page, match.end()
    return lines


def _mark_at(
    source_start: int, mark_starts: Sequence[int], extracted: ExtractedText
) -> Literal["caption", "table_row", "hidden"] | None:
    found = bisect_right(mark_starts, source_start) - 1
    return extracted.marks[found].role if found >= 0 and source_start < extracted.marks[found].end else None


def is_hard_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines break within paragraphs: many lines without a stop are followed by a line in lower case."""
    adjacent = [(a, b) for a, b in pairwise(lines) if not b.gap]
    continued = sum(
        len(a.text) >= _LEAST_CONTINUED_CHARS and not ends_sentence(a.text) and starts_lower(b.text)
        for a, b in adjacent
    )
    return continued > 0 and continued >= _LEAST_CONTINUED_SHARE * len(adjacent)


def line_widths(lines: Sequence[Line]) -> list[int]:
    """For each line, how many characters a full line has thereabouts: the upper quarter of its neighbours' lengths."""
    lengths = [len(line.text) for line in lines]
    widths = []
    for index in range(len(lengths)):
        near = sorted(lengths[max(0, index - _WINDOW_LINES) : index + _WINDOW_LINES + 1])
        widths.append(near[(3 * len(near)) // 4] if near else 0)
    return widths


def _cut(characters: MappedText, start: int, text: str, source_start: int, source_end: int) -> tuple[int, str]:
    """The characters of the line that lie within a range of the source text; the whole line if none does."""
    piece = characters.slice(start, start + len(text))
    inside = [
        run for run in piece.runs if run.source_start < source_end and run.source_start + run.length > source_start
    ]
    if not inside:
        return start, text
    first = inside[0].start + max(0, source_start - inside[0].source_start)
    last = inside[-1].start + min(inside[-1].length, source_end - inside[-1].source_start)
    words = text[first:last]
    return (start + first + len(words) - len(words.lstrip()), words.strip()) if words.strip() else (start, text)
