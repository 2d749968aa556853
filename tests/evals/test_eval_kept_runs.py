"""Runs as they are kept, and one run at a time in the background: progress, cancel, failure, one lock for all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from evals_made_up import FakeLibrary, FakeSystem, make_answer, make_citation, make_document, make_question
from filelock import FileLock

from chatbot.answer import Answer
from evals.background_run import BackgroundRun
from evals.gold import GoldIndex
from evals.kept_runs import KeptRuns, new_run_path
from evals.questions import Question
from evals.records import RunRecord, runs_dir, write_run
from evals.run import Filters, choose_questions, run_questions
from kb.errors import DataFolderError, QuestionFileError, RunError
from kb.settings import Settings

_DOCUMENT = make_document()
_QUESTIONS = (
    make_question(_DOCUMENT),
    make_question(_DOCUMENT, question="How many nests did the groups keep?", asker="policymaker"),
    make_question(expect="abstain", type="far_unanswerable", question="Who won the cup?", fact="cup"),
)
_NO_GOLD = GoldIndex(())


def _system() -> FakeSystem:
    answer = make_answer([make_citation(_DOCUMENT, 0)])
    return FakeSystem(FakeLibrary([_DOCUMENT]), {_QUESTIONS[0].question: answer})


def _record(started: str = "2026-01-05T10:00:00+00:00", **fields: object) -> RunRecord:
    record = run_questions(_system(), _QUESTIONS, Settings(corpus="originals"), _NO_GOLD)
    return record.model_copy(update={"started": started, **fields})


def _keep(record: RunRecord, data_dir: Path) -> str:
    path = new_run_path(record, runs_dir(data_dir))
    write_run(record, path)
    return path.stem


@pytest.fixture
def kept(tmp_path: Path) -> KeptRuns:
    baselines = tmp_path / "baselines"
    baselines.mkdir()
    return KeptRuns(tmp_path, baselines)


def test_runs_are_listed_latest_first_and_broken_files_are_named(kept: KeptRuns, tmp_path: Path) -> None:
    first = _keep(_record(), tmp_path)
    second = _keep(_record("2026-02-05T10:00:00+00:00"), tmp_path)
    (kept.folder / "other.json").write_text("{}", encoding="utf-8")
    write_run(_record().as_baseline(), tmp_path / "baselines" / "notes.json")
    found = kept.all()
    assert [head.name for head in found.runs] == [second, first, "baseline-notes"]
    assert found.unreadable == ("other.json",)
    assert (found.runs[0].questions, found.runs[0].passed) == (3, 2)
    assert kept.read("baseline-notes").started is None
    assert kept.read(first).outcomes[0].answer is not None


def test_a_changed_file_is_read_again(kept: KeptRuns, tmp_path: Path) -> None:
    name = _keep(_record(), tmp_path)
    assert kept.read(name).corpus_hash == "corpus-1"
    write_run(_record(corpus_hash="corpus-2"), kept.folder / f"{name}.json")
    assert kept.read(name).corpus_hash == "corpus-2"
    (kept.folder / f"{name}.json").unlink()
    with pytest.raises(QuestionFileError, match="no longer kept"):
        kept.read(name)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "baseline-../x", ""])
def test_only_listed_runs_can_be_read(name: str, kept: KeptRuns) -> None:
    with pytest.raises(QuestionFileError, match="no longer kept"):
        kept.read(name)


def test_the_latest_run_of_a_corpus_is_the_whole_one_and_its_history_is_on_the_same_questions(
    kept: KeptRuns, tmp_path: Path
) -> None:
    ids = frozenset(question.id for question in _QUESTIONS)
    first, second = _keep(_record(), tmp_path), _keep(_record("2026-02-05T10:00:00+00:00"), tmp_path)
    _keep(_record("2026-03-05T10:00:00+00:00", filters={"half": ["dev"]}, question_set_hash="part"), tmp_path)
    _keep(_record("2026-04-05T10:00:00+00:00", corpus="notes"), tmp_path)
    found = kept.all()
    head = found.latest("originals", ids)
    assert head is not None
    assert head.name == second
    assert [run.name for run in found.history(head)] == [first, second]
    assert found.latest("auto", ids) is None


def test_two_runs_of_one_second_are_both_kept(kept: KeptRuns, tmp_path: Path) -> None:
    assert _keep(_record(), tmp_path) != _keep(_record(), tmp_path)
    assert len(kept.all().runs) == 2


def test_filters_by_asker_and_text() -> None:
    def chosen(**fields: list[str]) -> list[str]:
        return [question.question for question in choose_questions(_QUESTIONS, Filters(**fields))]

    assert chosen(asker=["policymaker"]) == [_QUESTIONS[1].question]
    assert chosen(text=["CUP"]) == [_QUESTIONS[2].question]
    assert chosen(text=["otters keep", "cup"]) == [_QUESTIONS[0].question, _QUESTIONS[2].question]
    with pytest.raises(QuestionFileError, match="No question passes"):
        choose_questions(_QUESTIONS, Filters(text=["volcano"]))


class _Paused(FakeSystem):
    """Waits before each answer until it may go on."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__(FakeLibrary([_DOCUMENT]))
        self.may = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)
        self.error = error

    def ask(self, question: str, *_: object) -> Answer:
        self.asked.release()
        assert self.may.acquire(timeout=10)
        if self.error:
            raise self.error
        return super().ask(question)


