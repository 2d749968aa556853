"""Citation precision and recall, after ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with
Citations"), against gold spans instead of an entailment model.

Extractive answers entail what they cite by construction, so that ALCE's own measures would be 1 without merit. Here:

- citation precision: share of the answer's citations that point at gold of any nugget of the question, vital or okay.
- segment precision: share of the claiming segments with at least one such citation (ALCE's unit is the statement).
- citation recall: of the vital nuggets that the answer states, the share for which a segment that states it cites gold
  of that very nugget. A nugget stated only across segments may be proved by a citation of any of them.
- vital proved: of all vital nuggets, the share both stated and proved in that way. A pattern may be met by chance in a
  sentence about something else; such a sentence does not cite the nugget's gold, so that this is the cautious recall.
- gold coverage: of all vital nuggets, stated or not, the share whose gold is cited anywhere.

The last two are 0 for an answer abstained; the others are None where there is nothing to divide by: no answer, no
citation, no vital nugget stated. A citation of another file of a gold source is left out of precision, since its
characters count differently.
Not measured where the question should be abstained from: any answer is wrong there, and abstention counts it.
"""

from __future__ import annotations

from collections.abc import Collection

from evals.judging import Judged
from evals.measures.spec import Measure, Values

MEASURES = (
    Measure("citation_precision", "citations that point at gold", "higher", tolerance=0.01),
    Measure("segment_precision", "claims with a citation that points at gold", "higher", tolerance=0.01),
    Measure("citation_recall", "stated vital nuggets proved by gold", "higher", tolerance=0.01),
    Measure("vital_proved", "vital nuggets stated and proved by gold", "higher", tolerance=0.01),
    Measure("gold_coverage", "vital nuggets whose gold is cited", "higher", tolerance=0.01),
)


def values(judged: Judged) -> Values:
    """The family's values for one question."""
    if judged.question.expect == "abstain":
        return dict.fromkeys((measure.name for measure in MEASURES), None)
    outcomes = dict(zip((c.marker for c in judged.answer.citations), judged.gold_citations, strict=True))
    comparable = {marker: good for marker, good in outcomes.items() if good is not None}
    segments = [
        any(comparable.get(marker, False) for marker in segment.markers)
        for segment in judged.claims
        if not segment.markers or any(marker in comparable for marker in segment.markers)
    ]
    stated = [bool(nugget.cited) for nugget in judged.vital if nugget.stated]
    return {
        "citation_precision": share(list(comparable.values())),
        "segment_precision": share(segments),
        "citation_recall": share(stated),
        "vital_proved": share([bool(nugget.cited) for nugget in judged.vital]),
        "gold_coverage": share([nugget.pointed_at for nugget in judged.vital]),
    }


def share(outcomes: Collection[bool]) -> float | None:
    """Share of true outcomes, None of none."""
    return sum(outcomes) / len(outcomes) if outcomes else None
