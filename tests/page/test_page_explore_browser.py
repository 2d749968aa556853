"""The Explore tab in a real browser: filter, open a source, a term, a cell; search; take references away; a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from page_explore_made_up import make_explore_library
from playwright.sync_api import Browser, Locator, Page, expect

from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

_VIEWS = ("Library", "Search", "Themes", "Glossary", "Timeline", "Map", "Reading paths", "Quiz")
_HEADINGS = ("The library", "Search", "Themes", "Glossary", "Timeline", "Map of", "Reading paths", "Quiz cards")


@pytest.fixture(scope="module")
def page_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The library with a note beside an original, themes, terms and events, instead of the other tests' one."""
    return make_explore_library(tmp_path_factory.mktemp("explore-page"))


def _explore(page: Page) -> Locator:
    page.get_by_role("tab", name="Explore").click()
    expect(page.locator("#explore-heading")).to_have_text("The library", timeout=15_000)
    return page.locator("#explore")


def _go(page: Page, view: str) -> None:
    page.get_by_role("navigation", name="Explore").get_by_role("button", name=view).click()


def _heading(page: Page, words: str) -> None:
    expect(page.locator("#explore-heading")).to_contain_text(words, timeout=15_000)


def test_filter_the_library_and_open_a_source_with_the_keyboard(page: Page) -> None:
    tab = _explore(page)
    expect(tab.locator("tbody tr")).to_have_count(3)
    tab.get_by_label("Words of a title").fill("norland okafor")
    page.keyboard.press("Enter")
    expect(tab.locator("tbody tr")).to_have_count(1)
    expect(tab).to_contain_text("1 of 3 sources.")
    expect(page.locator("#explore-heading")).to_be_focused()
    tab.get_by_role("button", name="Okafor (2019)").focus()
    page.keyboard.press("Enter")
    _heading(page, "Okafor (2019)")
    expect(page.locator("#explore-heading")).to_be_focused()
    section = tab.locator(".outline details").filter(has_text="What the nurses wrote").first
    section.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(section.locator(".stretch").first).to_be_visible()
    expect(section.locator("aside")).to_contain_text("told visitors <b>everything</b> on a board.")
    tab.get_by_role("button", name="Brandt (2004)").click()
    _heading(page, "Brandt (2004)")
    tab.get_by_role("button", name="Back").click()
    _heading(page, "Okafor (2019)")
    tab.get_by_role("button", name="Back").click()
    expect(tab.get_by_label("Words of a title")).to_have_value("norland okafor")


def test_filter_by_theme_and_take_the_references_away(page: Page, tmp_path: Path) -> None:
    tab = _explore(page)
    tab.get_by_label("Theme").select_option("money")
    tab.get_by_role("button", name="Filter").click()
    expect(tab.locator("tbody tr")).to_have_count(2)
    with page.expect_download() as downloading:
        tab.get_by_role("button", name="download these 2 references").first.click()
    assert downloading.value.suggested_filename == "library.bib"
    downloading.value.save_as(tmp_path / "library.bib")
    assert (tmp_path / "library.bib").read_text(encoding="utf-8").count("@") == 2
    tab.get_by_role("button", name="Lind (2021)").click()
    _heading(page, "Lind (2021)")
    tab.get_by_text("Reference to this source").click()
    expect(tab.get_by_text("Lind P. Piers & pay")).to_be_visible()
    with page.expect_download() as downloading:
        tab.get_by_role("button", name="BibTeX").click()
    assert downloading.value.suggested_filename == "pier-2021.bib"


def test_glossary_links_terms_and_passages(page: Page) -> None:
    tab = _explore(page)
    _go(page, "Glossary")
    _heading(page, "Glossary")
    tab.locator("a.jump", has_text="crown <i>coin</i>").first.click()
    expect(page.locator("#term-crown")).to_be_focused()
    tab.get_by_label("Words of a term").fill("purse")
    page.keyboard.press("Enter")
    expect(tab.locator("dt")).to_have_count(1)
    tab.get_by_role("button", name="Passages that use it").click()
    _heading(page, "shared budget (SB)")
    expect(tab.locator(".explore-passages mark").first).to_have_text("shared budget", ignore_case=True)


def test_a_cell_of_the_matrix_opens_its_passages(page: Page) -> None:
    tab = _explore(page)
    _go(page, "Themes")
    _heading(page, "Themes by sources")
    tab.get_by_role("button", name="of Lind (2021) on Money").click()
    _heading(page, "Lind (2021) on Money & <b>budgets</b>")
    expect(tab.locator(".explore-passages li")).to_have_count(1)
    expect(tab.locator(".explore-passages")).to_contain_text("Pier keepers are paid a shared budget")


def test_search_marks_hits_and_the_timeline_leads_to_its_entries_and_sources(page: Page) -> None:
    tab = _explore(page)
    _go(page, "Search")
    _heading(page, "Search")
    tab.get_by_label("Words to look for").fill("nurses wrote in chalk")
    tab.get_by_role("button", name="Search").last.click()
    expect(tab.locator(".explore-passages li").first).to_contain_text("What the nurses wrote · original text")
    expect(tab.locator(".explore-passages li").first.locator("mark").last).to_have_text("chalk")
    _go(page, "Timeline")
    _heading(page, "Timeline")
    tab.locator("svg a.jump").nth(1).click()
    expect(page.locator("#event-founding")).to_be_focused()
    page.locator("#event-halves").get_by_role("button", name="Lind (2021)").click()
    _heading(page, "Lind (2021)")


def test_visitors_do_not_see_each_others_places(page: Page, browser: Browser, address: str) -> None:
    _explore(page)
    _go(page, "Glossary")
    _heading(page, "Glossary")
    with browser.new_context(reduced_motion="reduce") as context:
        other = context.new_page()
        other.goto(address)
        expect(other.get_by_label("Your question")).to_be_visible(timeout=30_000)
        expect(_explore(other).get_by_role("button", name="Back")).to_have_count(0)
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("tab", name="Explore").click()
    _heading(page, "Glossary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_needs_sideways_scrolling_on_a_phone(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        tab = _explore(page)
        tab.get_by_role("button", name="Okafor (2019)").click()
        _heading(page, "Okafor (2019)")
        _assert_fits(page)
        for view, heading in zip(_VIEWS, _HEADINGS, strict=True):
            _go(page, view)
            _heading(page, heading)
            _assert_fits(page)


def _assert_fits(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#explore details').forEach(part => part.open = true)")
    wide = page.evaluate("""() => [...document.querySelectorAll("#explore *")]
        .filter(e => e.getBoundingClientRect().right > 321 && e.checkVisibility() && !e.closest("thead"))
        .map(e => e.outerHTML.slice(0, 80))""")
    assert not wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
