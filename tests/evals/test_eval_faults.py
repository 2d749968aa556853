"""Each fault does what it says, a measure sees it, and the harness counts what the gate says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evals_made_up import (
    RECORD,
    FakeLibrary,
    FakeSystem,
    make_answer,
    make_citation,
    make_document,
    make_nugget,
    make_question,
)

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from evals.faults import FAULTS, answers, measure
from evals.faults.answers import (
    alter_digits,
    drop_negations,
    repeat_sentences,
    shift_offsets,
    shuffle_citations,
    wrong_page,
    wrong_title,
)
from evals.faults.judgement import NeverAbstains, always_abstain
from evals.faults.measure import STRENGTHS, FaultResult, GateResult, NoOpResult, measure_gate, reached
from evals.faults.no_ops import NO_OPS, NoOp
from evals.faults.retrieval import (
    RandomEmbedder,
    with_half_missing,
    with_stale_index,
    with_truncated_passages,
    without_bm25,
)
from evals.faults.spec import AlteredAnswers, Fault, Recalled, with_search
from evals.faults.table import END, START, render_gate, write_into
from evals.gold import GoldIndex
from evals.questions import Question
from evals.records import RunRecord
from evals.run import run_question, run_questions
from kb.errors import DataFolderError
from kb.library import Library
from kb.settings import Settings

DOCUMENT = make_document()
QUESTION = make_question(DOCUMENT)
QUERY = "What does the regional board expect of nurses?"


def _healthy() -> FakeSystem:
    answer = make_answer([make_citation(DOCUMENT, 0), make_citation(DOCUMENT, 1, marker=2)], question=QUESTION.question)
    return FakeSystem(FakeLibrary([DOCUMENT], records={RECORD.source_id: RECORD}), {QUESTION.question: answer})


def test_there_are_fifteen_faults_and_twenty_no_op_changes() -> None:
    assert len({fault.name for fault in FAULTS}) == 15
    assert len({change.name for change in NO_OPS}) == 20


@pytest.mark.parametrize(
    ("alter", "measure_name", "healthy", "faulty"),
    [
        (shuffle_citations, "quoted_as_cited", 1, 0),
        (shift_offsets, "spans_exact", 1, 0),
        (alter_digits, "spans_exact", 1, 0.5),
        (drop_negations, "spans_exact", 1, 0.5),
        (repeat_sentences, "words", 11, 22),
        (wrong_page, "attributed", 1, 0),
        (wrong_title, "attributed", 1, 1),  # a title of one word stays what it is
        (always_abstain, "false_abstention", 0, 1),
    ],
)
def test_a_measure_sees_each_fault_of_answers(
    alter: Callable[[Answer], Answer], measure_name: str, healthy: float, faulty: float
) -> None:
    def value(system: FakeSystem | AlteredAnswers) -> float | None:
        return run_question(system, QUESTION, Settings(), GoldIndex([])).values[measure_name]

    assert value(_healthy()) == healthy
    assert value(AlteredAnswers(_healthy(), alter)) == faulty


def test_a_longer_title_is_no_longer_the_records() -> None:
    answer = make_answer([make_citation(DOCUMENT, 0, title="Otters of Norway")])
    assert wrong_title(answer).citations[0].title == "Norway of Otters"


@pytest.mark.parametrize("fault", answers.FAULTS, ids=lambda fault: fault.name)
def test_abstentions_are_left_as_they_are(fault: Fault) -> None:
    system = _healthy()
    wrapped = fault.put_into(type("Healthy", (), {"recalled": Recalled(system)})())
    assert wrapped.ask("Unknown?") == system.ask("Unknown?")


def test_a_recalled_answer_is_given_once() -> None:
    system = _healthy()
    recalled = Recalled(system)
    first = recalled.ask(QUESTION.question)
    system.answers.clear()
    assert recalled.ask(QUESTION.question) is first


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


def test_search_faults_do_what_they_say(briefing: Briefing) -> None:
    library: Library = briefing.library
    whole = library.search(QUERY, 3)
    dense = with_search(briefing, without_bm25).library.search(QUERY, 3)
    assert [hit.passage for hit in dense] == [hit.passage for hit in library.search(QUERY, 3, mode="dense")]
    everything = library.search(QUERY, 50)
    rest = with_search(briefing, with_half_missing).library.search(QUERY, 50)
    assert {hit.passage.passage_id for hit in rest} < {hit.passage.passage_id for hit in everything}
    moved = with_search(briefing, with_stale_index).library.search(QUERY, 3)
    assert all(a.passage != b.passage and a.document is b.document for a, b in zip(moved, whole, strict=True))
    short = with_search(briefing, with_truncated_passages).library.search(QUERY, 3)
    assert all(hit.passage.first_sentence == hit.passage.last_sentence for hit in short)
    assert all(b.text.startswith(a.text) for a, b in zip(short, whole, strict=True))


def test_a_random_embedder_repeats_itself_and_means_nothing(briefing: Briefing) -> None:
    embedder = briefing.library.embedder
    assert embedder is not None
    noise = RandomEmbedder(embedder)
    vectors = noise.embed_texts(["otter", "otter", "heron"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert (vectors[0] == vectors[1]).all()
    assert abs(float(vectors[0] @ embedder.embed_texts(["otter"])[0])) < 0.3
    vector, tokens = noise.embed_query("otters and herons")
    assert (vector == noise.embed_texts(["otters and herons"])[0]).all()
    assert tokens.offsets == embedder.embed_query("otters and herons")[1].offsets
    assert noise.identity == embedder.identity


def test_one_that_never_abstains_answers_what_it_should_not(briefing: Briefing) -> None:
    far = "Which comet passed the harbour in 1910?"
    assert not NeverAbstains(briefing.library).ask(far).abstained


def test_a_stronger_fault_reaches_all_that_a_weaker_one_does() -> None:
    names = [f"q-{number}" for number in range(2000)]
    groups = [{name for name in names if reached("otters", name, share)} for share in STRENGTHS]
    assert groups[0] < groups[1] < groups[2]
    assert len(groups[2]) == len(names)
    assert 0.03 < len(groups[0]) / len(names) < 0.07


def _harbour_question(briefing: Briefing) -> Question:
    document = next(iter(briefing.library.documents.values()))
    sentence = next(i for i, s in enumerate(document.sentences) if "41,000" in document.slice(s))
    return make_question(
        document,
        question="How many residents does the shared budget of the harbour clinics cover?",
        source_ids=[document.source_id],
        nuggets=[make_nugget(document, sentence, "41,?000")],
    )


def test_the_harness_counts_what_the_gate_says(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    shifted = next(fault for fault in FAULTS if fault.name == "offsets wrong by one")
    none = replace(shifted, name="none", put_into=lambda healthy: healthy.briefing)
    monkeypatch.setattr("evals.compare.SLOWER_FACTOR", float("inf"))  # seconds of a single question are noise
    monkeypatch.setattr(measure, "ingested", lambda *_: briefing)
    monkeypatch.setattr(measure, "FAULTS", (shifted, none))
    monkeypatch.setattr(measure, "NO_OPS", (NoOp("as it is", lambda bench: bench.briefing, reverse_order=True),))
    done: list[str] = []
    result = measure_gate(briefing.library.settings, [_harbour_question(briefing)], done.append)
    assert done == ["the pipeline as it is", "offsets wrong by one, flagged", "none, held", "as it is, held"]
    assert [fault.flagged[-1] for fault in result.faults] == [True, False]
    assert result.caught == 1
    assert result.false_alarms == 0
    assert not result.sound


def _result(caught: int, alarms: int) -> GateResult:
    faults = tuple(FaultResult(f"f{n}", "does", ((), (), ("measure: 1 to 0",) * (n < caught))) for n in range(15))
    no_ops = tuple(NoOpResult(f"n{n}", ("measure: 1 to 0",) * (n < alarms)) for n in range(20))
    return GateResult(100, faults, no_ops)


def test_the_gate_is_sound_when_it_catches_and_raises_no_false_alarm() -> None:
    assert _result(14, 0).sound
    assert not _result(13, 0).sound
    assert not _result(15, 1).sound


def test_the_table_replaces_what_stands_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "evals.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n", encoding="utf-8")
    write_into(page, _result(15, 0))
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert render_gate(_result(15, 0)) in text
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(DataFolderError, match="no place"):
        write_into(page, _result(15, 0))
    with pytest.raises(DataFolderError, match="cannot be read"):
        write_into(tmp_path / "none.md", _result(15, 0))


class _Clock:
    """A clock that moves by a second whenever it is read, and by what is slept: a busy machine does not move it."""

    def __init__(self) -> None:
        self._now = 0.0

    def perf_counter(self) -> float:
        self._now += 1
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


def test_a_fault_in_time_is_held_against_the_pipeline_timed_next_to_it(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = _Clock()
    monkeypatch.setattr("evals.run.time", clock)
    monkeypatch.setattr("evals.faults.judgement.time", clock)
    slow = next(fault for fault in FAULTS if fault.about_time)
    runs: list[int] = []

    def run(*arguments: Any) -> RunRecord:
        runs.append(1)
        return run_questions(*arguments)

    monkeypatch.setattr(measure, "ingested", lambda *_: briefing)
    monkeypatch.setattr(measure, "run_questions", run)
    monkeypatch.setattr(measure, "FAULTS", (slow,))
    monkeypatch.setattr(measure, "NO_OPS", ())
    result = measure_gate(briefing.library.settings, [_harbour_question(briefing)], lambda _: None)
    assert len(runs) == 2
    assert result.faults[0].flagged[-1]
