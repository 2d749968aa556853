"""The measures, one family a file. Each turns a judged answer into values; a value is None where a question does not
bear on it. `FAMILIES` is the list that runs use; a new family needs a file and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from evals.judging import Judged
from evals.measures import abstention, attribution, citations, directness, length, nuggets, quotes, retrieval, stability
from evals.measures.spec import Measure, Values

FAMILIES = (nuggets, directness, citations, abstention, quotes, attribution, length, stability, retrieval)
MEASURES: Mapping[str, Measure] = {measure.name: measure for family in FAMILIES for measure in family.MEASURES}


def measure_question(judged: Judged) -> Values:
    """Every measure's value for one question, in the order of `MEASURES`."""
    return {name: value for family in FAMILIES for name, value in family.values(judged).items()}
