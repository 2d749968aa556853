"""Within step 5: what is opposed stands side by side, and words of the project's own say that it is.

"By contrast, Vik (2015):" stands before the second of two sentences that say opposite things, or another figure, of the
same thing; "Later, by contrast" and "Earlier, by contrast" where the years they name say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatbot.answer import Segment
from chatbot.contrast_in_words import CONTRASTS, Contrast, contrast_in_words
from chatbot.rests_on.find_tensions import makes_claim
from chatbot.rests_on.place import Place, are_near
from chatbot.unit import Unit
from kb.describe_holdings import countries_of
from kb.documents import SentenceKind
from kb.library import Library

_LEAST_COSINE = 0.5
_RUNNING: tuple[SentenceKind, ...] = ("prose", "card")


def pair_contrasts(units: Sequence[Unit], words: int, library: Library) -> list[Unit]:
    """The units with each that is opposed to an earlier one right after it, in at most `words` more words; the first
    stays first. A unit is one of one pair."""
    ordered = list(units)
    paired: set[int] = set()
    for place, unit in enumerate(ordered):
        if place in paired:
            continue
        for later in range(place + 1, len(ordered)):
            contrast = None if later in paired else _contrast(unit, ordered[later], library)
            if contrast is None:
                continue
            opposed = replace(ordered[later], contrast=contrast)
            needed = len(contrast_segment(opposed, 0, library, unit).text.split())
            if needed <= words:
                words -= needed
                del ordered[later]
                ordered.insert(place + 1, opposed)
                paired = {p + 1 if place < p < later else p for p in paired} | {place, place + 1}
            break
    return ordered


def contrast_segment(unit: Unit, marker: int, library: Library, before: Unit) -> Segment:
    """The words that lead to a unit that is opposed to the one before it: `By contrast, Vik (2015):`."""
    assert unit.contrast is not None
    if _same_source(before, unit):
        text = f"{unit.contrast}:"
    else:
        text = f"{unit.contrast}, {library.record(unit.document.source_id).short_reference}:"
    return Segment(text=text, kind="connective", markers=(marker,))


def leads_to_contrast(segment: Segment) -> Contrast | None:
    """The words of a contrast that a segment begins with, where it is one."""
    if segment.kind != "connective":
        return None
    return next((c for c in CONTRASTS if segment.text.startswith((f"{c},", f"{c}:"))), None)


def _contrast(first: Unit, second: Unit, library: Library) -> Contrast | None:
    """Between the last sentence of the first and the first of the second, which would stand next to each other."""
    here = Place(first.document, first.sentence_indices[-1])
    there = Place(second.document, second.sentence_indices[0])
    if second.leans_back or not all(makes_claim(place) and place.sentence.kind in _RUNNING for place in (here, there)):
        return None
    if not are_near(here, there, library, _LEAST_COSINE):
        return None
    countries = [c for p in (here, there) for c in countries_of(library.record(p.document.source_id))]
    return contrast_in_words(here.shown, there.shown, countries, one_source=_same_source(first, second))


def _same_source(first: Unit, second: Unit) -> bool:
    return first.document.source_id == second.document.source_id
