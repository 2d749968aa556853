"""How the manifest changes: a version comes, a source is removed or restored. No disk is touched; no version is lost.

Of the versions of one note or original at most one is current. After a removal none is, and one remembers that it was.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kb.documents import DocumentKind
from kb.store import Manifest, Removal, StoredVersion

Kinds = Collection[DocumentKind]
BOTH_KINDS: Kinds = ("note", "original")


def add_version(manifest: Manifest, stored: StoredVersion) -> Manifest:
    """The manifest with a further version, which takes the place of the current or removed one of its kind."""
    versions = tuple(
        v.model_copy(update={"current": False, "removed": None}) if _same(v, stored) else v for v in manifest.versions
    )
    return manifest.model_copy(update={"versions": (*versions, stored)})


def next_version(manifest: Manifest, source_id: str, kind: DocumentKind) -> int:
    """The number of the next version of a note or original, from 1."""
    return 1 + max((v.version for v in manifest.versions if (v.source_id, v.kind) == (source_id, kind)), default=0)


def remove_versions(manifest: Manifest, source_id: str, kinds: Kinds, removed_at: datetime) -> Manifest:
    """The manifest in which none of these kinds of the source is current; each remembers which version was."""
    removal = Removal(removed_at=removed_at, reading_hash=manifest.reading_hash)
    versions = tuple(
        v.model_copy(update={"current": False, "removed": removal})
        if v.current and v.source_id == source_id and v.kind in kinds
        else v
        for v in manifest.versions
    )
    return manifest.model_copy(update={"versions": versions})


def restore_version(manifest: Manifest, restored: StoredVersion) -> Manifest:
    """The manifest in which this version, removed before, is current again; all else about it may be new."""
    back = restored.model_copy(update={"current": True, "removed": None})
    versions = tuple(back if _same(v, restored) and v.version == restored.version else v for v in manifest.versions)
    return manifest.model_copy(update={"versions": versions})


def _same(version: StoredVersion, other: StoredVersion) -> bool:
    return (version.source_id, version.kind) == (other.source_id, other.kind)
