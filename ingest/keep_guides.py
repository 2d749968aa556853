"""The project's notes on originals that are held alone.

A note says which questions its original answers, where the note itself was not ingested too. It is read for its
written questions and cites nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kb.documents import Document
from kb.settings import Settings
from kb.store import Manifest, StoredVersion

ReadNote = Callable[[Path, StoredVersion], Document | None]
"""The note at a path, stored with its vectors; None where it does not read, or is on another file than the original."""


def keep_guides(manifest: Manifest, settings: Settings, read_note: ReadNote) -> Manifest:
    """The manifest with the notes that guide to its originals as they are now; those of before that serve no more are
    dropped from it. A note that was removed from the library guides no longer."""
    guides = tuple(_guides(manifest, settings, read_note))
    return manifest if guides == manifest.guides else manifest.model_copy(update={"guides": guides})


def _guides(manifest: Manifest, settings: Settings, read_note: ReadNote) -> Iterator[StoredVersion]:
    with_note = {version.source_id for version in (*manifest.current, *manifest.removed) if version.kind == "note"}
    for original in manifest.current:
        path = settings.notes_dir / f"{original.source_id}.toml"
        if original.kind != "original" or original.source_id in with_note or not path.is_file():
            continue
        note = read_note(path, original)
        if note is not None:
            yield StoredVersion.of(note, version=1, name=str(path.resolve()), current=False, added_at=original.added_at)
