"""Retrieval: nDCG@10, reciprocal rank and recall of the passages that hold a nugget, computed by ir-measures
(MacAvaney et al. 2022), and for each vital nugget whether the search brought it at all.

A passage is relevant (grade 1) when it holds any nugget of the question. Overlapping passages hold the same nugget
twice, so that passage recall can fall short though nothing is missing: `vital_retrieved` counts nuggets instead.
A vital nugget that the answer lacks was either not retrieved, or retrieved and not used (RAGChecker, Ru et al. 2024,
tells the two apart in the same way): they are mended in different places.
For questions that expect an answer or a correction and whose gold is in the library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from evals.judging import Judged
from evals.measures.spec import Measure, Values

MEASURES = (
    Measure("ndcg_at_10", "nDCG@10 of passages", "higher", tolerance=0.01, by_passage=True),
    Measure(
        "mrr", "reciprocal rank of the first passage that holds a nugget", "higher", tolerance=0.01, by_passage=True
    ),
    Measure("passage_recall", "passages that hold a nugget, found", "higher", gated=False),
    Measure("vital_retrieved", "vital nuggets found by the search", "higher", tolerance=0.01),
    Measure("vital_not_retrieved", "vital nuggets missed: not retrieved", "lower", gated=False),
    Measure("vital_not_used", "vital nuggets missed: retrieved, not used", "lower", gated=False),
)


def values(judged: Judged) -> Values:
    """The family's values for one question; None where no passage of the library holds a nugget of it."""
    if not judged.relevant_passages:
        return dict.fromkeys((measure.name for measure in MEASURES), None)
    depth = max(1, len(judged.retrieved_passages))
    relevance = {judged.question.id: dict.fromkeys(judged.relevant_passages, 1)}
    ranking = {judged.question.id: ranking_scores(judged.retrieved_passages)}
    found = per_query(relevance, ranking, depth)[judged.question.id]
    vital = judged.vital
    return {
        "ndcg_at_10": found["ndcg_at_10"],
        "mrr": found["mrr"],
        "passage_recall": found["recall"],
        "vital_retrieved": sum(nugget.retrieved for nugget in vital) / len(vital),
        "vital_not_retrieved": sum(not n.stated and not n.retrieved for n in vital) / len(vital),
        "vital_not_used": sum(not n.stated and n.retrieved for n in vital) / len(vital),
    }


def ranking_scores(ids: Sequence[str]) -> dict[str, float]:
    """Scores that fall with the rank, so that tools which sort by score and break ties by id keep this order.
    An id that comes again keeps its first place."""
    return {name: float(len(ids) - rank) for rank, name in reversed(list(enumerate(ids)))}


def per_query(
    relevance: Mapping[str, Mapping[str, int]], ranking: Mapping[str, Mapping[str, float]], depth: int
) -> dict[str, dict[str, float]]:
    """`ndcg_at_10`, `mrr` and `recall` (at `depth`) of every judged query; 0 for one without a ranking."""
    names = {nDCG @ 10: "ndcg_at_10", RR: "mrr", R @ depth: "recall"}
    found = {query: dict.fromkeys(names.values(), 0.0) for query in relevance}
    for metric in ir_measures.iter_calc(list(names), relevance, ranking):
        found[metric.query_id][names[metric.measure]] = float(metric.value)
    return found
