"""How well the words of a citation were read, as a sentence; what is doubtful stands beside it as a warning."""

from __future__ import annotations

from kb.catalogue import SourceRecord
from kb.citations import Citation
from kb.documents import Document

_FORMATS = {
    "application/pdf": "a PDF",
    "text/html": "a web page",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word file",
    "application/jats+xml": "journal XML",
}


def reading_words(document: Document, citation: Citation, record: SourceRecord) -> str:
    """`Read from a PDF; two readers agree on 98% of this page. Nothing about it was doubtful.`"""
    if document.kind == "note":
        known = record.access not in ("unknown", "not read")
        return f"Our note on the source, from its {record.access}." if known else "Our note on the source."
    page = document.quality.page(citation.page_number - 1) if citation.page_number else None
    said = f"Read from {_FORMATS.get(document.media_type, 'a text file')}"
    if page is not None and page.extractor_agreement is not None:
        said += f"; two readers agree on {page.extractor_agreement:.0%} of this page"
    if document.quality.ocr:
        said += "; its words come from text recognition"
    doubtful = citation.damaged or citation.doubts
    return f"{said}. {'See what is doubtful below.' if doubtful else 'Nothing about it was doubtful.'}"
