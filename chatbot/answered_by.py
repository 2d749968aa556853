"""What decides an answer beside its documents (`corpus_hash`, which names the embedding models too) and the settings
(`settings_hash`): two small models that are fitted, and two data files that are written by hand.

Each is named by 16 hexadecimal characters of what it says, however its file is laid out.
"""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from chatbot.evidence_model import EvidenceModel, Logistic
from kb.ids import sha256_bytes
from kb.library import Library


class AnsweredBy(BaseModel):
    """Where two answers with the same `id` differ, so do these; or the catalogue, or the program itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence_model: str = Field(description="The ranker of sentences")
    confidence_model: str = Field(description="What tells whether the sources answer, with its threshold")
    glossary: str = Field(description="The other forms of a term that are searched for")
    timeline: str = Field(description="What became of plans")


def answered_by(model: EvidenceModel, library: Library) -> AnsweredBy:
    """What answers from this library with this model. May read the timeline's file."""
    return AnsweredBy(
        evidence_model=_hash(
            [part.tolist() for part in (model.ranker.weights, model.expected.intercepts, model.expected.per_cosine)]
        ),
        confidence_model=_hash([_numbers(model.subject), _numbers(model.fact), model.abstain_below]),
        glossary=_hash(library.glossary.model_dump(mode="json")),
        timeline=_hash(library.timeline.model_dump(mode="json")),
    )


def _numbers(model: Logistic) -> list[float]:
    return [model.intercept, *model.weights.tolist()]


def _hash(value: Any) -> str:
    return sha256_bytes(orjson.dumps(value))[:16]
