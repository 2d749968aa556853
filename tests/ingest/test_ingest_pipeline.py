from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from harbour_made_up import CATALOGUE, HARBOUR_TEXT
from library_made_up import originals, write_sources

import kb.library
import kb.passage_index
from ingest.pipeline import ingest_paths
from kb.errors import DataFolderError
from kb.library import Library
from kb.settings import Settings
from kb.store import DocumentStore


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return write_sources(tmp_path, {"catalogue.toml": CATALOGUE, **originals({"harbour-2014": HARBOUR_TEXT})})


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Modification time and content of every file but the lock."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "writer.lock"
    }


def test_a_second_run_writes_nothing(settings: Settings) -> None:
    first = ingest_paths(settings)
    assert [row.status for row in first.files] == ["added"]
    before = snapshot(settings.data_dir)
    second = ingest_paths(settings)
    assert [row.status for row in second.files] == ["unchanged"]
    assert second.remade == ()
    assert snapshot(settings.data_dir) == before


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(settings: Settings) -> None:
    ingest_paths(settings)
    path = settings.originals_dir / "harbour-2014.txt"
    path.write_text(HARBOUR_TEXT.replace("95 crowns", "97 crowns"), encoding="utf-8")
    report = ingest_paths(settings)
    assert [(row.status, row.source_id) for row in report.files] == [("new_version", "harbour-2014")]
    store = DocumentStore(settings.data_dir)
    versions = store.manifest().versions
    assert [(version.version, version.current) for version in versions] == [(1, False), (2, True)]
    assert "95 crowns" in store.document(versions[0].document_id).text
    assert "97 crowns" in Library.open(settings).search("monthly payment per resident", 1)[0].text


def test_a_copy_under_another_name_is_not_doubled(settings: Settings) -> None:
    ingest_paths(settings)
    copy = settings.originals_dir / "copy-of-it.txt"
    shutil.copy(settings.originals_dir / "harbour-2014.txt", copy)
    report = ingest_paths(settings, [copy])
    assert [(row.status, row.source_id) for row in report.files] == [("unchanged", "harbour-2014")]


def test_one_bad_file_is_a_row_and_the_next_goes_on(settings: Settings, tmp_path: Path) -> None:
    empty, binary, missing = tmp_path / "empty.txt", tmp_path / "noise.txt", tmp_path / "missing.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 20)
    good = settings.originals_dir / "harbour-2014.txt"
    report = ingest_paths(settings, [empty, binary, missing, good])
    assert [row.status for row in report.files] == ["refused", "refused", "refused", "added"]
    assert all(row.reason for row in report.refused)


def test_files_that_are_not_sources_are_named_not_swallowed(settings: Settings) -> None:
    (settings.originals_dir / "README.md").write_text("# About these files", encoding="utf-8")
    report = ingest_paths(settings, [settings.originals_dir])
    assert len(report.files) == 1
    assert [Path(file.path).name for file in report.ignored] == ["README.md"]


def test_a_crash_before_the_commit_loses_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest_paths(settings)
    path = settings.originals_dir / "harbour-2014.txt"
    path.write_text(HARBOUR_TEXT + "\nA later remark on ferries.\n", encoding="utf-8")

    def power_cut(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(DocumentStore, "commit", power_cut)
        with pytest.raises(RuntimeError):
            ingest_paths(settings)
    assert Library.open(settings).search("bonus patient experience", 1)
    assert [row.status for row in ingest_paths(settings).files] == ["new_version"]


def test_a_crash_before_the_index_is_mended_on_opening(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(kb.passage_index, "_fill", power_cut)
        with pytest.raises(RuntimeError):
            ingest_paths(settings)
    monkeypatch.setattr(kb.library, "_SCANNED_PASSAGES", 0)  # a library that Chroma searches
    hits = Library.open(settings).search("How large is the bonus?", 3)
    assert hits[0].cosine_similarity is not None


def test_a_corrupted_chroma_index_is_made_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.library, "_SCANNED_PASSAGES", 0)
    ingest_paths(settings)
    before = [hit.passage.passage_id for hit in Library.open(settings).search("bonus", 3)]
    shutil.rmtree(settings.data_dir / "chroma")
    (settings.data_dir / "chroma").mkdir()
    (settings.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"nonsense" * 999)
    after = [hit.passage.passage_id for hit in Library.open(settings).search("bonus", 3)]
    assert after == before


def test_lost_vectors_are_made_again_by_the_next_ingest(settings: Settings) -> None:
    ingest_paths(settings)
    for path in (settings.data_dir / "vectors").iterdir():
        path.unlink()
    report = ingest_paths(settings)
    assert report.remade == ("harbour-2014",)
    assert Library.open(settings).search("bonus", 1)


def test_other_passage_settings_remake_the_documents(settings: Settings) -> None:
    ingest_paths(settings)
    smaller = settings.model_copy(update={"passage_max_tokens": 40})
    report = ingest_paths(smaller)
    assert report.remade == ("harbour-2014",)
    document = next(iter(Library.open(smaller).documents.values()))
    assert max(passage.size_tokens for passage in document.passages) <= 40


def test_what_cannot_be_read_again_is_a_row_and_can_be_ingested_again(settings: Settings) -> None:
    ingest_paths(settings)
    for path in (settings.data_dir / "files").iterdir():
        path.unlink()
    smaller = settings.model_copy(update={"passage_max_tokens": 40})
    report = ingest_paths(smaller)
    assert [row.status for row in report.files] == ["refused", "added"]
    assert "read again" in (report.files[0].reason or "")
    assert Library.open(smaller).search("bonus", 1)


def test_passages_are_exactly_what_their_spans_say(settings: Settings) -> None:
    ingest_paths(settings)
    library = Library.open(settings)
    for document in library.documents.values():
        for passage in document.passages:
            first = document.sentences[passage.first_sentence]
            last = document.sentences[passage.last_sentence]
            assert (passage.char_start, passage.char_end) == (first.char_start, last.char_end)


def test_a_data_folder_that_is_a_file_is_refused(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError):
        ingest_paths(settings.model_copy(update={"data_dir": blocked}))


def test_the_five_originals_are_recognised(shared_dir: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    report = ingest_paths(settings, [shared_dir / "originals"])
    assert {row.source_id for row in report.files} == {
        "miller-2002", "wasson-2008", "chesluk-2017", "thorlby-2011", "berry-2006"
    }  # fmt: skip
    assert {row.status for row in report.files} == {"added"}
