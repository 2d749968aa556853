"""Nugget recall, after the TREC 2024 RAG track (Pradeep et al. 2024, "Initial Nugget Evaluation Results").

The track's names: strict counts a nugget that the answer supports; partial gives half to one it supports in part;
weighted counts an okay nugget half.
Departures: nuggets are matched by curated patterns, not by a model, so support in part cannot be read off the words.
Here it means that the answer cites a place that states the nugget without stating it itself: one click away.
Measured on questions that expect an answer; an abstained answer recalls nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from evals.judging import Judged, JudgedNugget
from evals.measures.spec import Measure, Values

MEASURES = (
    Measure("vital_recall", "vital nuggets stated", "higher", tolerance=0.01),
    Measure("vital_recall_partial", "vital nuggets, half for one cited but not stated", "higher", tolerance=0.01),
    Measure("nugget_recall", "all nuggets stated", "higher", tolerance=0.01),
    Measure("nugget_recall_partial", "all nuggets, half for one cited but not stated", "higher", gated=False),
    Measure("nugget_recall_weighted", "all nuggets, an okay one counting half", "higher", gated=False),
    Measure("fully_answered", "every vital nugget stated", "higher", proportion=True, tolerance=0.01),
)


def values(judged: Judged) -> Values:
    """The family's values for one question; all None unless an answer is expected."""
    if judged.question.expect != "answer":
        return dict.fromkeys((measure.name for measure in MEASURES), None)
    okay = [nugget for nugget in judged.nuggets if not nugget.vital]
    weights = len(judged.vital) + len(okay) / 2
    return {
        "vital_recall": _recall(judged.vital, credit_when_cited=0.0),
        "vital_recall_partial": _recall(judged.vital, credit_when_cited=0.5),
        "nugget_recall": _recall(judged.nuggets, credit_when_cited=0.0),
        "nugget_recall_partial": _recall(judged.nuggets, credit_when_cited=0.5),
        "nugget_recall_weighted": (sum(n.stated for n in judged.vital) + sum(n.stated for n in okay) / 2) / weights,
        "fully_answered": float(judged.states_all_vital),
    }


def _recall(nuggets: Iterable[JudgedNugget], *, credit_when_cited: float) -> float:
    credits = [1.0 if n.stated else credit_when_cited if n.pointed_at else 0.0 for n in nuggets]
    return sum(credits) / len(credits)
