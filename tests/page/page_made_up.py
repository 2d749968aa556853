"""A made-up source with hostile characters, and answers made by hand from it, for the tests of the page."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Answer, Segment, Timings
from chatbot.page.cited_passage import CitedPassage, quoted_stretches
from kb.catalogue import Author, SourceRecord
from kb.citations import Citation, QuotedSpan
from kb.documents import Document, DocumentKind, MapSegment, Passage, Section, Sentence

SENTENCES = (
    "The quay clinics hold 41 <script>window.pwned = true</script> beds.",
    'Their *budget* grew by 12 per cent & is called "shared".',
    "A nurse chairs the board.",
    "Crowns\tBeds",
)
TEXT = " ".join(SENTENCES)
RECORD = SourceRecord(
    source_id="quay-2019",
    title="Quay <b>clinics</b>",
    authors=(Author(family="Okafor", given="N"), Author(family="Lind", given="P")),
    year=2019,
    country="Norland",
    evidence_kind="case studies",
    doi="10.1234/quay.2019",
)


def quay_document(kind: DocumentKind = "original") -> Document:
    """Four sentences, each a passage of its own."""
    starts = [TEXT.index(sentence) for sentence in SENTENCES]
    ranges = [
        {"char_start": start, "char_end": start + len(text), "section_index": 0}
        for start, text in zip(starts, SENTENCES, strict=True)
    ]
    return Document(
        document_id="d-1",
        source_id="quay-2019",
        kind=kind,
        document_sha256="0" * 64,
        media_type="text/plain",
        title="Quay",
        source_text=TEXT,
        text=TEXT,
        offset_map=(MapSegment(char_start=0, source_start=0, length=len(TEXT)),),
        sections=(Section(char_start=0, char_end=len(TEXT), path=()),),
        sentences=tuple(Sentence.model_validate(place) for place in ranges),
        passages=tuple(
            Passage.model_validate(
                place | {"passage_id": f"p-{i}", "first_sentence": i, "last_sentence": i, "size_tokens": 9}
            )
            for i, place in enumerate(ranges)
        ),
    )


def quoted_span(index: int) -> QuotedSpan:
    """The span of a sentence."""
    start = TEXT.index(SENTENCES[index])
    return QuotedSpan(char_start=start, char_end=start + len(SENTENCES[index]), quote=SENTENCES[index])


def cited(marker: int, index: int, kind: DocumentKind = "original", **fields: object) -> CitedPassage:
    """A sentence of the made-up source as evidence."""
    span = quoted_span(index)
    values: dict[str, object] = {
        "marker": marker,
        "source_id": RECORD.source_id,
        "title": RECORD.title,
        "year": RECORD.year,
        "country": RECORD.country,
        "evidence_kind": RECORD.evidence_kind,
        "kind": kind,
        "section": ("Findings", "Beds <i>and</i> boards"),
        "speaker": None,
        "page_number": None,
        "page_label": None,
        "document_sha256": "0" * 64,
        "version": 1,
        "quote": span.quote,
        "spans": (span,),
        "source_spans": ((span.char_start, span.char_end),),
        "verdict": "note" if kind == "note" else "verified",
        "damaged": False,
    }
    citation = Citation.model_validate(values | fields)
    return CitedPassage(citation, RECORD, quoted_stretches(quay_document(kind), citation.spans))


def made_up_answer(segments: Sequence[Segment], evidence: Sequence[CitedPassage], **fields: object) -> Answer:
    """An answer of these segments; abstained when there is no evidence."""
    values: dict[str, object] = {
        "id": "a-1",
        "question": "How many beds?",
        "status": "answered" if evidence else "abstained",
        "abstained": not evidence,
        "answer": " ".join(segment.text for segment in segments),
        "segments": tuple(segments),
        "citations": tuple(passage.citation for passage in evidence),
        "reason": None,
        "confidence": 0.5,
        "corpus_hash": "c",
        "settings_hash": "s",
        "timings_ms": Timings(),
    }
    return Answer.model_validate(values | fields)
