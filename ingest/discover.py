"""Which files to read, and which source each one belongs to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.report import IgnoredFile
from kb.catalogue import Catalogue, SourceRecord
from kb.documents import DocumentKind
from kb.settings import Settings
from kb.store import Manifest

_NOT_SOURCES = re.compile(
    r"^(?:\.|readme|__macosx$|licen[cs]e|changelog|thumbs\.db|source\.json$|manifest\.json)", re.IGNORECASE
)
_DOI_REACH_CHARS = 4000  # a paper prints its own DOI near the top; further down stand those of others


@dataclass(frozen=True)
class Identity:
    """The source a file belongs to, and whether it is the source's note or its original."""

    source_id: str
    kind: DocumentKind
    record: SourceRecord | None


def find_files(settings: Settings, paths: Iterable[Path] | None) -> tuple[list[Path], list[IgnoredFile]]:
    """Files in order: those named, and those in named folders. Without paths, the notes and the user's originals."""
    if paths is None:
        paths = [path for path in (settings.notes_dir, settings.originals_dir) if path.is_dir()]
    files: dict[Path, None] = {}
    ignored: list[IgnoredFile] = []
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        for member in sorted(path.rglob("*")):
            relative = member.relative_to(path)
            if not member.is_file():
                continue
            if is_no_source(relative):
                ignored.append(IgnoredFile(path=str(member), reason="by its name not a source; name it to ingest it"))
            else:
                files[member] = None
    return list(files), ignored


def is_no_source(relative: PurePath) -> bool:
    """Whether a file in a folder or an archive is none by its name: hidden, a readme, a licence, an index."""
    return any(_NOT_SOURCES.match(part) for part in relative.parts)


def identify(data: bytes, sha256: str, path: Path, opening: str, catalogue: Catalogue, manifest: Manifest) -> Identity:
    """Whose file this is: by note, known hash, DOI in its opening, its name being a source's id, an earlier version.

    `opening` is the start of the file's text. A file that none of these claims is a new source, named after the file.
    """
    if (note_of := _note_source(data)) is not None:
        return Identity(note_of, "note", catalogue.get(note_of))
    record = (
        catalogue.by_original(sha256)
        or catalogue.by_doi(opening[:_DOI_REACH_CHARS])
        or catalogue.get(path.stem.lower())
    )
    if record is not None:
        return Identity(record.source_id, "original", record)
    name = str(path.resolve())
    for version in reversed(manifest.versions):
        if version.kind == "original" and (version.name == name or version.document_sha256 == sha256):
            return Identity(version.source_id, "original", catalogue.get(version.source_id))
    taken = {version.source_id for version in manifest.versions} | {entry.source_id for entry in catalogue}
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:60] or "document"
    source_id = next(name for name in _numbered(stem) if name not in taken)
    return Identity(source_id, "original", None)


def _note_source(data: bytes) -> str | None:
    if b"[[card]]" not in data:
        return None
    try:
        fields = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    source_id = fields.get("source_id")
    return source_id if isinstance(source_id, str) else None


def _numbered(stem: str) -> Iterable[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
