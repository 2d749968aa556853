"""Parsing happens in a child process: limits hold, and a file that breaks it costs nothing but itself."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from harbour_made_up import HARBOUR_TEXT
from made_up_files import make_pdf

from ingest.parse_in_subprocess import ParsingProcess
from ingest.pipeline import ingest_paths
from kb.documents import Document
from kb.errors import PasswordNeededError, ScannedFileError, UnreadableFileError
from kb.settings import Settings
from kb.store import DocumentStore

# What a child would need minutes and gigabytes for: pages of one letter each would do, but a deep tree is quicker made.
_LONG = b"# a\n" + b"(" * 40_000 + b"x - \n" * 300_000


@pytest.fixture
def child() -> Iterator[ParsingProcess]:
    process = ParsingProcess(max_seconds=60, max_memory_mb=2000)
    yield process
    process.close()


def _read(process: ParsingProcess, data: bytes, name: str = "x") -> Document:
    return process.read_document(data, name, source_id="x", kind="original", settings=Settings())


def test_the_child_reads_as_the_parent_does_and_keeps_errors_as_they_are(child: ParsingProcess) -> None:
    assert _read(child, HARBOUR_TEXT.encode()).sentences
    assert child.opening_text(b"doi:10.1000/x", "x", None) == "doi:10.1000/x"
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50, style="F")
    with pytest.raises(ScannedFileError) as scanned:
        _read(child, bytes(made.output()))
    assert "ocrmypdf" in scanned.value.hint
    locked = FPDF()
    locked.set_encryption(owner_password="owner", user_password="harbour")
    locked.add_page()
    with pytest.raises(PasswordNeededError, match="needs a password"):
        _read(child, bytes(locked.output()))


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    process = ParsingProcess(max_seconds=1, max_memory_mb=2000)
    try:
        _read(process, b"Costs fell.")  # started: only the first call may take longer
        with pytest.raises(UnreadableFileError, match="longer than 1 second"):
            _read(process, _LONG)
        assert _read(process, b"Costs fell.").text == "Costs fell."
    finally:
        process.close()


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    process = ParsingProcess(max_seconds=60, max_memory_mb=400)
    try:
        with pytest.raises(UnreadableFileError, match="memory"):
            _read(process, b"Costs fell. " * 30_000_000)
        assert _read(process, b"Costs fell.").text == "Costs fell."
    finally:
        process.close()


def test_a_child_that_dies_costs_one_file(child: ParsingProcess) -> None:
    _read(child, b"Costs fell.")
    assert child._child is not None
    process_id = child._child.pid

    def kill() -> None:
        time.sleep(0.3)
        os.kill(process_id, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(UnreadableFileError, match="broke its reader"):
        _read(child, _LONG)
    killer.join()
    assert _read(child, b"Costs fell.").text == "Costs fell."


def test_scans_are_recognised_where_ocrmypdf_is_installed(
    harbour_sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50, style="F")
    scan, recognised = tmp_path / "scan.pdf", tmp_path / "recognised.pdf"
    scan.write_bytes(bytes(made.output()))
    recognised.write_bytes(make_pdf("Nurses share a budget with the hospital."))
    program = tmp_path / "bin" / "ocrmypdf"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{recognised}" "$last"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings = Settings(data_dir=tmp_path / "data", sources_dir=harbour_sources)

    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    without = ingest_paths(settings, [scan]).files[0]
    if without.status == "refused":  # ocrmypdf itself may be installed
        assert "ocrmypdf" in (without.reason or "")
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    row = ingest_paths(settings, [scan]).files[0]
    assert row.status in ("added", "unchanged")
    store = DocumentStore(settings.data_dir)
    document = store.document(store.manifest().current[0].document_id)
    assert document.quality.ocr
    assert "recognition" in document.quality.doubts_at(0)[-1]
    assert store.file_bytes(document.document_sha256) == scan.read_bytes()
