"""What the Evaluate tab says in words of its own: when a run was, what it asked, how sure a figure is."""

from __future__ import annotations

from datetime import datetime

from evals.kept_runs import RunHead
from evals.records import Summary

EXPECTED_WORDS = {
    "answer": "An answer",
    "abstain": "To say that the sources do not say",
    "correct": "To name what the question takes for granted, and say what is so",
}
STATUS_WORDS = {
    "answered": "It answered",
    "corrected": "It named a false premise and answered",
    "abstained": "It said that the sources do not say",
}


def when(started: str | None) -> str:
    """`24 November 2026, 08:07:09 UTC`; runs may follow each other within a minute."""
    if started is None:
        return "committed baseline"
    moment = datetime.fromisoformat(started)
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"


def filter_words(filters: dict[str, list[str]]) -> str:
    """`half dev; type figure, name`; empty for no filter. Many ids are counted, not named."""
    parts = []
    for name, values in filters.items():
        if values:
            parts.append(f"{len(values)} chosen by id" if name == "id" else f"{name} {', '.join(values)}")
    return "; ".join(parts)


def run_words(head: RunHead) -> str:
    """A run in one line, as lists name it."""
    narrowed = filter_words(head.filters)
    asked = f"{head.questions} questions{f' ({narrowed})' if narrowed else ''}"
    return f"{when(head.started)}, {head.corpus}, {asked}, {head.passed} passed"


def type_words(question_type: str) -> str:
    """`near unanswerable`."""
    return question_type.replace("_", " ")


def figure(value: float | None, name: str = "") -> str:
    """A mean as it is read: shares in per cent, words whole, seconds and the rest with decimals."""
    if value is None:
        return "not measured"
    if name == "seconds":
        return f"{value:.2f} s"
    if name == "words":
        return f"{value:.0f}"
    return f"{value:.2f}" if name == "crag" else f"{value * 100:.1f}%"


def interval(summary: Summary, name: str = "") -> str:
    """`61.3 to 84.6%`, what the mean of all such questions lies in with 95% confidence; empty without one."""
    if summary.low is None or summary.high is None:
        return ""
    low, high = figure(summary.low, name), figure(summary.high, name)
    return f"{low.removesuffix('%').removesuffix(' s')} to {high}"
