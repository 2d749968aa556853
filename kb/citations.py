"""A citation with its proof: which source, which version of it, where, and the exact words."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kb.documents import DocumentKind, Span
from kb.retractions import RetractionStatus

Verdict = Literal["verified", "repaired", "altered", "stitched", "misattributed", "absent", "note"]


class QuotedSpan(Span):
    """A span of `Document.text` and the words that stand there."""

    quote: str


class Citation(BaseModel):
    """What one marker in an answer stands for. Field names are a contract (see docs/data-model.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marker: int
    source_id: str
    title: str
    year: int | None
    country: str | None
    evidence_kind: str
    kind: DocumentKind
    section: tuple[str, ...]
    speaker: str | None
    page_number: int | None
    page_label: str | None
    document_sha256: str
    version: int
    quote: str
    spans: tuple[QuotedSpan, ...]
    source_spans: tuple[tuple[int, int], ...]
    verdict: Verdict
    damaged: bool
    doubts: tuple[str, ...] = Field(default=(), description="What makes its page doubtful, such as a poor scan")
    retraction: RetractionStatus = RetractionStatus()
