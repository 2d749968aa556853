"""Step 1: what is asked. Cleans the question, takes over what a follow-up leaves out, finds its terms and its type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.resolve_follow_up import CarriedTerm, resolve_follow_up
from kb.terms import stems

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
    carried: tuple[CarriedTerm, ...] = ()
    """The same terms as they were written, and where."""

    @property
    def has_words(self) -> bool:
        """Whether there is anything to search for; "Why?" has no words of its own and may carry some."""
        return bool(self.terms or self.carried_terms)


def understand_question(
    text: str, history: Sequence[str], max_chars: int, carry: Sequence[str] | None = None
) -> Question:
    """The question as searched for. An empty `text` gives no terms; nothing is raised for odd input.

    `history` and `carry` are those of `resolve_follow_up`.
    """
    cleaned = _clean(text)
    truncated = len(cleaned) > max_chars
    cleaned = cleaned[:max_chars]
    terms = tuple(dict.fromkeys(stems(cleaned)))
    resolved = resolve_follow_up(cleaned, [_clean(turn)[:max_chars] for turn in history], carry)
    carried = tuple(term for term in resolved.carried if term.stem not in terms)
    return Question(
        text=cleaned,
        search_text=resolved.search_text,
        terms=terms,
        carried_terms=tuple(term.stem for term in carried),
        answer_type=_answer_type(resolved.asks),
        truncated=truncated,
        carried=carried,
    )


def _clean(text: str) -> str:
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _answer_type(text: str) -> AnswerType:
    lowered = text.lower()
    return next((name for name, pattern in _TYPES if pattern.search(lowered)), "other")
