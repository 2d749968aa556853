"""The words of one document, which decide what a hyphen at a line end was.

Beside them counts as known what cl100k_base holds as one token: some tens of thousands of frequent English words, so
that "gener-/ally" is mended though the document has the word nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from ingest.phrases import SENTENCE_OPENERS, word_set
from kb.tokens import count_tokens

Mending = Literal["mended", "hyphen kept", "lost"]

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*-?")
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "'s", "’s")
_SHORTEST_KNOWN_CHARS = 3
_LONGEST_WORD_CHARS = 40
# Second halves that are words but far more often endings.
_WORDLIKE_ENDINGS = word_set(
    "able ably ally ate ated ation ence ful hood ion ions less like ment ments mental ness sized ship ships side some "
    "time ties ted tic ten work works worker ward wise"
)


class Vocabulary:
    """Words of the lines given, those cut at a line end left out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._prefixes: dict[int, set[str]] = {}
        cut_before = False
        for line in lines:
            words = _WORD.findall(line)
            cut_here = line.rstrip().endswith("-") and bool(words) and words[-1].endswith("-")
            for word in words[cut_before : len(words) - cut_here]:
                plain = word.rstrip("-").casefold()
                self._words[plain] += 1
                if "-" in plain:
                    self._words.update(plain.split("-"))
            cut_before = cut_here

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self._words

    def knows(self, word: str) -> bool:
        """Whether the document or the token list holds the word, an inflectional ending aside."""
        word = word.casefold()
        if word in self._words or _is_frequent(word):
            return True
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(len(stem) > _SHORTEST_KNOWN_CHARS and (stem in self._words or _is_frequent(stem)) for stem in stems)

    def mend(self, left: str, right: str) -> Mending:
        """What to make of `left-` at a line end and `right` at the start of the next.

        "mended": one word, the hyphen goes. "hyphen kept": a compound. "lost": the halves are of different words,
        because lines between them are missing.
        """
        whole, compound = (left + right).casefold(), f"{left}-{right}".casefold()
        if right[:1].isupper():
            if compound in self._words or not left or left[:1].isupper():
                return "hyphen kept"
            return "lost" if right in SENTENCE_OPENERS or not self.knows(left) else "hyphen kept"
        with_hyphen, without = self._words[compound], self._words[whole]
        if with_hyphen or without:
            return "hyphen kept" if with_hyphen >= without else "mended"
        if "-" in left:
            # A compound already: only its last part can go on.
            last = left.rsplit("-", 1)[1]
            return self.mend(last, right) if last else "hyphen kept"
        if self.knows(whole):
            return "mended"
        if self.knows(left) and self.knows(right) and len(left) > 1 and right.casefold() not in _WORDLIKE_ENDINGS:
            return "hyphen kept"
        return "lost" if self._are_strangers(left.casefold(), right.casefold()) else "mended"

    def _are_strangers(self, left: str, right: str) -> bool:
        """Whether `right` is a word of its own in the document and `left` begins another of the document's words."""
        if right not in self._words or right in _WORDLIKE_ENDINGS or len(right) <= _SHORTEST_KNOWN_CHARS:
            return False
        return len(left) > 2 and left in self._beginnings(len(left))

    def _beginnings(self, length: int) -> set[str]:
        if length not in self._prefixes:
            self._prefixes[length] = {word[:length] for word in self._words if len(word) > length}
        return self._prefixes[length]


@lru_cache(maxsize=50_000)
def _is_frequent(word: str) -> bool:
    if not _SHORTEST_KNOWN_CHARS <= len(word) <= _LONGEST_WORD_CHARS:
        return False
    return count_tokens(f" {word}") == 1
