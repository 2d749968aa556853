"""A contradiction between what a question assumes and what a sentence states, and how near the two must be for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.terms import Term, content_terms, stem_word

_CLAUSE_END = re.compile(
    r"[,;:()]|[.](?=\s|$)|[–—]|\b(?:but|and|while|whereas|although|though|because|unlike|until)\b", re.IGNORECASE
)
# Parts of names ("the Middle East").
COMPASS = frozenset(map(stem_word, ("north", "south", "east", "west", "northern", "southern", "eastern", "western")))
_NEIGHBOURS = 3  # content words to either side of a word that say what it is said of


class Reach(NamedTuple):
    """How near to the question a sentence must be for a rule to be believed. Tuned on the dev halves of the question
    set and of the premises, on ClapNQ's questions and on altered claims."""

    ranks: int
    """So many of the best sentences are read."""
    in_sentence: float
    """Share of the weight of the question's other words that the sentence holds."""
    around: float
    """The same with its neighbours."""
    least_meaning: float = 0.0
    """Cosine similarity with the question in the sentence model; passed over without that model."""


NEAR = Reach(ranks=3, in_sentence=0.0, around=0.3)
NEARER = Reach(ranks=2, in_sentence=0.4, around=0.4)
NEAREST = Reach(ranks=2, in_sentence=0.5, around=0.5)
SAME_EVENT = Reach(ranks=2, in_sentence=0.45, around=0.5, least_meaning=0.5)
SAME_PLACE = Reach(ranks=4, in_sentence=0.0, around=0.3, least_meaning=0.4)
"""For two words that stand beside the same words in the question and in the sentence."""


class Conflict(NamedTuple):
    """What the question assumes and what the sentence states instead, each in its own words."""

    assumed: str
    stated: str
    reach: Reach


class Clause(NamedTuple):
    """A stretch of a sentence without a comma or a conjunction, with its content words."""

    text: str
    terms: tuple[Term, ...]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(term.stem for term in self.terms)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, in order; empty ones left out."""
    parts = (part.strip() for part in _CLAUSE_END.split(text))
    return [Clause(part, tuple(content_terms(part))) for part in parts if part]


def next_stem(text: str, written: str) -> str | None:
    """Stem of the content word right after the first place of `written`, where no clause ends between."""
    found = re.search(rf"(?<!\w){re.escape(written)} +([\w'’-]+)", text, re.IGNORECASE)
    following = content_terms(found[1]) if found else []
    return following[0].stem if following else None


def terms_around(text: str, start: int, end: int, count: int) -> list[Term]:
    """So many content words before a place of the text (half-open, code points) and as many after it, in order."""
    terms = content_terms(text)
    before = [term for term in terms if term.char_end <= start][-count:]
    return before + [term for term in terms if term.char_start >= end][:count]


def neighbours(text: str, written: str) -> frozenset[str]:
    """Stems of the content words next to the first place of `written` in `text`, its own left out."""
    found = re.search(rf"(?<!\w){re.escape(written)}(?!\w)", text, re.IGNORECASE)
    if found is None:
        return frozenset()
    own = {stem_word(word) for word in written.split()}
    return frozenset(term.stem for term in terms_around(text, *found.span(), _NEIGHBOURS)) - own
