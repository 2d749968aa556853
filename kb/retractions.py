"""Retractions, corrections and other notices about the catalogue's sources (`sources/retractions.toml`).

What is known comes from one dated snapshot of a database of notices. A source that the snapshot was not searched for
is neither retracted nor sound: its state is unknown.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.catalogue import Sha256, SourceId, SourceRecord
from kb.errors import CatalogueError
from kb.load_toml import load_toml

NoticeKind = Literal["retraction", "correction", "expression of concern", "reinstatement"]
State = Literal["yes", "no", "unknown"]

_VERBS: dict[NoticeKind, str] = {
    "retraction": "Retracted",
    "correction": "Corrected",
    "expression of concern": "Expression of concern",
    "reinstatement": "Reinstated",
}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(_Record):
    """One notice about one source."""

    source_id: SourceId
    kind: NoticeKind
    published_on: date | None = None
    notice_doi: str | None = Field(default=None, description="Where the notice itself stands")
    reasons: tuple[str, ...] = Field(default=(), description="In the database's terms")


class CheckedSource(_Record):
    """A source that the snapshot was searched for, by these ids."""

    source_id: SourceId
    doi: str | None = None
    pmid: str | None = None


class RetractionSnapshot(_Record):
    """All notices found for the catalogue in one file of notices, and the sources it was searched for."""

    snapshot_date: date
    file_sha256: Sha256
    checked: tuple[CheckedSource, ...] = ()
    notice: tuple[Notice, ...] = ()

    @model_validator(mode="after")
    def _notices_of_checked_sources(self) -> RetractionSnapshot:
        ids = [source.source_id for source in self.checked]
        if len(set(ids)) != len(ids):
            raise ValueError("a source was checked twice")
        stray = {notice.source_id for notice in self.notice} - set(ids)
        if stray:
            raise ValueError(f"a notice about a source that was not checked: {', '.join(sorted(stray))}")
        return self


class RetractionStatus(_Record):
    """What is known of one source. All states are unknown when it was not looked for."""

    retracted: State = "unknown"
    corrected: State = "unknown"
    concern: State = "unknown"
    as_of: date | None = Field(default=None, description="Date of the snapshot")
    notices: tuple[Notice, ...] = Field(default=(), description="Oldest first")


def retraction_status(record: SourceRecord, snapshot: RetractionSnapshot | None) -> RetractionStatus:
    """The state of a source; unknown without a snapshot, or when its DOI or PMID is not what was searched for.

    A reinstatement ends the retraction before it; corrections and concerns stay.
    """
    searched = snapshot and next((c for c in snapshot.checked if c.source_id == record.source_id), None)
    if not snapshot or not searched or (searched.doi, searched.pmid) != (record.doi, record.pmid):
        return RetractionStatus()
    notices = tuple(sorted((n for n in snapshot.notice if n.source_id == record.source_id), key=_order))
    kinds = [notice.kind for notice in notices]
    standing = [kind for kind in kinds if kind in ("retraction", "reinstatement")]
    return RetractionStatus(
        retracted="yes" if standing and standing[-1] == "retraction" else "no",
        corrected="yes" if "correction" in kinds else "no",
        concern="yes" if "expression of concern" in kinds else "no",
        as_of=snapshot.snapshot_date,
        notices=notices,
    )


def describe_status(status: RetractionStatus) -> str:
    """One line for a reader, such as `Retracted on 3 May 2019 (Error in Data); as of 1 November 2026.`"""
    if status.as_of is None:
        return "Not checked for retraction or correction."
    when = f"as of {_words(status.as_of)}"
    if not status.notices:
        return f"No retraction or correction known, {when}."
    return f"{describe_notices(status)}; {when}."


def describe_notices(status: RetractionStatus) -> str:
    """The notices alone, such as `Corrected on 2 May 2018; Retracted on 3 May 2019 (Error in Data)`; empty without."""
    return "; ".join(map(_describe_notice, status.notices))


def load_retractions(path: Path) -> RetractionSnapshot | None:
    """The stored snapshot, or None when none was imported. Raises CatalogueError for a file that does not validate."""
    if not path.exists():
        return None
    try:
        return load_toml(path, RetractionSnapshot)
    except CatalogueError as error:
        raise CatalogueError(error.message, "Import the notices again: `briefing sources retractions FILE`.") from error


def _describe_notice(notice: Notice) -> str:
    on = f" on {_words(notice.published_on)}" if notice.published_on else ""
    why = f" ({', '.join(notice.reasons)})" if notice.reasons else ""
    return f"{_VERBS[notice.kind]}{on}{why}"


def _words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _order(notice: Notice) -> tuple[date, bool]:
    """By date, undated ones first; on one day the reinstatement last."""
    return notice.published_on or date.min, notice.kind == "reinstatement"
