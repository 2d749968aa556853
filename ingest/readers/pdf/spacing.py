"""Spaces that one extractor lost and the other has: "wereconductedwith" becomes "were conducted with".

Only white space is taken from the second reading, and only where the letters of both agree.
"""

from __future__ import annotations

import re
import unicodedata

_LEAST_GLUED_CHARS = 9
_GLUED = re.compile(rf"\S{{{_LEAST_GLUED_CHARS},}}")


class SecondSpacing:
    """The second extractor's words of one page, found by their letters."""

    def __init__(self, text: str) -> None:
        words = [_letters(word) for word in text.replace("\ufffe", "").split()]
        self._whole = frozenset(words)
        self._letters = "".join(words)
        self._starts: set[int] = set()
        position = 0
        for word in words:
            self._starts.add(position)
            position += len(word)

    def mend(self, line: str) -> str:
        """The line with missing spaces put in where the second reading has them."""
        return _GLUED.sub(lambda found: self._parted(found[0]), line)

    def _parted(self, token: str) -> str:
        letters = _letters(token)
        if len(letters) < _LEAST_GLUED_CHARS or letters in self._whole:
            return token
        at = self._letters.find(letters)
        if at < 0 or self._letters.find(letters, at + 1) >= 0:
            return token
        parted: list[str] = []
        position = at
        for index, character in enumerate(token):
            own = len(_letters(character))
            if own and index and position in self._starts and position > at and token[index - 1] not in "-‐–—/":
                parted.append(" ")
            parted.append(character)
            position += own
        return "".join(parted)


def _letters(word: str) -> str:
    if word.isascii():
        return "".join(filter(str.isalnum, word))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word)))
