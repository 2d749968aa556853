"""Step 4: do the sources answer? A calibrated confidence, and when it is too low, the reason in words.

Two questions, each with a small model of its own: is the subject there, and is what is asked said of it? The confidence
is the lower of the two, since a subject well covered does not make up for a figure that nobody gives.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.evidence_model import EvidenceModel
from chatbot.features import covered, term_weights
from chatbot.find_filler import Filler, find_filler
from chatbot.ranked_sentences import RankedSentences
from chatbot.understand_question import Question
from chatbot.wanted import WANTED_NAMES
from kb.reader_questions import NEAREST, OpenQuestion
from kb.terms import Term, content_terms, stem_set

SUBJECT_FEATURES = (
    "best_cosine",
    "best_cosines",
    "best_meanings",
    "best_nearness",
    "unknown_share",
    "names_missing",
    "context_coverage",
    "written_best",
)
FACT_FEATURES = (
    "best_cosines",
    "best_meanings",
    "weakest_met",
    "weakest_met_first",
    "context_coverage",
    "figure_absent",
    "figure_unlikely",
    "name_gap",
    "names_short",
    "wanted_late",
    "met_apart",
    "runner_up",
    "in_originals",
    "asked_best",
    "asked_several",
    "asked_first",
    "rather_answered",
)
_COVERING_SENTENCES = 8  # about as many as an answer holds
_NAMING_SENTENCES = 5
_BEST_COSINES = 3
_TELLS_APART = 20.0  # a twentieth of cosine between the nearest questions counts
_SAME_QUESTION = 0.8  # cosine above which two questions are likely one
_NAME_OR_NUMBER = re.compile(r"[A-Z][\w’'-]*|\d[\d,.]*")


@dataclass(frozen=True)
class Judgement:
    """Whether to answer, how sure, and why not."""

    confidence: float
    answer: bool
    reason: str | None


@dataclass(frozen=True)
class Measured:
    """What the confidence is estimated from."""

    subject: NDArray[np.float32]
    """(len(SUBJECT_FEATURES),)"""
    fact: NDArray[np.float32]
    """(len(FACT_FEATURES),)"""
    filler: Filler | None
    """The place that comes nearest to what is wanted; None where any sentence may answer."""
    names_apart: tuple[str, ...]
    """Names and numbers of the question, as written, that occur, but in none of the best sentences."""
    left_open: OpenQuestion | None = None
    """The nearest question that the sources are known to leave open."""


def measure_answerability(
    question: Question,
    ranked: RankedSentences,
    idf: Callable[[str], float],
    occurs: Callable[[str], bool],
) -> Measured:
    """How well the best sentences meet the question, and whether they hold what is wanted."""
    weights = term_weights(question, idf)
    total = sum(weights.values()) or 1.0
    # Of a double question each part wants something else.
    wanted = None if question.parts else question.wanted
    filler = find_filler(question, wanted, ranked) if wanted else None
    named = {term.stem: term.word for term in _names_and_numbers(question.text)}
    contexts = [stem_set(sentence.context) for sentence in ranked.read]
    near = max(contexts[:_NAMING_SENTENCES], key=lambda stems: len(named.keys() & stems))
    weakest = [
        float(sentence.late_context[ranked.weighty].min())
        for sentence in ranked.read
        if sentence.late_context is not None
    ] or [0.0]
    left_open = ranked.read[0].left_open
    asked_best = max(sentence.asked[0] for sentence in ranked.read)
    figure, name = (None, filler) if wanted and wanted.is_name else (filler, None)
    measured = {
        "best_cosine": max(ranked.cosines),
        "best_cosines": float(np.mean(sorted(ranked.cosines)[-_BEST_COSINES:])),
        "best_meanings": float(np.mean(sorted(ranked.meanings)[-_BEST_COSINES:])),
        "best_nearness": max(sentence.nearness for sentence in ranked.read),
        "weakest_met": max(weakest),
        "weakest_met_first": weakest[0],
        "unknown_share": sum(weight for term, weight in weights.items() if not occurs(term)) / total,
        "context_coverage": max(covered(weights, stems) for stems in contexts[:_COVERING_SENTENCES]),
        "names_missing": len(named.keys() - near) / len(named) if named else 0.0,
        "figure_absent": float(figure is not None and not figure.found),
        "figure_unlikely": 1 - figure.likely if figure else 0.0,
        "name_gap": name.gap if name else 0.0,
        "names_short": float(name is not None and wanted is not None and name.falls_short(wanted)),
        "wanted_late": filler.late if filler else 0.0,
        "met_apart": ranked.met_apart,
        "runner_up": ranked.runner_up,
        "in_originals": ranked.in_originals,
        "asked_best": asked_best,
        # What is left open is on the sources' subjects too.
        "written_best": max(asked_best, left_open.nearness if left_open else 0.0),
        "asked_several": max(sum(sentence.asked) for sentence in ranked.read) / NEAREST,
        "asked_first": ranked.read[0].asked[0],
        "rather_answered": rather_answered(asked_best, left_open),
    }
    return Measured(
        subject=np.array([measured[name] for name in SUBJECT_FEATURES], dtype=np.float32),
        fact=np.array([measured[name] for name in FACT_FEATURES], dtype=np.float32),
        filler=filler,
        names_apart=tuple(word for stem, word in named.items() if stem not in near and occurs(stem)),
        left_open=left_open,
    )


def rather_answered(asked: float, left_open: OpenQuestion | None) -> float:
    """Whether a question is nearer to one that is answered than to any that is left open: 0.5 where it is as near to
    both, 1 where nothing is known to be left open."""
    return 1.0 if left_open is None else 1 / (1 + math.exp(-_TELLS_APART * (asked - left_open.nearness)))


def judge_answerability(
    question: Question, measured: Measured, model: EvidenceModel, occurs: Callable[[str], bool]
) -> Judgement:
    """The decision from what was measured, with its reason when the answer is no."""
    fact = model.fact_confidence(measured.fact)
    # A question that is nearly one that is written is on the sources' subjects, whatever words they use.
    is_written = measured.subject[SUBJECT_FEATURES.index("written_best")] >= _SAME_QUESTION
    subject = 1.0 if is_written else model.subject_confidence(measured.subject)
    confidence = round(min(subject, fact), 4)
    if confidence >= model.abstain_below:
        return Judgement(confidence, True, None)
    missing = missing_words(question.text, occurs)
    return Judgement(confidence, False, _reason(question, measured, missing, subject_is_there=subject > fact))


def missing_words(text: str, occurs: Callable[[str], bool]) -> tuple[str, ...]:
    """Content words of `text`, as written, whose stems occur nowhere; each once, in order."""
    found = {term.stem: term.word for term in reversed(content_terms(text)) if not occurs(term.stem)}
    return tuple(reversed(found.values()))


def _reason(question: Question, measured: Measured, missing: Sequence[str], *, subject_is_there: bool) -> str:
    if subject_is_there and measured.left_open is not None and measured.left_open.nearness >= _SAME_QUESTION:
        return f"The sources speak of what is asked, but leave open: “{measured.left_open.text}”"
    if subject_is_there and measured.filler is not None and question.wanted is not None:
        kind = WANTED_NAMES[question.wanted.kind]
        if not measured.filler.found:
            return f"The sources speak of what is asked, but the sentences on it hold no {kind}."
        return f"The sources speak of what is asked, but no {kind} in them is given for just this."
    if missing:
        verb = "does" if len(missing) == 1 else "do"
        rest = "nothing in them answers the rest of the question closely enough"
        return f"{_quoted(missing)} {verb} not occur in the sources, and {rest}."
    if measured.names_apart:
        verb = "occurs" if len(measured.names_apart) == 1 else "occur"
        return f"{_quoted(measured.names_apart)} {verb} in the sources, but not where they speak of the rest."
    return "The words of the question occur in the sources, but no sentence brings them together in an answer."


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _names_and_numbers(text: str) -> list[Term]:
    """Content terms of the words with a capital or a digit, but for the first word of the text."""
    return [term for match in _NAME_OR_NUMBER.finditer(text) if match.start() for term in content_terms(match.group())]
