"""Another actor: the question says that one does it, or owns it, and the sentence that another does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chatbot.premise_rules.conflict import SAME_EVENT, Conflict
from kb.opposites import roles_in
from kb.terms import content_terms, stem_word

_BY = re.compile(
    r"\b(?P<done>\w+(?:ed|en|wn|un|id|ght|ilt|de|ut|et))(?: \w+ly)? by (?P<who>[^,;:.?()]{3,60})", re.IGNORECASE
)
_BELONGS = re.compile(r"\b(?P<done>belong(?:s|ed)?) to (?P<who>[^,;:.?()]{3,60})", re.IGNORECASE)
_WHO_WORDS = 4
_AUXILIARY = re.compile(r"\b(?:do|does|did|must|should|can|will|would|have|has|had)\b", re.IGNORECASE)
# "What do pharmacists bring?" is no less a question where clinicians bring something too.
_WHAT_IT_IS = re.compile(
    r"^\W*(?:what|which)\b(?: \w+){0,3}? (?:do|does|did|must|should|can|will|would)\b", re.IGNORECASE
)
_LED_BY = 2  # content words shared after the actor


class _Deed(NamedTuple):
    done: str
    who: str
    roles: frozenset[str]


def other_actors(question: str, sentence: str) -> Iterator[Conflict]:
    """Who the question says does it, where the sentence names others and not these."""
    for asked in _deeds(question):
        for stated in _deeds(sentence):
            if asked.done == stated.done and _are_others(asked.roles, stated.roles):
                yield Conflict(asked.who, stated.who, SAME_EVENT)
                return
    yield from _subjects(question, sentence)


def _deeds(text: str) -> Iterator[_Deed]:
    for form in (_BY, _BELONGS):
        for match in form.finditer(text):
            who = " ".join(match["who"].split()[:_WHO_WORDS])
            roles = roles_in(who)
            if roles:
                done = "own" if form is _BELONGS else stem_word(match["done"])
                yield _Deed(done, f"{match['done']} {'to' if form is _BELONGS else 'by'} {_role_end(who)}", roles)


def _role_end(who: str) -> str:
    words: list[str] = []
    for word in who.split():
        words.append(word)
        if roles_in(word):
            break
    return " ".join(words)


def _are_others(asked: frozenset[str], stated: frozenset[str]) -> bool:
    return bool(asked) and bool(stated) and not asked & stated


def _subjects(question: str, sentence: str) -> Iterator[Conflict]:
    """Other subjects of the same words: hospital managers lead the assessment, and clinicians lead the assessment."""
    opening = _AUXILIARY.search(question)
    if opening is None or _WHAT_IT_IS.match(question):
        return
    asked, stated = content_terms(question[opening.end() :]), content_terms(sentence)
    for number, term in enumerate(asked[1:4], start=1):
        tail = [other.stem for other in asked[number : number + _LED_BY]]
        if len(tail) < _LED_BY or roles_in(term.word):
            continue
        subject = question[opening.end() :][asked[0].char_start : asked[number - 1].char_end]
        for place in range(1, len(stated) - 1):
            if [other.stem for other in stated[place : place + _LED_BY]] == tail:
                start = stated[max(0, place - _WHO_WORDS)].char_start
                before = sentence[start : stated[place - 1].char_end]
                if _are_others(roles_in(subject), roles_in(before)):
                    yield Conflict(subject, before, SAME_EVENT)
                    return
