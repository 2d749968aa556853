"""Sources removed and restored, changed files, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from harbour_made_up import CATALOGUE, HARBOUR_TEXT
from library_made_up import make_library, originals

import kb.settings
from chatbot.page.cited_passage import cited_passages
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from ingest.describe_sources import describe_sources
from ingest.discover import Identity
from ingest.pipeline import Ingest, ingest_paths
from ingest.remove_source import remove_source
from ingest.restore_source import restore_source
from ingest.source_history import source_history
from kb.catalogue import load_catalogue
from kb.doctor import examine
from kb.documents import Document
from kb.errors import DataFolderError, IndexMismatchError, SourceError
from kb.library import Library
from kb.settings import Settings
from kb.store import DocumentStore

_NOTE = f"""source_id = "harbour-2014"
original_sha256 = "{"0" * 64}"

[[card]]
claim = "The clinics at the harbour earn a bonus of 4 per cent at most."
kind = "figure"
theme = "Pay"
section = ["How the clinics are paid"]
support = [[0, 9]]
"""
_QUESTION = "How large a bonus can a clinic earn?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library that holds a note and an original of one source, and another original."""
    texts = {"harbour-2014": HARBOUR_TEXT, "hills": "Ferries of the hills\n\nFerries run on Mondays.\n"}
    files = {"catalogue.toml": CATALOGUE, "notes/harbour-2014.toml": _NOTE, **originals(texts)}
    return make_library(tmp_path, files)


def answering(settings: Settings) -> list[tuple[str, str]]:
    return [(d.source_id, d.kind) for d in Library.open(settings).documents.values()]


def change_figure(settings: Settings) -> Path:
    path = settings.originals_dir / "harbour-2014.txt"
    path.write_text(HARBOUR_TEXT.replace("95 crowns", "97 crowns") + "\nFerries are not covered.\n", encoding="utf-8")
    return path


def test_a_new_version_says_what_came_went_and_was_reworded(settings: Settings) -> None:
    change_figure(settings)
    rows = {row.source_id: row for row in ingest_paths(settings, [settings.originals_dir]).files}
    changes = rows["harbour-2014"].changes
    assert changes is not None
    assert (changes.came, changes.went, changes.reworded) == (1, 0, 1)
    assert [s.text for s in changes.sentences if s.change == "came"] == ["Ferries are not covered."]
    assert rows["hills"].changes is None
    history = [
        row for row in source_history(DocumentStore(settings.data_dir), "harbour-2014") if row.kind == "original"
    ]
    assert [(row.version, row.state) for row in history] == [(1, "superseded"), (2, "current")]
    assert [row.changes for row in history] == [None, changes]
    assert all(row.added_at is not None for row in history)


def test_a_removed_original_leaves_the_answer_to_its_note(settings: Settings) -> None:
    assert answering(settings) == [("harbour-2014", "original"), ("hills", "original")]
    gone = remove_source(settings, "harbour-2014", "original")
    assert [(version.kind, version.version) for version in gone] == [("original", 1)]
    assert answering(settings) == [("harbour-2014", "note"), ("hills", "original")]
    restore_source(settings, "harbour-2014", "original")
    assert answering(settings) == [("harbour-2014", "original"), ("hills", "original")]


def test_a_removed_source_is_not_found_and_its_citations_still_hold(settings: Settings) -> None:
    answer = Briefing.open(settings).ask(_QUESTION)
    assert {citation.source_id for citation in answer.citations} == {"harbour-2014"}
    before = Library.open(settings).corpus_hash
    remove_source(settings, "harbour-2014")
    library = Library.open(settings)
    assert {hit.document.source_id for hit in library.search("bonus", 20)} <= {"hills"}
    for citation in answer.citations:
        document = library.document(citation.document_sha256, citation.source_id)
        assert document is not None
        assert all(document.slice(span) == span.quote for span in citation.spans)
    store = DocumentStore(settings.data_dir)
    findings = AnswerVerifier(store, library.catalogue).verify(answer)
    assert [finding.problem for finding in findings if finding.problem] == []
    restore_source(settings, "harbour-2014")
    assert Library.open(settings).corpus_hash == before
    again = Briefing.open(settings).ask(_QUESTION)
    assert again.model_dump(exclude={"timings_ms"}) == answer.model_dump(exclude={"timings_ms"})


