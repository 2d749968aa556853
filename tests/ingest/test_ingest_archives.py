"""ZIP archives: their files are rows like any others, and what could harm is a row with its reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from harbour_made_up import HARBOUR_TEXT
from made_up_files import JATS, make_docx

from ingest.archives import is_archive, read_members
from ingest.pipeline import ingest_paths
from kb.errors import UnreadableFileError
from kb.settings import Settings


def _zip(path: Path, members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _reasons(path: Path, **settings: int) -> dict[str, str | None]:
    return {member.name: member.reason for member in read_members(path, Settings.model_validate(settings))}


def test_each_file_of_an_archive_is_a_row(harbour_sources: Path, tmp_path: Path) -> None:
    packed = _zip(
        tmp_path / "papers.pdf",  # the name says nothing
        {"a/harbour.txt": HARBOUR_TEXT, "b/tides.xml": JATS, "c.docx": make_docx(), "README.md": "x", "bad.txt": b""},
    )
    report = ingest_paths(Settings(data_dir=tmp_path / "data", sources_dir=harbour_sources), [packed])
    assert [(Path(row.path).name, row.status) for row in report.files] == [
        ("harbour.txt", "added"), ("tides.xml", "added"), ("c.docx", "added"), ("bad.txt", "refused")
    ]  # fmt: skip
    assert report.files[0].path.endswith("papers.pdf/a/harbour.txt")
    assert [Path(file.path).name for file in report.ignored] == ["README.md"]


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    word = tmp_path / "x.zip"
    word.write_bytes(make_docx())
    assert not is_archive(word)
    assert is_archive(_zip(tmp_path / "y.docx", {"a.txt": "Costs fell."}))


def test_paths_that_lead_out_and_nested_archives_are_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "x")
    reasons = _reasons(
        _zip(
            tmp_path / "x.zip",
            {
                "../up.txt": "x",
                "/root.txt": "x",
                "C:/x.txt": "x",
                "in/../../y.txt": "x",
                "n.zip": inner.getvalue(),
                "ok.txt": "x",
            },
        )
    )
    assert [name for name, reason in reasons.items() if reason and "leads out" in reason] == [
        "../up.txt", "/root.txt", "C:/x.txt", "in/../../y.txt"
    ]  # fmt: skip
    assert "archive within an archive" in (reasons["n.zip"] or "")
    assert reasons["ok.txt"] is None


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "bomb.zip", {"zeros.txt": b"0" * 5_000_000, "ok.txt": "Costs fell."})
    assert "times its size" in (_reasons(bomb)["zeros.txt"] or "")
    with pytest.raises(UnreadableFileError, match="1 MB"):
        _reasons(bomb, archive_max_mb=1)


def test_a_size_that_lies_is_caught(tmp_path: Path) -> None:
    packed = _zip(tmp_path / "x.zip", {"a.txt": b"Costs fell. " * 1000}, zipfile.ZIP_STORED)
    data = packed.read_bytes()
    assert data.count((12_000).to_bytes(4, "little")) >= 3
    # the uncompressed size in the central directory alone
    at = data.rindex(b"PK\x01\x02")
    packed.write_bytes(data[: at + 24] + (12).to_bytes(4, "little") + data[at + 28 :])
    assert _reasons(packed)["a.txt"] is not None


def test_a_broken_archive_is_one_refused_row(harbour_sources: Path, tmp_path: Path) -> None:
    packed = _zip(tmp_path / "x.zip", {"a.txt": "Costs fell."})
    packed.write_bytes(packed.read_bytes()[:40])
    report = ingest_paths(Settings(data_dir=tmp_path / "data", sources_dir=harbour_sources), [packed])
    assert [row.status for row in report.files] == ["refused"]
    assert "ZIP" in (report.files[0].reason or "")
