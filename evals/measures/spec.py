"""What a measure is: a name, what it says, which direction is better, and what the gate makes of a change in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Values = dict[str, float | None]


@dataclass(frozen=True)
class Measure:
    """One number a question, or None where the question does not bear on it; reported as the mean over questions.

    The gate calls a worsening a regression when it exceeds `tolerance` and is certain, as compare.py says; for a
    promise, any worsening at all; for a measure that is not `gated`, never.
    """

    name: str
    label: str
    better: Literal["higher", "lower"]
    proportion: bool = False  # each value is 0 or 1, so that a Wilson interval fits
    tolerance: float = 0.0  # largest worsening of the mean that does no harm, in the measure's own unit
    promise: bool = False
    gated: bool = True
    by_passage: bool = False  # counts passages, so that runs on other passages cannot be held against it
