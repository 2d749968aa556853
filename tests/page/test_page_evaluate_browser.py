"""The visit "evaluate" in a real browser: run, see what failed, compare, take feedback up, edit with a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from page_asking import ask
from page_evaluate_made_up import BUDGET, SUNDAYS, VOLCANO, evaluate_settings
from playwright.sync_api import Browser, Locator, Page, expect

from chatbot.authority.authority import Authority
from chatbot.current_briefing import CurrentBriefing
from chatbot.page import open_page
from chatbot.pipeline import Briefing
from evals.kept_runs import KeptRuns
from evals.page.evaluate_desk import EvaluateDesk
from evals.page.evaluate_place import EvaluateAction
from evals.page.evaluate_visit import EvaluateVisit
from evals.question_shelf import QuestionShelf
from evals.records import write_run
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def settings(page_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return evaluate_settings(page_settings, tmp_path_factory.mktemp("evaluate-browser") / "data")


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """Where the page with the tab is served, in one-person mode."""
    page, address, _ = open_page(settings, [EvaluateVisit()])
    yield address
    page.close(verbose=False)


@pytest.fixture(scope="module")
def made_run(settings: Settings) -> None:
    """A run with a failure, made without the page."""
    desk = EvaluateDesk(CurrentBriefing(Briefing.open(settings)), Authority(settings))
    fields = {"set": ["own"], "corpus": ["originals"]}
    desk.act({}, EvaluateAction(act="begin", view="start", fields=fields))
    assert desk.wait(60)


def _to(page: Page, way: str, title: str) -> Locator:
    """A view of the tab by its button; the keyboard is at its heading."""
    view = page.locator("#evaluate")
    tab = page.get_by_role("tab", name="Evaluate")
    if tab.get_attribute("aria-selected") != "true":
        tab.click()
        expect(view.locator("#evaluate-heading")).to_be_visible(timeout=15_000)
    view.get_by_role("navigation").get_by_role("button", name=way).click()
    expect(view.locator("#evaluate-heading")).to_have_text(title, timeout=15_000)
    expect(view.locator("#evaluate-heading")).to_be_focused()
    return view


def _run_own(page: Page, settings: Settings) -> str:
    """A run of one's own questions; the name it is kept under."""
    view = _to(page, "New run", "Run the questions")
    view.get_by_label("Answers come from").select_option("originals")
    view.get_by_label("Questions", exact=True).select_option("own")
    view.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".run-progress")).to_contain_text("The run is done: 4 questions", timeout=30_000)
    expect(page.get_by_role("status").filter(has_text="The run is done: 4 questions.")).to_have_count(1)
    expect(page.locator("#evaluate-cancel")).to_be_hidden()
    return KeptRuns(settings.data_dir).all().runs[0].name


def test_run_the_questions_and_see_what_failed(page: Page, settings: Settings) -> None:
    _run_own(page, settings)
    page.locator(".run-progress").get_by_role("button", name="Open the run").click()
    view = page.locator("#evaluate")
    expect(view.locator("#evaluate-heading")).to_have_text("Run on originals: 3 of 4 passed", timeout=15_000)
    expect(view.locator(".outcomes > li")).to_have_count(1)
    view.get_by_label("Which").select_option("all")
    view.get_by_role("button", name="Show", exact=True).click()
    expect(view.locator(".outcomes > li")).to_have_count(4)
    view.locator(".outcomes").get_by_role("button", name=SUNDAYS).press("Enter")
    expect(view.locator("#evaluate-heading")).to_have_text(SUNDAYS, timeout=15_000)
    expected, said = view.get_by_label("Expected", exact=True), view.get_by_label("Said", exact=True)
    expect(expected).to_contain_text("On Sundays they close at noon")
    expect(expected.locator(".missed")).to_have_text("✗ missed: retrieved, not used")
    mark = said.get_by_role("link", name="Citation 1")
    mark.first.focus()
    page.keyboard.press("Enter")
    expect(said.locator("#said-1")).to_be_focused()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(view.locator("#evaluate-heading")).to_contain_text("Run on originals", timeout=15_000)


def test_compare_two_runs(page: Page, settings: Settings) -> None:
    before = _run_own(page, settings)
    kept = KeptRuns(settings.data_dir)
    record = kept.read(before)
    broken = tuple(
        outcome.model_copy(update={"values": {**outcome.values, "passed": 0.0}})
        if outcome.question == BUDGET
        else outcome
        for outcome in record.outcomes
    )
    write_run(record.model_copy(update={"started": "2099-01-01T00:00:00+00:00", "outcomes": broken}),
              kept.folder / "later.json")  # fmt: skip
    view = _to(page, "Compare", "Compare two runs")
    view.get_by_label("Before").select_option(before)
    view.get_by_label("After").select_option("later")
    view.get_by_role("button", name="Compare").last.click()
    expect(view.get_by_role("heading", name="What broke")).to_be_visible(timeout=15_000)
    expect(view.locator(".changed > li")).to_have_count(1)
    expect(view.locator(".changed")).to_contain_text(BUDGET)
    expect(view.get_by_role("row", name="questions passed")).to_contain_text("could be noise")
    (kept.folder / "later.json").unlink()
    view.get_by_role("button", name="After", exact=True).click()
    expect(view.get_by_role("alert")).to_contain_text("That run is no longer kept.", timeout=15_000)


def test_the_history_is_a_picture_with_its_figures_below(page: Page, settings: Settings) -> None:
    for _ in range(2):
        _run_own(page, settings)
    view = _to(page, "Runs", "How answers do")
    picture = view.get_by_role("img", name="questions passed")
    expect(picture).to_be_visible()
    dots = picture.locator("circle").count()
    assert dots >= 2
    view.locator("summary", has_text="The figures of the pictures").click()
    expect(view.locator("details[open] tbody tr")).to_have_count(dots)


