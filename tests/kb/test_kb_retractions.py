"""Notices about sources: three states, several notices a paper, and files that are not what they should be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.catalogue import Catalogue, SourceRecord
from kb.errors import CatalogueError, ReferenceFileError
from kb.import_retractions import import_retractions, save_retractions
from kb.retractions import RetractionStatus, describe_status, load_retractions, retraction_status

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)


def row(kind: str, day: str, doi: str = "unavailable", pmid: str = "0", reason: str = "+Error in Data;") -> str:
    return f'1,"A, title",,,,,,,,,{day},10.9/N,0,1/1/2000 0:00,{doi},{pmid},{kind},{reason},No,'


CATALOGUE = Catalogue(
    source=(
        SourceRecord(source_id="retracted", title="R", doi="10.1234/Ret"),
        SourceRecord(source_id="reinstated", title="I", doi="10.1234/rei", pmid="7"),
        SourceRecord(source_id="corrected", title="C", pmid="8"),
        SourceRecord(source_id="sound", title="S", doi="10.1234/sound"),
        SourceRecord(source_id="no-ids", title="N"),
    )
)
ROWS = [
    row("Retraction", "12/31/2019 0:00", "10.1234/rET", reason="+Error in Data;+Notice - Limited;"),
    row("Correction", "1/5/2018 0:00", "10.1234/ret"),
    row("Reinstatement", "3/1/2021 0:00", "10.1234/rei"),
    row("Retraction", "3/1/2020 0:00", "Unavailable", "7"),
    row("Expression of concern", "2/2/2020 0:00", "", "8"),
    row("Retraction", "5/5/2022 0:00", "10.1234/soundless"),
]


def file(tmp_path: Path, rows: list[str], header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "notices.csv"
    path.write_text("\r\n".join([header, *rows]) + "\r\n", encoding=encoding)
    return path


def states(source_id: str, path: Path) -> tuple[str, str, str]:
    record = CATALOGUE.get(source_id)
    assert record is not None
    status = retraction_status(record, import_retractions(path, CATALOGUE).snapshot)
    return status.retracted, status.corrected, status.concern


def test_each_source_has_its_state(tmp_path: Path) -> None:
    path = file(tmp_path, ROWS)
    assert states("retracted", path) == ("yes", "yes", "no")
    assert states("reinstated", path) == ("no", "no", "no")
    assert states("corrected", path) == ("no", "no", "yes")
    assert states("sound", path) == ("no", "no", "no")
    assert states("no-ids", path) == ("unknown", "unknown", "unknown")


def test_a_later_retraction_ends_a_reinstatement(tmp_path: Path) -> None:
    path = file(tmp_path, [*ROWS, row("Retraction", "4/1/2021 0:00", "10.1234/rei")])
    assert states("reinstated", path)[0] == "yes"


def test_the_snapshot_is_stored_and_read_back(tmp_path: Path) -> None:
    found = import_retractions(file(tmp_path, [*ROWS, ROWS[0]]), CATALOGUE)
    assert found.rows == 7
    assert len(found.snapshot.notice) == 5
    assert found.snapshot.snapshot_date == date(2022, 5, 5)
    save_retractions(tmp_path / "retractions.toml", found.snapshot)
    assert load_retractions(tmp_path / "retractions.toml") == found.snapshot
    assert load_retractions(tmp_path / "none.toml") is None
    assert import_retractions(file(tmp_path, ROWS), CATALOGUE, date(2026, 1, 2)).snapshot.snapshot_date.year == 2026


def test_what_was_not_searched_for_is_unknown(tmp_path: Path) -> None:
    snapshot = import_retractions(file(tmp_path, ROWS), CATALOGUE).snapshot
    later = SourceRecord(source_id="later", title="L", doi="10.1234/later")
    changed = SourceRecord(source_id="sound", title="S", doi="10.1234/another")
    for record in (later, changed):
        assert retraction_status(record, snapshot) == RetractionStatus()
    assert retraction_status(later, None) == RetractionStatus()


def test_a_reader_is_told_in_words(tmp_path: Path) -> None:
    snapshot = import_retractions(file(tmp_path, ROWS), CATALOGUE).snapshot
    said = {record.source_id: describe_status(retraction_status(record, snapshot)) for record in CATALOGUE}
    assert said["retracted"] == (
        "Corrected on 5 January 2018 (Error in Data); "
        "Retracted on 31 December 2019 (Error in Data, Notice - Limited); as of 5 May 2022."
    )
    assert said["sound"] == "No retraction or correction known, as of 5 May 2022."
    assert said["no-ids"] == "Not checked for retraction or correction."


def test_odd_rows_are_said(tmp_path: Path) -> None:
    rows = [row("Apology", "1/1/2020", "10.1234/ret"), row("Retraction", "soon", "10.1234/sound"), "1,short", ROWS[0]]
    found = import_retractions(file(tmp_path, rows, encoding="utf-8"), CATALOGUE)
    assert [remark.split(":")[0] for remark in found.remarks] == ["line 2", "line 3"]
    assert {(n.source_id, n.published_on) for n in found.snapshot.notice} == {
        ("sound", None),
        ("retracted", date(2019, 12, 31)),
    }


def test_an_older_export_in_latin_letters_is_read(tmp_path: Path) -> None:
    path = file(tmp_path, [ROWS[0].replace("A, title", "Café")], encoding="cp1252")
    assert states("retracted", path)[0] == "yes"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "no column"),
        (b"DOI,Title\n1,2\n", "no column"),
        (HEADER.encode() + b"\n", "no dated notice"),
        (HEADER.encode() + b'\n1,"never closed', "not a whole CSV"),
        (HEADER.encode() + b"\n1,\0,\n", "notice"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path: Path, data: bytes, named: str) -> None:
    path = tmp_path / "notices.csv"
    path.write_bytes(data)
    with pytest.raises(ReferenceFileError) as raised:
        import_retractions(path, CATALOGUE)
    assert named in raised.value.message


def test_a_stored_file_that_does_not_validate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "retractions.toml"
    for text in ("snapshot_date = [", 'snapshot_date = 2020-01-01\nfile_sha256 = "x"'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CatalogueError) as raised:
            load_retractions(path)
        assert "retractions FILE" in raised.value.hint
