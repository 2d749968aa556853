"""The source texts of originals in a folder, by hash of the file: what gold spans count in."""

from __future__ import annotations

from pathlib import Path

from ingest.read import read_document
from kb.errors import UnreadableFileError
from kb.ids import sha256_bytes
from kb.settings import Settings


def read_source_texts(folder: Path, settings: Settings) -> dict[str, str]:
    """Source text by SHA-256 of each readable file directly in `folder`; empty without the folder.

    The texts are those that ingest reads, before cleaning, so that spans count alike. Reads from disk.
    """
    texts = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if not path.is_file():
            continue
        data = path.read_bytes()
        try:
            document = read_document(data, path.name, source_id=path.stem, kind="original", settings=settings)
        except UnreadableFileError:
            continue  # another file lies in the folder; the check reports how many originals were at hand
        texts[sha256_bytes(data)] = document.source_text
    return texts
