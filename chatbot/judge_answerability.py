"""Step 4: do the sources answer? A calibrated confidence, and when it is too low, the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.evidence_model import EvidenceModel
from chatbot.features import FEATURES, covered, term_weights
from chatbot.understand_question import Question
from kb.terms import content_terms, stems

CONFIDENCE_FEATURES = (
    "best_cosine",
    "best_coverage",
    "passage_cosine",
    "joint_coverage",
    "unknown_share",
    "best_evidence",
    "type_match",
    "rarest_covered",
)
_JOINT_SENTENCES = 3  # sentences whose words together should cover the question
_CONSIDERED = 10  # best sentences looked at for the best single match


@dataclass(frozen=True)
class Judgement:
    """Whether to answer, how sure, and why not."""

    confidence: float
    answer: bool
    reason: str | None
    missing_words: tuple[str, ...] = ()
    """Words of the question that occur nowhere in what was searched."""


def measure_answerability(
    question: Question,
    features: NDArray[np.float32],
    scores: Sequence[float],
    texts: Sequence[str],
    passage_cosine: float,
    idf: Callable[[str], float],
    occurs: Callable[[str], bool],
) -> NDArray[np.float32]:
    """float32 (len(CONFIDENCE_FEATURES),) from the ranked sentences: `features`, `scores` and `texts` are best first."""
    weights = term_weights(question, idf)
    total = sum(weights.values()) or 1.0
    top = features[:_CONSIDERED]
    joint = {stem for text in texts[:_JOINT_SENTENCES] for stem in stems(text)}
    rarest = max(weights, key=lambda term: (weights[term], term), default=None)
    return np.array(
        [
            features[:, FEATURES.index("cosine_sentence")].max(),
            top[:, FEATURES.index("coverage_window")].max(),
            passage_cosine,
            covered(weights, list(joint)),
            sum(weight for term, weight in weights.items() if not occurs(term)) / total,
            scores[0],
            top[0, FEATURES.index("type_match")],
            float(rarest in joint),
        ],
        dtype=np.float32,
    )


def judge_answerability(question: Question, measured: NDArray[np.float32], model: EvidenceModel, occurs: Callable[[str], bool]) -> Judgement:
    """The decision from what was measured, with its reason when the answer is no."""
    confidence = round(model.confidence(measured), 4)
    missing = missing_words(question.text, occurs)
    if confidence >= model.abstain_below:
        return Judgement(confidence, True, None, missing)
    if missing:
        quoted = ", ".join(f"“{word}”" for word in missing)
        verb = "does" if len(missing) == 1 else "do"
        reason = f"{quoted} {verb} not occur in the sources, and nothing in them answers the rest of the question closely enough."
    else:
        reason = "The words of the question occur in the sources, but no sentence brings them together in an answer."
    return Judgement(confidence, False, reason, missing)


def missing_words(text: str, occurs: Callable[[str], bool]) -> tuple[str, ...]:
    """Content words of `text`, as written, whose stems occur nowhere; each once, in order."""
    found = {term.stem: term.word for term in reversed(content_terms(text)) if not occurs(term.stem)}
    return tuple(reversed(found.values()))
