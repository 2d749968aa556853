"""Names in a text: words with a capital that a sentence's beginning does not explain, and abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.terms import FUNCTION_WORDS
from kb.tokens import count_tokens

_CAPITALISED = re.compile(r"\b[A-Z][\w&’'-]*")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:]\s)[\s\"“‘'(]*$")


@lru_cache(maxsize=2_000)
def name_places(text: str) -> tuple[tuple[str, int], ...]:
    """(name in lower case, where it starts), one word at a time, possessive endings dropped.

    A word at the start of a sentence counts when it has a second capital, or is no frequent English word.
    """
    found = []
    for match in _CAPITALISED.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        lowered = word.lower()
        if lowered in FUNCTION_WORDS:
            continue
        plain = word[1:].islower() or len(word) == 1
        if plain and _SENTENCE_START.search(text[: match.start()]) and count_tokens(f" {lowered}") == 1:
            continue
        found.append((lowered, match.start()))
    return tuple(found)


def names(text: str) -> frozenset[str]:
    """The distinct names of a text."""
    return frozenset(name for name, _ in name_places(text))
