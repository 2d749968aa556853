"""First step of cleaning: characters. Afterwards a text has plain spaces and tabs, one kind of line break,
spelled-out ligatures, and nothing invisible."""

from __future__ import annotations

import re

from ingest.mapped_text import MappedText, join_mapped

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SPECIAL = re.compile(
    # A soft hyphen at a line end says that the word goes on.
    "(?P<continued>\u00ad[ \t]*(?:\r\n|\r|\n)[ \t]*)"
    "|(?P<line_end>\r\n?|[\f\v\x1c-\x1e\x85\u2028\u2029])"
    f"|(?P<ligature>[{''.join(_LIGATURES)}])"
    "|(?P<space>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    "|(?P<invisible>[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])"
)


def normalise_characters(source_text: str) -> MappedText:
    """The source text with its characters made plain; every other character is a copy."""
    whole = MappedText.whole(source_text)
    parts: list[MappedText | str] = []
    position = 0
    for match in _SPECIAL.finditer(source_text):
        parts.append(whole.slice(position, match.start()))
        position = match.end()
        if match["line_end"]:
            parts.append("\n")
        elif match["ligature"]:
            parts.append(_LIGATURES[match["ligature"]])
        elif match["space"]:
            parts.append(" ")
    parts.append(whole.slice(position, len(source_text)))
    return join_mapped(parts)
