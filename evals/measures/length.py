"""Length: words of the answer, markers not counted; the contract allows a short answer 150, whoever counts: there a
marker that stands alone is a word."""

from __future__ import annotations

from evals.judging import Judged
from evals.measures.spec import Measure, Values

SHORT_MAX_WORDS = 150
MEASURES = (
    Measure("words", "words of an answer given", "lower", tolerance=15.0),
    Measure("within_limit", f"answers within {SHORT_MAX_WORDS} words", "higher", proportion=True, promise=True),
)


def values(judged: Judged) -> Values:
    """The family's values for one question; `words` is None for an abstained answer, the limit holds for all."""
    return {
        "words": None if judged.answer.abstained else float(judged.words),
        "within_limit": float(len(judged.answer.answer.split()) <= SHORT_MAX_WORDS),
    }
