"""The small linear models that rank sentences and estimate whether the sources answer (`evidence_model.json`).

Two logistic regressions, fitted by `python -m evals.train_evidence_model` on the dev half; the file names the data by
hash. One set of weights is for hybrid search, one for when there is no embedding model.
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
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(features.astype(np.float64) @ self.weights + self.intercept)))
        return result


@dataclass(frozen=True)
class EvidenceModel:
    """How likely a sentence belongs in the answer, and how likely the sources answer at all."""

    sentence: Logistic
    answerability: Logistic
    abstain_below: float
    """Confidence under which no answer is given; chosen on the dev half for at most 5% false abstention."""

    def evidence_scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return self.sentence.probabilities(features)

    def confidence(self, features: NDArray[np.float32]) -> float:
        return float(self.answerability.probabilities(features[np.newaxis, :])[0])


@cache
def load_evidence_model(variant: ModelVariant) -> EvidenceModel:
    """The committed model for one way of searching."""
    fields = orjson.loads(MODEL_PATH.read_bytes())["variants"][variant]

    def logistic(name: str) -> Logistic:
        return Logistic(fields[name]["intercept"], np.array(list(fields[name]["weights"].values()), dtype=np.float64))

    return EvidenceModel(logistic("sentence"), logistic("answerability"), fields["abstain_below"])