def test_an_old_citation_holds_after_the_file_has_changed(settings: Settings) -> None:
    answer = Briefing.open(settings).ask("How large is the monthly payment per resident?")
    assert any("95 crowns" in citation.quote for citation in answer.citations)
    change_figure(settings)
    ingest_paths(settings)
    store = DocumentStore(settings.data_dir)
    findings = AnswerVerifier(store, load_catalogue(settings.catalogue_path)).verify(answer)
    assert [finding.problem for finding in findings if finding.problem] == []


def test_a_removed_source_does_not_come_back_by_itself(settings: Settings) -> None:
    remove_source(settings, "harbour-2014")
    change_figure(settings)
    for paths in (None, [settings.originals_dir, settings.notes_dir]):
        report = ingest_paths(settings, paths)
        assert [row.source_id for row in report.files] == ["hills"]
        assert [Path(file.path).name for file in report.ignored] == ["harbour-2014.toml", "harbour-2014.txt"][
            :: 1 if paths is None else -1
        ]
        assert all("briefing sources restore harbour-2014" in file.reason for file in report.ignored)
        assert answering(settings) == [("hills", "original")]


def test_naming_the_file_restores_it_and_says_so(settings: Settings) -> None:
    remove_source(settings, "harbour-2014")
    path = settings.originals_dir / "harbour-2014.txt"
    (row,) = ingest_paths(settings, [path]).files
    assert (row.status, row.source_id) == ("added", "harbour-2014")
    assert "had been removed" in (row.reason or "")
    versions = DocumentStore(settings.data_dir).manifest().versions
    assert [v.version for v in versions if (v.source_id, v.kind) == ("harbour-2014", "original")] == [1]
    assert answering(settings) == [("harbour-2014", "original"), ("hills", "original")]


def test_naming_a_changed_file_restores_the_source_with_a_new_version(settings: Settings) -> None:
    remove_source(settings, "harbour-2014")
    (row,) = ingest_paths(settings, [change_figure(settings)]).files
    assert row.status == "new_version"
    assert "had been removed" in (row.reason or "")
    assert row.changes is not None
    assert row.changes.reworded == 1
    manifest = DocumentStore(settings.data_dir).manifest()
    assert [(v.kind, v.version) for v in manifest.removed] == [("note", 1)]
    with pytest.raises(SourceError):
        restore_source(settings, "harbour-2014", "original")


def test_what_is_removed_is_read_again_when_settings_have_changed(settings: Settings) -> None:
    remove_source(settings, "harbour-2014", "original")
    smaller = settings.model_copy(update={"passage_max_tokens": 40})
    with pytest.raises(IndexMismatchError):
        restore_source(smaller, "harbour-2014")
    ingest_paths(smaller)
    (restored,) = restore_source(smaller, "harbour-2014")
    document = DocumentStore(settings.data_dir).document(restored.document_id)
    assert max(passage.size_tokens for passage in document.passages) <= 40
    assert restored.passages == len(document.passages)
    assert Library.open(smaller).search("bonus", 3)[0].document.kind == "original"


def test_a_library_of_which_everything_was_removed_says_so(settings: Settings) -> None:
    remove_source(settings, "harbour-2014")
    remove_source(settings, "hills")
    with pytest.raises(DataFolderError) as raised:
        Library.open(settings)
    assert "restore harbour-2014" in raised.value.hint
    ingest_paths(settings)  # leaves everything out and fails at nothing
    restore_source(settings, "hills")
    assert answering(settings) == [("hills", "original")]


