"""How many sources each carry the direct answer: one is left out after the other for as long as it is still given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.rests_on.find_tensions import opposition
from chatbot.rests_on.leave_out import Answers, leave_out
from chatbot.rests_on.place import Place, stored_cosine
from chatbot.select_evidence import Retrieved
from kb.library import Library
from kb.terms import stem_set

# On the dev half, sentences of two sources at 0.73 and above say the same; at 0.71 and below most only share a subject.
_SAME_COSINE = 0.72
_SAME_STEMS = 0.4  # Jaccard overlap, where there are no vectors to compare
_LOOKED_AT = 60
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def carrying_sources(
    direct: Iterable[Place], found: Retrieved, answers: Answers, library: Library, *, figure: bool
) -> tuple[str, ...]:
    """Ids of the sources that carry the direct answer, the one cited for it first.

    `figure` says that a number was asked for: another source then has to state one of the direct answer's numbers.
    """
    stated = list(direct)
    if not stated:
        return ()
    carrying = [stated[0].document.source_id]
    while True:
        rest = leave_out(found, frozenset(carrying))
        if not rest.evidence.items or not answers(rest):
            return tuple(carrying)
        candidates = (Place(item.document, item.sentence_index) for item in rest.evidence.items[:_LOOKED_AT])
        again = next((p for p in candidates if any(says_the_same(p, d, library, figure) for d in stated)), None)
        if again is None:
            return tuple(carrying)
        carrying.append(again.document.source_id)


def says_the_same(place: Place, direct: Place, library: Library, figure: bool) -> bool:
    """Whether two sentences say the same thing closely enough that one could stand for the other."""
    here, there = place.text, direct.text
    if figure and not set(_NUMBER.findall(here)) & set(_NUMBER.findall(there)):
        return False
    if opposition(here, there) is not None:
        return False
    cosine = stored_cosine(place, direct, library)
    if cosine is not None:
        return cosine >= _SAME_COSINE
    ours, theirs = stem_set(here), stem_set(there)
    return len(ours & theirs) / max(len(ours | theirs), 1) >= _SAME_STEMS
