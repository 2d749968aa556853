"""The study views in a real browser, by keyboard: answer cards, walk the map, follow a path; marks outlast a reload."""

from __future__ import annotations

import pytest
from page_explore_made_up import make_explore_library
from playwright.sync_api import Browser, Locator, Page, expect

from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def page_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The library with a note beside an original, themes, terms and events, instead of the other tests' one."""
    return make_explore_library(tmp_path_factory.mktemp("study-page"))


def _open(page: Page, view: str, heading: str) -> Locator:
    page.get_by_role("tab", name="Explore").click()
    expect(page.locator("#explore-heading")).to_be_visible(timeout=15_000)
    page.get_by_role("navigation", name="Explore").get_by_role("button", name=view).click()
    _heading(page, heading)
    return page.locator("#explore")


def _heading(page: Page, words: str) -> None:
    expect(page.locator("#explore-heading")).to_contain_text(words, timeout=15_000)


def _press_until_focused(page: Page, target: Locator, most: int = 20) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")


def test_answer_a_card_by_keyboard_and_find_the_mark_again_after_a_reload(page: Page) -> None:
    tab = _open(page, "Quiz", "Quiz cards")
    expect(tab).to_contain_text("0 known, 0 not yet")
    expect(tab.locator(".quiz-answer")).not_to_be_visible()
    _press_until_focused(page, tab.locator(".quiz-back summary"))
    page.keyboard.press("Enter")
    expect(tab.locator(".quiz-answer")).to_be_visible()
    first = tab.locator(".quiz-prompt").inner_text()
    _press_until_focused(page, tab.get_by_role("button", name="I knew it"))
    page.keyboard.press("Enter")
    expect(tab).to_contain_text("1 known, 0 not yet", timeout=15_000)
    expect(page.locator("#explore-heading")).to_be_focused()
    expect(page.locator("#announcer [role=status]")).to_have_text("Marked as known.")
    expect(tab.locator(".quiz-prompt")).not_to_have_text(first)
    _press_until_focused(page, tab.locator(".quiz-back summary"))
    page.keyboard.press("Enter")
    _press_until_focused(page, tab.get_by_role("button", name="Not yet"))
    page.keyboard.press("Enter")
    expect(tab).to_contain_text("1 known, 1 not yet", timeout=15_000)
    page.reload()
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    expect(_open(page, "Quiz", "Quiz cards")).to_contain_text("1 known, 1 not yet", timeout=15_000)


def test_a_card_opens_at_its_words(page: Page) -> None:
    tab = _open(page, "Quiz", "Quiz cards")
    tab.get_by_label("Source").select_option("quay-2019")
    tab.get_by_role("button", name="Take this pack").click()
    expect(tab).to_contain_text("from Okafor (2019)", timeout=15_000)
    tab.get_by_text("Show the answer").click()
    answer = tab.locator(".quiz-answer").inner_text()
    tab.get_by_role("button", name="Open at the words").click()
    _heading(page, "Okafor (2019)")
    expect(tab.locator(".words mark")).to_contain_text(answer)
    tab.get_by_role("button", name="Back").click()
    _heading(page, "Quiz cards")


def test_marks_are_a_visitors_own(page: Page, browser: Browser, address: str) -> None:
    tab = _open(page, "Quiz", "Quiz cards")
    tab.get_by_text("Show the answer").click()
    tab.get_by_role("button", name="I knew it").click()
    expect(tab).to_contain_text("1 known", timeout=15_000)
    with browser.new_context(reduced_motion="reduce") as context:
        other = context.new_page()
        other.goto(address)
        expect(other.get_by_label("Your question")).to_be_visible(timeout=30_000)
        expect(_open(other, "Quiz", "Quiz cards")).to_contain_text("0 known")


def test_walk_the_map_with_arrow_keys_and_open_a_mark(page: Page) -> None:
    tab = _open(page, "Map", "Map of passages")
    marks = tab.locator(".map-mark")
    assert marks.count() > 1
    _press_until_focused(page, marks.first)
    expect(tab.locator(".map-named")).to_have_text(marks.first.get_attribute("aria-label") or "-")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    named = page.evaluate("document.activeElement.getAttribute('aria-label')")
    moved = page.evaluate("document.activeElement.classList.contains('map-mark')")
    assert moved
    expect(tab.locator(".map-named")).to_have_text(named)
    expect(tab.locator('.map-mark[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    _heading(page, "Passages of a mark")
    expect(tab.locator(".explore-passages li").first).to_be_visible()
    tab.get_by_role("button", name="Back", exact=True).click()
    _heading(page, "Map of passages")
    marks.last.hover()
    expect(tab.locator(".map-named")).to_have_text(marks.last.get_attribute("aria-label") or "-")
    tab.locator(".map-legend button").first.click()
    expect(tab.locator("form select[name=theme]")).not_to_have_value("", timeout=15_000)


def test_on_a_phone_the_map_is_a_list(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        tab = _open(page, "Map", "Map of passages")
        expect(tab.locator(".passage-map")).not_to_be_visible()
        tab.locator(".map-words").get_by_role("button", name="Lind (2021)").click()
        _heading(page, "Lind (2021) on Money")


def test_follow_a_path_and_mark_its_steps(page: Page) -> None:
    tab = _open(page, "Reading paths", "Reading paths")
    tab.get_by_role("button", name="Money").click()
    _heading(page, "Reading path: Money")
    step = tab.locator(".path-steps > li").first
    step.get_by_role("button", name="Mark as done").focus()
    page.keyboard.press("Enter")
    expect(step.get_by_role("button", name="Done: take the mark away")).to_be_focused(timeout=15_000)
    step.locator("h4 button").click()
    expect(tab).to_contain_text("Step 1 of")
    tab.get_by_role("button", name="Open at the words").first.click()
    expect(tab.locator(".words mark")).to_be_visible()
    tab.get_by_role("button", name="Back", exact=True).click()
    tab.get_by_role("button", name="Next step").click()
    expect(tab).to_contain_text("Step 2 of")


def test_the_library_as_cards(page: Page) -> None:
    tab = _open(page, "Library", "The library")
    tab.get_by_label("Shown").select_option("cards")
    tab.get_by_role("button", name="Filter").click()
    expect(tab.locator(".library-cards > li")).to_have_count(3, timeout=15_000)
    with page.expect_download() as downloading:
        tab.get_by_role("button", name="download these 3 references").nth(1).click()
    assert downloading.value.suggested_filename == "library.ris"
