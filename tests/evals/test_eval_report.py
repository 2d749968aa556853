"""Reports hold what they should, escape what they quote, and the shareable ones hold no source's words."""

from xml.etree import ElementTree

import pytest
from evals_made_up import CLAIMS, FakeLibrary, FakeSystem, make_answer, make_citation, make_document, make_question

from chatbot.answer import Segment
from evals.charts import interval_bar, step_curve
from evals.gold import GoldIndex
from evals.records import RunRecord
from evals.report_html import render_html
from evals.report_junit import render_junit
from evals.report_markdown import render_markdown
from evals.run import run_questions
from kb.settings import Settings

DOCUMENT = make_document()
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def record() -> RunRecord:
    """One question passed, one answered beside the point with markup, one wrongly abstained, one wrongly answered."""
    good = make_question(DOCUMENT)
    beside = make_question(DOCUMENT, question=f"How {HOSTILE}?", fact="a")
    abstained = make_question(DOCUMENT, question="How many then?", fact="b")
    near = make_question(question="Who paid?", type="near_unanswerable", expect="abstain", fact="c", note="no payer")
    premise = make_question(
        DOCUMENT, question="Why 50?", type="false_premise", expect="correct", fact="d", note="it was 40"
    )
    said = (Segment(text=f"Beavers {HOSTILE}", kind="quote", markers=(1,)),)
    answers = {
        good.question: make_answer([make_citation(DOCUMENT, 0)]),
        beside.question: make_answer([make_citation(DOCUMENT, 1)], segments=said),
        near.question: make_answer([make_citation(DOCUMENT, 1)]),
        premise.question: make_answer([make_citation(DOCUMENT, 0)]),
    }
    questions = [good, beside, abstained, near, premise]
    return run_questions(FakeSystem(FakeLibrary([DOCUMENT]), answers), questions, Settings(), GoldIndex([]))


def test_the_page_shows_every_failure_and_escapes_it(record: RunRecord) -> None:
    page = render_html(record)
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") == 2
    assert page.count("<details>") == 4
    assert "4 of 5 questions not passed" in page
    for why in (
        "vital nuggets missed: 1 not retrieved",
        "abstained although",
        "answered although",
        "false premise",
    ):
        assert why in page
    assert "it was 40" in page


def test_the_page_needs_nothing_beside_it(record: RunRecord) -> None:
    page = render_html(record)
    for reference in ("http://", "https://", "src=", "href=", "<script", "@import", "url("):
        assert reference not in page
    assert page.count("<svg") > 5


def test_a_run_that_answered_nothing_has_no_curve() -> None:
    near = make_question(question="Who paid?", type="near_unanswerable", expect="abstain", fact="c")
    quiet = run_questions(FakeSystem(FakeLibrary([DOCUMENT])), [near], Settings(), GoldIndex([]))
    assert "No question was answered." in render_html(quiet)


def test_markdown_and_junit_hold_no_source_words(record: RunRecord) -> None:
    for text in (render_markdown(record), render_junit(record)):
        assert not any(claim in text for claim in (*CLAIMS, HOSTILE))
        assert sum(outcome.question_id in text for outcome in record.outcomes) >= 4


def test_junit_counts_tests_and_failures(record: RunRecord) -> None:
    suite = ElementTree.fromstring(render_junit(record))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "4", "0")
    assert len(suite.findall("testcase/failure")) == 4
    assert all(case.get("time") for case in suite.findall("testcase"))
    baseline = ElementTree.fromstring(render_junit(record.as_baseline()))
    assert not any(case.get("time") for case in baseline.findall("testcase"))


def test_a_bar_is_as_long_as_its_share() -> None:
    bar = ElementTree.fromstring(interval_bar(0.5, 0.25, 1.2))
    assert [rect.get("width") for rect in bar.findall("rect")] == ["220", "110.0"]
    whisker = bar.find("line")
    assert whisker is not None
    assert (whisker.get("x1"), whisker.get("x2")) == ("55.0", "220.0")
    assert ElementTree.fromstring(interval_bar(0.5, None, None)).find("line") is None


def test_a_curve_runs_from_corner_to_corner() -> None:
    curve = ElementTree.fromstring(step_curve([(0, 0), (1, 1)], "coverage", "risk <", "A & B"))
    line = curve.find("polyline[@class='line']")
    assert line is not None
    assert line.get("points") == "40.0,220.0 380.0,40.0"
    assert curve.get("aria-label") == "A & B"
