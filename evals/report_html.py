"""A run as one HTML page that needs nothing beside it: summary with intervals, curve, and every failing question.

Holds what the sources say: for reading here, not for committing. Everything from questions and answers is escaped.
"""

from __future__ import annotations

from html import escape

from evals.charts import interval_bar, step_curve
from evals.describe import describe_run, rival_rows, why_not_passed
from evals.measures import MEASURES
from evals.measures.intervals import wilson
from evals.records import Outcome, RunRecord

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .5rem; }
tr { border-bottom: 1px solid #ddd; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.track { fill: #eee; } .bar { fill: #5b8db8; } .interval { stroke: #1b1b1b; stroke-width: 2; }
.curve { max-width: 30rem; font-size: 11px; } .axis, .line { fill: none; stroke: #777; } .line { stroke: #2f5d84; }
.curve circle { fill: #2f5d84; } details { border: 1px solid #ccc; border-radius: 4px; margin: .5rem 0; }
summary { padding: .5rem; cursor: pointer; } details > div { padding: 0 1rem 1rem; } code { overflow-wrap: anywhere; }
"""


def render_html(record: RunRecord) -> str:
    """The page."""
    failing = [outcome for outcome in record.outcomes if not outcome.passed]
    title = f"Eval run {record.run_id} on {record.corpus}"
    sections = (
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(describe_run(record))}</p>",
        f"<h2>Measures</h2>{_measures(record)}",
        _rivals(record),
        f"<h2>By type of question</h2>{_types(record)}",
        f"<h2>Risk and coverage</h2>{_curve(record)}",
        f"<h2>{len(failing)} of {len(record.outcomes)} questions not passed</h2>",
        *(_failure(outcome) for outcome in failing),
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{''.join(sections)}</body></html>\n"
    )


def _measures(record: RunRecord) -> str:
    rows = []
    for name, summary in record.measures.items():
        if summary.mean is None:
            continue
        has_bar = name != "seconds" and 0 <= summary.mean <= 1
        bar = interval_bar(summary.mean, summary.low, summary.high) if has_bar else ""
        interval = "" if summary.low is None else f"{summary.low:.3f} to {summary.high:.3f}"
        rows.append(
            f"<tr><td>{escape(MEASURES[name].label)}</td><td>{bar}</td><td class=number>{summary.mean:.3f}</td>"
            f"<td class=number>{interval}</td><td class=number>{summary.questions}</td></tr>"
        )
    head = "<tr><th>measure</th><th></th><th>mean</th><th>95% interval</th><th>questions</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"


def _rivals(record: RunRecord) -> str:
    if not record.rivals:
        return ""
    names = ("measure", "ours", *(rival.label for rival in record.rivals))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{escape(row[0])}</td>{''.join(f'<td class=number>{cell}</td>' for cell in row[1:])}</tr>"
        for row in rival_rows(record)
    )
    note = "<p>A star marks a difference whose 95% interval excludes 0.</p>"
    return f"<h2>Beside the baseline systems</h2>{note}<table><tr>{head}</tr>{rows}</table>"


def _types(record: RunRecord) -> str:
    rows = []
    for kind in sorted({outcome.type for outcome in record.outcomes}):
        passed = [outcome.passed for outcome in record.outcomes if outcome.type == kind]
        low, high = wilson(sum(passed), len(passed)) or (None, None)
        share = sum(passed) / len(passed)
        rows.append(
            f"<tr><td>{escape(kind.replace('_', ' '))}</td><td>{interval_bar(share, low, high)}</td>"
            f"<td class=number>{sum(passed)} of {len(passed)}</td></tr>"
        )
    return f"<table><tr><th>type</th><th></th><th>passed</th></tr>{''.join(rows)}</table>"


def _curve(record: RunRecord) -> str:
    if not record.risk_coverage:
        return "<p>No question was answered.</p>"
    last = record.risk_coverage[-1]
    title = f"Risk against coverage, up to coverage {last.coverage:.2f} with risk {last.risk:.2f}"
    auroc = "not measured" if record.auroc is None else f"{record.auroc:.3f}"
    curve = step_curve([(p.coverage, p.risk) for p in record.risk_coverage], "coverage", "risk", title)
    return f"{curve}<p>AUROC of the confidence: {auroc}.</p>"


def _failure(outcome: Outcome) -> str:
    nuggets = "".join(
        f"<li>{'vital' if n.vital else 'okay'}: <code>{escape(' | '.join(n.patterns))}</code> {n.miss or 'stated'}</li>"
        for n in outcome.nuggets
    )
    found = [passage for passage in outcome.retrieved if passage.relevant]
    cited = ", ".join(dict.fromkeys(c.source_id for c in outcome.citations)) or "nothing"
    return (
        f"<details><summary>{escape(outcome.question or outcome.question_id)} "
        f"({escape(outcome.type.replace('_', ' '))}: {escape(why_not_passed(outcome))})</summary><div>"
        f"<p>Expected: {escape(outcome.expect)}. {escape(outcome.note or '')}</p><ul>{nuggets}</ul>"
        f"<p>Retrieved: {len(outcome.retrieved)} passages, {len(found)} of them relevant. Cited: {escape(cited)}.</p>"
        f"<p>Said ({escape(outcome.status)}, confidence {outcome.confidence:.2f}): {escape(outcome.answer or '')}</p>"
        f"<p><code>{escape(outcome.question_id)}</code></p></div></details>"
    )
