"""Another place or name in the same place of the question and of the sentence, of what is in one place alone.

What is said of England says nothing of Wales; only of what was founded, built or studied is one place not another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.premise_rules.conflict import COMPASS, SAME_EVENT, Conflict, terms_around
from kb.place_names import excludes, places_in
from kb.terms import Term, content_terms, stem_set, stem_word

_NAME = re.compile(r"[A-Z][\w’'-]*[a-z][\w’'-]*(?: [A-Z][\w’'-]*[a-z][\w’'-]*)*")
_FOLLOWING = 2  # content words after a name that are the same in both
_WITHIN = 5  # content words to either side of a name
_IN_ONE_PLACE = frozenset(
    map(
        stem_word,
        (
            *("founded", "established", "built", "born", "invented", "discovered", "set", "opened", "launched"),
            *("study", "survey", "trial", "evaluation", "comparison", "compared", "pilot", "experiment", "interviews"),
        ),
    )
)


def other_places(question: str, sentence: str) -> Iterator[Conflict]:
    """A place of the question that the sentence does not name, where it names one that excludes it."""
    asked, stated = places_in(question), places_in(sentence)
    named_in_sentence, named_in_question = {place.name for place in stated}, {place.name for place in asked}
    for place in asked:
        if place.name in named_in_sentence or not _is_in_one_place(question, *place.span):
            continue
        others = [other for other in stated if other.name not in named_in_question and excludes(place, other)]
        if others and len({other.name for other in others}) == 1:
            yield Conflict(place.written, others[0].written, SAME_EVENT)
            return
    yield from _other_names(question, sentence)


def _other_names(question: str, sentence: str) -> Iterator[Conflict]:
    """Another proper name before, or after, the same content words."""
    asked_terms, stated_terms = content_terms(question), content_terms(sentence)
    said, asked = stem_set(sentence), stem_set(question)
    for match in _NAME.finditer(question):
        own = content_terms(match[0])
        if not match.start() or not own or any(term.stem in said for term in own):
            continue
        if not _is_in_one_place(question, *match.span()):
            continue
        after = _after(asked_terms, match.end())
        if len(after) < _FOLLOWING:
            continue
        for other in _NAME.finditer(sentence):
            other_own = content_terms(other[0])
            if not other_own or any(term.stem in asked for term in other_own):
                continue
            begins = other_own[0].char_start
            if len(other_own) == 1 and not other.start() + begins:  # a first word is capitalised anyway
                continue
            if _after(stated_terms, other.end()) == after and not {term.stem for term in own} <= COMPASS:
                yield Conflict(match[0], other[0][begins:], SAME_EVENT)
                return


def _after(terms: list[Term], end: int) -> list[str]:
    return [term.stem for term in terms if term.char_start >= end][:_FOLLOWING]


def _is_in_one_place(text: str, start: int, end: int) -> bool:
    """Whether words near the name tell of what is in one place alone."""
    return any(term.stem in _IN_ONE_PLACE for term in terms_around(text, start, end, _WITHIN))
