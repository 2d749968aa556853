"""The confidence is told out of fold, and again with a feature left out."""

import numpy as np
import pytest

from chatbot.judge_answerability import FACT_FEATURES, SUBJECT_FEATURES
from evals.train_confidence import ConfidenceRows, fit_confidence, told_out_of_fold, without


@pytest.fixture(scope="module")
def rows() -> ConfidenceRows:
    """Answerable, near and far questions that one feature each tells apart."""
    rng = np.random.default_rng(7)
    types = ("answer", "near", "far") * 40
    subject = rng.normal(0, 0.1, (len(types), len(SUBJECT_FEATURES))).astype(np.float32)
    fact = rng.normal(0, 0.1, (len(types), len(FACT_FEATURES))).astype(np.float32)
    subject[:, 0] += [0.0 if kind == "far" else 1.0 for kind in types]
    fact[:, FACT_FEATURES.index("figure_unlikely")] += [0.0 if kind == "answer" else 1.0 for kind in types]
    return ConfidenceRows(subject, fact, types, tuple(f"fact-{number // 3}" for number in range(len(types))))


def test_what_tells_them_apart_is_learned_and_missed(rows: ConfidenceRows) -> None:
    assert told_out_of_fold(rows).startswith("near 1.000, 1.00 / 1.00; far 1.000")
    blind = without(rows, "figure_unlikely")
    assert blind.fact.shape[1] == len(blind.fact_names) == len(FACT_FEATURES) - 1
    near = float(told_out_of_fold(blind).split(",")[0].removeprefix("near "))
    assert near < 0.75
    assert without(rows, "no such feature").fact_names == FACT_FEATURES


def test_a_weight_keeps_the_side_that_its_feature_means(rows: ConfidenceRows) -> None:
    weights = dict(zip(FACT_FEATURES, fit_confidence(rows).fact.weights, strict=True))
    assert weights["figure_unlikely"] < 0
    assert all(weights[name] <= 0 for name in ("wanted_late", "figure_absent", "names_short"))
    assert all(weights[name] >= 0 for name in ("best_cosines", "context_coverage"))
