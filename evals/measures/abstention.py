"""Abstention and false premises: does the system say when it does not know, and only then?

- Rates by what was asked of the answer. The overall rate counts every question to abstain from (also injections); near
  means the topic is there and the fact is not; far means neither is.
- CRAG score (Yang et al. 2024, "CRAG: Comprehensive RAG Benchmark"): perfect 1, acceptable 0.5, missing 0, wrong -1.
  Departure: rules stand in for graders. Perfect: every vital nugget stated; abstained where that was right; a false
  premise corrected with every vital nugget. Acceptable: some vital nuggets stated; a premise corrected in part, or
  the truth stated in full without calling the premise false. Missing: abstained although something was asked for.
  Wrong: everything else, such as any answer to a question to abstain from.
  CRAG's accuracy, precision when answered and refusals are printed beside it, since the score alone hides the trade.
- AUROC of the confidence (Hanley and McNeil 1982), ties counting half: questions to answer against questions to
  abstain from. False premises are left out: the sources do answer them, after a fashion.
- Risk-coverage curve (El-Yaniv and Wiener 2010): questions ordered by confidence, highest first; risk is the share not
  perfect among those covered. Departure: only given answers can be judged, so the curve ends at the coverage that the
  run's own abstention left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from evals.judging import Judged
from evals.measures.spec import Measure, Values

PERFECT: Final = 1.0
ACCEPTABLE: Final = 0.5
MISSING: Final = 0.0
WRONG: Final = -1.0
MEASURES = (
    Measure("passed", "questions passed (all that was asked)", "higher", proportion=True, tolerance=0.01),
    Measure("correct_abstention", "rightly abstained", "higher", proportion=True, tolerance=0.02),
    Measure("correct_abstention_near", "rightly abstained, topic there", "higher", proportion=True, tolerance=0.02),
    Measure("correct_abstention_far", "rightly abstained, far off", "higher", proportion=True, tolerance=0.02),
    Measure("false_abstention", "wrongly abstained", "lower", proportion=True, tolerance=0.01),
    Measure("corrected", "false premises named as false", "higher", proportion=True, tolerance=0.02),
    Measure("truth_stated", "false premises answered with the truth", "higher", proportion=True, tolerance=0.02),
    Measure("crag", "CRAG score, from -1 to 1", "higher", tolerance=0.02),
    Measure("accuracy", "perfect answers among questions with one", "higher", proportion=True, gated=False),
    Measure("answered_precision", "perfect answers among those given", "higher", proportion=True, gated=False),
    Measure("refusals", "questions abstained from, rightly or not", "lower", proportion=True, gated=False),
)


def values(judged: Judged) -> Values:
    """The family's values for one question."""
    expect, kind, abstained = judged.question.expect, judged.question.type, judged.answer.abstained
    to_abstain = expect == "abstain"
    perfect = crag_grade(judged) == PERFECT
    return {
        "passed": float(perfect),
        "correct_abstention": float(abstained) if to_abstain else None,
        "correct_abstention_near": float(abstained) if kind == "near_unanswerable" else None,
        "correct_abstention_far": float(abstained) if kind == "far_unanswerable" else None,
        "false_abstention": float(abstained) if expect == "answer" else None,
        "corrected": float(judged.answer.status == "corrected") if expect == "correct" else None,
        "truth_stated": float(judged.states_all_vital) if expect == "correct" else None,
        "crag": crag_grade(judged),
        "accuracy": None if to_abstain else float(perfect),
        "answered_precision": None if abstained else float(perfect),
        "refusals": float(abstained),
    }


def crag_grade(judged: Judged) -> float:
    """1, 0.5, 0 or -1, as the module's docstring says."""
    if judged.question.expect == "abstain":
        return PERFECT if judged.answer.abstained else WRONG
    if judged.answer.abstained:
        return MISSING
    all_stated = judged.states_all_vital
    some_stated = any(nugget.stated for nugget in judged.vital)
    if judged.question.expect == "answer":
        return PERFECT if all_stated else ACCEPTABLE if some_stated else WRONG
    if judged.answer.status == "corrected":
        return PERFECT if all_stated else ACCEPTABLE if some_stated else WRONG
    return ACCEPTABLE if all_stated else WRONG


def auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """Probability that an answerable question has the higher confidence, ties half; None without both kinds."""
    scores, truth = np.asarray(confidences, dtype=float), np.asarray(answerable, dtype=bool)
    positives, negatives = scores[truth], np.sort(scores[~truth])
    if not len(positives) or not len(negatives):
        return None
    below = np.searchsorted(negatives, positives, side="left")
    ties = np.searchsorted(negatives, positives, side="right") - below
    return float((below + ties / 2).sum() / (len(positives) * len(negatives)))


def risk_coverage(
    confidences: Sequence[float], answered: Sequence[bool], perfect: Sequence[bool]
) -> list[tuple[float, float, float]]:
    """Points (threshold, coverage, risk), coverage rising: one for each confidence at which an answer was given."""
    given = sorted(
        ((c, p) for c, a, p in zip(confidences, answered, perfect, strict=True) if a), key=lambda row: -row[0]
    )
    points, wrong = [], 0
    for count, (confidence, is_perfect) in enumerate(given, start=1):
        wrong += not is_perfect
        if count == len(given) or given[count][0] < confidence:
            points.append((confidence, count / len(confidences), wrong / count))
    return points
