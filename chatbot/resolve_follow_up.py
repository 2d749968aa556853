"""Step 0, between the question and its understanding: which words of earlier questions a follow-up leaves out.

earlier questions, oldest first -> the topic of the talk -> what this question leans on -> carried terms

A question that stands alone carries nothing, and so changes the subject. What is carried can be seen in the answer and
edited: with `carry` given, exactly those words are carried. Rules for English; no model, nothing looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from kb.terms import content_terms, stem_word


class CarriedTerm(BaseModel):
    """A word of an earlier question that is searched for too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str = Field(description="As the earlier question writes it")
    turn: int | None = Field(description="Which earlier question it comes from, from 1; None where a reader chose it")

    @property
    def stem(self) -> str:
        return stem_word(self.word)


@dataclass(frozen=True)
class ResolvedQuestion:
    """A question with what it leaves out."""

    search_text: str
    """The question as it would be put by somebody who had asked nothing before."""
    carried: tuple[CarriedTerm, ...] = ()
    asks: str = ""
    """The words whose form says what kind of answer is wanted: of "And in England?", the earlier question's."""


_MOST_CARRIED = 8
_FEW_TERMS = 3
_FEW_TOPICAL_WORDS = 4  # in a longer question, a pronoun mostly refers to a word of the question itself
_CONTINUES = re.compile(r"^(?:and|but|so|or|also|then)\b[ ,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:(?:and|but|so|or) )?(?:(?:what|how) about|what of)\b[ ,]*", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:they|them|their|theirs|it|its|those|these|that one|this|he|she|him|her|his|ones?|the same|instead|else|as well"
    r"|others?|there|then|neither|both)\b|\b(?:of|for|with|from|on|by|about|to|like|is|was|did|does) that\b(?=\W*$| \w+\W*$)",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"their", "its", "his", "her"})  # "How do clinics pay their nurses?" means the clinics
_THE_STUDY = re.compile(
    r"\bthe (?:study|report|paper|article|authors?|researchers|participants|findings)\b", re.IGNORECASE
)
# "there" and "it" that only fill a place; "this country", "these days" point at the world, not at the talk.
_FILLS_A_PLACE = re.compile(
    r"\b(?:is|are|was|were|have|has|been|be|will|can|could|do|does) there\b|\bthere (?:is|are|was|were|have|has|had|been|be|will|to be)\b"
    r"|\b(?:is|was|would|will|can|could) it\b(?=[^?]{0,60}\b(?:that|to|for|how|whether)\b)|\b(?:does|did|makes?|made) it (?=(?:take|matter|help|pay|cost|possible|easier|harder)\b)|\bit (?:is|was|takes?|took|matters?)\b(?=[^?]{0,60}\b(?:that|to|for)\b)"
    r"|\b(?:these days|this (?:country|year|library))\b|\bone of\b|\bany ?one\b|\bthe other\b|\bthan others?\b|\beach other\b|\bone \w+",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|be|do|does|did|has|have|had|can|could|will|would|should|may|might|must|shall)\b|n['’]t\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:for|in|by|with|to|since|at|from|of|on|under|after|until) )?(how|why|when|where|what|which|who|whom|whose)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:what|who) (?:is|are|was|were) (?!(?:the|its|their|his|her|it|they|this|that|these|those)\b)|\bmeant by\b"
    r"|\bdefin\w+|\bmean\b|\bstands? for\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:’'] )[A-Z][\w’'-]*")
