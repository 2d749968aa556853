"""The stages of a reading path, and which of them a sentence of a document belongs to."""

from __future__ import annotations

from typing import Literal

from kb.documents import Document, Sentence
from kb.section_roles import SectionRole, section_role

Stage = Literal["terms", "setting", "findings", "conclusions", "limits", "now"]
STAGES: tuple[Stage, ...] = ("terms", "setting", "findings", "conclusions", "limits", "now")
STAGE_NAMES: dict[Stage, str] = {
    "terms": "What the words mean",
    "setting": "The setting",
    "findings": "What was found",
    "conclusions": "What is concluded from it, and by whom",
    "limits": "What it does not show",
    "now": "Where it stands now",
}
_BY_CLAIM: dict[str, Stage] = {
    "definition": "terms", "context": "setting", "method": "setting", "finding": "findings", "figure": "findings",
    "lesson": "conclusions", "opinion": "conclusions", "limitation": "limits",
}  # fmt: skip
_BY_ROLE: dict[SectionRole, Stage] = {
    "abstract": "setting", "background": "setting", "methods": "setting", "results": "findings",
    "main_text": "findings", "discussion": "conclusions", "conclusions": "conclusions",
    "recommendations": "conclusions", "limitations": "limits",
}  # fmt: skip
_NOT_READ = ("heading", "caption")


def stage_of(document: Document, sentence: Sentence) -> Stage | None:
    """Of a note's card by its kind; of an original's sentence by its mark or the part its section plays."""
    if sentence.kind in _NOT_READ:
        return None
    if document.kind == "note":
        return _BY_CLAIM.get(sentence.claim_kind or "")
    if sentence.has_mark("limitation"):
        return "limits"
    return _BY_ROLE.get(section_role(document.sections[sentence.section_index]))
