"""Markdown: the decoded characters, and where its `#` headings stand.

Lists and tables need no marks from here: cleaning knows their lines by sight, in plain text as well.
"""

from __future__ import annotations

import re

from ingest.detect import decode_text
from ingest.extracted import ExtractedText, SourceHeading

_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S[^\n]*)")
_CLOSING_MARKS = re.compile(r"[ \t]+#+[ \t]*$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


class MarkdownReader:
    """Reads Markdown with ATX headings (`#` to `######`); what stands between code fences is no heading."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for empty, binary or undecodable data."""
        text, warnings = decode_text(data, name)
        headings = _find_headings(text)
        title = next((text[heading.start : heading.end] for heading in headings if heading.level == 1), None)
        return ExtractedText(
            source_text=text, media_type="text/markdown", title=title, headings=headings, warnings=warnings
        )


def _find_headings(text: str) -> tuple[SourceHeading, ...]:
    headings: list[SourceHeading] = []
    fenced = False
    for line in _LINE.finditer(text):
        if _FENCE.match(line[0]):
            fenced = not fenced
        elif not fenced and (match := _HEADING.match(line[0])):
            words = _CLOSING_MARKS.sub("", match[2].rstrip())
            start = line.start() + match.start(2)
            if words.strip("# "):
                headings.append(SourceHeading(start, start + len(words), len(match[1])))
    return tuple(headings)
