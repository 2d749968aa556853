"""A run as Markdown without any source's words: fit for a pull request or a closing note."""

from __future__ import annotations

from evals.describe import describe_run, rival_rows, why_not_passed
from evals.measures import MEASURES
from evals.records import RunRecord


def render_markdown(record: RunRecord) -> str:
    """The measures that apply, and the ids of the questions not passed."""
    lines = [f"# Eval run {record.run_id}", "", describe_run(record), ""]
    lines += ["| measure | mean | 95% interval | questions |", "|---|---:|---:|---:|"]
    for name, summary in record.measures.items():
        if summary.mean is not None:
            interval = "" if summary.low is None else f"{summary.low:.3f} to {summary.high:.3f}"
            lines.append(f"| {MEASURES[name].label} | {summary.mean:.3f} | {interval} | {summary.questions} |")
    if record.rivals:
        names = ("measure", "ours", *(rival.label for rival in record.rivals))
        lines += [
            "",
            "## Beside the baseline systems",
            "",
            "A star marks a difference whose 95% interval excludes 0.",
            "",
        ]
        lines += [f"| {' | '.join(names)} |", f"|---|{'---:|' * (len(names) - 1)}"]
        lines += [f"| {' | '.join(row)} |" for row in rival_rows(record)]
    failing = [outcome for outcome in record.outcomes if not outcome.passed]
    lines += ["", f"## {len(failing)} of {len(record.outcomes)} questions not passed", ""]
    lines += [f"- `{o.question_id}` ({o.type.replace('_', ' ')}): {why_not_passed(o)}" for o in failing]
    return "\n".join(lines) + "\n"
