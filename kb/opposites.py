"""Words that exclude each other when said of the same thing: a short list of general English, for any subject.

Groups rather than pairs: what is said to be the one is not the other. Words that often stand together in one true
statement ("more ... less", "before ... after", "new ... old") are left out.
"""

from __future__ import annotations

from functools import cache

_GROUPS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("strong", "stronger"), ("weak", "weaker")),
    (("twice", "double", "doubled"), ("half", "halved", "halve")),
    (
        ("rise", "rose", "risen", "increase", "increased"),
        ("fall", "fell", "fallen", "decrease", "decreased", "decline", "declined"),
    ),
    (("inpatient", "in-patient", "inpatients"), ("outpatient", "out-patient", "outpatients", "ambulatory")),
    (("yearly", "annually"), ("monthly",), ("weekly",), ("daily",)),
    (("northern", "north"), ("southern", "south")),
    (("eastern", "east"), ("western", "west")),
    (("urban", "city"), ("rural",)),
    (("voluntary", "optional"), ("compulsory", "mandatory", "obligatory")),
    (("unpaid",), ("paid", "compensated", "reimbursed", "remunerated")),
    (("commercial", "commercially", "for-profit", "profit-making"), ("not-for-profit", "nonprofit", "non-profit")),
    (("private", "privately"), ("public", "publicly")),
    (("centralised", "centralized"), ("decentralised", "decentralized")),
    (
        ("excluded", "barred", "bar", "bars", "banned", "forbidden", "prohibited"),
        ("included", "allowed", "permitted", "welcome", "open to all"),
    ),
    (("abolished", "scrapped"), ("retained", "kept")),
    (("succeeded", "success"), ("failed", "failure")),
    (("improved", "better"), ("worsened", "worse")),
    (("hostile", "hostility", "distrust"), ("fond", "warm", "trust")),
    (("majority",), ("minority",)),
    (("first",), ("second",), ("third",)),
    (("qualitative",), ("quantitative",)),
    (("prospective",), ("retrospective",)),
    (("adults",), ("children",)),
    (("men", "male"), ("women", "female")),
    (("significant",), ("insignificant", "non-significant")),
)


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in _GROUPS:
        for words in group:
            others = tuple(word for other in group if other is not words for word in other)
            for word in words:
                found[word] = others
    return found


def opposites_of(word: str) -> tuple[str, ...]:
    """The words that exclude this one, lower case; none for a word that is not listed."""
    return _by_word().get(word, ())
