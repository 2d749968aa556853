"""What would fill the answer (a sum, a share, a date, a stretch of time, a count, a name), and does a text hold one?

Rules on forms of words alone, for any subject. A count must stand near what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from kb.terms import content_terms

SlotKind = Literal["money", "share", "date", "duration", "count", "name"]

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|"
    r"dozens?|half|both|no|none|single|several)"
)
NUMBER = re.compile(rf"\d[\d,.]*|\b{_NUMBER_WORD}\b", re.IGNORECASE)
TIME_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|decades?|centur(?:y|ies))"
FORMS: dict[SlotKind, re.Pattern[str]] = {
    "money": re.compile(r"[$£€]\s?\d|\b\d[\d,.]*(?: (?:m|bn|million|billion))? ?(?:dollars?|pounds?|euros?|cents?|pence|crowns?)\b|\b\d+p\b", re.I),
    "share": re.compile(rf"\d ?%|\bper ?cent\b|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|twice|doubled?|{_NUMBER_WORD} (?:in|out of) {_NUMBER_WORD})\b|"
                        r"\b\d[\d,.]* (?:in|out of) \d", re.I),
    "date": re.compile(r"\b(?:1[5-9]|20)\d\d\b|\b(?:19|20)?\d0s\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|"
                       rf"\b(?:{_NUMBER_WORD}|\d+) {TIME_UNIT} (?:ago|later|earlier)\b|\bdecades?\b", re.I),
    "duration": re.compile(rf"(?:\d[\d,.]*|\b{_NUMBER_WORD}|\b(?:a|an|few|many))[\s-]{TIME_UNIT}\b|\b(?:annual|monthly|weekly|daily|hourly|year)(?:ly)?\b", re.I),
    "count": NUMBER,
    "name": re.compile(r"(?<![.?!:] )(?<!^)\b(?:[A-Z][\w'’-]*[a-z][\w'’-]*|[A-Z]{2,}s?)\b"),
}  # fmt: skip
# "When is a patient counted as cured?" asks for a condition, not for a date.
CONDITION = (
    r"\bwhen (?:is|are|was|were|does|do|did|has|have|had|can|could|may|might|should|must|would) [^?]{1,80}?\b"
    r"(?:(?:count(?:ed)?|regarded|classed|classified|treated|defined|judged|qualif(?:y|ied)) as"
    r"|considered(?! by)|deemed|said to be|counted|qualif(?:y|ies)|eligible|entitled|appropriate|worth(?:while)?)\b"
)
_WHEN = rf"(?!{CONDITION})\bwhen (?:did|was|were|will|is|are|had|does|do)\b"
_ASKED: tuple[tuple[SlotKind, re.Pattern[str]], ...] = (
    ("date", re.compile(rf"{_WHEN}|\b(?:what|which) (?:year|date|month|decade|century)\b|\b(?:by|since|until) when\b", re.I)),
    ("duration", re.compile(rf"\bhow (?:long|old|fast|quickly|soon|often)\b|\bhow many (?:more )?{TIME_UNIT}\b|\b(?:length|duration|age) of\b", re.I)),
    ("share", re.compile(r"\b(?:what|which) (?:share|proportion|percentage|per ?cent|fraction)\b|\bhow (?:large|big|small|high) (?:a |an |is |was |are |were |could )?(?:the )?(?:share|proportion|percentage)\b|"
                         r"\b(?:as a|what) (?:slice|share|part|proportion) of\b", re.I)),
    ("money", re.compile(r"\bhow much (?:money|cash|funding|did .{1,60} (?:cost|pay|spend|earn)|does .{1,60} (?:cost|pay|spend|earn)|do .{1,60} (?:cost|pay|spend|earn)|are .{1,60} paid|is .{1,40} paid|was .{1,60} paid|were .{1,60} paid)\b|"
                         r"\b(?:what|how (?:large|big|high)) (?:is |was |are |were |a |an )?(?:the )?(?:\w+ ){0,2}(?:price|cost|fee|salary|wage|fine|sum|budget in|pay)\b", re.I)),
    ("count", re.compile(r"\bhow many\b|\bwhat (?:is |was |are |were )?(?:the )?(?:total )?(?:number|size)\b|\bhow (?:large|big)\b", re.I)),
)  # fmt: skip
_COUNTED = re.compile(r"\b(?:how many|number of)\s+(.{1,60})", re.IGNORECASE)
_COUNTED_WORDS = 2
_NEAR_WORDS = 5


@dataclass(frozen=True)
class AnswerSlot:
    """What the answer must hold, and for a count the stems of what is counted."""

    kind: SlotKind
    counted: frozenset[str] = frozenset()


def asked_slot(text: str, *, wants_name: bool = False) -> AnswerSlot | None:
    """What a question asks to be told; None where no single thing would fill the answer."""
    for kind, pattern in _ASKED:
        if pattern.search(text):
            return AnswerSlot(kind, _counted(text) if kind == "count" else frozenset())
    return AnswerSlot("name") if wants_name else None


def fills_slot(text: str, slot: AnswerSlot, question_stems: Set[str]) -> float:
    """1 where the text holds what is asked for, 0.5 where something like it, 0 where nothing.

    A name must be another than those that the question itself gives; a count is only half one when what is counted
    stands elsewhere.
    """
    if slot.kind == "name":
        names = [term for match in FORMS["name"].finditer(text) for term in content_terms(match.group())]
        return float(any(term.stem not in question_stems for term in names))
    if slot.kind == "count" and slot.counted:
        return _counts(text, slot.counted)
    if FORMS[slot.kind].search(text):
        return 1.0
    return 0.5 if NUMBER.search(text) and slot.kind != "date" else 0.0


def _counted(text: str) -> frozenset[str]:
    found = _COUNTED.search(text)
    return frozenset(term.stem for term in content_terms(found[1])[:_COUNTED_WORDS]) if found else frozenset()


def _counts(text: str, counted: Set[str]) -> float:
    numbers = [match.start() for match in NUMBER.finditer(text)]
    if not numbers:
        return 0.0
    places = [term.char_start for term in content_terms(text) if term.stem in counted]
    near = any(len(text[min(n, p) : max(n, p)].split()) <= _NEAR_WORDS for n in numbers for p in places)
    return 1.0 if near else 0.5
