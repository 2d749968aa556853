"""A file of references becomes records: which format it is in, what each entry holds, what is already known.

file -> BibTeX or RIS entries -> checked fields -> records that the catalogue does not have yet, and a row for each
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.catalogue import Catalogue, SourceRecord
from kb.errors import ReferenceFileError
from kb.references.bibtex import parse_bibtex
from kb.references.checked_fields import check_fields
from kb.references.parsed import ParsedReference
from kb.references.ris import parse_ris

_RIS = re.compile(r"^\s*TY {1,2}-", re.MULTILINE)
_BIBTEX = re.compile(r"@\s*[A-Za-z]+\s*[{(]")
_LARGEST_BYTES = 50_000_000


class ImportRow(BaseModel):
    """One entry of the file. `known` entries are in the catalogue already and leave it as it is."""

    model_config = ConfigDict(frozen=True)

    where: str
    key: str | None
    status: Literal["added", "known", "refused"]
    source_id: str | None = None
    remarks: tuple[str, ...] = ()


def import_references(path: Path, catalogue: Catalogue) -> tuple[list[SourceRecord], list[ImportRow]]:
    """New records in the order of the file, and a row for every entry. Raises ReferenceFileError for the file itself.

    An entry is known when its DOI, its PMID, or its title, year and first author are those of a record.
    """
    text, remark = _read_text(path)
    known = list(catalogue)
    added: list[SourceRecord] = []
    rows: list[ImportRow] = []
    for parsed in _entries(text, path.name):
        row, record = _import_entry(parsed, [*known, *added])
        if record is not None:
            added.append(record)
        rows.append(row if remark is None else row.model_copy(update={"remarks": (*row.remarks, remark)}))
        remark = None
    if not rows:
        raise ReferenceFileError(f"{path.name} holds no reference.", "Export it again as BibTeX or RIS.")
    return added, rows


def same_work(one: SourceRecord, other: SourceRecord) -> bool:
    """Whether two records are of one work: by DOI, by PMID, or by title, year and first author."""
    if one.doi and other.doi:
        return one.doi.lower() == other.doi.lower()
    if one.pmid and other.pmid:
        return one.pmid == other.pmid
    return _title_key(one) == _title_key(other)


def _import_entry(parsed: ParsedReference, known: list[SourceRecord]) -> tuple[ImportRow, SourceRecord | None]:
    place = {"where": parsed.where, "key": parsed.key}
    if parsed.problem:
        return ImportRow(**place, status="refused", remarks=(parsed.problem,)), None
    checked = check_fields(parsed.fields, [record.source_id for record in known], parsed.key)
    remarks = ((parsed.remark,) if parsed.remark else ()) + checked.remarks
    if checked.record is None:
        return ImportRow(**place, status="refused", remarks=remarks), None
    twin = next((record for record in known if same_work(record, checked.record)), None)
    if twin is not None:
        return ImportRow(**place, status="known", source_id=twin.source_id, remarks=remarks), None
    missing = [name for name in ("authors", "year") if not getattr(checked.record, name)]
    remarks += tuple(f"it has no {name}" for name in missing)
    return ImportRow(**place, status="added", source_id=checked.record.source_id, remarks=remarks), checked.record


def _entries(text: str, name: str) -> Iterator[ParsedReference]:
    if _RIS.search(text):
        return parse_ris(text)
    if _BIBTEX.search(text):
        return parse_bibtex(text)
    raise ReferenceFileError(f"{name} is neither BibTeX nor RIS.", "Export the references as BibTeX or RIS.")


def _read_text(path: Path) -> tuple[str, str | None]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise ReferenceFileError(f"{path.name} is larger than 50 MB.", "Export fewer references at a time.")
        data = path.read_bytes()
    except OSError as error:
        raise ReferenceFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error
    if b"\0" in data:
        raise ReferenceFileError(f"{path.name} is not a text file.", "Export the references as BibTeX or RIS.")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "the file is not UTF-8 and was read as Windows-1252: check accents"


def _title_key(record: SourceRecord) -> tuple[str, int | None, str]:
    family = record.authors[0].family.casefold() if record.authors else ""
    return re.sub(r"\W+", " ", record.title.casefold()).strip(), record.year, family