# Words that only say what form an answer has.
_FORM = frozenset(
    """
    many much long old large big far often number share proportion percentage percent cent kind kinds type types sort
    way ways thing things list name year exactly roughly usually people one two three four five make made take took
    part actually really though next example instead set lie behind like
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)
# What replaces its opposite: after "the larger ones", "the smaller ones" do not stay large.
_OPPOSITES = tuple(
    frozenset(stem_word(word) for word in words.split())
    for words in (
        "large larger largest big bigger biggest small smaller smallest little",
        "new newer newest newcomer old older oldest established",
        "high higher highest low lower lowest",
        "rich richer poor poorer",
        "urban rural inland coastal",
        "public private",
        "good better best bad worse worst",
        "first second third last",
        "early earlier late later",
        "primary secondary",
        "inpatient outpatient",
        "female male women men",
        "benefit advantage strength drawback disadvantage weakness",
    )
)


def resolve_follow_up(question: str, history: Sequence[str], carry: Sequence[str] | None = None) -> ResolvedQuestion:
    """What `question` leans on. `history` holds the earlier questions, oldest first; empty ones are skipped.

    With `carry`, those words are carried and no others; an empty `carry` carries nothing.
    """
    topic: tuple[CarriedTerm, ...] = ()
    asks = ""
    for turn, earlier in enumerate(history, start=1):
        if not earlier.strip():
            continue
        carried = _carried(earlier, topic)
        asks = asks if carried and _takes_the_form_over(earlier) else earlier
        own = tuple(CarriedTerm(word=word, turn=turn) for word in _topical_words(earlier))
        topic = (*carried, *own)
    chosen = _carried(question, topic) if carry is None else _chosen(carry, topic)
    if not chosen:
        return ResolvedQuestion(question, (), question)
    form = asks if asks and _takes_the_form_over(question) else question
    return ResolvedQuestion(_spoken_out(question, chosen, history), chosen, form)


def leans_back(question: str) -> bool:
    """Whether a question is understood only by what was asked before it."""
    lowered = " ".join(question.split())
    if not re.search(r"\w", lowered):
        return False  # nothing is asked at all
    bare = _CONTINUES.sub("", lowered)
    terms = content_terms(lowered)
    topical = _topical_words(lowered)
    if not terms or _ELLIPSIS.match(lowered):
        return True
    without_fillers = _FILLS_A_PLACE.sub(lambda match: "·" * len(match.group()), lowered)
    pronoun = _POINTS_BACK.search(without_fillers)
    if pronoun is not None:
        possessive = pronoun.group().lower() in _POSSESSIVES
        few = len(topical) <= _FEW_TOPICAL_WORDS and not possessive and not _NAME.search(lowered)
        if few or len(terms) <= _FEW_TERMS or pronoun.start() < terms[0].char_start:
            return True
    if _THE_STUDY.search(lowered) and not _NAME.search(lowered):
        return True
    if _is_elliptical(lowered):
        return True
    if _DEFINES.search(bare) or _NAME.search(lowered):
        return False
    return bare != lowered


def _is_elliptical(question: str) -> bool:
    """Whether the verb is left out: "For how long?", "And in England?", "What about the smaller ones?"."""
    if _ELLIPSIS.match(question):
        return True
    bare = _CONTINUES.sub("", question)
    if _VERB.search(bare):
        return False
    terms = len(content_terms(bare))
    asks = _ASKS.match(bare)
    if asks is None:
        return bare != question and terms <= _FEW_TERMS
    subject_can_ask = asks.group(1).lower() in ("what", "which", "who")
    return terms <= (1 if subject_can_ask else 2)


def _takes_the_form_over(question: str) -> bool:
    """Whether it asks in the manner of the earlier question: "And the nurses?", but not "Why?" or "For how long?"."""
    if _ELLIPSIS.match(question):
        return True
    return _is_elliptical(question) and not _ASKS.match(_CONTINUES.sub("", question))


def _carried(question: str, topic: tuple[CarriedTerm, ...]) -> tuple[CarriedTerm, ...]:
    if not topic or not leans_back(question):
        return ()
    own = {term.stem for term in content_terms(question)}
    replaced = own.union(*(opposites for opposites in _OPPOSITES if own & opposites))
    kept = [term for term in topic if term.stem not in replaced]
    if _is_elliptical(question):
        kept = _without_replaced_names(question, kept)
    once = {term.stem: term for term in kept}  # the latest mention of a word
    return tuple(sorted(once.values(), key=lambda term: term.turn or 0))[-_MOST_CARRIED:]


def _without_replaced_names(question: str, topic: list[CarriedTerm]) -> list[CarriedTerm]:
    """ "And in England?" asks about England instead of the names of the earlier question."""
    if not any(term.word[:1].isupper() for term in content_terms(_CONTINUES.sub("", question))[:4]):
        return topic
    return [term for term in topic if not term.word[:1].isupper()] or topic


def _topical_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once; its first word's capital is only the sentence's."""
    words: dict[str, str] = {}
    for term in content_terms(question):
        if term.word.lower() not in _FORM:
            starts = not question[: term.char_start].strip() and not term.word.isupper()
            words.setdefault(term.stem, term.word.lower() if starts else term.word)
    return list(words.values())


def _chosen(carry: Sequence[str], topic: tuple[CarriedTerm, ...]) -> tuple[CarriedTerm, ...]:
    known = {term.stem: term for term in topic}
    words = dict.fromkeys(term.word for text in carry for term in content_terms(text))
    return tuple(known.get(stem_word(word), CarriedTerm(word=word, turn=None)) for word in words)


def _spoken_out(question: str, carried: Sequence[CarriedTerm], history: Sequence[str]) -> str:
    """What is carried in the earlier questions' own words, then the question."""
    stems = {term.stem for term in carried}
    turns = sorted({term.turn for term in carried if term.turn is not None})
    added = [term.word for term in carried if term.turn is None]
    return " ".join([*(_still_said(history[turn - 1], stems) for turn in turns), *added, question])


def _still_said(earlier: str, stems: set[str]) -> str:
    """The earlier question, whole where all that it is about is carried; else its runs of carried words."""
    if all(stem_word(word) in stems for word in _topical_words(earlier)):
        return earlier
    runs: list[str] = []
    end: int | None = None
    for term in content_terms(earlier):
        if term.stem in stems:
            runs.append(earlier[term.char_start if end is None else end : term.char_end].strip())
        end = term.char_end if term.stem in stems else None
    return " ".join(runs)
