"""A Retraction Watch CSV becomes a snapshot: its rows matched to the catalogue's sources by DOI, else by PMID."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import tomlkit

from kb.catalogue import Catalogue
from kb.errors import ReferenceFileError
from kb.ids import sha256_file
from kb.references.checked_fields import clean_text, normalise_doi, normalise_pmid
from kb.retractions import CheckedSource, Notice, NoticeKind, RetractionSnapshot

# Columns of the file as its publisher documents them; others are not read.
_NATURE, _DATE, _NOTICE_DOI, _REASON = "RetractionNature", "RetractionDate", "RetractionDOI", "Reason"
_PAPER_DOI, _PAPER_PMID = "OriginalPaperDOI", "OriginalPaperPubMedID"
_COLUMNS = (_NATURE, _DATE, _NOTICE_DOI, _REASON, _PAPER_DOI, _PAPER_PMID)
_KINDS: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "correction": "correction",
    "expression of concern": "expression of concern",
    "reinstatement": "reinstatement",
}
_DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d")  # the database writes month/day/year
_LARGEST_FIELD_CHARS = 1_000_000


@dataclass(frozen=True)
class RetractionImport:
    """The snapshot, how many rows were read, and what was odd about rows that matter."""

    snapshot: RetractionSnapshot
    rows: int
    remarks: tuple[str, ...]


def import_retractions(path: Path, catalogue: Catalogue, snapshot_date: date | None = None) -> RetractionImport:
    """Search a file of notices for every source that has a DOI or a PMID.

    Without `snapshot_date` the file is taken to be as old as its newest notice. Raises ReferenceFileError for a file
    that cannot be read, lacks a documented column or holds no notice.
    """
    checked = [CheckedSource(source_id=r.source_id, doi=r.doi, pmid=r.pmid) for r in catalogue if r.doi or r.pmid]
    by_doi = {source.doi.lower(): source.source_id for source in checked if source.doi}
    by_pmid = {source.pmid: source.source_id for source in checked if source.pmid}
    notices: dict[Notice, None] = {}
    remarks: list[str] = []
    newest: date | None = None
    rows = 0
    for line, row in _rows(path):
        rows += 1
        published_on = _date(row[_DATE])
        if published_on and published_on <= date.today():
            newest = max(newest or published_on, published_on)
        source_id = by_doi.get(normalise_doi(row[_PAPER_DOI]) or "") or by_pmid.get(
            normalise_pmid(row[_PAPER_PMID]) or ""
        )
        if source_id is None:
            continue
        kind = _KINDS.get(row[_NATURE].strip().lower())
        if kind is None:
            remarks.append(f"line {line}: a notice on {source_id} of an unknown kind ({row[_NATURE]!r}) was left out")
            continue
        if published_on is None:
            remarks.append(f"line {line}: the notice on {source_id} has no date that can be read ({row[_DATE]!r})")
        notice = Notice(
            source_id=source_id,
            kind=kind,
            published_on=published_on,
            notice_doi=normalise_doi(row[_NOTICE_DOI]),
            reasons=_reasons(row[_REASON]),
        )
        notices[notice] = None
    day = snapshot_date or newest
    if day is None:
        raise ReferenceFileError(f"{path.name} holds no dated notice.", "Download it again, or give its --date.")
    snapshot = RetractionSnapshot(
        snapshot_date=day, file_sha256=sha256_file(path), checked=tuple(checked), notice=tuple(notices)
    )
    return RetractionImport(snapshot, rows, tuple(remarks))


def save_retractions(path: Path, snapshot: RetractionSnapshot) -> None:
    """Replace the stored snapshot in one step."""
    values = snapshot.model_dump(mode="python", exclude_none=True)
    document = tomlkit.document()
    document.add(tomlkit.comment("Made by `briefing sources retractions`; import a newer file rather than editing it."))
    document.add("snapshot_date", tomlkit.item(snapshot.snapshot_date))
    document.add("file_sha256", tomlkit.item(snapshot.file_sha256))
    for name in ("checked", "notice"):
        tables = tomlkit.aot()
        for value in values[name]:
            tables.append(tomlkit.item({key: part for key, part in value.items() if part != ()}))
        if values[name]:
            document.add(name, tables)
    new = path.with_name(f".{path.name}.new")
    new.write_text(tomlkit.dumps(document), encoding="utf-8")
    new.replace(path)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and cells of every row; cells that a short row lacks are empty."""
    before = csv.field_size_limit(_LARGEST_FIELD_CHARS)
    try:
        with path.open(encoding=_encoding(path), newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise ReferenceFileError(
                    f"{path.name} has no column {', '.join(missing)}.",
                    "Give the CSV file of the Retraction Watch database as it was downloaded.",
                )
            for row in reader:
                yield reader.line_num, row
    except OSError as error:
        raise ReferenceFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error
    except csv.Error as error:
        raise ReferenceFileError(f"{path.name} is not a whole CSV file: {error}.", "Download it again.") from error
    finally:
        csv.field_size_limit(before)


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is; older exports of the database are Windows-1252."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _date(text: str) -> date | None:
    day = text.strip().split(" ")[0].split("T")[0]
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    return None


def _reasons(text: str) -> tuple[str, ...]:
    """`+Error in Data;+Notice - Limited;` as two reasons."""
    return tuple(reason for part in text.split(";") if (reason := clean_text(part.strip().lstrip("+"))))
