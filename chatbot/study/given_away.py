"""Does a card give its answer away? By words for a term, by arithmetic for a figure."""

from __future__ import annotations

from itertools import combinations, permutations

from chatbot.study.quantities import decimals, numbers
from kb.terms import stem_set

_WHOLE = 100.0  # per cent
_MOST_PARTS = 8  # numbers beyond which a sentence is a table in words


def term_given_away(term: str, *shown: str) -> bool:
    """Whether a content word of the term, in any inflection, its initials or the term itself stand in what is shown."""
    stems = stem_set(term)
    initials = "".join(word[0] for word in term.replace("-", " ").split() if word[:1].isalpha()).upper()
    for text in shown:
        if stems & stem_set(text) or term.casefold() in text.casefold():
            return True
        if len(initials) > 1 and any(word.strip("s()., ") == initials for word in text.split()):
            return True
    return False


def figure_given_away(answer: str, is_percentage: bool, *shown: str) -> bool:
    """Whether a number of the answer stands in what is shown, or follows from the numbers there.

    Tried are sum and difference of two, the sum of all, what is left to a hundred, and for a percentage the share and
    the change of two numbers in per cent, rounded as the answer is; for any figure whether a percentage there makes
    it from another number.
    """
    others = [number for text in shown for number in numbers(text)]
    apart_from_years = [number for text in shown for number in numbers(text, years=False)]
    results = [*others, *_sums(apart_from_years, is_percentage), *(_shares(others) if is_percentage else ())]
    in_per_cent = any("%" in text or "per cent" in text or "percent" in text for text in shown)
    for wanted in numbers(answer):
        if any(_same(result, wanted, decimals(answer)) for result in results):
            return True
        if in_per_cent and any(_is_share(wanted, of, share) for of, share in permutations(others, 2)):
            return True
    return False


def _sums(others: list[float], is_percentage: bool) -> list[float]:
    found = [sum(others)] if 2 < len(others) <= _MOST_PARTS else []
    for one, other in combinations(others, 2):
        found += [one + other, abs(one - other)]
    if is_percentage:
        found += [_WHOLE - sum(others), *(_WHOLE - other for other in others)]
    return found


def _shares(others: list[float]) -> list[float]:
    """Of any two numbers the one as a share of the other, and the change between them, in per cent."""
    pairs = [(one, other) for one, other in permutations(others, 2) if other]
    return [share for one, other in pairs for share in (_WHOLE * one / other, abs(_WHOLE * (one - other) / other))]


def _is_share(wanted: float, other: float, percentage: float) -> bool:
    """Whether a number can be worked out from another and a percentage: 59% of 307, or 40% less than 1951."""
    if not (wanted > 0 and other > 0 and 0 < percentage <= _WHOLE):
        return False
    digits = 0 if percentage == int(percentage) else 1
    change = abs(wanted - other)
    shares = (wanted / other, other / wanted, change / other, change / wanted)
    return any(_same(_WHOLE * share, percentage, digits) for share in shares)


def _same(result: float, wanted: float, digits: int) -> bool:
    return abs(result - wanted) < 0.5 * 10.0**-digits + 1e-9
