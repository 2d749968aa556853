"""A citation with what surrounds it: the passage that holds the quoted words, those marked, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.answer import Answer
from chatbot.page.page_view_link import PagesAsPrinted, pages_as_printed
from chatbot.page.reading_words import reading_words
from kb.catalogue import SourceRecord
from kb.citations import Citation
from kb.documents import Document, Passage, Span
from kb.library import Library


@dataclass(frozen=True)
class Part:
    """A run of a passage's text; `quoted` where the answer quotes it."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Stretch:
    """A passage (or passages that overlap) in which words are quoted, and the text of the passages next to it."""

    parts: tuple[Part, ...]
    before: str
    after: str


@dataclass(frozen=True)
class CitedPassage:
    """One piece of evidence: everything that the panel shows for one marker."""

    citation: Citation
    record: SourceRecord
    stretches: tuple[Stretch, ...]
    """In the order of the source; empty when the document is no longer stored."""
    pages: PagesAsPrinted | None = None
    """Where the pages themselves can be seen; None where they cannot."""
    reading: str | None = None
    """How well the words were read, as a sentence; None when the document is no longer stored."""


def cited_passages(answer: Answer, library: Library) -> tuple[CitedPassage, ...]:
    """The evidence for an answer, in the order of its markers. Reads stored documents; searches for nothing."""
    return tuple(_cited_passage(citation, library) for citation in answer.citations)


def _cited_passage(citation: Citation, library: Library) -> CitedPassage:
    document = library.document(citation.document_sha256, citation.source_id, citation.spans)
    stretches = quoted_stretches(document, citation.spans) if document is not None else ()
    record = library.record(citation.source_id)
    reading = reading_words(document, citation, record) if document is not None else None
    return CitedPassage(citation, record, stretches, pages_as_printed(document, citation.spans, library), reading)


def quoted_stretches(document: Document, spans: Sequence[Span]) -> tuple[Stretch, ...]:
    """The fewest passages that hold all spans, in the document's order, overlapping ones joined."""
    ranges: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span.char_start, span.char_end)):
        if not any(start <= span.char_start and span.char_end <= end for start, end in ranges):
            ranges.append(_home(document, span, spans))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(
        Stretch(
            parts=_parts(document.text, start, end, spans),
            before=document.text[_start_before(document.passages, start) : start].strip(),
            after=document.text[end : _end_after(document.passages, end)].strip(),
        )
        for start, end in joined
    )


def _home(document: Document, span: Span, spans: Sequence[Span]) -> tuple[int, int]:
    """The passage around `span` that holds most of the other spans too; the span itself where no passage holds it."""
    around = [p for p in document.passages if p.char_start <= span.char_start and span.char_end <= p.char_end]
    if not around:
        return span.char_start, span.char_end
    best = max(around, key=lambda p: sum(p.char_start <= s.char_start and s.char_end <= p.char_end for s in spans))
    return best.char_start, best.char_end


def _parts(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Part, ...]:
    parts: list[Part] = []
    position = start
    for span in sorted(spans, key=lambda span: span.char_start):
        quote_start, quote_end = max(span.char_start, position), min(span.char_end, end)
        if quote_start >= quote_end:
            continue
        parts.append(Part(text[position:quote_start], quoted=False))
        parts.append(Part(text[quote_start:quote_end], quoted=True))
        position = quote_end
    parts.append(Part(text[position:end], quoted=False))
    return tuple(part for part in parts if part.text)


def _start_before(passages: Sequence[Passage], start: int) -> int:
    return max((p.char_start for p in passages if p.char_start < start), default=start)


def _end_after(passages: Sequence[Passage], end: int) -> int:
    return min((p.char_end for p in passages if p.char_end > end), default=end)