def test_what_cannot_be_removed_or_restored_is_said_with_a_way_out(settings: Settings) -> None:
    with pytest.raises(SourceError, match="no source harbor-2014") as raised:
        remove_source(settings, "harbor-2014")
    assert "harbour-2014" in raised.value.hint
    with pytest.raises(SourceError, match="no note of hills"):
        remove_source(settings, "hills", "note")
    with pytest.raises(SourceError, match="Nothing of hills has been removed"):
        restore_source(settings, "hills")
    remove_source(settings, "hills")
    with pytest.raises(SourceError, match="already"):
        remove_source(settings, "hills")


def test_the_doctor_does_not_miss_a_removed_note(settings: Settings) -> None:
    remove_source(settings, "harbour-2014", "note")
    assert {check.name: check.status for check in examine(settings)}["notes up to date"] == "ok"


def test_what_could_not_be_read_again_is_shown_as_unread(settings: Settings) -> None:
    for path in (settings.data_dir / "files").iterdir():
        path.unlink()
    ingest_paths(settings.model_copy(update={"passage_max_tokens": 40}), [settings.notes_dir])
    store = DocumentStore(settings.data_dir)
    summaries = describe_sources(store.manifest(), load_catalogue(settings.catalogue_path), "auto")
    assert [(row.source_id, row.note, row.original) for row in summaries] == [
        ("harbour-2014", "held", "unread"), ("hills", "none", "unread")
    ]  # fmt: skip
    assert [row.state for row in source_history(store, "hills")] == ["unread"]


def test_all_sources_are_described(settings: Settings) -> None:
    remove_source(settings, "harbour-2014", "original")
    manifest = DocumentStore(settings.data_dir).manifest()
    catalogue = load_catalogue(settings.catalogue_path)
    harbour, hills = describe_sources(manifest, catalogue, "auto")
    assert (harbour.note, harbour.original, harbour.answers, harbour.versions) == ("held", "removed", "note", 2)
    assert (hills.note, hills.original, hills.answers, hills.in_catalogue) == ("none", "held", "original", False)
    assert [row.answers for row in describe_sources(manifest, catalogue, "originals")] == [None, "original"]
    assert [row.versions for row in describe_sources(type(manifest)(), catalogue, "auto")] == [0]


def test_an_answer_given_before_a_newer_reader_still_proves_its_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    briefing = Briefing.open(settings)
    answer = briefing.ask(_QUESTION)
    (citation, *_) = answer.citations
    assert citation.kind == "original"

    read = Ingest._read

    def read_more(self: Ingest, data: bytes, name: str, identity: Identity) -> Document:
        more = read(self, b"Printed at the harbour press.\n\n" + data, name, identity)
        then = read(self, data, name, identity)
        return more.model_copy(update={"document_id": then.document_id, "document_sha256": then.document_sha256})

    monkeypatch.setattr(kb.settings, "READING_VERSION", 99)
    monkeypatch.setattr(Ingest, "_read", read_more)
    assert "hills" in ingest_paths(settings).remade
    store = DocumentStore(settings.data_dir)
    library = Library.open(settings)
    verifier = AnswerVerifier(store, library.catalogue)
    assert [finding.problem for finding in verifier.verify(answer) if finding.problem] == []
    (shown, *_) = cited_passages(answer, library)
    quoted = [part.text for stretch in shown.stretches for part in stretch.parts if part.quoted]
    assert quoted == [span.quote for span in citation.spans]

    # What neither reading says still fails, and what is asked now is proved by the newer reading.
    altered = citation.spans[0].model_copy(update={"quote": citation.spans[0].quote.replace("4", "5")})
    assert altered != citation.spans[0]
    false = answer.model_copy(update={"citations": (citation.model_copy(update={"spans": (altered,)}),)})
    assert any(finding.problem for finding in verifier.verify(false))
    now = Briefing.open(settings).ask(_QUESTION)
    assert now.citations[0].spans[0].char_start > citation.spans[0].char_start
    assert [finding.problem for finding in verifier.verify(now) if finding.problem] == []
