"""Up or down, more or less, before or after: does a claim move the same thing the same way as its evidence?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatbot.compare_words.clauses import Word, base_form, read_words

_AXES = (
    ("increase increased rise grow growth more higher greater gain expand larger bigger longer raise climb up upward "
     "exceed surplus", "decrease fall decline drop reduce reduction less lower fewer shrink smaller shorter cut down "
     "downward deficit"),
    ("better improve improvement", "worse worsen deteriorate deterioration"),
    ("before earlier previously prior", "after later afterwards subsequently"),
    ("above", "below"),
    ("most", "least"),
    ("majority", "minority"),
    ("highest largest biggest longest greatest maximum", "lowest smallest shortest minimum"),
    ("high", "low"),
    ("strong stronger", "weak weaker"),
    ("best", "worst"),
    ("support favour agree accept", "oppose disagree reject"),
    ("succeed success successful", "fail failure unsuccessful"),
    ("start begin open", "end finish close"),
    ("include", "exclude"),
    ("gain win", "lose"),
    ("rich richer", "poor poorer"),
)  # fmt: skip
_POLES: dict[str, tuple[tuple[int, int], ...]] = {}
for _axis, _poles in enumerate(_AXES):
    for _pole, _listed in enumerate(_poles):
        for _word in _listed.split():
            _POLES[base_form(_word)] = (*_POLES.get(base_form(_word), ()), (_axis, _pole))
_BOUND_WORDS = 3


class _Move(NamedTuple):
    word: str
    axis: int
    pole: int
    bound: frozenset[str]
    """Content words next to it in its clause: what moves."""


def same_direction(base: str, others: frozenset[str]) -> bool:
    """Whether one of `others` says the same direction as this base form: `rise` and `increas`."""
    poles = set(_POLES.get(base, ()))
    return any(poles & set(_POLES.get(other, ())) for other in others)


def check_direction(claim: str, sentences: Sequence[str]) -> Iterator[str]:
    """What disagrees, in words. `sentences` are those of the evidence that the claim draws on."""
    stated = [move for sentence in sentences for move in _moves(sentence)]
    for move in _moves(claim):
        along = [other for other in stated if other.axis == move.axis]
        if not along:
            yield f"the direction “{move.word}” is not in the evidence"
            continue
        overlap = [len(move.bound & other.bound) for other in along]
        nearest = {other.pole for other, shared in zip(along, overlap, strict=True) if shared == max(overlap)}
        if move.pole not in nearest:
            yield f"the direction “{move.word}” is the other way round in the evidence"


def _moves(text: str) -> list[_Move]:
    words = read_words(text)
    return [
        _Move(word.text.lower(), axis, pole, _bound(words, place))
        for place, word in enumerate(words)
        for axis, pole in _POLES.get(word.base, ())
    ]


def _bound(words: Sequence[Word], place: int) -> frozenset[str]:
    clause = [
        (position, word.base)
        for position, word in enumerate(words)
        if word.clause == words[place].clause and word.is_content and word.base not in _POLES
    ]
    before = [base for position, base in clause if position < place][-_BOUND_WORDS:]
    after = [base for position, base in clause if position > place][:_BOUND_WORDS]
    return frozenset(before + after)
