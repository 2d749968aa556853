"""Step 4: do the sources answer? A calibrated confidence, and when it is too low, the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answer_slots import SLOT_NAMES
from chatbot.evidence_model import EvidenceModel
from chatbot.features import FEATURES, covered, term_weights
from chatbot.select_evidence import RankedEvidence
from chatbot.understand_question import Question
from kb.terms import content_terms, stems

CONFIDENCE_FEATURES = (
    "best_cosine",
    "best_late",
    "joint_late",
    "weakest_late",
    "passage_cosine",
    "joint_coverage",
    "unknown_share",
    "best_evidence",
    "type_match",
    "weakest_context",
    "slot_filled",
    "slot_empty",
)
_JOINT_SENTENCES = 3  # sentences whose words together should meet the question
_SAID_SENTENCES = 8  # about as many as an answer holds
_WEIGHTY = 0.5  # a wordpiece counts for the weakest match when it weighs this share of the average


@dataclass(frozen=True)
class Judgement:
    """Whether to answer, how sure, and why not."""

    confidence: float
    answer: bool
    reason: str | None


@dataclass(frozen=True)
class RankedSentences:
    """The candidate sentences best first, as parallel rows."""

    texts: Sequence[str]
    evidence_scores: Sequence[float]
    cosines: Sequence[float]
    type_matches: Sequence[float]
    late: NDArray[np.float32] | None
    late_weights: NDArray[np.float32] | None
    late_context: NDArray[np.float32] | None = None
    """As `late`, of the first sentence at least with what stands around it."""


def type_matches_of(evidence: RankedEvidence) -> list[float]:
    """How far each candidate holds the kind of thing that is asked for, 0..1, best candidate first."""
    return [float(item.features[FEATURES.index("type_match")]) for item in evidence.items]


def ranked_sentences(evidence: RankedEvidence) -> RankedSentences:
    """The candidates of the pipeline, of which there is at least one."""
    items = evidence.items
    late = [item.late for item in items if item.late is not None]
    around_best = items[0].late_context
    return RankedSentences(
        texts=[item.text for item in items],
        evidence_scores=[item.evidence_score for item in items],
        cosines=[item.cosine for item in items],
        type_matches=type_matches_of(evidence),
        late=np.stack(late) if late else None,
        late_weights=evidence.weights,
        late_context=None if around_best is None else around_best[np.newaxis],
    )


def measure_answerability(
    question: Question,
    ranked: RankedSentences,
    passage_cosine: float,
    idf: Callable[[str], float],
    occurs: Callable[[str], bool],
) -> NDArray[np.float32]:
    """float32 (len(CONFIDENCE_FEATURES),): how well the best sentences, alone and together, meet the question."""
    weights = term_weights(question, idf)
    total = sum(weights.values()) or 1.0
    together = {stem for text in ranked.texts[:_JOINT_SENTENCES] for stem in stems(text)}
    best_late, joint_late, weakest_late = _late_matches(ranked)
    measured = {
        "best_cosine": max(ranked.cosines),
        "best_late": best_late,
        "joint_late": joint_late,
        "weakest_late": weakest_late,
        "passage_cosine": passage_cosine,
        "joint_coverage": covered(weights, together),
        "unknown_share": sum(weight for term, weight in weights.items() if not occurs(term)) / total,
        "best_evidence": float(ranked.evidence_scores[0]),
        "type_match": ranked.type_matches[0],
        "weakest_context": _weakest(ranked.late_context, ranked.late_weights),
        "slot_filled": float(question.slot is not None) * max(ranked.type_matches[:_JOINT_SENTENCES]),
        "slot_empty": float(question.slot is not None) * (1.0 - ranked.type_matches[0]),
    }
    return np.array([measured[name] for name in CONFIDENCE_FEATURES], dtype=np.float32)


def _late_matches(ranked: RankedSentences) -> tuple[float, float, float]:
    """How well the question's wordpieces are met: by the best sentence; by the first few together, on average and
    for the weighty wordpiece that is met worst."""
    if ranked.late is None or ranked.late_weights is None:
        return 0.0, 0.0, 0.0
    met = ranked.late[:_JOINT_SENTENCES].max(axis=0)
    weighty = ranked.late_weights >= _WEIGHTY * ranked.late_weights.mean()
    best = float((ranked.late @ ranked.late_weights).max())
    return best, float(met @ ranked.late_weights), float(met[weighty].min())


def _weakest(late: NDArray[np.float32] | None, weights: NDArray[np.float32] | None) -> float:
    """How well the weighty wordpiece that is met worst is met around the best sentence; 0 without the model."""
    if late is None or weights is None:
        return 0.0
    return float(late[0][weights >= _WEIGHTY * weights.mean()].min())


def lacks_what_is_asked(question: Question, type_matches: Sequence[float]) -> bool:
    """Whether a sum, a share, a date or a stretch of time is asked for and none of the best sentences holds one.

    `type_matches` are those of the candidates, best first. A count or a name may be said in so many ways that its
    absence proves nothing.
    """
    if question.slot is None or question.slot.kind in ("count", "name"):
        return False
    return max(type_matches[:_SAID_SENTENCES]) < 1.0


def judge_answerability(
    question: Question,
    measured: NDArray[np.float32],
    model: EvidenceModel,
    occurs: Callable[[str], bool],
    *,
    lacks_slot: bool = False,
) -> Judgement:
    """The decision from what was measured, with its reason when the answer is no.

    With `lacks_slot` the answer is no, and the confidence no higher than that of an answer just withheld.
    """
    confidence = round(model.confidence(measured), 4)
    if lacks_slot and question.slot is not None and confidence >= model.abstain_below:
        wanted = SLOT_NAMES[question.slot.kind]
        reason = f"The sources speak of what is asked, but the sentences on it hold no {wanted}."
        return Judgement(round(model.abstain_below * 0.999, 4), False, reason)
    if confidence >= model.abstain_below:
        return Judgement(confidence, True, None)
    if missing := missing_words(question.text, occurs):
        quoted = ", ".join(f"“{word}”" for word in missing)
        verb = "does" if len(missing) == 1 else "do"
        rest = "nothing in them answers the rest of the question closely enough"
        reason = f"{quoted} {verb} not occur in the sources, and {rest}."
    else:
        reason = "The words of the question occur in the sources, but no sentence brings them together in an answer."
    return Judgement(confidence, False, reason)


def missing_words(text: str, occurs: Callable[[str], bool]) -> tuple[str, ...]:
    """Content words of `text`, as written, whose stems occur nowhere; each once, in order."""
    found = {term.stem: term.word for term in reversed(content_terms(text)) if not occurs(term.stem)}
    return tuple(reversed(found.values()))
