"""What is measured of a candidate sentence: features that hold for any document, none fitted to a single source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answer_slots import NUMBER, fills_slot
from chatbot.understand_question import AnswerType, Question
from kb.fusion import min_max
from kb.reader_questions import NEAREST
from kb.terms import stem_set, stems

CARRIED_WEIGHT = 0.5  # a term carried over from the conversation counts half
FEATURES = (
    "cosine_sentence",
    "cosine_context",
    "meaning_sentence",
    "meaning_context",
    "late_sentence",
    "late_window",
    "late_distinctive",
    "late_context",
    "late_focus",
    "coverage_sentence",
    "coverage_window",
    "coverage_headings",
    "coverage_context",
    "type_match",
    "length",
    "asks",
    "set_apart",
    "second_hand",
    "about_study",
    "study_asked",
    "limit_asked",
    *(f"asked_{level}_{number}" for number in range(1, NEAREST + 1) for level in ("near", "close")),
)
_RELATIVE = frozenset(name for name in FEATURES if name.startswith(("cosine_", "meaning_", "late_", "coverage_"))) - {
    "late_distinctive",
    "coverage_headings",
}
_LONG_WORDS = 40
_NEAR, _CLOSE = 0.3, 0.7  # cosines of questions on one subject, and of the same question in other words

_TYPE_CUES: dict[AnswerType, re.Pattern[str]] = {
    "figure": NUMBER,
    "definition": re.compile(
        r"\b(is|are|was) (an?|the|defined|known|called|described)\b|\b(means?|refers? to|defined|called|known as)\b|\(|:|–", re.IGNORECASE
    ),
    "why": re.compile(
        r"\b(because|since|due to|owing to|reasons?|so that|in order to|to (avoid|reduce|ensure|allow|enable|help)|therefore|"
        r"as a result|led to|caused?|driven|enabl\w+|allow\w+|reflect\w+|legacy|consequence)\b",
        re.IGNORECASE,
    ),
    "how": re.compile(r"\b(by \w+ing|through|using|via|with|such as|for example|include[sd]?|including)\b", re.IGNORECASE),
    "list": re.compile(r":|;|\b(include[sd]?|including|such as|these|first|second|finally|and)\b|,.*,", re.IGNORECASE),
    "compare": re.compile(
        r"\b(than|whereas|while|unlike|compared|differ\w*|contrast|however|both|but|in contrast|similar\w*|more|less|larger|smaller)\b",
        re.IGNORECASE,
    ),
    "limitation": re.compile(
        r"\b(limit\w*|caution|caveats?|only|bias\w*|beyond the scope|generali[sz]\w*|not (be )?(comprehensive|representative|claim)|"
        r"small|cannot|may (not )?differ|speculative)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Similarity:
    """How near the candidates are to the question in the embedding models."""

    cosine: NDArray[np.float32]
    """(sentences,)"""
    cosine_context: NDArray[np.float32]
    """(sentences,): of the mean vector of each sentence and those around it."""
    meaning: NDArray[np.float32]
    """(sentences,): cosine similarity in the sentence model."""
    meaning_context: NDArray[np.float32]
    """(sentences,): the same of the mean vector of each sentence and those around it."""
    late: NDArray[np.float32]
    """(sentences, wordpieces of the question): the best match of each wordpiece in each sentence."""
    late_window: NDArray[np.float32]
    """The same over each sentence with its neighbours."""
    late_context: NDArray[np.float32]
    """The same over each sentence with those around it and its headings."""
    focus: NDArray[np.float32]
    """(sentences,): how much of each sentence is about the question."""
    weights: NDArray[np.float32]
    """(wordpieces,), summing to 1."""


@dataclass(frozen=True)
class SentencePool:
    """Candidate sentences as parallel lists. Nothing in it depends on where passages were cut."""

    texts: Sequence[str]
    windows: Sequence[str]
    """Each sentence with its neighbours."""
    contexts: Sequence[str]
    """Each sentence with those around it, its headings and the title of its source."""
    headings: Sequence[str]
    set_apart: Sequence[float]
    """1 for a sentence outside the main text (an appendix, a title page, an imprint) or damaged, else 0."""
    second_hand: Sequence[float]
    """1 for what the source reports of another, else 0."""
    about_study: Sequence[float]
    """1 for a sentence about the study or the document itself, else 0."""
    limitation: Sequence[float]
    """1 for a sentence that states a limit of the study, else 0."""
    similarity: Similarity | None
    """Nearness in the embedding model; None without it."""
    asked: NDArray[np.float32]
    """(sentences, NEAREST): nearness of the question to the nearest that each sentence is known to answer."""


def measure_pool(question: Question, pool: SentencePool, idf: Callable[[str], float]) -> NDArray[np.float32]:
    """float32 (sentences, len(FEATURES)), for ranking within this pool.

    What only means something beside the other candidates is scaled to 0..1 over the pool. The nearness features are 0
    without the embedding model.
    """
    weights = term_weights(question, idf)
    columns: dict[str, Sequence[float] | NDArray[np.float32]] = {
        "coverage_sentence": [covered(weights, stem_set(text)) for text in pool.texts],
        "coverage_window": [covered(weights, stem_set(text)) for text in pool.windows],
        "coverage_headings": [covered(weights, stem_set(text)) for text in pool.headings],
        "coverage_context": [covered(weights, stem_set(text)) for text in pool.contexts],
        "type_match": [
            _type_match(question, text, heading) for text, heading in zip(pool.texts, pool.headings, strict=True)
        ],
        "asks": [float(text.rstrip("\"'”’").endswith("?")) for text in pool.texts],
        "set_apart": pool.set_apart,
        "second_hand": pool.second_hand,
        "about_study": pool.about_study,
        "study_asked": pool.about_study if question.about_study else [0.0] * len(pool.texts),
        "limit_asked": pool.limitation if question.answer_type == "limitation" else [0.0] * len(pool.texts),
        "length": [min(len(text.split()), _LONG_WORDS) / _LONG_WORDS for text in pool.texts],
    }
    for number, cosines in enumerate(pool.asked.T, start=1):
        columns |= {f"asked_near_{number}": _above(_NEAR, cosines), f"asked_close_{number}": _above(_CLOSE, cosines)}
    if (near := pool.similarity) is not None:
        deviation = near.late - near.late.mean(axis=0)
        columns |= {
            "cosine_sentence": near.cosine,
            "late_sentence": near.late @ near.weights,
            "late_window": near.late_window @ near.weights,
            "late_context": near.late_context @ near.weights,
            "late_focus": near.focus,
            "cosine_context": near.cosine_context,
            "meaning_sentence": near.meaning,
            "meaning_context": near.meaning_context,
            # In standard deviations, so that a word that every sentence meets half-way does not count.
            "late_distinctive": (deviation / (near.late.std(axis=0) + 1e-6)) @ near.weights,
        }
    features = np.zeros((len(pool.texts), len(FEATURES)), dtype=np.float32)
    for number, name in enumerate(FEATURES):
        if name in columns:
            column = np.asarray(columns[name], dtype=np.float32)
            features[:, number] = min_max(column) if name in _RELATIVE else column
    return features


def _above(least: float, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far cosines lie above a least one: 0 at or below it, 1 for a cosine of 1."""
    above: NDArray[np.float32] = np.maximum(0, cosines - np.float32(least)) / np.float32(1 - least)
    return above


def _type_match(question: Question, text: str, heading: str) -> float:
    """1 where the sentence looks like the kind of answer wanted, 0 where not, 0.5 where that cannot be told.

    A definition is also one of what was asked about: its first content word is one of the question's. A limitation
    may stand under a heading that says so.
    """
    if question.slot is not None:
        return fills_slot(text, question.slot, {*question.terms, *question.carried_terms})
    cue = _TYPE_CUES.get(question.answer_type)
    if cue is None:
        return 0.5
    if question.answer_type == "limitation":
        return 1.0 if "limitation" in heading.lower() else 0.5 * bool(cue.search(text))
    if not cue.search(text):
        return 0.0
    if question.answer_type == "definition":
        return 1.0 if set(stems(text)[:1]) & set(question.terms) else 0.5
    return 1.0


def term_weights(question: Question, idf: Callable[[str], float]) -> dict[str, float]:
    """Weight of each question term: its idf, half for a term carried over."""
    weights = {term: idf(term) for term in question.terms}
    return weights | {term: CARRIED_WEIGHT * idf(term) for term in question.carried_terms}


def covered(weights: dict[str, float], text_stems: Set[str]) -> float:
    """Share of the question's term weight that the text holds, 0..1."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in text_stems) / total if total else 0.0
