"""Directness: does the answer come first, and is a figure given briefly? (Our own measures; GOV.UK's content guidance
asks for the answer first, and a policymaker repeats the first sentence aloud.)

The first sentence is the first segment that claims something: an answer is made of segments of one sentence, list item
or table row each, and a connective claims nothing. Measured where an answer is expected and given.
"""

from __future__ import annotations

from evals.judging import Judged, without_markers
from evals.measures.spec import Measure, Values
from evals.patterns import any_matches

FIGURE_MAX_WORDS = 40
MEASURES = (
    Measure("direct", "first sentence states a vital nugget", "higher", proportion=True, tolerance=0.02),
    Measure(
        "figure_brief",
        f"figure stated in an answer of {FIGURE_MAX_WORDS} words",
        "higher",
        proportion=True,
        tolerance=0.02,
    ),
)


def values(judged: Judged) -> Values:
    """The family's values for one question."""
    if judged.question.expect != "answer" or judged.answer.abstained:
        return {"direct": None, "figure_brief": None}
    first = without_markers(judged.claims[0].text) if judged.claims else ""
    direct = any(any_matches(nugget.patterns, first) for nugget in judged.question.vital)
    brief = judged.states_all_vital and judged.words <= FIGURE_MAX_WORDS
    return {"direct": float(direct), "figure_brief": float(brief) if judged.question.type == "figure" else None}
