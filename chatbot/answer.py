"""What the pipeline gives back: an answer made of segments, each with the citations that prove it.

`Answer.model_dump(mode="json")` is the object that `briefing ask --json` prints; the field names are a contract.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from chatbot.answered_by import AnsweredBy
from chatbot.resolve_follow_up import CarriedTerm
from chatbot.rests_on.basis import RestsOn
from kb.citations import Citation

SegmentKind = Literal["quote", "note", "table_row", "connective", "model"]
# The best that a model's sentence is called: its words and figures are the evidence's. Not that it is supported.
AGREES = "words and numbers agree"
Status = Literal["answered", "corrected", "abstained"]


class Segment(BaseModel):
    """A piece of the answer. `quote` is the source's words, `note` ours about it, `table_row` a sentence built from
    a row, `connective` ours and claims nothing, `model` a language model's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    kind: SegmentKind
    markers: tuple[int, ...] = ()
    agreement: str | None = Field(default=None, description="Model segments only: what was checked, and the outcome")

    @property
    def exportable(self) -> bool:
        """Whether it may leave the page: a model's sentence that failed its check is shown marked and goes nowhere."""
        return self.kind != "model" or self.agreement == AGREES


class Timings(BaseModel):
    """Milliseconds spent; the only part of an answer that differs between two runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    retrieve: float = 0.0
    answer: float = 0.0


class Answer(BaseModel):
    """A finished answer. An abstained one has no citations, a reason, and text that says what is missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    id: str = Field(description="Made from question, history, corpus and settings; the same on every run")
    question: str
    status: Status
    abstained: bool
    answer: str = Field(description="Plain text of the exportable segments, with [1] markers")
    segments: tuple[Segment, ...]
    citations: tuple[Citation, ...]
    reason: str | None
    confidence: float = Field(ge=0, le=1, description="Estimated probability that the sources answer the question")
    suggestions: tuple[str, ...] = Field(default=(), description="What can be asked instead")
    carried_terms: tuple[CarriedTerm, ...] = Field(
        default=(), description="Words of earlier questions that were searched for too"
    )
    follow_ups: tuple[str, ...] = Field(default=(), description="Questions that the library answers, each verified")
    rests_on: RestsOn | None = Field(
        default=None, description="What the answer rests on; None where nothing was asked, or in older saved answers"
    )
    warnings: tuple[str, ...] = Field(default=(), description="Such as a search without the embedding model")
    corpus_hash: str
    settings_hash: str
    answered_by: AnsweredBy | None = Field(
        default=None, description="Hashes of the models and data files that decided it; None in older saved answers"
    )
    timings_ms: Timings
