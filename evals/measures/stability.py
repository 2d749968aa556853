"""Stability: seconds an answer takes, and whether a repeat gives the same answer in everything but its timings.

Seconds depend on the machine: the gate looks at them only between runs on the same kind of machine (compare.py).
"""

from __future__ import annotations

from evals.judging import Judged
from evals.measures.spec import Measure, Values

MEASURES = (
    Measure("seconds", "seconds an answer takes", "lower", gated=False),
    Measure("identical", "answers identical on repeat", "higher", proportion=True, promise=True),
)


def values(judged: Judged) -> Values:
    """The family's values for one question; `identical` is None in a run without repeats."""
    return {
        "seconds": judged.seconds,
        "identical": None if judged.identical is None else float(judged.identical),
    }
