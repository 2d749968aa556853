"""What an ingest did: one row a file, nothing silently skipped."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.compare_versions import SentenceChanges
from kb.quality import FileQuality

FileStatus = Literal["added", "unchanged", "new_version", "refused"]


class FileRow(BaseModel):
    """One file. Field names are a contract; `reason` says why it was refused, or what is doubtful."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    status: FileStatus
    reason: str | None = None
    source_id: str | None = None
    pages: int | None = None
    characters: int | None = None
    passages: int | None = None
    seconds: float = 0.0
    quality: FileQuality | None = None
    """How well it was read; None for a file that was refused."""
    changes: SentenceChanges | None = None
    """Of a new version: the sentences that came, went or were reworded."""


class IgnoredFile(BaseModel):
    """A file that was left out: by its name no source, or its source has been removed. Naming it ingests it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    reason: str


class IngestReport(BaseModel):
    """All rows in the order of the files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[FileRow, ...]
    ignored: tuple[IgnoredFile, ...] = ()
    remade: tuple[str, ...] = ()
    """Sources whose passages and vectors were made again because settings, readers or the model changed."""
    warnings: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[FileRow, ...]:
        return tuple(row for row in self.files if row.status == "refused")
