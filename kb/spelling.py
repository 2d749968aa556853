"""Misspelt words of a question, mended against the library's own words.

A word is taken for misspelt when its stem occurs nowhere and it is no word of English that the embedding model knows
(`is_word`). It is replaced by the nearest word of the library within one slip of the pen, two in a long word, a slip
being a letter too many, too few, wrong, or two in the wrong order (Damerau 1964).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.terms import content_terms, stem_word

_SHORTEST = 5
_LONG = 8
_LEAST_USED = 2  # a word that the library uses once may itself be misspelt, unless it is known from elsewhere


@dataclass(frozen=True)
class Mended:
    """A word as written and as read."""

    written: str
    read: str


class Speller:
    """Knows the words of a library and how often each is used."""

    def __init__(self, texts: Iterable[str], is_word: Callable[[str], bool]) -> None:
        counts = Counter(term.word.lower() for text in texts for term in content_terms(text) if term.word.isalpha())
        self._counts = {
            word: count
            for word, count in counts.items()
            if len(word) >= _SHORTEST - 1 and (count >= _LEAST_USED or is_word(word))
        }
        self._stems = {stem_word(word) for word in counts}
        self._is_word = is_word

    def mend(self, text: str) -> tuple[str, tuple[Mended, ...]]:
        """The text with misspelt words replaced, and which they were, in order. Capitals of a word are kept."""
        mended: list[Mended] = []
        parts: list[str] = []
        position = 0
        for term in content_terms(text):
            read = self._nearest(term.word)
            if read is None:
                continue
            read = read.capitalize() if term.word[:1].isupper() else read
            mended.append(Mended(term.word, read))
            parts += [text[position : term.char_start], read]
            position = term.char_end
        return "".join([*parts, text[position:]]), tuple(mended)

    def _nearest(self, word: str) -> str | None:
        """The library's word that was meant, or None; of several as near, the one used most, then the first."""
        lowered = word.lower()
        if len(word) < _SHORTEST or not word.isalpha() or stem_word(word) in self._stems or self._is_word(lowered):
            return None
        slips = 2 if len(word) >= _LONG else 1
        alike = [candidate for candidate in self._counts if candidate[0] == lowered[0]]
        found = process.extract(lowered, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return min(found, key=lambda f: (f[1], -self._counts[f[0]], f[0]))[0] if found else None
