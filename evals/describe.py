"""A run, a failure and a margin in one line each, without any source's words."""

from __future__ import annotations

from collections import Counter

from evals.measures import MEASURES
from evals.records import Outcome, RunRecord


def describe_run(record: RunRecord) -> str:
    """What produced the run, in one line."""
    return (
        f"{len(record.outcomes)} questions ({record.question_set_hash}), "
        f"corpus {record.corpus} ({record.corpus_hash}), settings {record.settings_hash}, "
        f"revision {record.provenance.revision or 'unknown'}, {record.started or 'baseline'}, "
        f"Python {record.provenance.python} on {record.provenance.platform}."
    )


def why_not_passed(outcome: Outcome) -> str:
    """One line: what the answer should have done and did not."""
    if outcome.expect == "abstain":
        return "answered although the sources do not say"
    if outcome.status == "abstained":
        return "abstained although the sources say"
    if outcome.expect == "correct" and outcome.status != "corrected":
        return "did not name the false premise"
    misses = Counter(nugget.miss for nugget in outcome.nuggets if nugget.vital and nugget.miss)
    return "vital nuggets missed: " + ", ".join(f"{count} {miss}" for miss, count in misses.items())


def rival_rows(record: RunRecord) -> list[list[str]]:
    """One row a measure that any baseline system has: label, ours, theirs; a star marks a certain difference."""
    rows = []
    for name, ours in record.measures.items():
        theirs = [rival.measures[name].mean for rival in record.rivals]
        if name == "seconds" or ours.mean is None or all(mean is None for mean in theirs):
            continue
        row = [MEASURES[name].label, f"{ours.mean:.3f}"]
        for rival, mean in zip(record.rivals, theirs, strict=True):
            margin = rival.margins.get(name)
            certain = margin is not None and (margin.low > 0 or margin.high < 0)
            row.append("" if mean is None else f"{mean:.3f}{'*' if certain else ''}")
        rows.append(row)
    aurocs = [record.auroc, *(rival.auroc for rival in record.rivals)]
    rows.append(["AUROC of the confidence", *("" if value is None else f"{value:.3f}" for value in aurocs)])
    return rows
