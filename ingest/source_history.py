"""The versions of a source, and what changed from each to the next."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.compare_versions import SentenceChanges, compare_versions
from ingest.find_source import find_versions
from kb.documents import DocumentKind
from kb.errors import IndexMismatchError
from kb.store import DocumentStore, StoredVersion

VersionState = Literal["current", "superseded", "removed", "unread"]


class VersionRow(BaseModel):
    """One version; `changes` is what came, went and was reworded since the one before it."""

    model_config = ConfigDict(frozen=True)

    kind: DocumentKind
    version: int
    state: VersionState
    added_at: datetime | None
    removed_at: datetime | None
    name: str
    document_sha256: str
    passages: int
    characters: int
    changes: SentenceChanges | None
    """None for a first version, and where a document is lost."""


def source_history(store: DocumentStore, source_id: str) -> list[VersionRow]:
    """All versions of the note, then of the original, oldest first. Raises SourceError for an unknown source.

    Documents are compared as they are stored: a version that was superseded is not read again by newer readers.
    """
    versions = sorted(find_versions(store.manifest(), source_id), key=lambda v: (v.kind, v.version))
    rows: list[VersionRow] = []
    for _, of_kind in groupby(versions, key=lambda version: version.kind):
        group = list(of_kind)
        rows += [_row(store, v, earlier, group[-1]) for v, earlier in zip(group, [None, *group], strict=False)]
    return rows


def version_state(version: StoredVersion, newest: StoredVersion) -> VersionState:
    """What became of a version; `newest` is the newest of its kind.

    unread: its file could not be read again when readers or settings changed, and has to be ingested again.
    """
    if version.current:
        return "current"
    if version.removed:
        return "removed"
    return "unread" if version == newest else "superseded"


def _row(
    store: DocumentStore, version: StoredVersion, earlier: StoredVersion | None, newest: StoredVersion
) -> VersionRow:
    return VersionRow(
        kind=version.kind,
        version=version.version,
        state=version_state(version, newest),
        added_at=version.added_at,
        removed_at=version.removed.removed_at if version.removed else None,
        name=version.name,
        document_sha256=version.document_sha256,
        passages=version.passages,
        characters=version.characters,
        changes=_changes(store, version, earlier) if earlier else None,
    )


def _changes(store: DocumentStore, version: StoredVersion, earlier: StoredVersion) -> SentenceChanges | None:
    try:
        return compare_versions(store.document(earlier.document_id), store.document(version.document_id))
    except IndexMismatchError:
        return None
