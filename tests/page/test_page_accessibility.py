"""No serious or critical finding of axe-core on any tab, in any state, light or dark, on a phone or a wide window.

Tabs, and the views and dialogs within them, are found on the page that `briefing chat` serves, so that a tab added
later is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from page_asking import ask
from page_axe import serious_findings, settle, unfold
from page_explore_made_up import make_explore_library
from playwright.sync_api import Browser, Locator, Page, Route, expect

from evals.page_speed.served import served
from kb.settings import Settings

Scheme = Literal["light", "dark"]
_ASKED = "What budget do the quay clinics hold per resident?"
_FOLLOW_UP = "And when were they founded?"
_NOT_COVERED = "Which submarine volcano erupted near Vanuatu?"
_WINDOWS = [("light", 1440), ("dark", 320)]  # each width and each scheme once
_JOIN = "**/gradio_api/queue/join*"

pytestmark = pytest.mark.parametrize(("scheme", "width"), _WINDOWS, ids=[f"{s}-{w}" for s, w in _WINDOWS])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings: Settings = make_explore_library(tmp_path_factory.mktemp("axe-page"))
    with served("page", settings) as address:
        yield address


@pytest.fixture
def shown(browser: Browser, address: str, scheme: Scheme, width: int) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        settle(page)
        yield page


def _look(page: Page, what: str, *, unfolded: bool = False) -> list[str]:
    settle(page)
    found = [f"{what}: {finding}" for finding in serious_findings(page)]
    if unfolded:
        unfold(page)
        found += [f"{what}, unfolded: {finding}" for finding in serious_findings(page)]
    return found


def test_every_state_of_asking(shown: Page) -> None:
    found = _look(shown, "nothing asked", unfolded=True)
    shown.get_by_role("button", name="Ask", exact=True).click()
    expect(shown.locator("#notice")).to_contain_text("Type a question first.")
    found += _look(shown, "an empty question")
    ask(shown, _ASKED)
    found += _look(shown, "answered")
    shown.locator("#answer a.mark").first.focus()
    found += _look(shown, "a mark pointed at")
    shown.locator("#answer a.mark").first.press("Enter")
    found += _look(shown, "the evidence of a mark")
    ask(shown, _FOLLOW_UP)
    found += _look(shown, "followed up", unfolded=True)
    ask(shown, _NOT_COVERED)
    found += _look(shown, "abstained", unfolded=True)
    held: list[Route] = []
    shown.route(_JOIN, lambda route: held.append(route))
    _ask_in_vain(shown)
    expect(shown.locator("#waiting")).to_be_visible()
    found += _look(shown, "waiting")
    held[0].fulfill(status=503, json={"detail": "Queue is full."})
    expect(shown.locator("#failure")).to_contain_text("Too many people")
    found += _look(shown, "turned away")
    assert found == []


def _ask_in_vain(page: Page) -> None:
    page.get_by_label("Your question").fill(_ASKED)
    page.get_by_label("Your question").press("Enter")


def test_every_tab_with_its_views_and_dialogs(shown: Page) -> None:
    names = _tabs(shown)
    assert {"Ask", "Brief", "Explore"} <= set(names)
    found = []
    for name in names:
        _open_tab(shown, name)
        found += _look_around(shown, name)
    assert found == []


def test_tabs_that_hold_something(shown: Page) -> None:
    """A brief with entries, and its paper."""
    ask(shown, _ASKED)
    shown.locator("#answer").get_by_role("button", name="Add the answer to the brief").click()
    expect(shown.locator("#visits")).to_contain_text("Brief (1)")
    settle(shown)
    found = []
    for name in _tabs(shown):
        _open_tab(shown, name)
        found += [f"{name}: {what}" for what in serious_findings(shown)]
    assert found == []
    brief = shown.locator("iframe.preview").get_attribute("srcdoc")
    assert brief
    assert "95 crowns" in brief
    with shown.context.new_page() as paper:  # axe cannot look into a frame that runs no script
        paper.set_content(brief)
        assert serious_findings(paper) == []


def _tabs(page: Page) -> list[str]:
    """Names of all tabs, also of those that a narrow window folds into a menu, without counts in brackets."""
    names = page.locator("#visits [role=tab]").evaluate_all("tabs => tabs.map((tab) => tab.textContent)")
    return list(dict.fromkeys(name.partition(" (")[0].strip() for name in names))


def _open_tab(page: Page, name: str) -> None:
    tab = page.get_by_role("tab", name=name)
    if not tab.first.is_visible():
        page.locator("#visits .overflow-menu > button").click()
        page.locator("#visits .overflow-dropdown button", has_text=name).click()
    else:
        tab.first.click()
    settle(page)


def _look_around(page: Page, name: str) -> list[str]:
    """Findings on the open tab as it is, unfolded, on each of its views, and with each of its dialogs open."""
    panel = page.locator("#visits [role=tabpanel]:visible")
    found = _look(page, name, unfolded=True)
    views = panel.get_by_role("navigation").get_by_role("button")
    for number in range(views.count()):
        views.nth(number).click()
        found += _look(page, f"{name}, view {number + 1}", unfolded=True)
    found += [f"{name}, dialog: {what}" for opener in _openers(panel) for what in _in_dialog(page, opener)]
    return found


def _openers(panel: Locator) -> list[Locator]:
    return panel.locator("[aria-haspopup=dialog]:visible").all()


def _in_dialog(page: Page, opener: Locator) -> list[str]:
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    found = serious_findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    return found
