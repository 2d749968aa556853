"""Runs and comparisons as tables for a terminal (rich)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table

from evals.compare import Comparison, sets_words
from evals.describe import rival_rows
from evals.measures import MEASURES
from evals.records import RunRecord

if TYPE_CHECKING:
    from evals.judge import JudgeReport
    from evals.metamorphic import Relation


def run_table(record: RunRecord) -> RenderableType:
    """Every measure that applies, with its interval, and what else the run found."""
    table = Table(title=f"{record.corpus}: {len(record.outcomes)} questions", title_justify="left")
    table.add_column("measure")
    for heading in ("mean", "95% interval", "questions"):
        table.add_column(heading, justify="right")
    for name, summary in record.measures.items():
        if summary.mean is not None:
            interval = "" if summary.low is None else f"{summary.low:.3f} to {summary.high:.3f}"
            table.add_row(MEASURES[name].label, f"{summary.mean:.3f}", interval, str(summary.questions))
    produced = (
        f"Run {record.run_id}, corpus {record.corpus_hash}, settings {record.settings_hash}, "
        f"questions {record.question_set_hash}, revision {record.provenance.revision or 'unknown'}"
    )
    lines = [
        f"AUROC of the confidence: {_figure(record.auroc)} (against near-unanswerable: {_figure(record.auroc_near)})",
        f"Verdicts of citations: {_counts(record.verdicts.items())}",
        f"Vital nuggets missed: {_counts(record.misses.items())}",
        f"Seconds: {_figure(record.seconds)}",
        produced,
    ]
    beside = [rivals_table(record)] if record.rivals else []
    return Group(table, *beside, *lines)


def rivals_table(record: RunRecord) -> Table:
    """Ours beside the baseline systems; a star where the paired 95% interval of the difference excludes 0."""
    table = Table(title="Beside the baseline systems (* the difference is certain)", title_justify="left")
    table.add_column("measure")
    for heading in ("ours", *(rival.label for rival in record.rivals)):
        table.add_column(heading, justify="right")
    for row in rival_rows(record):
        table.add_row(*row)
    return table


def comparison_table(comparison: Comparison) -> RenderableType:
    """Each measure before and after, the questions that changed sides, and the verdict."""
    table = Table(
        title=f"{comparison.before} -> {comparison.after}: {comparison.questions} questions", title_justify="left"
    )
    table.add_column("measure")
    for heading in ("before", "after", "difference", "95% interval", "p", ""):
        table.add_column(heading, justify="right")
    for change in comparison.changes:
        table.add_row(
            MEASURES[change.name].label,
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            f"{change.difference:+.3f}",
            f"{change.low:+.3f} to {change.high:+.3f}",
            f"{change.p:.3f}",
            "REGRESSED" if change.regressed else "" if change.verdict == "same" else change.verdict,
        )
    lines = [
        f"Newly failing: {', '.join(comparison.newly_failing) or 'none'}",
        f"Newly passing: {', '.join(comparison.newly_passing) or 'none'} (McNemar p = {comparison.mcnemar_p:.3f})",
    ]
    if comparison.sets is not None:
        lines.append(sets_words(comparison.sets, comparison.questions))
    if not comparison.same_corpus:
        lines.append(
            f"On different corpora; {comparison.left_out} questions left out whose gold only one of them holds."
        )
    lines.append("Held." if comparison.held else f"Regressed: {'; '.join(comparison.regressions)}.")
    return Group(table, *lines)


def relations_table(relations: Iterable[Relation]) -> Table:
    """Metamorphic relations: how many pairs were tried, and the share that held."""
    table = Table(title="Metamorphic relations (* none may break)", title_justify="left")
    table.add_column("relation")
    for heading in ("tried", "broken", "held"):
        table.add_column(heading, justify="right")
    for relation in relations:
        name = f"{relation.name}{'*' if relation.promise else ''}"
        table.add_row(name, str(relation.tried), str(len(relation.broken)), _figure(relation.share_held))
    return table


def judge_lines(report: JudgeReport) -> list[str]:
    """What the judge said, and how far it agrees with the patterns."""
    return [
        f"Judge {report.judge}: {len(report.scored)} of {len(report.grades)} vital nuggets scored",
        f"Agreement with the patterns: {_figure(report.agreement)}, Cohen's kappa {_figure(report.kappa)}",
        *(
            f"{grade.question_id}, nugget {grade.nugget}: stated by the judge alone"
            if grade.by_judge
            else f"{grade.question_id}, nugget {grade.nugget}: stated by the pattern alone"
            for grade in report.scored
            if grade.by_judge != grade.by_pattern
        ),
    ]


def _figure(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"


def _counts(items: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in items) or "none"
