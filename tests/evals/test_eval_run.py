"""A run end to end on a made-up system: outcomes, figures, files, baselines, and the comparison of runs."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import orjson
import pytest
from evals_made_up import (
    CLAIMS,
    FakeLibrary,
    FakeSystem,
    fact_in,
    make_answer,
    make_citation,
    make_document,
    make_nugget,
    make_question,
)
from rich.console import Console

from chatbot.answer import Answer, Timings
from evals.compare import Sets, compare_runs
from evals.gold import GoldIndex
from evals.measures import MEASURES
from evals.questions import Question, build_question, question_set_hash
from evals.records import Outcome, RunRecord, read_run, write_run
from evals.run import Filters, choose_questions, run_path, run_questions
from evals.tables import comparison_table, run_table
from kb.errors import DataFolderError, QuestionFileError
from kb.settings import Settings

DOCUMENT = make_document()
SETTINGS = Settings()


def _questions(count: int = 12) -> list[Question]:
    """Half on the nests, half on the rivers, each on a fact of its own; and two to abstain from."""
    asked = [
        make_question(
            DOCUMENT,
            question=f"{'How many nests' if number % 2 else 'Which rivers'} in survey {number}?",
            fact=f"fact-{number}",
            nuggets=[make_nugget(DOCUMENT, 0, r"\b40\b") if number % 2 else make_nugget(DOCUMENT, 2, "3 rivers")],
        )
        for number in range(count)
    ]
    near = make_question(question="Who paid the otters?", type="near_unanswerable", expect="abstain", fact="pay")
    far = make_question(question="Who sings best?", type="far_unanswerable", expect="abstain", fact="song")
    return [*asked, near, far]


def _system(questions: list[Question], wrong: int = 0, **library: str) -> FakeSystem:
    """Answers all questions, the first `wrong` of them with a sentence that holds no nugget."""
    answers = {}
    for number, question in enumerate(questions):
        if question.expect == "answer":
            sentence = 1 if number < wrong else (0 if number % 2 else 2)
            answers[question.question] = make_answer([make_citation(DOCUMENT, sentence)], question=question.question)
    return FakeSystem(FakeLibrary([DOCUMENT], **library), answers)


def _run(wrong: int = 0, *, repeats: int = 1, **library: str) -> RunRecord:
    questions = _questions()
    return run_questions(_system(questions, wrong, **library), questions, SETTINGS, GoldIndex([]), repeats=repeats)


def test_a_run_measures_every_question() -> None:
    record = _run(wrong=3)
    assert len(record.outcomes) == 14
    assert record.measures["vital_recall"].mean == pytest.approx(9 / 12)
    assert record.measures["correct_abstention"].mean == 1
    assert record.measures["correct_abstention"].questions == 2
    assert record.measures["false_abstention"].mean == 0
    assert record.measures["corrected"].mean is None
    assert record.measures["identical"].mean is None
    assert record.auroc == 1
    assert record.verdicts == {"verified": 12}
    assert sum(record.misses.values()) == 3
    assert record.risk_coverage[-1].coverage == pytest.approx(12 / 14)
    assert record.risk_coverage[-1].risk == pytest.approx(3 / 12)


def test_a_run_says_what_produced_it() -> None:
    record = _run()
    assert record.question_set_hash == question_set_hash(_questions())
    assert record.corpus_hash == "corpus-1"
    assert record.settings_hash == SETTINGS.answer_hash
    assert record.provenance.packages["numpy"]
    assert record.run_id == _run(wrong=2).run_id
    assert record.run_id != _run(corpus_hash="corpus-2").run_id


def test_each_miss_has_its_reason() -> None:
    outcome = _run(wrong=1).outcomes[0]
    missed = outcome.nuggets[0]
    assert not outcome.passed
    assert missed.miss == "retrieved, not used"
    assert missed.model_copy(update={"retrieved": False}).miss == "not retrieved"
    assert missed.model_copy(update={"stated": True}).miss is None


def test_repeats_compare_everything_but_timings() -> None:
    assert _run(repeats=2).measures["identical"].mean == 1
    questions = _questions()[:1]

    @dataclass
    class Restless(FakeSystem):
        """More confident each time."""

        calls: int = 0

        def ask(self, *_: object) -> Answer:
            self.calls += 1
            timings = Timings(retrieve=self.calls)
            return make_answer([make_citation(DOCUMENT, 0)], confidence=self.calls / 10, timings_ms=timings)

    record = run_questions(Restless(FakeLibrary([DOCUMENT])), questions, SETTINGS, GoldIndex([]), repeats=2)
    assert record.measures["identical"].mean == 0


def test_filters() -> None:
    questions = [make_question(question=f"In {half}?", fact=fact_in(half)) for half in ("dev", "test")]
    other = make_question(question="Who paid?", type="near_unanswerable", expect="abstain", fact=fact_in("dev"))
    everything = [*questions, other]
    assert choose_questions(everything, Filters(half=["test"])) == (questions[1],)
    assert choose_questions(everything, Filters(type=["near_unanswerable"])) == (other,)
    assert choose_questions(everything, Filters(source=["otter-2001"], half=["dev"])) == (questions[0],)
    assert choose_questions(everything, Filters(id=[other.id, questions[0].id])) == (questions[0], other)
    with pytest.raises(QuestionFileError, match="No question passes"):
        choose_questions(everything, Filters(source=["heron-1999"]))


def test_a_run_is_read_back_as_written(tmp_path: Path) -> None:
    record = _run()
    path = run_path(record, tmp_path / "runs")
    write_run(record, path)
    assert read_run(path) == record
    assert path.name.endswith(f"-auto-{record.run_id}.json")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_baseline_holds_no_text(tmp_path: Path) -> None:
    record = _run(wrong=2)
    write_run(record.as_baseline(), tmp_path / "baseline.json")
    written = (tmp_path / "baseline.json").read_text()
    for text in (*CLAIMS, "survey", "nests", "not in the sources"):
        assert text not in written
    assert compare_runs(read_run(tmp_path / "baseline.json"), record).held


def test_files_that_are_no_runs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(orjson.dumps({"schema_version": 1}))
    with pytest.raises(QuestionFileError, match="not a run"):
        read_run(tmp_path / "run.json")
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_run(tmp_path / "none.json")
    with pytest.raises(DataFolderError, match="cannot be written"):
        write_run(_run(), tmp_path / "run.json" / "below.json")


def test_the_same_run_holds_against_itself() -> None:
    comparison = compare_runs(_run(wrong=2), _run(wrong=2))
    assert comparison.held
    assert comparison.newly_failing == comparison.newly_passing == ()
    assert {change.verdict for change in comparison.changes if change.name != "seconds"} == {"same"}


def test_many_losses_are_a_regression_and_their_repair_is_not() -> None:
    good, bad = _run(), _run(wrong=8)
    worse, better = compare_runs(good, bad), compare_runs(bad, good)
    assert not worse.held
    assert len(worse.newly_failing) == 8
    assert worse.mcnemar_p == pytest.approx(2 / 2**8)
    assert {"vital_recall", "passed"} <= {change.name for change in worse.changes if change.regressed}
    assert better.held
    assert len(better.newly_passing) == 8


def test_a_single_loss_is_noise() -> None:
    comparison = compare_runs(_run(), _run(wrong=1))
    assert comparison.held
    assert len(comparison.newly_failing) == 1


def _changed(record: RunRecord, count: int, **values: float) -> RunRecord:
    """The run with these values on the first `count` questions."""

    def change(outcome: Outcome) -> Outcome:
        return outcome.model_copy(update={"values": {**outcome.values, **values}})

    outcomes = tuple(change(o) if number < count else o for number, o in enumerate(record.outcomes))
    return record.model_copy(update={"outcomes": outcomes})


def test_one_broken_promise_is_a_regression() -> None:
    comparison = compare_runs(_run(), _changed(_run(), 1, quotes_sound=0.5))
    assert not comparison.held
    assert MEASURES["quotes_sound"].label in comparison.regressions[0]


def test_a_loss_that_only_one_of_many_tests_sees_holds() -> None:
    comparison = compare_runs(
        _changed(_run(), 12, direct=1.0), _changed(_changed(_run(), 12, direct=1.0), 5, direct=0.0)
    )
    change = next(change for change in comparison.changes if change.name == "direct")
    assert change.verdict == "worse"
    assert 0.05 / 20 < change.p < 0.05
    assert comparison.held


def test_a_loss_within_tolerance_holds() -> None:
    wordier = _changed(_changed(_run(), 12, words=20.0), 0)
    assert compare_runs(_changed(_run(), 12, words=10.0), wordier).held
    assert not compare_runs(_changed(_run(), 12, words=10.0), _changed(_run(), 12, words=40.0)).held


def test_answers_five_times_as_slow_are_a_regression_on_the_same_kind_of_machine() -> None:
    quick, slow = _changed(_run(), 14, seconds=0.1), _changed(_run(), 14, seconds=0.5)
    assert not compare_runs(quick, slow).held
    assert compare_runs(quick.as_baseline(), slow).held
    elsewhere = slow.model_copy(update={"provenance": slow.provenance.model_copy(update={"platform": "Otter river"})})
    assert compare_runs(quick, elsewhere).held


def test_runs_on_different_questions_are_not_compared() -> None:
    questions = _questions()[:3]
    fewer = run_questions(_system(questions), questions, SETTINGS, GoldIndex([]))
    with pytest.raises(QuestionFileError, match="different questions"):
        compare_runs(_run(), fewer)


def _asked(questions: list[Question], wrong: int = 0) -> RunRecord:
    return run_questions(_system(questions, wrong), questions, SETTINGS, GoldIndex([]))


def test_runs_of_different_sets_are_compared_over_what_both_asked() -> None:
    questions = _questions()
    first, second = _asked(questions[:10]), _asked(questions[4:])
    with pytest.raises(QuestionFileError, match="different questions") as refused:
        compare_runs(first, second)
    assert "--shared-questions" in refused.value.hint
    comparison = compare_runs(first, second, shared_questions=True)
    assert (comparison.questions, comparison.sets) == (6, Sets(only_before=4, only_after=4, judged_otherwise=0))
    assert comparison.held
    # `second` is right where the shared questions are; a later run that is wrong on them alone has regressed.
    worse = compare_runs(first, _asked(questions[2:], wrong=8), shared_questions=True)
    assert worse.questions == len(worse.newly_failing) == 8
    assert not worse.held
    with pytest.raises(QuestionFileError, match="share no question"):
        compare_runs(_asked(questions[:2]), _asked(questions[2:4]), shared_questions=True)


def test_a_question_that_is_judged_by_other_nuggets_is_not_shared() -> None:
    questions = _questions()[:3]
    other = build_question(
        {**questions[0].model_dump(), "nuggets": [make_nugget(DOCUMENT, 1, "dam"), make_nugget(DOCUMENT, 2, "rivers")]}
    )
    before, after = _asked(questions), _asked([other, *questions[1:]])
    for later in (after, after.as_baseline()):
        comparison = compare_runs(before, later, shared_questions=True)
        assert (comparison.questions, comparison.sets) == (2, Sets(0, 0, judged_otherwise=1))


def test_what_is_compared_of_different_sets_is_said() -> None:
    questions = _questions()
    console = Console(width=200, record=True, file=StringIO())
    console.print(comparison_table(compare_runs(_asked(questions[:10]), _asked(questions), shared_questions=True)))
    assert "only the 10 that both asked are compared" in console.export_text()
    assert compare_runs(_run(), _run(), shared_questions=True).sets is None


def test_tags_choose_questions_and_change_no_set() -> None:
    questions = _questions()
    tagged = [build_question({**questions[0].model_dump(), "tags": ["slow", "board-paper"]}), *questions[1:]]
    assert choose_questions(tagged, Filters(tag=["nowhere", "board-paper"])) == (tagged[0],)
    assert question_set_hash(tagged) == question_set_hash(questions)
    assert compare_runs(_asked(questions), _asked(tagged)).held
    with pytest.raises(QuestionFileError, match="No question passes"):
        choose_questions(questions, Filters(tag=["slow"]))


def test_different_corpora_are_compared_only_on_request_and_where_both_hold_the_gold() -> None:
    first, second = _run(), _run(corpus_hash="corpus-2")
    with pytest.raises(QuestionFileError, match="different corpora") as refused:
        compare_runs(first, second)
    assert "--across-corpora" in refused.value.hint
    assert compare_runs(first, second, across_corpora=True).left_out == 0
    lost = second.outcomes[0].model_copy(update={"values": {**second.outcomes[0].values, "vital_retrieved": None}})
    without = second.model_copy(update={"outcomes": (lost, *second.outcomes[1:])})
    assert compare_runs(first, without, across_corpora=True).left_out == 1


def test_tables_show_what_was_found() -> None:
    console = Console(width=200, record=True, file=StringIO())
    console.print(run_table(_run(wrong=2)), comparison_table(compare_runs(_run(), _run(wrong=8))))
    shown = console.export_text()
    assert "vital nuggets stated" in shown
    assert "REGRESSED" in shown
    assert "Newly failing: q-" in shown
    assert "not retrieved" in shown


def test_passages_are_counted_only_against_passages_cut_alike() -> None:
    good, worse = _changed(_run(), 12, ndcg_at_10=1.0), _changed(_run(), 12, ndcg_at_10=0.5)
    assert not compare_runs(good, worse).held
    assert compare_runs(good, worse.model_copy(update={"index_hash": "cut otherwise"})).held
