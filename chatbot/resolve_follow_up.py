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

from chatbot.lean_back import (
    CONTINUES,
    CORRECTS,
    RETURNS,
    TAKES_BACK,
    is_elliptical,
    leans_back,
    says_one,
    takes_the_form_over,
    topical_words,
)
from kb.country_names import with_country_names
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
    asked: str = ""
    """The question itself, without what a correction takes back."""


_MOST_CARRIED = 8
_CIRCUMSTANCE = re.compile(r"(?<=\w )(?:at|in|on|by|for|with|from|to|among|under|during|than) [^,;?.!]*", re.IGNORECASE)
_US = re.compile(r"\bUS\b")  # in small letters it is a pronoun, so that it is no content term
_ACRONYM = re.compile(r"[A-Z]{2,}s?")
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


@dataclass(frozen=True)
class _Turn:
    """An earlier question: what it was about, with what it carried, and the question whose form it has."""

    topic: tuple[CarriedTerm, ...]
    asks: str


def resolve_follow_up(question: str, history: Sequence[str], carry: Sequence[str] | None = None) -> ResolvedQuestion:
    """What `question` leans on. `history` holds the earlier questions, oldest first; empty ones are skipped.

    With `carry`, those words are carried and no others; an empty `carry` carries nothing.
    """
    turns: list[_Turn] = []
    for number, earlier in enumerate(history, start=1):
        if not earlier.strip():
            continue
        leaning = _turn_leaned_on(earlier, turns)
        carried = _carried(earlier, leaning)
        own = tuple(CarriedTerm(word=word, turn=number) for word in topical_words(_kept_words(earlier)))
        form = leaning.asks if leaning and carried and takes_the_form_over(earlier) else earlier
        turns.append(_Turn((*carried, *own), form))
    leaning = _turn_leaned_on(question, turns)
    chosen = _carried(question, leaning) if carry is None else _chosen(carry, leaning)
    asked = _kept_words(question) if turns else question
    if not chosen:
        return ResolvedQuestion(asked, (), asked, asked)
    form = leaning.asks if leaning and takes_the_form_over(question) else asked
    replaces = is_elliptical(question) or CORRECTS.match(question) is not None
    instead = asked if replaces and carry is None else None
    return ResolvedQuestion(_spoken_out(asked, chosen, history, instead), chosen, form, asked)


def _turn_leaned_on(question: str, turns: Sequence[_Turn]) -> _Turn | None:
    """The last turn, or the latest that "Back to the fees" comes back to."""
    returns = RETURNS.match(question)
    matter = {term.stem for term in content_terms(returns["matter"])} if returns else set()
    spoken_of = (turn for turn in reversed(turns) if matter & {term.stem for term in turn.topic})
    return next(spoken_of, turns[-1] if turns else None)


def _kept_words(question: str) -> str:
    """The question without what it takes back ("I meant clothes, not lamps") and without "Back to"."""
    if returns := RETURNS.match(question):
        return question[returns.start("matter") :]
    if not CORRECTS.match(question):
        return question
    kept = TAKES_BACK.sub("", CORRECTS.sub("", question))
    return kept if content_terms(kept) else question


def _carried(question: str, leaning: _Turn | None) -> tuple[CarriedTerm, ...]:
    if leaning is None or not leans_back(question):
        return ()
    returns = RETURNS.match(question)
    if returns and content_terms(question[returns.end() :]):
        return ()  # "Back to the fees: who sets them?" names what it is about
    own = {term.stem for term in content_terms(question)}
    replaced = own.union(*(opposites for opposites in _OPPOSITES if own & opposites))
    kept = [term for term in leaning.topic if term.stem not in replaced]
    corrects = CORRECTS.match(question) is not None
    if says_one(question) and not is_elliptical(question):
        kept = _of_the_turn_with_a_name(question, kept)
    if corrects or is_elliptical(question) or says_one(question):
        kept = _without_replaced_names(question, kept)
    if corrects:
        kept = _without_what_is_corrected(question, leaning.asks, kept)
    once = {term.stem: term for term in kept}  # the latest mention of a word
    return tuple(sorted(once.values(), key=lambda term: term.turn or 0))[-_MOST_CARRIED:]