def _begin(run: BackgroundRun, system: FakeSystem, questions: tuple[Question, ...] = _QUESTIONS) -> None:
    run.begin(questions, Filters(text=["x"]), Settings(corpus="notes"), lambda: (system, _NO_GOLD))


def test_a_run_shows_its_progress_and_is_kept(tmp_path: Path) -> None:
    run, system = BackgroundRun(tmp_path / "runs"), _Paused()
    assert run.progress.state == "none"
    _begin(run, system)
    assert system.asked.acquire(timeout=10)
    assert (run.progress.state, run.progress.done, run.progress.total) == ("running", 0, 3)
    system.may.release()
    assert system.asked.acquire(timeout=10)
    assert run.progress.done == 1
    assert run.progress.seconds > 0
    system.may.release(2)
    assert run.wait(10)
    ended = run.progress
    assert (ended.state, ended.done) == ("finished", 3)
    record = KeptRuns(tmp_path).read(ended.run_name)
    assert record.filters["text"] == ["x"]
    assert len(record.outcomes) == 3


def test_one_run_at_a_time_here_and_in_other_programs(tmp_path: Path) -> None:
    run, system = BackgroundRun(tmp_path / "runs"), _Paused()
    _begin(run, system)
    for other in (run, BackgroundRun(tmp_path / "runs")):
        with pytest.raises(RunError, match=r"is going on already|Another program"):
            _begin(other, system)
    system.may.release(3)
    assert run.wait(10)
    system.may.release(3)
    _begin(run, system)
    assert run.wait(10)
    assert len(list((tmp_path / "runs").glob("*.json"))) == 2


def test_a_cancelled_run_leaves_nothing_and_the_next_may_begin(tmp_path: Path) -> None:
    run, system = BackgroundRun(tmp_path / "runs"), _Paused()
    run.cancel()  # nothing to cancel yet
    _begin(run, system)
    assert system.asked.acquire(timeout=10)
    run.cancel()
    assert run.progress.state == "cancelling"
    system.may.release()
    assert run.wait(10)
    assert (run.progress.state, run.progress.done) == ("cancelled", 1)
    assert not list((tmp_path / "runs").glob("*.json"))
    FileLock(tmp_path / "runs" / ".running.lock").acquire(timeout=0).lock.release()


def test_what_goes_wrong_is_said_and_the_questions_words_stay_out_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for error, said in (
        (DataFolderError("The disk is full.", "Make room."), "disk is full"),
        (ValueError("w0rds"), "log"),
    ):
        run, system = BackgroundRun(tmp_path / "runs"), _Paused(error)
        _begin(run, system)
        system.may.release(3)
        assert run.wait(10)
        assert run.progress.state == "failed"
        assert said in run.progress.said
    assert "ValueError" in caplog.text
    assert "w0rds" not in caplog.text
