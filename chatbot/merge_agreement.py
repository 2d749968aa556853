"""Within step 5: what two sources say alike is said once, by the more first-hand one, and the other is named beside it.

"Likewise Lund and others (2014). [2]" is a connective of the project's own: the quotation before it is not the other
source's, whose own words stand in its citation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.agree_in_words import agree_in_words
from chatbot.answer import Segment
from chatbot.read_opening import leans_back
from chatbot.rests_on.place import Place, are_near
from chatbot.select_evidence import Evidence
from chatbot.unit import Unit
from kb.documents import SentenceKind
from kb.library import Library

_LIKEWISE = "Likewise "
# Of stored vectors of the embedding model; in the notes, pairs of sources at 0.75 and below share a subject at most.
_LEAST_COSINE = 0.75
_NAMED_BESIDE_A_UNIT = 2
_SAID_ALONE: tuple[SentenceKind, ...] = ("prose", "card")


@dataclass(frozen=True)
class Agreed:
    """A unit of the answer, what it becomes with another source named beside it, and how many words that adds."""

    before: Unit
    unit: Unit
    words: int


def merge_agreeing(
    candidate: Evidence, chosen: Sequence[Unit], words: int, library: Library, *, keep_first: bool
) -> Agreed | None:
    """The first of the chosen units that says what the candidate of another source says, with it beside; None where
    none does or where it does not fit in `words`.

    The more first-hand of the two is said, but for the first unit where `keep_first` is set. Both are one sentence.
    """
    there = Place(candidate.document, candidate.sentence_index)
    if not _claims(there):
        return None
    for number, unit in enumerate(chosen):
        if len(unit.sentence_indices) > 1 or unit.leans_back or len(unit.likewise) == _NAMED_BESIDE_A_UNIT:
            continue
        here = Place(unit.document, unit.sentence_indices[0])
        named = {unit.document.source_id, *(other.document.source_id for other in unit.likewise)}
        if there.document.source_id in named or not _claims(here):
            continue
        turned = not unit.likewise and not (keep_first and number == 0) and _distance(there) < _distance(here)
        shown, other = (there, here) if turned else (here, there)
        if not are_near(shown, other, library, _LEAST_COSINE) or not agree_in_words(shown.shown, other.shown):
            continue
        beside = Unit(other.document, (other.sentence_index,), candidate.evidence_score)
        said = Unit(shown.document, (shown.sentence_index,), unit.evidence_score, likewise=(*unit.likewise, beside))
        more = len(shown.text.split()) - len(here.text.split())
        more += len(likewise_segment(beside, 0, library).text.split()) + 1
        return Agreed(unit, said, more) if more <= words else None
    return None


def likewise_segment(unit: Unit, marker: int, library: Library) -> Segment:
    """The words that name another source."""
    reference = library.record(unit.document.source_id).short_reference
    return Segment(text=f"{_LIKEWISE}{reference}.", kind="connective", markers=(marker,))


def says_likewise(segment: Segment) -> bool:
    """Whether a segment names a source that says what the segment before it says."""
    return segment.kind == "connective" and segment.text.startswith(_LIKEWISE)


def _claims(place: Place) -> bool:
    sentence = place.sentence
    alone = sentence.kind in _SAID_ALONE and not leans_back(place.text)
    return alone and not sentence.damaged and not sentence.has_mark("question")


def _distance(place: Place) -> tuple[bool, bool, bool]:
    """How far from the matter: told at second hand, somebody's opinion, in our words in place of the source's."""
    sentence = place.sentence
    return sentence.has_mark("second_hand"), sentence.has_mark("reported"), place.document.kind == "note"
