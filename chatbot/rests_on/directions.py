"""Which way a sentence says something goes: up or down, better or worse, or that something is not so. English alone.

Rules and no model: a direction word, what it is said of (the content words next to it), and whether it is negated.
Where that is unclear (an aim, a condition, two direction words side by side) nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kb.terms import Term, content_terms

Axis = Literal["amount", "quality"]
Sign = Literal[1, -1]

# Verbs first: a verb goes with its subject and its object, a comparative with the noun after it.
_VERBS: tuple[tuple[Axis, Sign, str], ...] = (
    ("amount", 1, r"increas(?:e[sd]?|ing)|r(?:ise[sn]?|ose|ising)|gr(?:ow|ows|ew|own|owing|owth)|doubled|tripled|climbed"),
    ("amount", -1, r"decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|reduc(?:e[sd]?|ing|tions?)|f(?:ell|allen)|dropped|shr(?:ank|unk)|halved|lowered"),
    ("quality", 1, r"improv(?:e[sd]?|ing|ements?)|strengthen(?:s|ed|ing)?"),
    ("quality", -1, r"worsen(?:s|ed|ing)?|deteriorat(?:e[sd]?|ing|ion)|weaken(?:s|ed|ing)?|undermin(?:e[sd]?|ing)|damag(?:e[sd]|ing)|harm(?:s|ed|ing)"),
)  # fmt: skip
_COMPARATIVES: tuple[tuple[Axis, Sign, str], ...] = (
    ("amount", 1, r"higher|more|greater|larger|longer"),
    ("amount", -1, r"lower|fewer|less|smaller|shorter"),
    ("quality", 1, r"better"),
    ("quality", -1, r"worse|poorer"),
)


def _compiled(table: tuple[tuple[Axis, Sign, str], ...], verb: bool) -> list[tuple[Axis, Sign, bool, re.Pattern[str]]]:
    return [(axis, sign, verb, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for axis, sign, words in table]


_DIRECTIONS = _compiled(_VERBS, verb=True) + _compiled(_COMPARATIVES, verb=False)
_CLAUSE_END = re.compile(
    r"[;:,()]|[.](?=\s|$)|[–—]|\b(?:but|while|whereas|although|though|because|which|who|(?<!rather )than|and|or|as|when|despite)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not|never|no|neither|nor|cannot|failed to|without|rather than|instead of)\b|n['’]t\b", re.IGNORECASE
)
# What is wished for, owed, or only supposed is not said to be so.
_UNREAL = re.compile(
    r"\b(?:to|should|must|would|could|might|ought|aims?|aimed|if|whether|unless|need|hope[sd]?|intended|incentives?|"
    r"how|try|trying|expect(?:s|ed)?|attempts?|efforts?|potential|designed|encourage[sd]?)\b",
    re.IGNORECASE,
)
_SHORT_OF_A_CHANGE = re.compile(r"\b(?:or|and) (?:less|more|fewer|lower|higher)\b|\bmore (?:than|or less)\b|\bno more than\b|\bless than\b|\bonce more\b", re.IGNORECASE)  # fmt: skip
# "less integrated settings" says something of settings, not that there are fewer.
_BEFORE_ADJECTIVE = re.compile(
    r"\b(?:more|less) (?:\w+ly )?\w+(?:ed|ive|al|ful|ous|able|ible|ic|(?<!m)ent|ant|ary|ory|less|ly)\b", re.IGNORECASE
)
_NEGATED_REACH_CHARS = 24
_NEIGHBOURS = 2
_PAIR_REACH_CHARS = 28


@dataclass(frozen=True)
class Direction:
    """One thing that a sentence says goes one way."""

    axis: Axis
    sign: Sign
    heads: frozenset[str]
    """Stems of the content words right next to the direction word: what it is said of."""
    clause: frozenset[str]
    """Stems of all content words of its clause, the direction word left out."""


@dataclass(frozen=True)
class Denial:
    """A clause with a negated word, or the same clause shape without the negation."""

    predicate: str
    clause: frozenset[str]


@lru_cache(maxsize=20_000)
def directions(text: str) -> tuple[Direction, ...]:
    """What `text` says goes up or down, better or worse. Empty where it is an aim, a condition or unclear."""
    found: list[Direction] = []
    for clause in _clauses(text):
        matches = [
            (match, axis, sign, verb) for axis, sign, verb, pattern in _DIRECTIONS for match in pattern.finditer(clause)
        ]
        matches.sort(key=lambda item: item[0].start())
        if _UNREAL.search(clause) or _SHORT_OF_A_CHANGE.search(clause):
            continue
        terms = content_terms(clause)
        for match, axis, sign, verb in matches:
            if _BEFORE_ADJECTIVE.match(clause, match.start()) or any(
                other is not match and abs(other.start() - match.start()) < _PAIR_REACH_CHARS
                for other, _, _, _ in matches
            ):
                continue  # "reduce the growth of", "more improved": two directions make a third
            before = [t for t in terms if t.char_end <= match.start()][-1:] if verb else []
            after = [t for t in terms if t.char_start >= match.end()][:_NEIGHBOURS]
            heads = frozenset(term.stem for term in (*before, *after))
            if not heads:
                continue
            negated = NEGATION.search(clause[max(0, match.start() - _NEGATED_REACH_CHARS) : match.start()])
            said: Sign = sign
            if negated:
                said = -1 if sign == 1 else 1
            found.append(Direction(axis, said, heads, _stems_without(terms, match)))
    return tuple(found)


@lru_cache(maxsize=20_000)
def denials(text: str) -> tuple[Denial, ...]:
    """Each clause that negates the content word right after its "not", "never", "n't" or "cannot"."""
    found: list[Denial] = []
    for clause in _clauses(text):
        if _UNREAL.search(clause):
            continue
        for match in re.finditer(r"\b(?:not|never|cannot)\b|n['’]t\b", clause, re.IGNORECASE):
            following = [t for t in content_terms(clause) if t.char_start >= match.end()]
            if following and following[0].char_start - match.end() < _NEGATED_REACH_CHARS:
                stems = frozenset(term.stem for term in content_terms(NEGATION.sub(" ", clause)))
                found.append(Denial(following[0].stem, stems))
    return tuple(found)


@lru_cache(maxsize=20_000)
def affirmed_clauses(text: str) -> tuple[frozenset[str], ...]:
    """Stems of each clause that negates nothing and is no aim or condition."""
    return tuple(
        frozenset(term.stem for term in content_terms(clause))
        for clause in _clauses(text)
        if not NEGATION.search(clause) and not _UNREAL.search(clause)
    )


def _clauses(text: str) -> Iterator[str]:
    start = 0
    for match in _CLAUSE_END.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _stems_without(terms: list[Term], match: re.Match[str]) -> frozenset[str]:
    return frozenset(t.stem for t in terms if t.char_end <= match.start() or t.char_start >= match.end())
