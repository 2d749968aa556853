"""Where the entries of a PDF's outline stand in its text.

An outline names a page and a title, not characters: an entry counts as a heading only where one or two whole lines of
its page spell its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.extracted import SourceHeading, SourcePage

_MOST_LINES = 3


class OutlineEntry(NamedTuple):
    """A title, the page it points to (from 0), and its depth (from 1)."""

    title: str
    page_index: int
    level: int


class _Line(NamedTuple):
    start: int
    end: int
    letters: str


def match_outline(
    source_text: str, pages: Sequence[SourcePage], outline: Sequence[OutlineEntry]
) -> tuple[SourceHeading, ...]:
    """Headings in the order of the text. An entry that no line spells is left out; a line is used once."""
    lines = {
        page_index: _lines_of(source_text, pages[page_index])
        for page_index in {entry.page_index for entry in outline if 0 <= entry.page_index < len(pages)}
    }
    found: dict[int, SourceHeading] = {}
    for entry in outline:
        wanted = _letters(entry.title)
        if not wanted:
            continue
        for heading in _spelled(lines.get(entry.page_index, []), wanted, entry.level):
            if heading.start not in found:
                found[heading.start] = heading
                break
    kept: list[SourceHeading] = []
    for heading in sorted(found.values(), key=lambda heading: heading.start):
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return tuple(kept)


def _spelled(lines: list[_Line], wanted: str, level: int) -> list[SourceHeading]:
    headings = []
    for first, line in enumerate(lines):
        letters = ""
        for following in lines[first : first + _MOST_LINES]:
            letters += following.letters
            if letters == wanted:
                headings.append(SourceHeading(line.start, following.end, level))
            if not wanted.startswith(letters) or not line.letters:
                break
    return headings


def _lines_of(source_text: str, page: SourcePage) -> list[_Line]:
    lines = []
    position = page.start
    for text in source_text[page.start : page.end].split("\n"):
        start = position + len(text) - len(text.lstrip())
        lines.append(_Line(start, max(start, position + len(text.rstrip())), _letters(text)))
        position += len(text) + 1
    return lines


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
