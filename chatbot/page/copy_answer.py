"""An answer to take away: as plain text and as rich text with its numbered sources below it, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Answer, Segment
from chatbot.page.cited_passage import CitedPassage
from chatbot.page.markup import Markup, join, tag
from chatbot.page.wording import section_words
from kb.catalogue_documents import is_catalogue_section
from kb.references import format_reference
from kb.retractions import describe_status

_OPENING_MARKS = ("“", '"', "‘", "'", "«")


def plain_answer(answer: Answer, passages: Sequence[CitedPassage]) -> str:
    """Sentences with their numbers, then one line a number: source, place, verdict, and the file it was read from."""
    lines = [_body(answer)]
    lines += [f"[{passage.citation.marker}] {citation_line(passage)}" for passage in passages]
    return "\n\n".join(filter(None, lines))


def rich_answer(answer: Answer, passages: Sequence[CitedPassage]) -> Markup:
    """The same as HTML for a word processor or a mail."""
    sources = [tag("p", f"[{p.citation.marker}] {citation_line(p)}") for p in passages]
    return join([tag("p", _body(answer)), *sources])


def citation_line(passage: CitedPassage) -> str:
    """`Thorlby R, ... 2011. Section A › B, page 12. Verified. thorlby-2011, original, version 1, SHA-256 574b...`"""
    citation = passage.citation
    page = citation.page_label or citation.page_number
    place = f"{section_words(citation.section)}{f', page {page}' if page else ''}"
    where = f"Our summary of section {place}." if citation.kind == "note" else f"Section {place}."
    if is_catalogue_section(citation.section):
        where = f"{place}, in our own words."
    speaker = f" Words of {citation.speaker}." if citation.speaker else ""
    remarks = " The text is damaged here." if citation.damaged else ""
    if citation.retraction.notices:
        remarks += f" {describe_status(citation.retraction)}"
    return (
        f"{format_reference(passage.record, 'vancouver')} {where}{speaker} Verdict: {citation.verdict}.{remarks} "
        f"{citation.source_id}, {citation.kind}, version {citation.version}, "
        f"SHA-256 {citation.document_sha256[:12]}."
    )


def _body(answer: Answer) -> str:
    parts: list[str] = []
    for index, segment in enumerate(answer.segments):
        following = answer.segments[index + 1] if index + 1 < len(answer.segments) else None
        last = following is None or following.markers != segment.markers
        marks = "".join(f"[{marker}]" for marker in segment.markers) if last else ""
        parts.append(f"{_words(segment)} {marks}".strip())
    return " ".join(parts)


def _words(segment: Segment) -> str:
    """Only a source's own words stand in quotation marks; whose the others are is said."""
    if segment.kind == "quote":
        return segment.text if segment.text.startswith(_OPENING_MARKS) else f"“{segment.text}”"
    label = {"note": "our summary", "table_row": "from a table row", "model": segment.agreement or "not checked"}.get(
        segment.kind
    )
    return f"{segment.text} ({label})" if label else segment.text
