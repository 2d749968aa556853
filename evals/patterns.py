"""Nugget patterns: case-insensitive regular expressions, searched in a text under a time limit.

A pattern is tried on several readings of the text, because answers, notes and originals spell the same words
differently: with line-end hyphens mended or kept, and with typographic quotes, dashes and ligatures or plain ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped]  # ships no type information; the only engine here with a time limit

from kb.errors import QuestionFileError

PATTERN_LIMIT_SECONDS = 0.5
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-"})
_LINE_END_HYPHEN = regex.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=\w)")


@lru_cache(maxsize=8192)
def compile_pattern(pattern: str) -> Any:
    """The compiled pattern. Raises QuestionFileError when it is not a regular expression or matches the empty text."""
    try:
        compiled = regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise QuestionFileError(f"Pattern {pattern!r} is not valid: {error}.", "Correct the pattern.") from error
    if compiled.search(""):
        raise QuestionFileError(f"Pattern {pattern!r} matches an empty text.", "Name a word that the nugget needs.")
    return compiled


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[str, ...]:
    """The text on one line, in up to four spellings, the plainest mending first; each only once."""
    text = text.replace("\u00ad", "").replace("\u200b", "")
    lines = (_LINE_END_HYPHEN.sub("", text), _LINE_END_HYPHEN.sub("-", text))
    squeezed = [" ".join(line.split()) for line in lines]
    plain = [unicodedata.normalize("NFKC", line).translate(_PLAIN) for line in squeezed]
    return tuple(dict.fromkeys(squeezed + plain))


def any_matches(patterns: Iterable[str], text: str) -> bool:
    """Whether any pattern is found in any reading of the text. Raises QuestionFileError when one takes too long."""
    for pattern in patterns:
        compiled = compile_pattern(pattern)
        for reading in readings(text):
            try:
                if compiled.search(reading, timeout=PATTERN_LIMIT_SECONDS):
                    return True
            except TimeoutError as error:
                raise QuestionFileError(
                    f"Pattern {pattern!r} took longer than {PATTERN_LIMIT_SECONDS:g} s.",
                    "Simplify it: no nested repeats, and bounded gaps such as `.{0,60}`.",
                ) from error
    return False
