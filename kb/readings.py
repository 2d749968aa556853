"""Which reading of a file a citation was made from: newer readers may put the same words elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citations import QuotedSpan
from kb.documents import Document
from kb.quotes import fold_spacing
from kb.store import DocumentStore


def cited_reading(store: DocumentStore, document: Document, spans: Sequence[QuotedSpan]) -> Document:
    """`document`, or an earlier reading of its file in which every span stands as quoted when it is not so here.

    Where no reading holds them it is `document`, against which the quotes then fail.
    """
    if _holds(document, spans):
        return document
    earlier = store.earlier_readings(document.document_id)
    return next((reading for reading in earlier if _holds(reading, spans)), document)


def _holds(document: Document, spans: Sequence[QuotedSpan]) -> bool:
    return all(fold_spacing(document.slice(span)) == fold_spacing(span.quote) for span in spans)
