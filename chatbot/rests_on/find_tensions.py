"""Possible tensions: a sentence of the answer and another sentence that says the opposite of the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.rests_on.basis import TensionRule
from chatbot.rests_on.directions import affirmed_clauses, denials, directions
from chatbot.rests_on.place import Place, are_near
from kb.documents import MarkName
from kb.library import Library

# A reader who is shown a tension that is none stops reading tensions, so all of this errs towards silence.
_LEAST_COSINE = 0.5
_LEAST_SHARED_STEMS = 2
_LEAST_DENIAL_OVERLAP = 0.5
_LEAST_DENIAL_STEMS = 3
_TENSIONS = 3
_NO_CLAIM: tuple[MarkName, ...] = ("question", "plan", "damaged")


@dataclass(frozen=True)
class Opposition:
    """Two places that seem to contradict each other, by which rule, and the stems they share."""

    first: Place
    second: Place
    rule: TensionRule
    shared: frozenset[str]


def find_tensions(cited: Sequence[Place], others: Sequence[Place], library: Library) -> list[Opposition]:
    """Up to three oppositions of a cited place and another, in the order of both; each pair and place once.

    `others` holds the evidence that was found for the question, best first. Nothing is embedded or read from disk.
    """
    found: list[Opposition] = []
    used: set[tuple[str, int]] = set()
    for first in cited:
        for second in others:
            places = {first.key, second.key}
            if len(places) < 2 or places & used or not (makes_claim(first) and makes_claim(second)):
                continue
            opposed = opposition(first.text, second.text)
            if opposed is None or not are_near(first, second, library, _LEAST_COSINE):
                continue
            found.append(Opposition(first, second, *opposed))
            used |= places
            if len(found) == _TENSIONS:
                return found
    return found


def opposition(one: str, other: str) -> tuple[TensionRule, frozenset[str]] | None:
    """The rule by which two texts point in opposite directions and the stems they share, or None."""
    for here in directions(one):
        for there in directions(other):
            shared = here.clause & there.clause
            if (
                (here.axis, here.sign) == (there.axis, -there.sign)
                and here.heads & there.heads
                and len(shared) >= _LEAST_SHARED_STEMS
            ):
                return here.axis, shared
    denied = _denied(one, other) or _denied(other, one)
    return None if denied is None else ("negated", denied)


def _denied(denying: str, affirming: str) -> frozenset[str] | None:
    for denial in denials(denying):
        for clause in affirmed_clauses(affirming):
            shared = denial.clause & clause
            overlap = len(shared) / max(len(denial.clause | clause), 1)
            if denial.predicate in clause and len(shared) >= _LEAST_DENIAL_STEMS and overlap >= _LEAST_DENIAL_OVERLAP:
                return shared
    return None


def makes_claim(place: Place) -> bool:
    """Whether a sentence says that something is so: no question, plan, heading or broken sentence does."""
    sentence = place.sentence
    unsaid = sentence.damaged or any(sentence.has_mark(name) for name in _NO_CLAIM)
    return not unsaid and sentence.kind not in ("heading", "caption", "lead_in")