def test_a_long_run_is_cancelled(page: Page, settings: Settings) -> None:
    runs = len(KeptRuns(settings.data_dir).all().runs)
    view = _to(page, "New run", "Run the questions")
    view.get_by_label("Questions", exact=True).select_option("project")
    view.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("progress")).to_be_visible(timeout=15_000)
    page.locator("#evaluate-cancel").click()
    expect(page.locator(".run-progress")).to_contain_text("The run was cancelled after", timeout=30_000)
    assert len(KeptRuns(settings.data_dir).all().runs) == runs


def test_feedback_becomes_a_question_and_a_mistake_is_refused(page: Page, settings: Settings) -> None:
    asked = "What did the nurses of the clinics write on the board?"
    ask(page, asked)
    page.locator("#answer").get_by_role("button", name="Not useful").click()
    page.locator("#answer").get_by_label("What was good").fill("Say <b>where</b>.")
    page.locator("#answer").get_by_role("button", name="Send the comment").click()
    expect(page.locator("#answer .feedback-said")).to_contain_text("Your comment is kept")
    view = _to(page, "Feedback", "What readers said")
    expect(view.locator(".comment")).to_have_text("Say <b>where</b>.")
    view.get_by_role("button", name="Make it a question").click()
    expect(view.locator("#evaluate-heading")).to_have_text("A new question", timeout=15_000)
    expect(view.get_by_label("Question", exact=True)).to_have_value(asked)
    view.get_by_label("Fact").fill("two words")
    view.get_by_label("Patterns that recognise it").fill("(chalk")
    view.get_by_role("button", name="Save the question").click()
    summary = view.get_by_role("alert")
    expect(summary).to_contain_text("The question was not saved.", timeout=15_000)
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(summary.get_by_role("link").first).to_be_focused()
    summary.get_by_role("link", name="Nugget 1, patterns").click()
    expect(view.get_by_label("Patterns that recognise it")).to_be_focused()
    expect(view.get_by_label("Patterns that recognise it")).to_have_attribute("aria-invalid", "true")
    view.get_by_label("Patterns that recognise it").fill("chalk")
    view.get_by_label("Fact").fill("board-words")
    view.get_by_label("Where the originals state it").fill('quay-2019 "chalk on it"')
    view.get_by_role("button", name="Save the question").click()
    expect(view.locator(".saved")).to_contain_text("Saved in own.jsonl", timeout=15_000)
    held = [h for h in QuestionShelf(settings.own_questions_dir).questions().values() if h.question.question == asked]
    assert [question.question.fact for question in held] == ["board-words"]
    _to(page, "Feedback", "What readers said")
    expect(view.locator(".brief-empty")).to_contain_text("There is nothing to look at")


def test_two_who_edit_one_question_do_not_overwrite_each_other(
    page: Page, browser: Browser, address: str, settings: Settings
) -> None:
    def opened(at: Page) -> Locator:
        view = _to(at, "Questions", "Questions")
        view.get_by_label("With the words").fill("vanuatu")
        view.get_by_role("button", name="Show", exact=True).click()
        expect(view.locator(".outcomes > li")).to_have_count(1)
        view.locator(".outcomes").get_by_role("button", name=VOLCANO).click()
        expect(view.locator("#evaluate-heading")).to_have_text("Edit the question", timeout=15_000)
        return view

    with browser.new_context(reduced_motion="reduce") as context:
        other = context.new_page()
        other.goto(address)
        expect(other.get_by_label("Your question")).to_be_visible(timeout=30_000)
        mine, theirs = opened(page), opened(other)
        theirs.get_by_label("Note").fill("theirs")
        theirs.get_by_role("button", name="Save the question").click()
        expect(theirs.locator(".saved")).to_be_visible(timeout=15_000)
        mine.get_by_label("Note").fill("mine")
        mine.get_by_role("button", name="Save the question").click()
        expect(mine.get_by_role("alert")).to_contain_text("Somebody changed this question", timeout=15_000)
        expect(mine.get_by_label("Note")).to_have_value("mine")
    held = [h for h in QuestionShelf(settings.own_questions_dir).questions().values() if h.question.question == VOLCANO]
    assert [question.question.note for question in held] == ["theirs"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light")])
def test_no_view_needs_sideways_scrolling(
    browser: Browser, address: str, made_run: None, width: int, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 640}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        tab = page.get_by_role("tab", name="Evaluate")
        if not tab.is_visible():
            page.locator(".overflow-menu button").first.click()
            tab = page.locator(".overflow-dropdown button", has_text="Evaluate")
        tab.click()
        view = page.locator("#evaluate")
        expect(view.locator("#evaluate-heading")).to_be_visible(timeout=15_000)
        for way, title in (("Compare", "Compare two"), ("New run", "Run the"), ("Questions", "Questions"),
                           ("Feedback", "What readers"), ("Runs", "How answers")):  # fmt: skip
            view.get_by_role("navigation").get_by_role("button", name=way).first.click()
            expect(view.locator("#evaluate-heading")).to_contain_text(title, timeout=15_000)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, way
        view.get_by_role("button", name="Open the run").first.click()
        expect(view.locator("#evaluate-heading")).to_contain_text("Run on", timeout=15_000)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        view.locator(".outcomes button").first.click()
        expect(view.get_by_label("Expected", exact=True)).to_be_visible(timeout=15_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        view.get_by_role("button", name="Edit the question").click()
        expect(view.locator("#evaluate-heading")).to_have_text("Edit the question", timeout=15_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
