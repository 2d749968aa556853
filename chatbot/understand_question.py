"""Step 1: what is asked. Cleans the question, takes over what a follow-up leaves out, finds its terms and its type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from chatbot.answer_slots import CONDITION, AnswerSlot, asked_slot
from chatbot.ask_about_study import asks_about_study, words_for_limits
from chatbot.plain_question import plain_question
from chatbot.resolve_follow_up import CarriedTerm, resolve_follow_up
from chatbot.split_question import split_question
from chatbot.wanted import Wanted, wanted_of
from kb.settings import Settings
from kb.spelling import Mended, Speller
from kb.terms import stems

AnswerType = Literal["figure", "name", "definition", "list", "why", "how", "compare", "limitation", "other"]

_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("figure", re.compile(
        r"\bhow (many|much|long|old|large|big|far|often|high|low)\b|\bwhat (share|proportion|percentage|per ?cent|number|size|"
        r"fraction|amount|age|length|sum|year|date|figure|rate|level)\b|\b(in|by|since|until|from) (what|which) (year|date|month)\b|"
        rf"(?!{CONDITION})\bwhen (did|was|were|will|is|are|had|does|do)\b|\b(by|since|until) when\b|\bhow large\b|\bwhat (was|is|were) the (number|size|total|range|cost|price)\b"
    )),
    ("why", re.compile(r"\bwhy\b|\b(reasons|causes)\W*$|\bwhat (explains?|causes?|caused|led to|drove|motivate[sd]?)\b|\b(reasons?|causes?) (for|why|that|behind|of)\b|\bhow come\b")),
    ("compare", re.compile(r"\b(differ(s|ed|ent|ences?)?|compared?|comparison|versus|vs|contrasts?|similar(ities)?|unlike)\b")),
    ("name", re.compile(
        r"\b(who|whom|whose)\b|\b(what|which) (\w+ ){0,2}(groups?|organi[sz]ations?|company|companies|persons?|people|authors?|body|bodies|"
        r"country|countries|states?|city|cities|journals?|publishers?|sites?|firms?|laws?|acts?)\b|\bwhere\b|\bname of\b"
    )),
    ("list", re.compile(
        r"\b(what|which) are\b(?! (?!(the|its|their|his|her|our|your|these|those|they|some|other|such|in)\b)[\w'-]+( [\w'-]+)?\W*$)|"
        r"^(the )?(main |key )?(aims|advantages|benefits|costs|disadvantages|downsides|drawbacks|effects|goals|lessons|problems|reasons|risks|types|ways) (of|in|for|to|from)\b|\b(list|name|identify) (the|all|some|three|four|five)\b|\b(what|which) (\w+ ){0,2}(kinds|types|ways|steps|"
        r"areas|factors|skills|features|functions|reasons|elements|objectives|aims|goals|examples|lessons|questions|problems|themes|services)\b|"
        # Any other plural: a word in s that no determiner follows, as one does a verb ("which clinic runs the ferry").
        r"\b(what|which) (?!(is|are|was|does|has|this|its|as|us)\b)([\w'-]+ ){0,2}?"
        r"(?!(is|was|does|has|this|its|as|us|process|business|basis|success|access|progress)\b)\w{2,}[^s\W]s\b(?! (the|an?|its|their|his|her|this|that|to)\b)"
    )),
    ("definition", re.compile(
        rf"{CONDITION}|\b(what|who) (is|are|was|were) (an? |the )?([\w'-]+ ?){{1,4}}\??$|\bmeant by\b|\bwhat does .{{1,60}} mean\b|\bdefin(e|ed|ition)\b|"
        r"\bmeaning( of\b|\W*$)|\bstands? for\b"
    )),
    ("how", re.compile(r"\bhow\b|\bin what way\b")),
)  # fmt: skip
_WITH_SLOT = frozenset({"figure", "name", "other"})
_WITH_WANTED = _WITH_SLOT | {"list"}


class ReadableLibrary(Protocol):
    """What of a library says how questions to it are read."""

    @property
    def settings(self) -> Settings: ...

    @property
    def speller(self) -> Speller | None: ...


@dataclass(frozen=True)
class Question:
    """A question ready for search."""

    text: str
    """As asked, control characters dropped, cut at the limit, without greetings and the like."""
    search_text: str
    """What is searched for: the question, with what it refers back to."""
    terms: tuple[str, ...]
    """Distinct stems of its content words, in order."""
    carried_terms: tuple[str, ...]
    """Stems taken over from the conversation."""
    answer_type: AnswerType
    about_study: bool = False
    """Whether it asks about a study itself, not about what the study found."""
    slot: AnswerSlot | None = None
    """The kind of thing that would fill the answer, where there is one."""
    wanted: Wanted | None = None
    """What alone would answer it: a figure of one kind, or a name."""
    mended: tuple[Mended, ...] = ()
    """Words that were misspelt, as written and as read."""
    truncated: bool = False
    parts: tuple[Question, ...] = ()
    """The parts of a double question, each understood as one that follows on from the part before."""
    carried: tuple[CarriedTerm, ...] = ()
    """The same terms as they were written, and where."""

    @property
    def has_words(self) -> bool:
        """Whether there is anything to search for; "Why?" has no words of its own and may carry some."""
        return bool(self.terms or self.carried_terms)


def understand_question(
    text: str,
    history: Sequence[str],
    max_chars: int,
    carry: Sequence[str] | None = None,
    speller: Speller | None = None,
) -> Question:
    """The question as searched for. An empty `text` gives no terms; nothing is raised for odd input.

    `history` and `carry` are those of `resolve_follow_up`.
    """
    cleaned = _clean(text)
    truncated = len(cleaned) > max_chars
    cleaned, mended = speller.mend(cleaned[:max_chars]) if speller else (cleaned[:max_chars], ())
    cleaned = plain_question(cleaned)
    earlier = [plain_question(_clean(turn)[:max_chars]) for turn in history]
    question = _understand(cleaned, earlier, carry)
    parts = split_question(cleaned)
    understood = tuple(_understand(part, [*earlier, *parts[:number]]) for number, part in enumerate(parts))
    return replace(question, mended=mended, truncated=truncated, parts=understood)


def understand_in(
    library: ReadableLibrary, text: str, history: Sequence[str] = (), carry: Sequence[str] | None = None
) -> Question:
    """`understand_question` with the library's limit, spelling mended against its own words."""
    return understand_question(text, history, library.settings.question_max_chars, carry, library.speller)


