"""An answer made by pasting stretches of documents in their order, cut to the words that a short answer may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chatbot.answer import Answer, Segment, Timings
from chatbot.cite_units import render_answer
from evals.measures.length import SHORT_MAX_WORDS
from kb.citations import Citation, QuotedSpan
from kb.documents import Document, Span
from kb.ids import content_id
from kb.library import Library

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Stretch:
    """A span of a document to be pasted."""

    document: Document
    span: Span


def paste(question: str, stretches: Iterable[Stretch], library: Library, *, confidence: float) -> Answer:
    """One segment and citation a stretch until 150 words are reached, a marker counting as a word; the last is cut.

    Abstains only where there is no stretch. `confidence` is clipped to 0..1.
    """
    cut = list(_within(stretches, SHORT_MAX_WORDS))
    citations = tuple(_citation(stretch, marker, library) for marker, stretch in enumerate(cut, start=1))
    segments = tuple(
        Segment(text=c.quote, kind="note" if c.kind == "note" else "quote", markers=(c.marker,)) for c in citations
    )
    return Answer(
        id=content_id("a", question, library.corpus_hash, [segment.text for segment in segments]),
        question=question,
        status="answered" if segments else "abstained",
        abstained=not segments,
        answer=render_answer(segments) if segments else "Nothing was found.",
        segments=segments,
        citations=citations,
        reason=None if segments else "nothing found",
        confidence=min(1.0, max(0.0, confidence)),
        corpus_hash=library.corpus_hash,
        settings_hash=library.settings.answer_hash,
        timings_ms=Timings(),
    )


def _within(stretches: Iterable[Stretch], words: int) -> Iterator[Stretch]:
    for stretch in stretches:
        found = list(_WORD.finditer(stretch.document.slice(stretch.span)))
        room = words - 1  # for the marker
        if not found:
            continue
        if room < 1:
            return
        last = found[min(room, len(found)) - 1]
        start = stretch.span.char_start
        yield Stretch(stretch.document, Span(char_start=start + found[0].start(), char_end=start + last.end()))
        words -= 1 + min(room, len(found))


def _citation(stretch: Stretch, marker: int, library: Library) -> Citation:
    document, span = stretch.document, stretch.span
    record, page = library.record(document.source_id), document.page_at(stretch.span.char_start)
    quote = document.slice(span)
    within = [s for s in document.sentences if s.char_start < span.char_end and s.char_end > span.char_start]
    return Citation(
        marker=marker,
        source_id=document.source_id,
        title=record.title,
        year=record.year,
        country=record.country,
        evidence_kind=record.evidence_kind,
        kind=document.kind,
        section=document.sections[within[0].section_index].path if within else (),
        speaker=next((s.speaker for s in within if s.speaker), None),
        page_number=page.page_number if page else None,
        page_label=page.page_label if page else None,
        document_sha256=document.document_sha256,
        version=library.version_of(document).version,
        quote=quote,
        spans=(QuotedSpan(char_start=span.char_start, char_end=span.char_end, quote=quote),),
        source_spans=(document.source_span(span),),
        verdict="note" if document.kind == "note" else "verified",
        damaged=any(s.damaged for s in within),
    )
