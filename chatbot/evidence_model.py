"""The small linear models that rank sentences (`evidence_model.json`), and that estimate whether the sources have the
subject and state the fact (`confidence_model.json`).

A listwise linear ranker and two logistic regressions, fitted on the dev half by `python -m evals.train_evidence_model`
and `python -m evals.train_confidence`; the files name the data by hash. One set of weights is for a library with
questions written for its cards, one for hybrid search alone, one for when there is no embedding model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson
from numpy.typing import NDArray

from kb.library import Library

MODEL_PATH = Path(__file__).with_name("evidence_model.json")
CONFIDENCE_PATH = Path(__file__).with_name("confidence_model.json")
ModelVariant = Literal["asked", "hybrid", "bm25"]


@dataclass(frozen=True)
class Logistic:
    """p = 1 / (1 + exp(-(intercept + weights . features)))."""

    intercept: float
    weights: NDArray[np.float64]

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probability of each row of `features` (rows, len(weights))."""
        result: NDArray[np.float64] = 1.0 / (
            1.0 + np.exp(-(features.astype(np.float64) @ self.weights + self.intercept))
        )
        return result


@dataclass(frozen=True)
class Ranker:
    """Softmax over the candidates of one question (Cao and others 2007, with the loss of a single choice)."""

    weights: NDArray[np.float64]

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probability of each row of `features` (rows, len(weights)) to be the one looked for; they sum to 1."""
        logits = features.astype(np.float64) @ self.weights
        odds = np.exp(logits - logits.max())
        result: NDArray[np.float64] = odds / odds.sum()
        return result


@dataclass(frozen=True)
class ExpectedNearness:
    """How near the nearest questions written for a sentence are to be expected, by the sentence's own nearness.

    For sentences of a document for which nobody wrote any, so that they stand beside others as equals.
    """

    intercepts: NDArray[np.float64]
    """(NEAREST,)"""
    per_cosine: NDArray[np.float64]
    """(NEAREST,): per cosine similarity of the sentence with the question, in the sentence model."""

    def of(self, meaning: float) -> NDArray[np.float64]:
        """(NEAREST,): cosine similarities."""
        return self.intercepts + self.per_cosine * meaning


@dataclass(frozen=True)
class EvidenceModel:
    """Which sentences answer, and how likely the sources answer at all."""

    ranker: Ranker
    expected: ExpectedNearness
    subject: Logistic
    fact: Logistic
    abstain_below: float
    """Confidence under which no answer is given; chosen on the dev half for 5% false abstention."""

    def evidence_scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return self.ranker.probabilities(features)

    def subject_confidence(self, features: NDArray[np.float32]) -> float:
        """Probability that the sources speak of what is asked about, from (features,)."""
        return float(self.subject.probabilities(features[np.newaxis, :])[0])

    def fact_confidence(self, features: NDArray[np.float32]) -> float:
        """Probability that they then say what is asked, from (features,)."""
        return float(self.fact.probabilities(features[np.newaxis, :])[0])


@cache
def load_evidence_model(variant: ModelVariant) -> EvidenceModel:
    """The committed model for one way of searching."""
    evidence = orjson.loads(MODEL_PATH.read_bytes())["variants"][variant]
    expected = ExpectedNearness(
        *(np.array(evidence["expected_nearness"][name]) for name in ("intercepts", "per_cosine"))
    )
    confidence = orjson.loads(CONFIDENCE_PATH.read_bytes())["variants"][variant]
    subject, fact = (
        Logistic(confidence[name]["intercept"], _weights(confidence[name])) for name in ("subject", "fact")
    )
    return EvidenceModel(Ranker(_weights(evidence["ranker"])), expected, subject, fact, confidence["abstain_below"])


def variant_for(library: Library) -> ModelVariant:
    """Which weights suit what a library can measure."""
    if library.embedder is None:
        return "bm25"
    return "hybrid" if library.reader_questions is None else "asked"


def _weights(fields: dict[str, Any]) -> NDArray[np.float64]:
    return np.array(list(fields["weights"].values()), dtype=np.float64)
