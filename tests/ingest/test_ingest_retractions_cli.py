"""From a file of notices to every citation of the source: command, answer, re-check."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sources_made_up import made_up_sources
from typer.testing import CliRunner

from chatbot.cli import describe_citation
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from ingest.sources_cli import sources_app
from kb.catalogue import load_catalogue
from kb.retractions import load_retractions
from kb.settings import Settings
from kb.store import DocumentStore

NOTICES = """RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason
12/31/2019 0:00,10.9/n,10.1234/HARBOUR.2014,0,Retraction,+Error in Data;
"""


def test_the_command_keeps_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = made_up_sources(tmp_path, monkeypatch)
    file = tmp_path / "notices.csv"
    file.write_text(NOTICES, encoding="utf-8")
    result = CliRunner().invoke(sources_app, ["retractions", str(file), "--json", "--date", "2020-02-01"])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed["sources"]["harbour-2014"]["retracted"] == "yes"
    assert printed["snapshot_date"] == "2020-02-01"
    assert load_retractions(sources / "retractions.toml") is not None
    shown = CliRunner().invoke(sources_app, ["retractions", str(file)])
    assert "Retracted on 31 December 2019" in shown.stdout


def test_every_citation_says_it_and_an_earlier_answer_fails_its_check(
    harbour_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "How large a bonus can a clinic earn?"
    sources = tmp_path / "sources"
    shutil.copytree(harbour_settings.sources_dir, sources)
    catalogue_path = sources / "catalogue.toml"
    record = 'title = "Harbour clinics: how shared budgets work"\n'
    text = catalogue_path.read_text(encoding="utf-8").replace(record, record + 'doi = "10.1234/harbour.2014"\n')
    catalogue_path.write_text(text, encoding="utf-8")
    settings = Settings(data_dir=harbour_settings.data_dir, sources_dir=sources)
    before = Briefing.open(settings).ask(question)
    assert before.citations[0].retraction.retracted == "unknown"
    monkeypatch.setenv("BRIEFING_SOURCES_DIR", str(sources))
    file = tmp_path / "notices.csv"
    file.write_text(NOTICES, encoding="utf-8")
    assert CliRunner().invoke(sources_app, ["retractions", str(file)]).exit_code == 0
    briefing = Briefing.open(settings)
    after = briefing.ask(question)
    assert after.citations[0].retraction.retracted == "yes"
    assert "Retracted on 31 December 2019 (Error in Data)" in describe_citation(after.citations[0], briefing.library)
    assert after.answer == before.answer
    verifier = AnswerVerifier(
        DocumentStore(settings.data_dir), load_catalogue(catalogue_path), load_retractions(settings.retractions_path)
    )
    assert not [finding for finding in verifier.verify(after) if finding.problem]
    assert "retracted since" in (verifier.verify(before)[0].problem or "")
