"""Countries as texts name them: adjectives and short forms, and the name that the catalogue uses."""

from __future__ import annotations

import re

_NAMES = {
    "us": "United States", "usa": "United States", "america": "United States", "american": "United States",
    "americans": "United States", "uk": "United Kingdom", "britain": "United Kingdom", "british": "United Kingdom",
    "english": "England", "scottish": "Scotland", "welsh": "Wales", "australian": "Australia",
    "canadian": "Canada", "irish": "Ireland", "german": "Germany", "french": "France", "dutch": "Netherlands",
    "swedish": "Sweden", "norwegian": "Norway", "danish": "Denmark",
}  # fmt: skip
_WORD = re.compile(r"\bU\.S\.A?\.?|\bU\.K\.|\b[A-Za-z]+")
_SMALL = frozenset({"us"})  # "they told us" names no country


def with_country_names(text: str) -> str:
    """The text with countries named as the catalogue names them: "US papers" becomes "United States papers"."""
    return _WORD.sub(_named, text)


def _named(match: re.Match[str]) -> str:
    word = match.group().replace(".", "")
    return match.group() if word in _SMALL else _NAMES.get(word.lower(), match.group())