def _without_replaced_names(question: str, topic: list[CarriedTerm]) -> list[CarriedTerm]:
    """ " "And in England?" asks about England instead of the names of the earlier question."""
    alike = _names_like_those_of(question, topic)
    return [term for term in topic if term not in alike] or topic


def _without_what_is_corrected(question: str, earlier: str, topic: list[CarriedTerm]) -> list[CarriedTerm]:
    """ "I meant the nurses" takes the place of whom the question was about, where only one thing can be meant: it has
    one plural that is not part of a "where" or "with what"."""
    dropped = {term.stem for match in TAKES_BACK.finditer(question) for term in content_terms(match["dropped"])}
    if not dropped and any(_is_plural(term.word) for term in content_terms(_kept_words(question))[:3]):
        said = content_terms(_CIRCUMSTANCE.sub("", earlier))
        plurals = {term.stem for term in said if _is_plural(term.word)}
        dropped = plurals if len(plurals) == 1 else set()
    return [term for term in topic if term.stem not in dropped] or topic


def _is_plural(word: str) -> bool:
    return word[-1:] == "s" and word[-2:] not in ("ss", "us", "is") and len(word) > 3


def _of_the_turn_with_a_name(question: str, topic: list[CarriedTerm]) -> list[CarriedTerm]:
    """ "The Sudland one" is of the kind that was last spoken of with such a name, whatever was asked of it since."""
    turns = [term.turn or 0 for term in _names_like_those_of(question, topic)]
    return [term for term in topic if term.turn == max(turns)] if turns else topic


def _names_like_those_of(question: str, topic: list[CarriedTerm]) -> list[CarriedTerm]:
    """The names that a new one takes the place of. A place or a person takes no acronym's: "GPs" stay "in Scotland"."""
    bare = CONTINUES.sub("", question)
    new = [term.word for term in content_terms(bare) if term.word[:1].isupper()] + _US.findall(bare)
    named = [term for term in topic if term.word[:1].isupper()]
    if all(_is_acronym(word) for word in new):
        alike = [term for term in named if _is_acronym(term.word)] or named
    else:
        alike = [term for term in named if not _is_acronym(term.word)]
    return alike if new else []


def _is_acronym(word: str) -> bool:
    """Whether a word is an abbreviation in capitals; "US" is a country's name."""
    return _ACRONYM.fullmatch(word) is not None and with_country_names(word) == word


def _chosen(carry: Sequence[str], leaning: _Turn | None) -> tuple[CarriedTerm, ...]:
    known = {term.stem: term for term in (leaning.topic if leaning else ())}
    words = dict.fromkeys(term.word for text in carry for term in content_terms(text))
    return tuple(known.get(stem_word(word), CarriedTerm(word=word, turn=None)) for word in words)


def _spoken_out(question: str, carried: Sequence[CarriedTerm], history: Sequence[str], instead: str | None) -> str:
    """What is carried in the earlier questions' own words, then the question. `instead` names what takes the place of
    a run of words that is not carried."""
    stems = {term.stem for term in carried}
    turns = sorted({term.turn for term in carried if term.turn is not None})
    added = [term.word for term in carried if term.turn is None]
    return " ".join([*(_still_said(history[turn - 1], stems, instead) for turn in turns), *added, question])


def _still_said(earlier: str, stems: set[str], instead: str | None) -> str:
    """The earlier question, whole where all that it is about is carried; with another word put in the place of a single
    run that is not; else its runs of carried words."""
    topical = {stem_word(word) for word in topical_words(earlier)}
    if topical <= stems:
        return earlier
    terms = content_terms(earlier)
    left_out = [number for number, term in enumerate(terms) if term.stem in topical - stems]
    new = [term for term in content_terms(instead or "") if term.word.lower() != "ones"]
    if new and instead and left_out[-1] - left_out[0] == len(left_out) - 1:
        put_in = instead[new[0].char_start : new[-1].char_end]
        return earlier[: terms[left_out[0]].char_start] + put_in + earlier[terms[left_out[-1]].char_end :]
    runs: list[str] = []
    end: int | None = None
    for term in terms:
        if term.stem in stems:
            runs.append(earlier[term.char_start if end is None else end : term.char_end].strip())
        end = term.char_end if term.stem in stems else None
    return " ".join(runs)
