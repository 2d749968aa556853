"""`briefing eval` from the command line: what is printed, what is written, and the exit codes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from evals_made_up import make_nugget
from typer.testing import CliRunner, Result

from chatbot.pipeline import Briefing
from evals.cli import eval_app
from evals.faults.measure import FaultResult, GateResult
from evals.faults.table import END, START
from evals.judge_endpoint import EndpointJudge
from evals.metamorphic import Relation
from evals.questions import build_question, dump_questions
from kb.documents import Document
from kb.errors import QuestionFileError, SettingsError
from kb.library import Library
from kb.settings import Settings

SOURCE = "harbour-2014"


@pytest.fixture
def harbour(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Document:
    """The made-up library as the one that commands open; its only document."""
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(harbour_settings.data_dir))
    monkeypatch.setenv("BRIEFING_SOURCES_DIR", str(harbour_settings.sources_dir))
    return next(iter(Library.open(harbour_settings).documents.values()))


@pytest.fixture
def questions(harbour: Document, tmp_path: Path) -> Path:
    """A file of one question with an answer and one without."""
    sentence = next(i for i, s in enumerate(harbour.sentences) if "41,000" in harbour.slice(s))
    asked = {
        "question": "How many residents does the shared budget of the harbour clinics cover?",
        "type": "figure",
        "asker": "student",
        "expect": "answer",
        "fact": "residents",
        "source_ids": [SOURCE],
        "nuggets": [make_nugget(harbour, sentence, "41,?000")],
    }
    far = {
        "question": "Which comet passed in 1910?",
        "type": "far_unanswerable",
        "asker": "student",
        "expect": "abstain",
        "fact": "comet",
        "note": "no comets here",
    }
    file = tmp_path / "questions.jsonl"
    file.write_bytes(dump_questions([build_question(asked), build_question(far)]))
    return file


def _call(*arguments: Any) -> Result:
    return CliRunner().invoke(eval_app, [str(argument) for argument in arguments])


def _json(result: Result) -> Any:
    assert result.exit_code in (0, 1), result.output
    return orjson.loads(result.stdout)


def _run(questions: Path, out: Path, *more: Any) -> Result:
    return _call("run", "--questions", questions, "--out", out, *more)


def test_run_prints_one_object_and_writes_the_run(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    printed = _json(_run(questions, out, "--json", "--repeat", "2", "--corpus", "originals"))
    assert printed["questions"] == 2
    assert printed["corpus"] == "originals"
    assert printed["run_file"] == str(out)
    assert printed["measures"]["vital_recall"]["mean"] == 1
    assert printed["measures"]["citation_precision"]["mean"] > 0
    assert printed["measures"]["correct_abstention"]["mean"] == 1
    for promise in ("identical", "quotes_sound", "spans_exact", "quoted_as_cited", "attributed", "within_limit"):
        assert printed["measures"][promise]["mean"] == 1, promise
    assert len(orjson.loads(out.read_bytes())["outcomes"]) == 2


def test_run_prints_a_table(questions: Path, tmp_path: Path) -> None:
    result = _run(questions, tmp_path / "run.json")
    assert result.exit_code == 0
    assert "vital nuggets stated" in result.stdout


def test_the_gate_holds_against_its_own_baseline_and_fails_against_a_better_one(
    questions: Path, tmp_path: Path
) -> None:
    out, baseline = tmp_path / "run.json", tmp_path / "baseline.json"
    assert _run(questions, out, "--save-baseline", baseline).exit_code == 0
    held = _run(questions, out, "--baseline", baseline, "--json")
    assert held.exit_code == 0
    assert _json(held)["held"] is True
    promised = orjson.loads(baseline.read_bytes())
    for outcome in promised["outcomes"]:
        outcome["values"]["attributed"] = 2.0
    baseline.write_bytes(orjson.dumps(promised))
    failed = _run(questions, out, "--baseline", baseline)
    assert failed.exit_code == 1
    assert "Regressed" in failed.stdout
    assert _call("compare", baseline, out).exit_code == 1
    assert _call("compare", out, out, "--json").exit_code == 0


def test_only_what_failed_is_asked_again(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    _run(questions, out)
    assert "Every question passed" in _run(questions, tmp_path / "again.json", "--failing", out).stdout
    record = orjson.loads(out.read_bytes())
    record["outcomes"][0]["values"]["passed"] = 0.0
    out.write_bytes(orjson.dumps(record))
    again = _json(_run(questions, tmp_path / "again.json", "--failing", out, "--json"))
    assert again["questions"] == 1
    assert again["filters"]["id"] == [record["outcomes"][0]["question_id"]]


def test_report_writes_what_is_asked_for(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    _run(questions, out)
    assert _call("report", out).exit_code == 0
    assert (tmp_path / "run.html").read_text().startswith("<!doctype html>")
    _call("report", out, "--markdown", tmp_path / "r.md", "--junit", tmp_path / "r.xml")
    assert (tmp_path / "r.md").read_text().startswith("# Eval run")
    assert (tmp_path / "r.xml").read_text().startswith("<?xml")


def test_check_finds_gold_that_does_not_hold_its_nugget(
    questions: Path, harbour_settings: Settings, tmp_path: Path
) -> None:
    arguments = ("check", "--questions", questions, "--originals", harbour_settings.originals_dir, "--json")
    sound = _call(*arguments)
    assert _json(sound) == {"questions": 2, "originals": 1, "originals_at_hand": 1, "faults": []}
    shifted = [orjson.loads(line) for line in questions.read_bytes().splitlines()]
    shifted[0]["nuggets"][0]["gold"][0] |= {"start": 0, "end": 5}
    questions.write_bytes(b"\n".join(orjson.dumps(row) for row in shifted))
    unsound = _call(*arguments)
    assert unsound.exit_code == 1
    assert len(_json(unsound)["faults"]) == 1
    absent = _json(_call("check", "--questions", questions, "--originals", tmp_path / "none", "--json"))
    assert (absent["originals_at_hand"], absent["faults"]) == (0, [])


def test_answerability_prints_its_figures(tmp_path: Path) -> None:
    sentences = ["Otters sleep in pairs .", "The river is 40 miles long ."]
    rows: Sequence[dict[str, Any]] = [
        {"question": "how long is the river", "sentences": sentences, "answerable": True,
         "answers": [{"answer": "40 miles", "selected_sentences": [sentences[1]]}]},
        {"question": "who painted the chapel", "sentences": sentences, "answerable": False, "answers": []},
    ]  # fmt: skip
    file = tmp_path / "qa.jsonl"
    file.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    figures = _json(_call("answerability", file, "--json"))
    assert figures["auroc"] == 1
    assert figures["word_f1"] > 0.5
    assert (figures["questions"], figures["answerable"]) == (2, 1)


def test_beir_prints_its_figures(tmp_path: Path) -> None:
    rows = {"1": "Otters sleep in pairs.", "2": "The river is 40 miles long.", "3": "Herons fish at dawn."}
    (tmp_path / "corpus.jsonl").write_bytes(
        b"\n".join(orjson.dumps({"_id": k, "title": "", "text": v}) for k, v in rows.items())
    )
    (tmp_path / "queries.jsonl").write_bytes(orjson.dumps({"_id": "q", "text": "How long is the river?"}))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\t2\t1\n")
    figures = _json(_call("beir", tmp_path, "--json", "--limit-documents", "2"))
    assert (figures["ndcg_at_10"], figures["documents"]) == (1, 2)


@pytest.mark.parametrize(
    "arguments", [("run", "--questions", "none.jsonl"), ("compare", "none", "none"), ("report", "none"),
                  ("answerability", "none"), ("beir", "none"), ("check", "--questions", "none")]
)  # fmt: skip
def test_a_missing_file_is_the_users_to_mend(arguments: Sequence[str]) -> None:
    result = _call(*arguments)
    assert isinstance(result.exception, QuestionFileError)
    assert result.exception.hint


def test_baseline_systems_are_shown_beside_ours(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    printed = _json(_run(questions, out, "--with-baselines", "--json"))
    assert [rival["label"] for rival in printed["rivals"]][:2] == ["LlamaIndex defaults", "BM25 alone"]
    assert "plain sum" in _run(questions, out, "--with-baselines").stdout


def test_the_gate_writes_a_baseline_and_holds_against_it(
    questions: Path, harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    briefing = Briefing.open(harbour_settings)
    monkeypatch.setattr("evals.gate.ingested", lambda *_: briefing)
    arguments = ("gate", "--questions", questions, "--baselines", tmp_path)
    assert _call(*arguments, "--write").exit_code == 0
    assert {path.name for path in tmp_path.glob("*.json")} == {"notes.json", "originals.json"}
    held = _json(_call(*arguments, "--json"))
    assert held["held"]
    assert [verdict["held"] for verdict in held["corpora"].values()] == [True, True]
    worse = orjson.loads((tmp_path / "notes.json").read_bytes())
    worse["outcomes"][0]["values"]["attributed"] = 2.0
    (tmp_path / "notes.json").write_bytes(orjson.dumps(worse))
    assert _call(*arguments).exit_code == 1


def test_faults_are_told_in_the_exit_code(questions: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{START}{END}", encoding="utf-8")
    missed = GateResult(2, (FaultResult("otters", "swim", ((), (), ())),), ())
    monkeypatch.setattr("evals.faults.measure.measure_gate", lambda *_: missed)
    result = _call("faults", "--half", "all", "--questions", questions, "--docs", page)
    assert result.exit_code == 1
    assert "0 of 1 faults flagged" in page.read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="no half"):
        CliRunner().invoke(eval_app, ["faults", "--half", "third"], catch_exceptions=False)


@pytest.mark.parametrize(("broken", "code"), [((), 0), (("q-1",), 1)])
def test_a_broken_promise_between_answers_is_told(
    broken: tuple[str, ...], code: int, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    relation = Relation("reordered", 2, broken, promise=True)
    monkeypatch.setattr("evals.metamorphic.measure_relations", lambda *_: (relation,))
    result = _call("metamorphic", "--half", "all", "--questions", questions)
    assert result.exit_code == code
    assert "reordered*" in result.stdout


def test_questions_leave_and_come_back(questions: Path, tmp_path: Path) -> None:
    table, again = tmp_path / "questions.csv", tmp_path / "again.jsonl"
    assert _call("export", table, "--questions", questions).exit_code == 0
    assert _call("import", table, again).exit_code == 0
    assert again.read_bytes() == questions.read_bytes()


def test_a_judge_is_asked_and_its_agreement_printed(
    questions: Path, harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "run.json"
    _run(questions, out)
    monkeypatch.setattr(EndpointJudge, "grade", lambda *_: False)
    options = ("judge", out, "--endpoint", "http://127.0.0.1:9/v1", "--model", "grader", "--questions", questions)
    printed = _json(_call(*options, "--originals", harbour_settings.originals_dir, "--json"))
    assert printed["nuggets"] == 1
    assert printed["agreement"] == 0
    assert "Agreement with the patterns: 0.000" in _call(*options, "--originals", harbour_settings.originals_dir).stdout
