"""A run and a failure in one line each, without any source's words."""

from __future__ import annotations

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
    misses = [nugget.miss for nugget in outcome.nuggets if nugget.vital and nugget.miss]
    return f"vital nuggets missed: {', '.join(misses)}"
