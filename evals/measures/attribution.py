"""Dated and attributed: does each citation show the title, year and country that the source's record has, the page
where there are pages, and the speaker where the words are somebody's? (Our own measure of the promise that every answer
says how old and whose.)
"""

from __future__ import annotations

from evals.judging import Judged
from evals.measures.citations import share
from evals.measures.spec import Measure, Values

MEASURES = (Measure("attributed", "citations dated and attributed", "higher", promise=True),)


def values(judged: Judged) -> Values:
    """The family's value for one question; None without citations."""
    return {"attributed": share(judged.attributed_citations)}
