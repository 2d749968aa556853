"""Quotations within a paragraph whose speaker is named in brackets behind them: `"..." (Group 2, Participant 4).`"""

from __future__ import annotations

from typing import NamedTuple

from ingest.attribution import bracketed_speakers

_CLOSING = '"”'
_BEFORE_OPENING = " \t\n([—–-`'‘“"


class QuotedStretch(NamedTuple):
    """From the opening quotation mark to the end of the bracket that names the speaker."""

    start: int
    end: int
    speaker: str


def find_quoted_stretches(text: str) -> list[QuotedStretch]:
    """All such stretches, in order. A bracket counts only directly behind a closing quotation mark."""
    stretches: list[QuotedStretch] = []
    for opens, ends, speaker in bracketed_speakers(text):
        before = text[:opens].rstrip(" .,")
        if not before or before[-1] not in _CLOSING:
            continue
        floor = stretches[-1].end if stretches else 0
        start = _opening_of(text, len(before) - 1, floor)
        if start is not None:
            stretches.append(QuotedStretch(start, ends, speaker))
    return stretches


def _opening_of(text: str, closing: int, floor: int) -> int | None:
    """The quotation mark that the one at `closing` closes, quotations inside left out."""
    depth = 1
    for position in range(closing - 1, floor - 1, -1):
        mark = text[position]
        if mark == "“":
            depth -= 1
        elif mark == "”":
            depth += 1
        elif mark == '"':
            opens = position == 0 or text[position - 1] in _BEFORE_OPENING
            depth += -1 if opens else 1
        if depth == 0:
            return position
    return None
