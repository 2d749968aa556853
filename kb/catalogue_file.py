"""Adds records to `catalogue.toml` and leaves every character that stands there as it is (tomlkit)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.errors import CatalogueError


def append_records(path: Path, records: Sequence[SourceRecord]) -> Catalogue:
    """Write `records` behind the last one, all or none; what results is validated before it replaces the file.

    A catalogue that is not there yet is begun. Raises CatalogueError when file and records do not go together.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        tomlkit.parse(before)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise CatalogueError(f"{path.name} cannot be added to: {error}.", "Correct the file and run again.") from error
    if not records:
        return load_catalogue(path)
    added = tomlkit.document()
    tables = tomlkit.aot()
    for record in records:
        tables.append(_table(record))
    added.append("source", tables)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".catalogue-", suffix=".toml")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(before + gap + tomlkit.dumps(added).strip("\n") + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        catalogue = load_catalogue(new)
        new.chmod(path.stat().st_mode if path.exists() else 0o644)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return catalogue


def _table(record: SourceRecord) -> Any:
    table = tomlkit.table()
    for name, value in record.model_dump(mode="python", exclude_defaults=True).items():
        plain = list(value) if isinstance(value, tuple) else value
        table.append(name, _authors(value) if name == "authors" else tomlkit.item(plain))
    return table


def _authors(authors: Sequence[dict[str, str]]) -> Any:
    """Inline tables, one a line where there are more than three."""
    array = tomlkit.array().multiline(len(authors) > 3)
    for author in authors:
        name = tomlkit.inline_table()
        name.update({part: value for part, value in author.items() if value})
        array.append(name)
    return array
