"""What looking up and fetching did: one row for every service asked and every address tried."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.errors import FetchOutcome

FetchStatus = Literal[
    "found", "not_found", "not_asked", "failed",  # a service's word on a record
    "added", "known", "refused",  # the record and the catalogue
    "fetched", "present", "not_open", "copied",  # a file
]  # fmt: skip


class FetchRow(BaseModel):
    """One step for one source. Field names are a contract; `reason` says what happened where the status does not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str | None = None
    step: Literal["record", "full text", "file"]
    service: str | None = None
    status: FetchStatus
    outcome: FetchOutcome | None = None
    reason: str | None = None
    licence: str | None = None
    path: str | None = None
