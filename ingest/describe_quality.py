"""A file's quality record for people: in one line, and each doubt in one; the whole record is in `--json`."""

from __future__ import annotations

from statistics import mean

from kb.documents import Document
from kb.quality import FileQuality

_MOST_PAGES_NAMED = 6


def describe_quality(quality: FileQuality) -> str:
    """Such as `2 columns, readers agree 98%, 3 tables, doubtful pages 5 6, 1 hidden, much like x-2014 (91%)`."""
    parts: list[str] = []
    columns = [page.columns for page in quality.pages if page.columns is not None]
    if columns and max(columns) > 1:
        parts.append(f"{max(columns)} columns")
    agreed = [page.extractor_agreement for page in quality.pages if page.extractor_agreement is not None]
    if agreed:
        parts.append(f"readers agree {mean(agreed):.0%}")
    if quality.ocr:
        parts.append("recognised by OCR")
    if quality.tables:
        parts.append(f"{quality.tables} table{'s' if quality.tables > 1 else ''}")
    doubtful = [page.page_index + 1 for page in quality.pages if page.doubts]
    if doubtful:
        named = " ".join(map(str, doubtful[:_MOST_PAGES_NAMED]))
        more = " and more" if len(doubtful) > _MOST_PAGES_NAMED else ""
        parts.append(f"doubtful page{'s' if len(doubtful) > 1 else ''} {named}{more}")
    if quality.odd_character_share:
        parts.append(f"{quality.odd_character_share:.1%} odd characters")
    if quality.hidden:
        parts.append(f"{len(quality.hidden)} hidden")
    parts += [f"much like {other.source_id} ({other.shared_share:.0%})" for other in quality.duplicates]
    return ", ".join(parts)


def reading_doubts(document: Document) -> list[str]:
    """Warnings of the reader, then doubts about the file, its pages, hidden text and duplicates."""
    quality = document.quality
    return [
        *document.warnings,
        *(doubt for doubt in quality.doubts if doubt not in document.warnings),
        *(f"page {page.page_index + 1}: {doubt}" for page in quality.pages for doubt in page.doubts),
        *(f"kept out ({hidden.reason}): {hidden.words}" for hidden in quality.hidden),
        *(f"shares {copy.shared_share:.0%} of its text with {copy.source_id}" for copy in quality.duplicates),
    ]
