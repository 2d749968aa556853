"""Where a passage that was found stands, for people and for other programs."""

from __future__ import annotations

from typing import Any

from kb.library import Library, SearchHit


def found_passages(query: str, k: int, library: Library) -> list[dict[str, Any]]:
    """The best `k` passages with rank (from 1), provenance, text, and the named scores they were ranked by."""
    return [
        {
            "rank": rank,
            **provenance(hit, library),
            "text": hit.text,
            "bm25_score": hit.bm25_score,
            "cosine_similarity": hit.cosine_similarity,
            "fused_score": hit.fused_score,
        }
        for rank, hit in enumerate(library.search(query, k), start=1)
    ]


def provenance(hit: SearchHit, library: Library) -> dict[str, Any]:
    """Where a passage stands: source, document hash and version, section, page, span."""
    document, passage = hit.document, hit.passage
    record = library.record(document.source_id)
    page = document.page_at(passage.char_start)
    return {
        "passage_id": passage.passage_id,
        "source_id": document.source_id,
        "title": record.title,
        "year": record.year,
        "country": record.country,
        "evidence_kind": record.evidence_kind,
        "kind": document.kind,
        "section": list(document.sections[passage.section_index].path),
        "page_number": page.page_number if page else None,
        "page_label": page.page_label if page else None,
        "document_sha256": document.document_sha256,
        "version": library.version_of(document).version,
        "char_start": passage.char_start,
        "char_end": passage.char_end,
    }
