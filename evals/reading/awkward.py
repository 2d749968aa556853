"""Every PDF of a folder: text, or a stated reason for having none, and never a traceback."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.read import read_document
from kb.errors import UnreadableFileError
from kb.settings import Settings


@dataclass(frozen=True)
class ReadFile:
    """What became of one file: how many characters, or the reason; `defect` where neither came out."""

    name: str
    characters: int
    reason: str | None
    doubts: tuple[str, ...] = ()
    defect: str | None = None


def read_all(paths: Iterable[Path], settings: Settings) -> list[ReadFile]:
    """Each file in order."""
    return [_read(path, settings) for path in paths]


def _read(path: Path, settings: Settings) -> ReadFile:
    try:
        document = read_document(path.read_bytes(), path.name, source_id="x", kind="original", settings=settings)
    except UnreadableFileError as error:
        return ReadFile(path.name, 0, f"{error.message} {error.hint}")
    except Exception as error:  # what is counted here is just that this never happens
        return ReadFile(path.name, 0, None, defect=f"{type(error).__name__}: {error}")
    return ReadFile(path.name, len(document.text), None, document.warnings)
