"""Another quantity in words: the question says that all do it, and the sentence that few do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chatbot.premise_rules.conflict import SAME_EVENT, Conflict
from kb.terms import content_terms

# From none to all. Two that stand at least so far apart exclude each other.
_FORMS: tuple[tuple[float, str], ...] = (
    (0.0, r"none|nobody|no one|no single|no\b(?! longer| more| fewer| less)"),
    (0.15, r"hardly any|minority|(?<!a )few(?!er)|only a few|scarcely any|hardly ever|rarely|seldom"),
    (0.5, r"half"),
    (0.85, r"majority|most(?! \w+(?:ly|ed|ive|al|ful|ous|able|ent|ant)\b)|many(?! times)|nearly all|almost all|usually"),
    (1.0, r"(?<!at )(?<!above )(?<!nearly )(?<!almost )all(?! other)|every(?: one| single)?|always|each of"),
)  # fmt: skip
_QUANTIFIER = tuple((share, re.compile(rf"\b(?:{form})\b", re.IGNORECASE)) for share, form in _FORMS)
_SHARE = re.compile(r"\b(\d{1,2}(?:\.\d+)?|100) ?(?:%|per ?cent\b)", re.IGNORECASE)
_APART = 0.5
_SHARED = 2  # of these, by both
_WITHIN = 4  # content words after it that may say what is counted


class _Quantity(NamedTuple):
    text: str
    share: float
    of: frozenset[str]


def other_quantifiers(question: str, sentence: str) -> Iterator[Conflict]:
    """Quantities in words of the question of which the sentence says one far off, of the same thing."""
    stated = [*_quantities(sentence), *_shares(sentence)]
    for asked in _quantities(question):
        alike = [other for other in stated if len(asked.of & other.of) >= _SHARED]
        if alike and all(abs(other.share - asked.share) >= _APART for other in alike):
            yield Conflict(asked.text, alike[0].text, SAME_EVENT)


def _quantities(text: str) -> Iterator[_Quantity]:
    taken: list[tuple[int, int]] = []
    for share, form in _QUANTIFIER:
        for match in form.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if of := _counted(text, match.end()):
                yield _Quantity(match[0], share, of)


def _shares(text: str) -> Iterator[_Quantity]:
    for match in _SHARE.finditer(text):
        if of := _counted(text, match.end()):
            yield _Quantity(match[0], float(match[1]) / 100, of)


def _counted(text: str, start: int) -> frozenset[str]:
    clause = re.split(r"[,;:.()](?=\s|$)", text[start:], maxsplit=1)[0]
    return frozenset(term.stem for term in content_terms(clause)[:_WITHIN])
