"""After composing: a plan that has since been carried out or changed is followed by what became of it, with proof."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Segment
from chatbot.cite_units import cite_units
from chatbot.merge_agreement import says_likewise
from chatbot.rests_on.place import cited_places
from chatbot.rests_on.plan_outcomes import PlanOutcome, plan_outcomes
from chatbot.unit import Unit
from kb.citations import Citation
from kb.library import Library

_LEAD = "Since then"
_SHORT = "Carried out or changed since"
_FIRST_UNITS = 3  # what an answer says first is what is repeated; a plan further down has its outcome in `rests_on`


def tell_outcomes(
    segments: Sequence[Segment], citations: Sequence[Citation], library: Library, words: int
) -> tuple[list[Segment], list[Citation]]:
    """Segments and citations with what became of the first plan that has an outcome, in at most `words` more words.

    Unchanged where no cited sentence is such a plan, where its outcome is cited already, or where not even a short mark
    fits; `rests_on` has the outcome all the same.
    """
    unchanged = list(segments), list(citations)
    if any(segment.kind == "model" for segment in segments):
        return unchanged
    cited = {place.key for citation in citations for place in cited_places(citation, library)}
    for citation in citations[:_FIRST_UNITS]:
        for place in cited_places(citation, library):
            outcomes = plan_outcomes(place, citation.year, library.timeline, library)
            new = [outcome for outcome in outcomes if outcome.place.key not in cited]
            if new:
                return _told_after(citation, new, segments, citations, library, words) or unchanged
    return unchanged


def _told_after(
    plan: Citation,
    outcomes: Sequence[PlanOutcome],
    segments: Sequence[Segment],
    citations: Sequence[Citation],
    library: Library,
    words: int,
) -> tuple[list[Segment], list[Citation]] | None:
    """With the outcomes after the plan's last segment: all of them, the first, or none but where they stand."""
    for told in (outcomes, outcomes[:1]):
        lead = f"{_LEAD} ({_years(told)}):"
        added, proofs = cite_units([_unit(outcome) for outcome in told], library)
        needed = len(lead.split()) + sum(len(segment.text.split()) for segment in added) + len(proofs)
        if added and needed <= words:
            return _insert(plan, [Segment(text=lead, kind="connective"), *added], proofs, segments, citations)
    _, proofs = cite_units([_unit(outcome) for outcome in outcomes], library)
    short = Segment(
        text=f"{_SHORT} ({_years(outcomes)}).",
        kind="connective",
        markers=tuple(proof.marker for proof in proofs),
    )
    if proofs and len(short.text.split()) + 1 <= words:
        return _insert(plan, [short], proofs, segments, citations)
    return None


def _unit(outcome: PlanOutcome) -> Unit:
    return Unit(outcome.place.document, (outcome.place.sentence_index,), 0.0)


def _years(outcomes: Sequence[PlanOutcome]) -> str:
    return " and ".join(dict.fromkeys(str(outcome.event.year) for outcome in outcomes))


def _insert(
    plan: Citation,
    added: Sequence[Segment],
    proofs: Sequence[Citation],
    segments: Sequence[Segment],
    citations: Sequence[Citation],
) -> tuple[list[Segment], list[Citation]]:
    """The additions after the plan, every marker numbered in the order of the text."""
    after = plan.marker
    last = max(index for index, segment in enumerate(segments) if after in segment.markers) + 1
    while last < len(segments) and says_likewise(segments[last]):  # they stay beside what they agree with
        after, last = max(segments[last].markers), last + 1

    def moved(marker: int) -> int:
        return marker if marker <= after else marker + len(proofs)

    kept = [s.model_copy(update={"markers": tuple(moved(marker) for marker in s.markers)}) for s in segments]
    new = [s.model_copy(update={"markers": tuple(marker + after for marker in s.markers)}) for s in added]
    if new and not new[0].markers:
        new[0] = new[0].model_copy(update={"markers": new[1].markers})
    renumbered = [c.model_copy(update={"marker": moved(c.marker)}) for c in citations]
    told = [proof.model_copy(update={"marker": proof.marker + after}) for proof in proofs]
    return [*kept[:last], *new, *kept[last:]], [*renumbered[:after], *told, *renumbered[after:]]
