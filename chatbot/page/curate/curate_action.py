"""What a control of the Curate tab asks for. Sent by the browser, so everything is checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kb.documents import DocumentKind

_ID_LIMIT_CHARS = 200


class CurateAction(BaseModel):
    """One action with its fields; those that it does not use are empty."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    act: Literal["add-files", "add-doi", "look", "show", "close", "remove", "restore"]
    files: tuple[str, ...] = Field(default=(), max_length=500, description="Ids of files that have arrived")
    password: str = Field(default="", max_length=500, description="Of encrypted PDFs", repr=False)
    doi: str = Field(default="", max_length=_ID_LIMIT_CHARS)
    source: str = Field(default="", max_length=_ID_LIMIT_CHARS)
    kind: DocumentKind = "original"
