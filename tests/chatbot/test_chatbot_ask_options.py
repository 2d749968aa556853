"""`briefing ask` with what it rests on and with carried words chosen by hand."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

import briefing as command
from chatbot.answer import Answer
from kb.settings import Settings

TALK = ["--history", "Who founded the harbour clinics?", "When?"]


@pytest.fixture
def options(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("BRIEFING_SOURCES_DIR", str(harbour_settings.sources_dir))
    return ["ask", "--data-dir", str(harbour_settings.data_dir)]


def _run(arguments: list[str], exit_code: int = 0) -> str:
    done = CliRunner().invoke(command.app, arguments)
    assert done.exit_code == exit_code, done.output
    return done.stdout


def test_why_says_what_the_answer_rests_on(options: list[str]) -> None:
    plain, why = _run([*options, "How are the clinics paid?"]), _run([*options, "--why", "How are the clinics paid?"])
    assert why.startswith(plain)
    assert "What this rests on" in why
    assert "The direct answer rests on one source" in why
    assert "covers only three clinics" in why.split("Limitations that the sources state")[1]


def test_carried_words_are_dropped_or_chosen(options: list[str]) -> None:
    def words(*chosen: str) -> list[str]:
        answer = Answer.model_validate_json(_run([*options, "--json", *chosen, *TALK]))
        return [term.word for term in answer.carried_terms]

    assert words() == ["founded", "harbour", "clinics"]
    assert words("--no-carry") == []
    assert words("--carried", "clinics", "--carried", "founded") == ["clinics", "founded"]
    _run([*options, "--no-carry", "--carried", "clinics", *TALK], exit_code=2)


def test_a_line_of_a_file_may_choose_its_own(options: list[str], tmp_path: Path) -> None:
    line = {"id": "a", "question": "When?", "history": ["Who founded the harbour clinics?"], "carry": []}
    file = tmp_path / "questions.jsonl"
    file.write_bytes(orjson.dumps(line) + b"\n" + orjson.dumps(line | {"id": "b", "carry": None}))
    answers = [orjson.loads(row) for row in _run([*options, "--json", "--questions", str(file)]).splitlines()]
    assert [answer["abstained"] for answer in answers] == [True, False]
