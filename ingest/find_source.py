"""What the library holds of one source, or who else may have been meant."""

from __future__ import annotations

from difflib import get_close_matches

from kb.errors import SourceError
from kb.store import Manifest, StoredVersion


def find_versions(manifest: Manifest, source_id: str) -> tuple[StoredVersion, ...]:
    """All versions of a source's note and original, oldest first. Raises SourceError when there is none."""
    versions = tuple(version for version in manifest.versions if version.source_id == source_id)
    if versions:
        return versions
    known = sorted({version.source_id for version in manifest.versions})
    near = get_close_matches(source_id.lower(), known, n=3, cutoff=0.5)
    raise SourceError(
        f"There is no source {source_id} in the library.",
        f"Did you mean {' or '.join(near)}?" if near else "`briefing sources list` names all.",
    )
