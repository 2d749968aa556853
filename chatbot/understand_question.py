"""Step 1: what is asked. Cleans the question, finds its terms and its type, and carries over what a follow-up leaves out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.terms import content_terms, stems

AnswerType = Literal["figure", "name", "definition", "list", "why", "how", "compare", "limitation", "other"]

_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("limitation", re.compile(r"\b(limitations?|caveats?|weakness(es)?|shortcomings?|drawbacks? of the (study|research))\b")),
    ("figure", re.compile(
        r"\bhow (many|much|long|old|large|big|far|often|high|low)\b|\bwhat (share|proportion|percentage|per ?cent|number|size|"
        r"fraction|amount|age|length|sum|year|date|figure|rate|level)\b|\b(in|by|since|until|from) (what|which) (year|date|month)\b|"
        r"\bwhen (did|was|were|will|is|are|had|does|do)\b|^when\b|\bhow large\b|\bwhat (was|is|were) the (number|size|total|range|cost|price)\b"
    )),
    ("why", re.compile(r"\bwhy\b|\bwhat (explains?|causes?|caused|led to|drove|motivate[sd]?)\b|\b(reasons?|causes?) (for|why|that|behind|of)\b|\bhow come\b")),
    ("compare", re.compile(r"\b(differ(s|ed|ent|ences?)?|compared?|comparison|versus|vs|contrasts?|similar(ities)?|unlike)\b")),
    ("list", re.compile(r"\b(what|which) are\b|\bwhat (\w+ ){0,2}(kinds|types|ways|steps|areas|factors|skills|features|functions|reasons|elements|"
                        r"objectives|aims|goals|examples|lessons|questions|problems|themes|services)\b|\b(list|name|identify) (the|all|some|three|four|five)\b")),
    ("definition", re.compile(
        r"\b(what|who) (is|are|was|were) (an? |the )?([\w'-]+ ?){1,4}\??$|\bmeant by\b|\bwhat does .{1,60} mean\b|\bdefin(e|ed|ition)\b|"
        r"\bmeaning of\b|\bstands? for\b"
    )),
    ("name", re.compile(r"\b(who|whom|whose)\b|\bwhich (group|groups|organi[sz]ations?|company|companies|person|author|body|country|state|city|journal|publisher)\b|\bwhere\b|\bname of\b")),
    ("how", re.compile(r"\bhow\b|\bin what way\b")),
)  # fmt: skip
_CONTINUES = re.compile(r"^(and|but|so|or|what about|how about|also)\b")
_POINTS_BACK = re.compile(
    r"\b(they|them|their|theirs|it|its|those|these|that one|this|he|she|him|her|his|ones|the same|instead|else|as well|others)\b"
)
_FEW_TERMS = 3  # in a longer question, a pronoun mostly refers to a word of the question itself


@dataclass(frozen=True)
class Question:
    """A question ready for search."""

    text: str
    """As asked, control characters dropped, cut at the limit."""
    search_text: str
    """What is searched for: the question, with what it refers back to."""
    terms: tuple[str, ...]
    """Distinct stems of its content words, in order."""
    carried_terms: tuple[str, ...]
    """Stems taken over from the conversation."""
    answer_type: AnswerType
    truncated: bool = False


def understand_question(text: str, history: Sequence[str], max_chars: int) -> Question:
    """The question as searched for. An empty `text` gives no terms; nothing is raised for odd input."""
    cleaned = _clean(text)
    truncated = len(cleaned) > max_chars
    cleaned = cleaned[:max_chars]
    terms = tuple(dict.fromkeys(stems(cleaned)))
    earlier = [_clean(turn)[:max_chars] for turn in history if turn.strip()]
    carried: tuple[str, ...] = ()
    search_text = cleaned
    if earlier and _refers_back(cleaned, terms):
        carried = tuple(stem for stem in dict.fromkeys(stems(earlier[-1])) if stem not in terms)
        search_text = f"{earlier[-1]} {cleaned}"
    return Question(cleaned, search_text, terms, carried, _answer_type(cleaned), truncated)


def _clean(text: str) -> str:
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _refers_back(text: str, terms: Sequence[str]) -> bool:
    """Whether the question leans on an earlier one: it continues it, or a pronoun stands before any word it could mean."""
    lowered = text.lower()
    pronoun = _POINTS_BACK.search(lowered)
    if not terms or _CONTINUES.search(lowered):
        return True
    if pronoun is None:
        return False
    return len(terms) <= _FEW_TERMS or pronoun.start() < content_terms(lowered)[0].char_start


def _answer_type(text: str) -> AnswerType:
    lowered = text.lower()
    return next((name for name, pattern in _TYPES if pattern.search(lowered)), "other")
