"""The record of how well a file was read."""

from __future__ import annotations

from kb.documents import Document
from kb.quality import FileQuality, PageQuality


def test_doubts_are_those_of_the_page_and_of_text_recognition() -> None:
    doubtful = PageQuality(page_index=3, characters=10, doubts=("Two readers disagree.",))
    quality = FileQuality(pages=(PageQuality(page_index=1, characters=9), doubtful))
    assert quality.page(3) == doubtful
    assert quality.doubts_at(3) == ("Two readers disagree.",)
    assert quality.doubts_at(1) == quality.doubts_at(2) == quality.doubts_at(None) == ()
    recognised = quality.model_copy(update={"ocr": True})
    assert len(recognised.doubts_at(3)) == 2
    assert "recognition" in recognised.doubts_at(None)[0]


def test_a_document_stored_before_quality_was_measured_still_loads() -> None:
    stored = {
        "document_id": "d-1", "source_id": "x", "kind": "original", "document_sha256": "0" * 64,
        "media_type": "text/plain", "title": "X", "source_text": "A.", "text": "A.", "offset_map": [],
        "sections": [], "sentences": [], "passages": [],
    }  # fmt: skip
    document = Document.model_validate(stored)
    assert document.quality == FileQuality()
    assert Document.model_validate_json(document.model_dump_json()) == document
