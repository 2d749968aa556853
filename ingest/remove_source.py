"""Take a source out of what answers. Nothing is deleted: its versions stay, and what cites them can be verified."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

from ingest.find_source import find_versions
from kb.documents import DocumentKind
from kb.errors import SourceError
from kb.passage_index import open_index
from kb.settings import Settings
from kb.store import DocumentStore, StoredVersion
from kb.versions import BOTH_KINDS, remove_versions


def remove_source(settings: Settings, source_id: str, kind: DocumentKind | None = None) -> tuple[StoredVersion, ...]:
    """Remove a source's note, its original, or (None) both; returns the versions that no longer answer.

    One commit of the manifest; the Chroma index follows, and is brought in line on the next opening if that is cut
    short. Raises SourceError when there is nothing to remove.
    """
    kinds = (kind,) if kind else BOTH_KINDS
    store = DocumentStore(settings.data_dir)
    with store.writing():
        manifest = store.manifest()
        versions = find_versions(manifest, source_id)
        gone = tuple(version for version in versions if version.current and version.kind in kinds)
        if not gone:
            what = f"The {kind} of {source_id}" if kind else source_id
            is_removed = any(version.removed and version.kind in kinds for version in versions)
            raise SourceError(
                f"{what} has been removed already." if is_removed else f"There is no {kind} of {source_id}.",
                f"`briefing sources restore {source_id}` brings it back."
                if is_removed
                else f"`briefing sources show {source_id}` says what is held.",
            )
        manifest = remove_versions(manifest, source_id, kinds, datetime.now(UTC).replace(microsecond=0))
        store.commit(manifest)
        if manifest.embedder is not None:
            open_index(store, manifest, nullcontext())
    return gone
