"""Another figure: the question states a sum, a share or a count, and the sentence another of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.premise_rules.conflict import NEAR, NEAREST, Conflict, Reach, neighbours
from kb.terms import FUNCTION_WORDS, content_terms, stem_word

_NUMBER_NAMES = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBER_WORDS = {name: value for value, name in enumerate(_NUMBER_NAMES, start=2)}
_FIGURE = re.compile(
    r"(?P<money>[$£€]\s?)?"
    rf"(?P<number>\d{{1,3}}(?: \d{{3}})+(?!\d)|\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(_NUMBER_NAMES)})\b)"
    r"(?P<scale> ?(?:million|billion|bn|m)\b)?(?P<share> ?(?:%|per ?cent\b))?"
    r"(?P<nouns>(?: (?!(?:to|and|or|of|in|on|at|for|from|who|that|which)\b)[a-zA-Z][\w'’-]*){0,4})",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^(?: to |[-–])(?=\d)")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_LOOSE = re.compile(r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to|up to)\s*$", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:over|more than|at least|above|upwards of)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:under|fewer than|less than|at most|below)\s*$", re.IGNORECASE)
_SAME = 0.02  # relative difference that rounding explains
_ROUGHLY_SAME = 0.15
# Nouns that say nothing but "one of several"; a count of the one is a count of the other.
_WAYS = frozenset(
    map(stem_word, ("approach", "model", "way", "option", "method", "form", "type", "kind", "strategy", "route"))
)
_TIMES = frozenset(map(stem_word, ("year", "month", "week", "day", "hour", "minute", "time", "times")))


@dataclass(frozen=True)
class _Figure:
    text: str
    kind: str
    value: float
    counted: frozenset[str]
    """Stems of what is counted, the noun and what stands before it; empty but for counts."""
    direct: str
    """Stem of the word right after the number; empty but for counts."""
    least: float
    most: float
    """The values that agree with it."""


def other_figures(question: str, sentence: str) -> Iterator[Conflict]:
    """Figures of the question of which the sentence states another and not the same."""
    stated = list(_figures(sentence))
    for figure in _figures(question):
        if any(figure.least <= value <= figure.most for value in _values(sentence)):
            continue
        for other in stated:
            if (reach := _likeness(question, figure, sentence, other)) is not None:
                yield Conflict(figure.text, other.text, reach)
                break


def _likeness(question: str, figure: _Figure, sentence: str, other: _Figure) -> Reach | None:
    """How near the sentence must be for these two to be figures of the same thing; None where they are not."""
    if figure.kind != other.kind:
        return None
    if figure.kind != "count":
        beside = neighbours(question, figure.text) & neighbours(sentence, other.text)
        return NEAR if beside else NEAREST
    if figure.direct == other.direct or {figure.direct, other.direct} <= _WAYS:
        return NEAREST if figure.direct in _TIMES else NEAR
    return NEAREST if (figure.counted & other.counted) - _TIMES else None


def _values(text: str) -> Iterator[float]:
    """All numbers of a text, whatever they count: "21 groups, and five of them"."""
    return (_value(match) for match in _FIGURE.finditer(text))


def _value(match: re.Match[str]) -> float:
    number = match["number"].replace(",", "").replace(" ", "").lower()
    scale = (match["scale"] or "").strip().lower()
    value = float(_NUMBER_WORDS.get(number) or number)
    return value * {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}.get(scale, 1)


def _figures(text: str) -> Iterator[_Figure]:
    """Figures that can be held against each other: sums, shares, and counts of something."""
    for match in _FIGURE.finditer(text):
        value = _value(match)
        nouns = _counted(text, match)
        written = "".join(match[part] or "" for part in ("money", "number", "scale", "share")).strip()
        if match["share"]:
            kind = "share"
        elif match["money"]:
            kind = "sum"
        elif nouns and not (_YEAR.fullmatch(match["number"]) and not match["scale"]):
            kind, written = "count", f"{written} {nouns[0]}"
        else:
            continue
        stems = [stem_word(noun) for noun in nouns] if kind == "count" else []
        before = text[: match.start()]
        slack = _ROUGHLY_SAME if _LOOSE.search(before) else _SAME
        yield _Figure(
            written,
            kind,
            value,
            frozenset(stems),
            stems[0] if stems else "",
            least=0 if _AT_MOST.search(before) else value * (1 - slack),
            most=float("inf") if _AT_LEAST.search(before) else value * (1 + slack),
        )


def _counted(text: str, match: re.Match[str]) -> list[str]:
    """The words of what is counted; of the first number of a range those after the second."""
    nouns = match["nouns"]
    if not nouns.strip() and (joint := _RANGE.match(text[match.end() :])):
        following = _FIGURE.match(text, match.end() + joint.end())
        nouns = following["nouns"] if following else ""
    found = []
    for word in nouns.split():
        if word.lower() in FUNCTION_WORDS:
            break
        found += [term.word for term in content_terms(word)]
    return found
