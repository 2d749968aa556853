"""A citation as a line of text, for the terminal and for programs that show text alone."""

from __future__ import annotations

from chatbot.answer import Answer
from kb.catalogue_documents import is_catalogue_section
from kb.citations import Citation
from kb.library import Library
from kb.retractions import describe_status

CATALOGUE_WORDS = "from the library’s catalogue"


def describe_citation(citation: Citation, library: Library) -> str:
    """`Thorlby and others (2011), GP commissioning... (United States; case studies): A > B, page 4; quote verified.`"""
    record = library.record(citation.source_id)
    place = " > ".join(citation.section) or "the text"
    page = f", page {citation.page_label or citation.page_number}" if citation.page_number else ""
    about = "; ".join(part for part in (citation.country, citation.evidence_kind) if part)
    remarks = " The text is damaged here." if citation.damaged else ""
    if citation.retraction.notices:
        remarks = f" {describe_status(citation.retraction)}{remarks}"
    reference = f"{record.short_reference}, {citation.title} ({about})"
    if is_catalogue_section(citation.section):
        return f"{reference}: {CATALOGUE_WORDS}.{remarks}"
    if citation.kind == "note":
        return f"{reference}: our summary of section {place}.{remarks}"
    speaker = f", words of: {citation.speaker}" if citation.speaker else ""
    return f"{reference}: {place}{page}{speaker}; quote {citation.verdict}.{remarks}"


def cited_text(answer: Answer, library: Library) -> str:
    """The answer as text that stands alone: its warnings, its words, and what each marker stands for.

    Where a model put it into words, the evidence's own follow, so that they can be compared.
    """
    exported = {marker for segment in answer.segments if segment.exportable for marker in segment.markers}
    by_model = any(segment.kind == "model" for segment in answer.segments)
    lines = [f"Note: {warning}" for warning in answer.warnings] + [answer.answer]
    for citation in answer.citations:
        if citation.marker in exported:
            quote = f" Evidence: {citation.quote}" if by_model else ""
            lines.append(f"[{citation.marker}] {describe_citation(citation, library)}{quote}")
    if by_model:
        lines.append("Put into words by a language model; checked that words and numbers agree, not what they mean.")
    return "\n\n".join(lines)
