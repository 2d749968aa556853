"""A text as words with what the checks need: base form, clause, and whether the word says something of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.terms import FUNCTION_WORDS, stem_word

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[,;:.!?()–—]", re.UNICODE)
# Words that begin a new clause. "that" does not: what is expected is what stands after it.
_CLAUSE_WORDS = frozenset(
    ["and", "but", "or", "which", "who", "whose", "because", "although", "while", "whereas", "since", "when", "if",
     "unless", "so"]
)  # fmt: skip
_FORMS = {
    "pay": "paid payment payments paying payer",
    "hold": "held", "meet": "met", "lead": "led", "make": "made", "take": "took taken", "rise": "rose risen",
    "fall": "fell fallen", "grow": "grew grown growth", "keep": "kept", "spend": "spent", "send": "sent",
    "build": "built", "buy": "bought", "sell": "sold", "choose": "chose chosen choice", "write": "wrote written",
    "see": "saw seen", "begin": "began begun", "run": "ran", "lose": "lost loss", "leave": "left", "bring": "brought",
    "think": "thought", "teach": "taught", "feel": "felt", "deal": "dealt", "show": "shown", "know": "known knew",
    "draw": "drew drawn", "man": "men", "woman": "women", "child": "children", "person": "people",
    "find": "found", "become": "became", "set": "setting", "drive": "drove driven", "understand": "understood",
}  # fmt: skip
_BASES = {stem_word(form): stem_word(base) for base, forms in _FORMS.items() for form in forms.split()}


class Word(NamedTuple):
    """A word of a text, as written and in its base form; `clause` counts clauses from 0."""

    text: str
    base: str
    clause: int
    char_start: int

    @property
    def is_content(self) -> bool:
        """Not a function word."""
        return self.text.lower().replace("’", "'") not in FUNCTION_WORDS


@lru_cache(maxsize=20_000)
def base_form(word: str) -> str:
    """The stem, and for some fifty irregular words that of the infinitive or singular."""
    stem = stem_word(word)
    return _BASES.get(stem, stem)


@lru_cache(maxsize=2_000)
def read_words(text: str) -> tuple[Word, ...]:
    """All words of a text, in order."""
    words: list[Word] = []
    clause = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if not token[0].isalnum() or token.lower() in _CLAUSE_WORDS:
            clause += 1
        if token[0].isalnum():
            words.append(Word(token, base_form(token), clause, match.start()))
    return tuple(words)


def content_bases(text: str) -> frozenset[str]:
    """Base forms of the content words."""
    return frozenset(word.base for word in read_words(text) if word.is_content)


def scope_after(words: Sequence[Word], char: int, length: int) -> tuple[str, ...]:
    """Base forms of the first `length` content words from `char` on in its clause; where there are none, the last
    ones before it."""
    before = [word for word in words if word.char_start < char]
    clause = before[-1].clause if before else (words[0].clause if words else 0)
    within = [word for word in words if word.clause == clause and word.is_content]
    after = [word.base for word in within if word.char_start >= char]
    return tuple(after[:length] or [word.base for word in within if word.char_start < char][-length:])


def aligned(claim: str, sentences: Iterable[str]) -> tuple[str, ...]:
    """The fewest sentences that a claim's content words come from, best first: each one adds words to those before."""
    missing = set(content_bases(claim))
    left = list(sentences)
    chosen: list[str] = []
    while missing and left:
        best = max(left, key=lambda sentence: len(missing & content_bases(sentence)))
        gained = missing & content_bases(best)
        if not gained:
            break
        chosen.append(best)
        left.remove(best)
        missing -= gained
    return tuple(chosen)
