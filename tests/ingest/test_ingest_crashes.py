"""A process may be killed before any of its writes: the library is then as before or as after, never in between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from harbour_made_up import CATALOGUE, HARBOUR_TEXT
from library_made_up import make_library, originals

import kb.library
from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from ingest.pipeline import ingest_paths
from ingest.remove_source import remove_source
from ingest.restore_source import restore_source
from kb.chroma import ChromaIndex
from kb.errors import SourceError
from kb.library import Library
from kb.settings import PROJECT_DIR, Settings
from kb.store import DocumentStore, Manifest

_OTHER_TEXT = HARBOUR_TEXT.replace("harbour", "forest").replace("Harbour", "Forest")
_SCRIPT = Path(__file__).with_name("die_at_each_step.py")


def change_file(settings: Settings) -> None:
    path = settings.originals_dir / "harbour-2014.txt"
    path.write_text(HARBOUR_TEXT.replace("95 crowns", "97 crowns"), encoding="utf-8")


def again(operation: str, settings: Settings) -> None:
    """The same operation once more, as a user would after a crash; that it is done already is no failure."""
    try:
        if operation == "ingest":
            ingest_paths(settings)
        else:
            {"remove": remove_source, "restore": restore_source}[operation](settings, "harbour-2014")
    except SourceError:
        pass


def without_times(manifest: Manifest) -> list[tuple[object, ...]]:
    return [(v.source_id, v.kind, v.version, v.document_sha256, v.current, bool(v.removed)) for v in manifest.versions]


@pytest.mark.parametrize(("operation", "least_steps"), [("ingest", 8), ("remove", 4), ("restore", 4)])
def test_a_killed_process_leaves_the_library_as_before_or_as_after(
    operation: str, least_steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.library, "_SCANNED_PASSAGES", 0)  # a library that Chroma searches
    texts = originals({"harbour-2014": HARBOUR_TEXT, "forest": _OTHER_TEXT})
    settings = make_library(tmp_path / "before", {"catalogue.toml": CATALOGUE, **texts})
    answer = Briefing.open(settings).ask("How large a bonus can a clinic earn?")
    assert answer.citations
    if operation == "restore":
        remove_source(settings, "harbour-2014")
    if operation == "ingest":
        change_file(settings)
    before = without_times(DocumentStore(settings.data_dir).manifest())

    environment = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFING_")}
    arguments = [operation, str(settings.data_dir), str(tmp_path / "out"), str(settings.sources_dir)]
    subprocess.run(
        [sys.executable, str(_SCRIPT), *arguments],
        env=environment | {"PYTHONPATH": str(PROJECT_DIR)}, cwd=PROJECT_DIR, check=True, timeout=300,
    )  # fmt: skip
    *killed, finished = [
        settings.model_copy(update={"data_dir": folder}) for folder in sorted((tmp_path / "out").iterdir())
    ]
    assert len(killed) >= least_steps
    after = without_times(DocumentStore(finished.data_dir).manifest())
    assert after != before
    states = set()
    for left in killed:
        found = without_times(DocumentStore(left.data_dir).manifest())
        assert found in (before, after)
        states.add(found == after)
        check_library(left, answer)
        again(operation, left)
        assert without_times(DocumentStore(left.data_dir).manifest()) == after
    assert states == {False, True}  # some died before the commit and some after it


def check_library(settings: Settings, answer: Answer) -> None:
    """It opens, searches what is current and nothing else, and still proves an answer given before."""
    library = Library.open(settings)
    hits = library.search("bonus for patient experience", 20)
    assert hits
    assert all(hit.cosine_similarity is not None for hit in hits)
    current = {version.document_id for version in library.manifest.current}
    assert {hit.document.document_id for hit in hits} <= current
    store = DocumentStore(settings.data_dir)
    assert ChromaIndex(store.chroma_dir).corpus_hash == library.corpus_hash
    verifier = AnswerVerifier(store, library.catalogue)
    assert [finding.problem for finding in verifier.verify(answer) if finding.problem] == []
