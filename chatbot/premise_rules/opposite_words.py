"""The opposite: the question says a word whose opposite the sentence says of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.premise_rules.conflict import (
    COMPASS,
    NEARER,
    NEAREST,
    SAME_EVENT,
    SAME_PLACE,
    Conflict,
    Reach,
    clauses,
    neighbours,
    next_stem,
)
from kb.opposites import Opposite, opposites_in, says, words_of
from kb.terms import content_terms, stem_set, stem_word

# "How long" does not say that it is long, "less long" says that it is not, and "what share of" asks for a share.
_HOW_MUCH = re.compile(
    r"\b(?:how|less|least|not|no|hardly|rather than|instead of) [\w-]+|"
    r"\b(?:what|which) [\w-]+(?= (?:of|do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)\b)",
    re.IGNORECASE,
)
_THAN = re.compile(r"\bthan\b", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’]*")


def opposite_words(question: str, sentence: str) -> Iterator[Conflict]:
    """Words of the question that the sentence turns round; in a clause of it where another clause says the word
    itself of something else."""
    said = {stem_word(word) for word in words_of(question)}
    for word in dict.fromkeys(words_of(_HOW_MUCH.sub(" ", question))):
        for opposite, place in _opposites(question, sentence, word):
            if stem_word(opposite.word) not in said:  # a question that names both takes neither for granted
                # "The Middle East" and "the West": held against each other before the same word alone.
                if stem_word(word) in COMPASS and not _same_next(question, word, place, opposite.word):
                    continue
                if opposite.is_degree and not _compares_the_same(question, place):
                    continue
                yield Conflict(word, opposite.word, _reach(question, place, word, opposite))
                break


def _opposites(question: str, sentence: str, word: str) -> Iterator[tuple[Opposite, str]]:
    if found := opposites_in(sentence, word):
        yield from ((opposite, sentence) for opposite in found[:1])
        return
    # "local policy" against "national policy", whatever else is local.
    if (following := next_stem(question, word)) is not None:
        bare = re.sub(rf"\b{re.escape(word)}\b", " ", sentence, flags=re.IGNORECASE)
        for opposite in opposites_in(bare, word):
            if next_stem(sentence, opposite.word) == following != next_stem(sentence, word):
                yield opposite, sentence
    # The word itself stands in the sentence: then only where the clause that covers the question better says otherwise.
    asked = stem_set(question) - {stem_word(word)}
    parts = clauses(sentence)
    saying = [len(part.stems & asked) for part in parts if says(part.text, word)]
    for part in parts:
        if saying and len(part.stems & asked) > max(saying) + 1:
            for opposite in opposites_in(part.text, word)[:1]:
                if neighbours(question, word) & neighbours(part.text, opposite.word):
                    yield opposite, part.text


def _same_next(question: str, word: str, sentence: str, opposite: str) -> bool:
    following = next_stem(question, word)
    return following is not None and following == next_stem(sentence, opposite)


def _compares_the_same(question: str, sentence: str) -> bool:
    """Whether all whom the question names on either side of a "than" stand in the sentence."""
    if not _THAN.search(question):
        return True
    names = {stem_word(match.group()) for match in _NAME.finditer(question)}
    return names <= {term.stem for term in content_terms(sentence)}


def _reach(question: str, place: str, word: str, opposite: Opposite) -> Reach:
    if neighbours(question, word) & neighbours(place, opposite.word):
        return SAME_EVENT if opposite.is_degree else SAME_PLACE
    return NEAREST if opposite.is_degree else NEARER
