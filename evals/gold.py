"""Whether a citation or a passage points at the gold of a nugget, in originals and in notes by one rule.

Gold is characters of an original's source text. A document that is the original points there through its offset map.
A note points there through the `support` ranges of its claim cards; a card is gold only when its claim also states the
nugget, since a card may rest on a stretch of which it reports another part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.patterns import any_matches
from evals.questions import Nugget, Question
from kb.catalogue_documents import is_catalogue_section
from kb.citations import Citation
from kb.documents import Document, Passage, Span
from kb.notes import Note

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Evidence:
    """A place in an original: what a citation, a passage or a claim card points at."""

    source_id: str
    original_sha256: str | None  # None for a note that was written from a page: it points at no gold
    ranges: Ranges
    claim: str | None = None  # notes and records only: what the card or the record's sentence says
    field: str | None = None  # records only: which field or facet the sentence is about


class GoldIndex:
    """Translates documents' spans into places of originals. Holds the claim cards; touches neither disk nor network."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._cards = {
            (note.source_id, _squeezed(card.claim)): Evidence(
                note.source_id, note.original_sha256, card.support, card.claim
            )
            for note in notes
            for card in note.card
        }
        self._by_passage: dict[str, tuple[Evidence, ...]] = {}

    def of_citation(self, citation: Citation, document: Document | None) -> tuple[Evidence, ...]:
        """What a citation points at. `document` is the one cited; without it a note's cards are found by the quote."""
        if citation.kind == "original":
            return (Evidence(citation.source_id, citation.document_sha256, citation.source_spans),)
        if document is None:
            return self._known(citation.source_id, (span.quote for span in citation.spans))
        return self.of_spans(document, citation.spans)

    def of_passage(self, document: Document, passage: Passage) -> tuple[Evidence, ...]:
        """What a passage points at: one place for an original, one a card for a note."""
        if passage.passage_id not in self._by_passage:
            self._by_passage[passage.passage_id] = self.of_spans(document, (passage,))
        return self._by_passage[passage.passage_id]

    def of_spans(self, document: Document, spans: Sequence[Span]) -> tuple[Evidence, ...]:
        """What spans of a document's text point at: one place for an original, one a touched card for a note."""
        if document.kind == "original":
            ranges = tuple(document.source_span(span) for span in spans)
            return (Evidence(document.source_id, document.document_sha256, ranges),)
        touched = [
            sentence
            for span in spans
            for sentence in document.sentences
            if sentence.char_start < span.char_end and sentence.char_end > span.char_start
        ]
        if is_catalogue_section(document.sections[-1].path):
            return tuple(
                Evidence(document.source_id, None, (), document.slice(sentence), sentence.claim_kind)
                for sentence in touched
            )
        return self._known(document.source_id, map(document.slice, touched))

    def _known(self, source_id: str, claims: Iterable[str]) -> tuple[Evidence, ...]:
        keys = dict.fromkeys((source_id, _squeezed(claim)) for claim in claims)
        return tuple(self._cards[key] for key in keys if key in self._cards)


def points_at(evidence: Evidence, nugget: Nugget) -> bool:
    """Whether the evidence overlaps a gold span of the nugget and, in a note, its claim states the nugget; of the
    catalogue, whether it is a record that states the nugget."""
    if evidence.field is not None:
        named = any((gold.source_id, gold.field) == (evidence.source_id, evidence.field) for gold in nugget.records)
        return named and any_matches(nugget.patterns, evidence.claim or "")
    overlaps = any(
        gold.source_id == evidence.source_id
        and gold.document_sha256 == evidence.original_sha256
        and any(start < gold.end and end > gold.start for start, end in evidence.ranges)
        for gold in nugget.gold
    )
    return overlaps and (evidence.claim is None or any_matches(nugget.patterns, evidence.claim))


def passage_holds(document: Document, passage: Passage, evidence: Iterable[Evidence], nugget: Nugget) -> bool:
    """Whether a reader of the passage learns the nugget: it points at gold and states the nugget, or covers a gold
    span from end to end (a gold span may be spelled across a gap that no pattern bridges)."""
    pointing = [place for place in evidence if points_at(place, nugget)]
    if not pointing or document.kind == "note":
        return bool(pointing)
    covered = any(
        start <= gold.start and gold.end <= end
        for place in pointing
        for start, end in place.ranges
        for gold in nugget.gold
        if (gold.source_id, gold.document_sha256) == (place.source_id, place.original_sha256)
    )
    return covered or any_matches(nugget.patterns, document.slice(passage))


def is_comparable(evidence: Iterable[Evidence], question: Question) -> bool:
    """False where the evidence lies in another file of a source that has gold: its characters count differently, so
    the citation can be called neither right nor wrong."""
    gold_files = {(gold.source_id, gold.document_sha256) for nugget in question.nuggets for gold in nugget.gold}
    gold_sources = {source_id for source_id, _ in gold_files}
    return all(
        place.field is not None
        or place.source_id not in gold_sources
        or (place.source_id, place.original_sha256) in gold_files
        for place in evidence
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
