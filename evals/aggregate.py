"""From outcomes to a run's figures: each measure's mean with its interval, curves and counts.

A measure over nothing is None, never 0. Questions on one fact are one cluster of the bootstrap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from evals.judging import Judged
from evals.measures import MEASURES, measure_question
from evals.measures.abstention import auroc, risk_coverage
from evals.measures.intervals import bootstrap_mean, wilson
from evals.records import CitationOutcome, CurvePoint, NuggetOutcome, Outcome, RetrievedPassage, Summary


def outcome_of(judged: Judged) -> Outcome:
    """The record of one judged answer."""
    question, answer = judged.question, judged.answer
    return Outcome(
        question_id=question.id,
        type=question.type,
        half=question.half,
        expect=question.expect,
        fact=question.fact,
        source_ids=question.source_ids,
        status=answer.status,
        confidence=answer.confidence,
        nuggets=tuple(
            NuggetOutcome(
                vital=n.vital, stated=n.stated, cited=n.cited, retrieved=n.retrieved, patterns=n.nugget.patterns
            )
            for n in judged.nuggets
        ),
        citations=tuple(
            CitationOutcome(
                source_id=citation.source_id,
                kind=citation.kind,
                document_sha256=citation.document_sha256,
                source_spans=citation.source_spans,
                verdict=citation.verdict,
                gold=gold,
            )
            for citation, gold in zip(answer.citations, judged.gold_citations, strict=True)
        ),
        values=measure_question(judged),
        retrieved=tuple(
            RetrievedPassage(passage_id=passage, source_id=source, relevant=passage in judged.relevant_passages)
            for passage, source in judged.retrieved
        ),
        question=question.question,
        history=question.history,
        answer=answer.answer,
        note=question.note,
    )


def summarise(outcomes: Iterable[Outcome]) -> dict[str, Summary]:
    """Every measure over the outcomes it applies to: Wilson intervals for proportions, bootstrap for other means."""
    outcomes = list(outcomes)
    summaries = {}
    for name, measure in MEASURES.items():
        rows = [(value, o.fact) for o in outcomes if (value := o.values.get(name)) is not None]
        values, facts = [value for value, _ in rows], [fact for _, fact in rows]
        interval = wilson(sum(values), len(values)) if measure.proportion else bootstrap_mean(values, facts)
        low, high = interval or (None, None)
        mean = sum(values) / len(values) if values else None
        summaries[name] = Summary(mean=mean, low=low, high=high, questions=len(values))
    return summaries


def confidence_auroc(outcomes: Sequence[Outcome], *, near_only: bool = False) -> float | None:
    """AUROC of the confidence, questions to answer against questions to abstain from (or only the near ones)."""
    rows = [
        (o.confidence, o.expect == "answer")
        for o in outcomes
        if o.expect == "answer" or (o.expect == "abstain" and (not near_only or o.type == "near_unanswerable"))
    ]
    return auroc([confidence for confidence, _ in rows], [answerable for _, answerable in rows])


def risk_curve(outcomes: Sequence[Outcome]) -> tuple[CurvePoint, ...]:
    """The risk-coverage curve over all questions, as far as answers were given."""
    points = risk_coverage(
        [o.confidence for o in outcomes], [o.status != "abstained" for o in outcomes], [o.passed for o in outcomes]
    )
    return tuple(CurvePoint(confidence=confidence, coverage=c, risk=r) for confidence, c, r in points)


def miss_counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Vital nuggets that answers lack, by why: `not retrieved` or `retrieved, not used`."""
    misses = Counter(n.miss for o in outcomes for n in o.nuggets if n.vital and n.miss)
    return {why: misses[why] for why in ("not retrieved", "retrieved, not used")}
