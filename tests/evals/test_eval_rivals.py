"""Baseline systems: they paste within the limit, cite what they paste exactly, and are judged as ours is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from evals_made_up import make_nugget, make_question

from evals.describe import rival_rows
from evals.gold import GoldIndex
from evals.measures.length import SHORT_MAX_WORDS
from evals.questions import Question
from evals.records import RunRecord, read_run, write_run
from evals.report_html import render_html
from evals.report_markdown import render_markdown
from evals.rivals import RIVALS
from evals.rivals.measure import measure_rivals, rival_outcome
from evals.rivals.paste import Stretch, paste
from evals.rivals.spec import Rival
from evals.run import run_questions
from kb.documents import Document, Span
from kb.library import Library
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(harbour_settings: Settings) -> Iterator[Library]:
    return Library.open(harbour_settings)


@pytest.fixture(scope="module")
def document(library: Library) -> Document:
    return next(iter(library.documents.values()))


@pytest.fixture(scope="module")
def question(document: Document) -> Question:
    sentence = next(i for i, s in enumerate(document.sentences) if "41,000" in document.slice(s))
    return make_question(
        document,
        question="How many residents does the shared budget of the harbour clinics cover?",
        source_ids=[document.source_id],
        nuggets=[make_nugget(document, sentence, "41,?000")],
    )


@pytest.mark.parametrize("build", RIVALS.values(), ids=RIVALS)
def test_each_answers_within_the_limit_and_cites_exactly(
    build: Callable[[Library], Rival], library: Library, question: Question
) -> None:
    outcome = rival_outcome(build(library), library, question, GoldIndex([]))
    assert outcome.status == "answered"
    assert outcome.answer is not None
    assert len(outcome.answer.split()) <= SHORT_MAX_WORDS
    for promise in ("spans_exact", "quoted_as_cited", "attributed", "within_limit"):
        assert outcome.values[promise] == 1, promise
    assert outcome.values["vital_recall"] == 1
    assert 0 < outcome.confidence <= 1


def test_retrieval_is_judged_only_where_the_librarys_search_was_used(library: Library, question: Question) -> None:
    found = {name: rival_outcome(build(library), library, question, GoldIndex([])) for name, build in RIVALS.items()}
    measured = {name for name, outcome in found.items() if outcome.values["mrr"] is not None}
    assert measured == {"bm25", "dense", "best_passage"}


def test_a_question_without_known_words_gets_no_answer_from_bm25(library: Library) -> None:
    assert RIVALS["bm25"](library).ask("Zyxgh?").abstained


def test_pasting_stops_at_the_limit_and_leaves_out_empty_stretches(library: Library, document: Document) -> None:
    whole = Span(char_start=0, char_end=len(document.text))
    empty = Stretch(document, Span(char_start=0, char_end=0))
    answer = paste("?", [empty, *[Stretch(document, whole)] * 3], library, confidence=7.0)
    assert len(answer.answer.split()) == SHORT_MAX_WORDS
    assert answer.confidence == 1
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(document.slice(span) == span.quote for c in answer.citations for span in c.spans)
    assert paste("?", [empty], library, confidence=0.5).abstained


@pytest.fixture(scope="module")
def run(library: Library, question: Question) -> RunRecord:
    gold = GoldIndex([])
    ours = RIVALS["plain_sum"](library)
    record = run_questions(ours, [question], library.settings, gold)
    return record.model_copy(update={"rivals": measure_rivals(library, [question], gold, record.outcomes)})


def test_margins_are_ours_minus_theirs(run: RunRecord) -> None:
    by_name = {rival.name: rival for rival in run.rivals}
    assert list(by_name) == list(RIVALS)
    assert by_name["plain_sum"].margins["vital_recall"].mean == 0
    words = by_name["best_passage"]
    assert words.margins["words"].mean == run.measures["words"].mean - words.measures["words"].mean  # type: ignore[operator]  # both answered


def test_reports_show_them_and_a_baseline_leaves_them_out(run: RunRecord, tmp_path: Path) -> None:
    write_run(run, tmp_path / "run.json")
    read = read_run(tmp_path / "run.json")
    assert read.rivals == run.rivals
    for page in (render_html(read), render_markdown(read)):
        assert all(rival.label in page for rival in run.rivals)
    rows = {row[0]: row for row in rival_rows(read)}
    assert rows["vital nuggets stated"][1:] == ["1.000"] * 6
    assert read.as_baseline().rivals == ()
