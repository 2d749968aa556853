"""Made-up documents for the tests of kb."""

from __future__ import annotations

from kb.documents import Document, MapSegment, Section, Sentence


def make_document(source_text: str, text: str, segments: list[tuple[int, int, int]], **fields: object) -> Document:
    """A document with one section and one sentence over everything."""
    whole = {"char_start": 0, "char_end": len(text)}
    values = {
        "document_id": "d-1",
        "source_id": "made-up",
        "kind": "original",
        "document_sha256": "0" * 64,
        "media_type": "text/plain",
        "title": "Made up",
        "source_text": source_text,
        "text": text,
        "offset_map": tuple(MapSegment(char_start=a, source_start=b, length=c) for a, b, c in segments),
        "sections": (Section(**whole, path=()),),
        "sentences": (Sentence(**whole, section_index=0),),
        "passages": (),
    }
    return Document.model_validate(values | fields)
