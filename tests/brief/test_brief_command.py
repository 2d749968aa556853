"""`briefing brief` and `briefing verify` as their user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefing import app
from chatbot.pipeline import Briefing
from kb.errors import BriefingError
from kb.settings import Settings

_QUESTION = "How are the clinics paid?"


@pytest.fixture
def saved(harbour_settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "answer.json"
    path.write_text(Briefing.open(harbour_settings).ask(_QUESTION).model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _made_up_library(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(harbour_settings.data_dir))
    monkeypatch.setenv("BRIEFING_SOURCES_DIR", str(harbour_settings.sources_dir))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("ending", ["md", "html", "docx"])
def test_a_brief_from_saved_answers_and_questions_verifies_until_changed(
    saved: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"brief.{ending}"
    made = run("brief", saved, "-q", "Who owns the moon?", "--title", "Pay", "--audience", "Board", "--out", out)
    assert made.exit_code == 0, made.output
    assert run("verify", out).exit_code == 0
    if ending != "docx":
        out.write_text(out.read_text(encoding="utf-8").replace("95 crowns", "59 crowns"), encoding="utf-8")
        checked = run("verify", "--json", out)
        assert checked.exit_code == 1
        assert any("altered" in (row["verdict"] or "") for row in json.loads(checked.stdout)["findings"])


def test_markdown_goes_to_stdout_and_section_text_and_date_are_taken(saved: Path) -> None:
    made = run("brief", saved, "--section", "implementation", "--text", "problem=Pay is *low*.", "--date", "2026-05-01")
    assert made.exit_code == 0
    assert made.stdout.startswith("# Policy brief\n")
    before, after = made.stdout.split("## Implementation")
    assert "95 crowns" not in before
    assert "95 crowns" in after
    assert "The author writes: Pay is \\*low\\*." in before
    assert "Date: 2026-05-01." in after


def test_an_altered_answer_is_not_made_into_a_brief(saved: Path, tmp_path: Path) -> None:
    saved.write_text(saved.read_text(encoding="utf-8").replace("95 crowns", "59 crowns"), encoding="utf-8")
    made = run("brief", saved, "--out", tmp_path / "brief.md")
    assert isinstance(made.exception, BriefingError)
    assert "no longer agrees" in made.exception.message
    assert not (tmp_path / "brief.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief",),
        ("brief", "no-such-file.json"),
        ("brief", "-q", _QUESTION, "--format", "docx"),
        ("brief", "-q", _QUESTION, "--format", "pdf"),
        ("brief", "-q", _QUESTION, "--section", "nowhere"),
        ("brief", "-q", _QUESTION, "--section", "problem", "--section", "options"),
        ("brief", "-q", _QUESTION, "--text", "nowhere=x"),
        ("brief", "-q", _QUESTION, "--text", "problem="),
        ("brief", "-q", _QUESTION, "--title", ""),
        ("brief", "-q", _QUESTION, "--title", "x" * 161),
        ("brief", "-q", _QUESTION, "--out", "no/such/folder/brief.md"),
        ("brief", "-q", _QUESTION, "--out", "brief.pdf"),
    ],
)
def test_what_the_user_can_fix_is_said(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 or isinstance(result.exception, BriefingError), result.output


def test_filters_narrow_the_questions_and_stand_in_the_methods(saved: Path) -> None:
    made = run("brief", saved, "-q", _QUESTION, "--country", "norland", "--published-from", "2010")
    assert made.exit_code == 0, made.output
    assert "Only: country norland; published from 2010." in made.stdout
    refused = run("brief", "-q", _QUESTION, "--country", "Atlantis")
    assert isinstance(refused.exception, BriefingError)
