"""Spacing and marks within one line: runs of spaces squeezed, missing spaces put in, emphasis marks dropped.

A space is put in only where print would have one: after a comma, a stop or an opening number glued to the next word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.mapped_text import MappedText, join_mapped

_SPACES = re.compile(r"[ \t]{2,}|\t")
_GLUED = re.compile(
    r"(?<=[a-z]{2}[,;])(?=[a-z]{2})"  # goods,which
    r"|(?<=[a-z]{2}[.?!])(?=[A-Z][a-z])"  # goals.They
    r"|(?<=[a-z]{2}[.?!]”)(?=[A-Z])"
    r"|(?<=[)\]][.])(?=[A-Z][a-z])"  # [1].However
    r"|(?<=[a-z]s['’])(?=[a-z]{3})"  # nurses'own
    r"|(?<=[a-z],['’])(?=[a-z]{3})"
    r"|(?<=\(\d\))(?=[A-Za-z]{3})"  # (2)second
    r"|(?<=[a-z])(?=“)"
    r"|(?<=”)(?=[A-Za-z]{2})"
)
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\1(?![\w*])")
_ADDRESS = re.compile(r"\S*(?:www\.|https?:|@|\w/\w|\.(?:com|org|net|edu|gov|ac\.uk|nhs\.uk)\b)\S*")
_CELL_BREAK = re.compile(r" *\t *")
_PIPE = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")


def tidy_line(line: MappedText) -> MappedText:
    """The line with its spacing mended and without emphasis marks; nothing else changes."""
    cuts: list[tuple[int, int, str]] = []
    for match in _EMPHASIS.finditer(line.text):
        width = len(match[1])
        cuts += [(match.start(), match.start() + width, ""), (match.end() - width, match.end(), "")]
    cuts += [(match.start(), match.end(), " ") for match in _SPACES.finditer(line.text)]
    glued = [match.start() for match in _GLUED.finditer(line.text)]
    if glued:
        addresses = [match.span() for match in _ADDRESS.finditer(line.text)]
        cuts += [(at, at, " ") for at in glued if not any(start < at < end for start, end in addresses)]
    return _rebuilt(line, sorted(cuts)) if cuts else line


def tidy_row(row: MappedText) -> MappedText:
    """A table row with one tab between cells, whether tabs or pipes stood there; empty cells keep their place."""
    text = row.text
    breaks = [match.span() for match in (_CELL_BREAK if "\t" in text else _PIPE).finditer(text)]
    if "\t" not in text and text.startswith("|"):
        row = row.slice(breaks[0][1], len(text))
        breaks = [(start - breaks[0][1], end - breaks[0][1]) for start, end in breaks[1:]]
    if "\t" not in text and breaks and breaks[-1][1] == len(row.text) and row.text.endswith("|"):
        row = row.slice(0, breaks[-1][0])
        breaks.pop()
    bounds = [0, *(edge for span in breaks for edge in span), len(row.text)]
    cells = [tidy_line(row.slice(start, end)) for start, end in _in_pairs(bounds)]
    return join_mapped(part for index, cell in enumerate(cells) for part in (("\t", cell) if index else (cell,)))


def _in_pairs(bounds: list[int]) -> Iterator[tuple[int, int]]:
    return zip(bounds[::2], bounds[1::2], strict=True)


def _rebuilt(line: MappedText, cuts: list[tuple[int, int, str]]) -> MappedText:
    edges = [(0, 0, ""), *cuts, (len(line.text), len(line.text), "")]
    parts: list[MappedText | str] = []
    for (_, end, _), (start, _, glue) in pairwise(edges):
        if start >= end:
            parts.append(line.slice(end, start))
            parts.append(glue)
    return join_mapped(parts)
