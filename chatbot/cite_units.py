"""Step 6: segments and citations. Each citation is built from what was stored at ingest and its quote checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest

from chatbot.answer import Segment, SegmentKind
from chatbot.merge_agreement import likewise_segment
from chatbot.pair_contrasts import contrast_segment
from chatbot.show_sentence import show_sentence
from chatbot.unit import Unit
from kb.citations import Citation, QuotedSpan, Verdict
from kb.documents import Document, Sentence
from kb.library import Library
from kb.quotes import judge_quote
from kb.terms import stems

QUOTE_JOINT = " ... "
_ACCEPTED: frozenset[Verdict] = frozenset({"verified", "repaired", "note"})


def cite_units(units: Sequence[Unit], library: Library) -> tuple[list[Segment], list[Citation]]:
    """One citation a unit and one for each that says likewise, numbered from 1 in the answer's order; one whose quote
    fails its check is left out."""
    segments: list[Segment] = []
    citations: list[Citation] = []
    shown: Unit | None = None
    for before, unit in pairwise((None, *units)):
        assert unit is not None
        citation = cite_unit(unit, len(citations) + 1, library)
        if citation.verdict not in _ACCEPTED:
            continue
        if unit.contrast is not None and shown is not None and shown is before:
            segments.append(contrast_segment(unit, citation.marker, library, shown))
        citations.append(citation)
        segments += list(_segments(unit, citation.marker, before if shown is before else None))
        shown = unit
        for other in unit.likewise:
            agreeing = cite_unit(other, len(citations) + 1, library)
            if agreeing.verdict in _ACCEPTED:
                citations.append(agreeing)
                segments.append(likewise_segment(other, agreeing.marker, library))
    return segments, citations


def render_answer(segments: Iterable[Segment]) -> str:
    """Plain text of the exportable segments; a marker follows the last segment that it stands for."""
    ordered = [segment for segment in segments if segment.exportable]
    parts: list[str] = []
    for segment, following in zip_longest(ordered, ordered[1:]):
        last_of_group = following is None or following.markers != segment.markers
        marks = "".join(f"[{marker}]" for marker in segment.markers) if last_of_group else ""
        parts.append(f"{segment.text} {marks}".strip())
    return " ".join(parts)


def _segments(unit: Unit, marker: int, before: Unit | None) -> Iterable[Segment]:
    """What a unit says after the unit before it. A speaker is named unless the words shown name him already."""
    document = unit.document
    follows = before is not None and before.document is document and not before.likewise and unit.contrast is None
    last = before.sentence_indices[-1] if before is not None and follows else None
    speaker: str | None = None
    for index in unit.sentence_indices:
        sentence = document.sentences[index]
        named = sentence.kind == "quotation" and sentence.speaker and sentence.speaker != speaker
        if named and not _is_named(sentence.speaker or "", unit, index):
            yield Segment(text=f"{sentence.speaker}:", kind="connective", markers=(marker,))
        speaker = sentence.speaker
        text = show_sentence(document, sentence, led_up_to=last == index - 1)
        yield Segment(text=text, kind=_kind(document, sentence), markers=(marker,))
        last = index


def _is_named(speaker: str, unit: Unit, index: int) -> bool:
    """Whether the sentence before a quotation, or the quotation itself, names its speaker."""
    spoken = [i for i in unit.sentence_indices if unit.document.sentences[i].speaker == speaker]
    around = [i for i in (index - 1, *spoken) if i in unit.sentence_indices]
    words = set(stems(speaker))
    return any(words <= set(stems(unit.document.slice(unit.document.sentences[i]))) for i in around)


def _kind(document: Document, sentence: Sentence) -> SegmentKind:
    if document.kind == "note":
        return "note"
    return "table_row" if sentence.kind == "table_row" else "quote"


def cite_unit(unit: Unit, marker: int, library: Library) -> Citation:
    document = unit.document
    record = library.record(document.source_id)
    sentences = [document.sentences[index] for index in unit.sentence_indices]
    cited = [*_headers(document, sentences), *sentences]
    first = sentences[0]
    page = document.page_at(first.char_start)
    spans = tuple(QuotedSpan(char_start=s.char_start, char_end=s.char_end, quote=document.slice(s)) for s in cited)
    return Citation(
        marker=marker,
        source_id=document.source_id,
        title=record.title,
        year=record.year,
        country=record.country,
        evidence_kind=record.evidence_kind,
        kind=document.kind,
        section=first.summarises or document.sections[first.section_index].path,
        speaker=next((s.speaker for s in sentences if s.speaker), None),
        page_number=page.page_number if page else None,
        page_label=page.page_label if page else None,
        document_sha256=document.document_sha256,
        version=library.version_of(document).version,
        quote=QUOTE_JOINT.join(span.quote for span in spans),
        spans=spans,
        source_spans=tuple(document.source_span(span) for span in spans),
        verdict=_verdict(document, spans),
        damaged=any(s.damaged for s in cited),
        doubts=document.quality.doubts_at(page.page_index if page else None),
        retraction=library.retraction(document.source_id),
    )


def _headers(document: Document, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The header row that gives a table row's cells their meaning is quoted with it."""
    headers = dict.fromkeys(s.table_header for s in sentences if s.table_header is not None)
    return [document.sentences[index] for index in headers]


def _verdict(document: Document, spans: Sequence[QuotedSpan]) -> Verdict:
    """The worst verdict of the spans; `note` for our own words that stand in the note as stored."""
    verdicts = [judge_quote(span.quote, span, document) for span in spans]
    worst = next((verdict for verdict in verdicts if verdict not in _ACCEPTED), None)
    if worst is not None:
        return worst
    if document.kind == "note":
        return "note"
    return "repaired" if "repaired" in verdicts else "verified"
