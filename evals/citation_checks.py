"""A citation held against the library: does it say whose and how old, and do its spans hold the words it quotes?

Checked here anew and not read off the answer's own verdict, so that a fault in the pipeline's check shows.
"""

from __future__ import annotations

from evals.system import SearchableLibrary
from kb.citations import Citation
from kb.documents import Document


def is_attributed(citation: Citation, library: SearchableLibrary) -> bool:
    """Whether it shows the title, year and country of the source's record, the page where the document has pages, and
    the speaker where the words are somebody's."""
    record = library.record(citation.source_id)
    document = library.document(citation.document_sha256, citation.source_id)
    return (
        citation.title == record.title
        and citation.year == record.year
        and citation.country == record.country
        and (document is None or (_shows_page(citation, document) and _shows_speaker(citation, document)))
    )


def is_exact(citation: Citation, library: SearchableLibrary) -> bool:
    """Whether the cited document is there and each of the citation's spans holds just the words quoted for it."""
    document = library.document(citation.document_sha256, citation.source_id)
    return (
        document is not None
        and bool(citation.spans)
        and all(document.slice(span) == span.quote and span.quote.strip() for span in citation.spans)
        and citation.source_spans == tuple(document.source_span(span) for span in citation.spans)
    )


def _shows_page(citation: Citation, document: Document) -> bool:
    pages = [page for span in citation.spans if (page := document.page_at(span.char_start))]
    shown = (citation.page_number, citation.page_label)
    return shown == (None, None) if not pages else shown in {(page.page_number, page.page_label) for page in pages}


def _shows_speaker(citation: Citation, document: Document) -> bool:
    speakers = {
        sentence.speaker
        for span in citation.spans
        for sentence in document.sentences
        if sentence.speaker and sentence.char_start < span.char_end and sentence.char_end > span.char_start
    }
    return not speakers or citation.speaker in speakers
