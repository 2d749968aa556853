"""Let a removed source answer again, in the version that answered when it was removed."""

from __future__ import annotations

from contextlib import nullcontext

from ingest.find_source import find_versions
from ingest.pipeline import Ingest
from kb.documents import DocumentKind
from kb.errors import IndexMismatchError, SourceError
from kb.local_embedder import open_embedder
from kb.passage_index import open_index
from kb.settings import Settings
from kb.store import DocumentStore, StoredVersion
from kb.versions import BOTH_KINDS


def restore_source(
    settings: Settings, source_id: str, kind: DocumentKind | None = None, password: str | None = None
) -> tuple[StoredVersion, ...]:
    """Restore a source's note, its original, or (None) whatever of it was removed; returns the versions restored.

    One commit of the manifest for all of them. Raises SourceError when there is nothing to restore, and BriefingError
    when a file has to be read again and cannot be.
    """
    kinds = (kind,) if kind else BOTH_KINDS
    store = DocumentStore(settings.data_dir)
    with store.writing():
        manifest = store.manifest()
        removed = tuple(v for v in find_versions(manifest, source_id) if v.removed and v.kind in kinds)
        if not removed:
            what = f"No {kind} of {source_id}" if kind else f"Nothing of {source_id}"
            raise SourceError(f"{what} has been removed.", f"`briefing sources show {source_id}` says what is held.")
        embedder, _ = open_embedder(settings)
        identity = embedder.identity if embedder else None
        if manifest.index_hash != settings.index_hash or manifest.embedder != identity:
            raise IndexMismatchError(
                "The index was made with other settings, readers or another model.",
                "Run `briefing ingest`, then restore the source.",
            )
        ingest = Ingest(settings, password)
        for version in removed:
            manifest = ingest.bring_back(version, manifest, embedder)
        store.commit(manifest)
        if embedder is not None:
            open_index(store, manifest, nullcontext())
    places = {(version.source_id, version.kind, version.version) for version in removed}
    return tuple(v for v in manifest.current if (v.source_id, v.kind, v.version) in places)