def _understand(text: str, earlier: Sequence[str], carry: Sequence[str] | None = None) -> Question:
    resolved = resolve_follow_up(text, earlier, carry)
    terms = _terms(resolved.asked)
    carried = tuple(term for term in resolved.carried if term.stem not in terms)
    answer_type = _answer_type(resolved.asks)
    with_slot = answer_type in _WITH_SLOT
    return Question(
        text=text,
        search_text=resolved.search_text,
        terms=terms,
        carried_terms=tuple(term.stem for term in carried),
        answer_type=answer_type,
        about_study=asks_about_study(resolved.asks),
        slot=asked_slot(resolved.asks, wants_name=answer_type == "name") if with_slot else None,
        wanted=wanted_of(resolved.asks) if answer_type in _WITH_WANTED else None,
        carried=carried,
    )


def _terms(text: str) -> tuple[str, ...]:
    """Distinct stems of the content words, in order, without those that only ask for a study's limits."""
    asking = set(stems(" ".join(words_for_limits(text))))
    every = tuple(dict.fromkeys(stems(text)))
    return tuple(term for term in every if term not in asking) or every


def _clean(text: str) -> str:
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _answer_type(text: str) -> AnswerType:
    """Limitation and comparison by any of the question's words; else the type whose words come first in it, and of two
    that start together, the one listed first."""
    if words_for_limits(text):
        return "limitation"
    lowered = text.lower()
    found = {name: match.start() for name, pattern in _TYPES if (match := pattern.search(lowered))}
    if "compare" in found:
        return "compare"
    return min(found, key=lambda name: found[name], default="other")
