"""Which section a cited passage belongs in when the author has not said: a first guess, the same every time."""

from __future__ import annotations

import re

from chatbot.brief.brief import Proof, SectionName
from chatbot.brief.stored_sources import StoredSources

# What a claim card is said to be, and the section where that kind of claim is looked for.
_BY_CLAIM: dict[str, SectionName] = {
    "limitation": "not_known", "lesson": "implementation", "definition": "problem", "context": "problem",
}  # fmt: skip
_IMPLEMENTATION = re.compile(
    r"\b(implement\w*|lessons?|should|introduc\w+|support\w*|train\w*|skills?|set up|barriers?|succe\w+)\b",
    re.IGNORECASE,
)
_PROBLEM = re.compile(r"\b(why|problems?|challenges?|risks?|fail\w*|what is|what are|weak\w*)\b", re.IGNORECASE)


def suggest_section(question: str, proof: Proof, sources: StoredSources) -> SectionName:
    """From the kind of claim or section that is cited, else from the words of the question, else what is known."""
    document = sources.document(proof.source_id, proof.kind, proof.version, proof.document_sha256)
    if document is not None:
        first = proof.spans[0].char_start
        sentence = next((s for s in document.sentences if s.char_start <= first < s.char_end), None)
        if sentence is not None:
            if document.sections[sentence.section_index].kind == "limitations":
                return "not_known"
            if sentence.claim_kind in _BY_CLAIM:
                return _BY_CLAIM[sentence.claim_kind]
    if _IMPLEMENTATION.search(question):
        return "implementation"
    return "problem" if _PROBLEM.search(question) else "options"
