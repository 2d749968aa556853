"""Do a claim's numbers stand in its evidence, with the same unit and bounds, of the same thing and the same name?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from chatbot.compare_words.clauses import read_words, scope_after
from chatbot.compare_words.names import name_places

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: Decimal(value) for value, word in enumerate(_UNITS)}
_VALUES |= {word: Decimal(10 * (place + 2)) for place, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
# Words that say a number without being one; they have to stand in the evidence as they are.
_SAID = ("half|halves|third|thirds|quarter|quarters|dozen|twice|once|thrice|double|doubled|triple|tripled|halved|"
         "first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth")  # fmt: skip
_CURRENCIES = {"$": "$", "£": "£", "€": "€", "us$": "$"}
_FIGURE = re.compile(
    rf"""(?P<currency>us\$|[$£€])?\s?
    (?<![\w.])(?:(?P<digits>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?
      |(?P<tens>{"|".join(_TENS)})(?:[- ](?P<ones>{"|".join(_UNITS[1:10])}))?
      |(?P<word>{"|".join(sorted(_UNITS, key=len, reverse=True))})
      |(?P<said>{_SAID}))
    (?:[\s-]?(?P<scale>hundred|thousand|million|billion|bn|m|k))?(?![a-z])
    \s?(?P<percent>%|per\ ?cent(?:age\ points?)?\b|percentage\ points?\b)?
    (?:[\s-](?P<time>(?:second|minute|hour|day|week|month|year)s?)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
# "one" that counts nothing.
_PRONOUN = re.compile(r"\s*(?:of|another|or|that|who|which|kind|way)\b", re.IGNORECASE)
_NOT_COUNTING = re.compile(r"\b(?:no|the|any|this)\s$", re.IGNORECASE)
_BOUNDS = (
    ("at most", re.compile(r"\b(?:up to|at most|no more than|not more than|less than|fewer than|under|below|within|"
                           r"a maximum of)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)),
    ("at least", re.compile(r"\b(?:at least|no (?:less|fewer) than|more than|over|above|a minimum of)\s+$",
                            re.IGNORECASE)),
    ("about", re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost|some|circa|c\.)\s+$", re.IGNORECASE)),
)  # fmt: skip
_NEAR_WORDS = 6


class Figure(NamedTuple):
    """A number in a text."""

    value: str
    """Digits without separators, scale multiplied out; a word such as `half` as it is."""
    unit: str
    """`%`, `points`, a currency, a unit of time, or nothing."""
    bound: str
    """`at most`, `at least`, `about`, or nothing."""
    char_start: int
    char_end: int


def find_figures(text: str) -> Iterator[Figure]:
    """The numbers of a text in order; "one of them" and "First, ..." are none."""
    for match in _FIGURE.finditer(text):
        start = match.end() - len(match.group().lstrip())
        word = (match["word"] or match["said"] or "").lower()
        if word == "one" and (_PRONOUN.match(text, match.end()) or _NOT_COUNTING.search(text[:start])):
            continue
        if match["said"] and text[match.end() : match.end() + 1] == ",":
            continue
        bound = next((name for name, before in _BOUNDS if before.search(text[:start])), "")
        yield Figure(_value(match), _unit(match), bound, start, match.end())


def _value(match: re.Match[str]) -> str:
    if match["said"]:
        return match["said"].lower().removesuffix("s") if match["said"].lower() != "halves" else "half"
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    elif match["tens"]:
        value = _VALUES[match["tens"].lower()] + (_VALUES[match["ones"].lower()] if match["ones"] else 0)
    else:
        value = _VALUES[match["word"].lower()]
    value *= _SCALES.get((match["scale"] or "").lower(), 1)
    plain = f"{value.normalize():f}"
    return f"{plain}th" if match["ordinal"] else plain


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "points" if "point" in match["percent"].lower() else "%"
    if match["currency"]:
        return _CURRENCIES[match["currency"].lower()]
    return (match["time"] or "").lower().removesuffix("s")


def check_figures(claim: str, items: Sequence[str]) -> Iterator[str]:
    """What disagrees, in words. `items` are the texts of the evidence that the claim names."""
    stated = Counter(figure.value for figure in find_figures(claim))
    held = Counter(figure.value for item in items for figure in find_figures(item))
    for value, times in stated.items():
        if times > held[value] > 0:  # "2 or 2" for "1 or 2"; one that stands nowhere is named below
            yield f"the number {value} stands more often than in the evidence"
    for figure in find_figures(claim):
        shown = claim[figure.char_start : figure.char_end].strip()
        same_value = [(item, f) for item in items for f in find_figures(item) if f.value == figure.value]
        if not same_value:
            yield f"the number {shown} is not in the evidence"
            continue
        same_unit = [(item, f) for item, f in same_value if f.unit == figure.unit]
        if not same_unit:
            yield f"the number {shown} has another unit in the evidence"
            continue
        same_bound = [(item, f) for item, f in same_unit if f.bound == figure.bound]
        if not same_bound:
            yield f"the bounds of {shown} differ from the evidence"
            continue
        thing = scope_after(read_words(claim), figure.char_end, 1)
        of_it = [(item, f) for item, f in same_bound if not thing or thing[0] in _near(item, f)]
        if not of_it:
            yield f"the number {shown} counts something else in the evidence"
        elif not any(_same_name(claim, figure, item, f) for item, f in of_it):
            yield f"the number {shown} is somebody else's in the evidence"


def _near(text: str, figure: Figure) -> frozenset[str]:
    """Content words around a number, and the number itself."""
    content = [word for word in read_words(text) if word.is_content]
    before = [word.base for word in content if word.char_start < figure.char_start][-_NEAR_WORDS:]
    after = [word.base for word in content if word.char_start >= figure.char_start][: _NEAR_WORDS + 2]
    return frozenset(before + after)


def _same_name(claim: str, figure: Figure, item: str, found: Figure) -> bool:
    """Whether the name before a number is the same in claim and evidence.

    It is not when the evidence has the name, then another number, then another name, and only then this number.
    """
    names = [(name, place) for name, place in name_places(claim) if place < figure.char_start]
    if not names:
        return True
    name = names[-1][0]
    places = name_places(item)
    ahead = [place for other, place in places if other == name and place < found.char_start]
    if not ahead:
        return not any(place < found.char_start for _, place in places) or name not in {other for other, _ in places}
    between = [f.char_start for f in find_figures(item) if ahead[-1] < f.char_start < found.char_start]
    others = [place for other, place in places if other != name and ahead[-1] < place < found.char_start]
    return not (between and others and max(others) > min(between))
