"""The small linear models that rank sentences and estimate whether the sources answer (`evidence_model.json`).

A listwise linear ranker and a logistic regression, fitted by `python -m evals.train_evidence_model` on the dev half;
the file names the data by hash. One set of weights is for hybrid search, one for when there is no embedding model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import orjson
from numpy.typing import NDArray

MODEL_PATH = Path(__file__).with_name("evidence_model.json")
ModelVariant = Literal["hybrid", "bm25"]


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
class EvidenceModel:
    """Which sentences answer, and how likely the sources answer at all."""

    ranker: Ranker
    answerability: Logistic
    abstain_below: float
    """Confidence under which no answer is given; chosen on the dev half for 5% false abstention."""

    def evidence_scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return self.ranker.probabilities(features)

    def confidence(self, features: NDArray[np.float32]) -> float:
        return float(self.answerability.probabilities(features[np.newaxis, :])[0])


@cache
def load_evidence_model(variant: ModelVariant) -> EvidenceModel:
    """The committed model for one way of searching."""
    fields = orjson.loads(MODEL_PATH.read_bytes())["variants"][variant]

    def weights(name: str) -> NDArray[np.float64]:
        return np.array(list(fields[name]["weights"].values()), dtype=np.float64)

    answerability = Logistic(fields["answerability"]["intercept"], weights("answerability"))
    return EvidenceModel(Ranker(weights("ranker")), answerability, fields["abstain_below"])
