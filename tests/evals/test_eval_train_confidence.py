"""The confidence is told out of fold, and again with a feature left out."""

from dataclasses import replace

import numpy as np
import pytest

from chatbot.judge_answerability import FACT_FEATURES, SUBJECT_FEATURES
from evals.silence_questions import build_silence_question
from evals.train_confidence import (
    ConfidenceRows,
    fit_confidence,
    silence_asked,
    told_out_of_fold,
    told_transfer,
    train_variant,
    without,
)


@pytest.fixture(scope="module")
def rows() -> ConfidenceRows:
    """Answerable, near and far questions that one feature each tells apart."""
    rng = np.random.default_rng(7)
    types = ("answer", "near", "far") * 40
    subject = rng.normal(0, 0.1, (len(types), len(SUBJECT_FEATURES))).astype(np.float32)
    fact = rng.normal(0, 0.1, (len(types), len(FACT_FEATURES))).astype(np.float32)
    subject[:, 0] += [0.0 if kind == "far" else 1.0 for kind in types]
    fact[:, FACT_FEATURES.index("figure_unlikely")] += [0.0 if kind == "answer" else 1.0 for kind in types]
    facts = tuple(f"fact-{number // 3}" for number in range(len(types)))
    sets = tuple("dev" if kind == "far" or number < 60 else "silence" for number, kind in enumerate(types))
    return ConfidenceRows(subject, fact, types, facts, sets)


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


def test_a_habit_of_one_set_does_not_carry_over_to_the_other(rows: ConfidenceRows) -> None:
    habit = rows.fact.copy()
    column = FACT_FEATURES.index("figure_unlikely")
    habit[rows.of_sets("silence"), column] = 0.0
    of_dev_only = replace(rows, fact=habit)
    told = dict(line.split(": ") for line in told_transfer(of_dev_only, fit_confidence(of_dev_only)))
    by_dev = float(told["silence, fitted on dev alone"].split(",")[0].removeprefix("near "))
    assert by_dev < 0.75
    assert told["dev, the committed model"].startswith("near 1.000, 1.00 / 1.00")
    carried = dict(line.split(": ") for line in told_transfer(rows, fit_confidence(rows)))
    assert carried["silence, fitted on dev alone"].startswith("near 1.000, 1.00 / 1.00")
    assert carried["dev, fitted on silence alone"].startswith("near 1.000, 1.00 / 1.00")


def test_each_set_is_told_beside_both(rows: ConfidenceRows) -> None:
    claims = replace(rows, types=tuple("claim" if kind == "far" else kind for kind in rows.types))
    all_types = train_variant(_with_types(rows, claims))
    told = all_types["out_of_fold"]
    assert isinstance(told, dict)
    assert told["near_dev"]["withheld"] == told["near_silence"]["withheld"] == told["near"]["withheld"] == 1.0
    assert told["near"]["falsely_withheld"] <= 0.03


def _with_types(*parts: ConfidenceRows) -> ConfidenceRows:
    return ConfidenceRows(
        np.concatenate([part.subject for part in parts]),
        np.concatenate([part.fact for part in parts]),
        tuple(kind for part in parts for kind in part.types),
        tuple(fact for part in parts for fact in part.facts),
        tuple(name for part in parts for name in part.sets),
    )


def test_a_question_is_asked_of_the_corpora_it_holds_for() -> None:
    question = build_silence_question(
        {
            "question": "How many ferries have sunk?",
            "says": "near",
            "asks": "figure",
            "subject": "ferry",
            "source_ids": ["harbour-2020"],
            "corpora": ["notes"],
        }
    )
    (asked,) = silence_asked([question], "notes")
    assert (asked.type, asked.fact, asked.set_name) == ("near", "silence:ferry", "silence")
    assert silence_asked([question], "originals") == []
