"""What readers feel of the page: nothing moves, nothing is lost, every state has words, however it is looked at."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from page_asking import ask
from page_axe import settle
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pypdf import PdfReader

from evals.page_speed.ask_at_once import ask_at_once
from evals.page_speed.served import served
from evals.page_speed.watch_page import record_asking
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

_ASKED = "What budget do the quay clinics hold per resident?"
_NOT_COVERED = "Which submarine volcano erupted near Vanuatu?"
_JOIN = "**/gradio_api/queue/join*"
_MOST_SHIFT = 0.1  # Core Web Vitals: at most this much is good
_SHIFT = """
window.shift = 0;
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shift += entry.value;
    for (const { node, previousRect: was, currentRect: is } of entry.sources)
      window.moved.push(`${node?.id || node?.className} ${was.y}+${was.height} > ${is.y}+${is.height}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    settle(page)
    return page


def _type(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


def _hold(page: Page) -> list[Route]:
    """Keeps questions from the server; they go on with `continue_`."""
    held: list[Route] = []
    page.route(_JOIN, lambda route: held.append(route))
    return held


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (320, 640)])
def test_nothing_moves_while_the_page_loads_or_an_answer_comes(
    browser: Browser, address: str, width: int, height: int
) -> None:
    """From the moment that a question is seen to be taken; the step there is the reader's own."""
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        context.add_init_script(_SHIFT)
        page = _open(context, address)
        assert page.evaluate("window.shift") < _MOST_SHIFT, page.evaluate("window.moved")
        for question in (_ASKED, _NOT_COVERED):
            held = _hold(page)
            _type(page, question)
            expect(page.locator("#waiting")).to_be_visible()
            settle(page)
            where = page.evaluate("[scrollY, document.getElementById('current').getBoundingClientRect().top]")
            page.evaluate("window.shift = 0; window.moved = []")
            held[0].continue_()
            expect(page.locator("#answer .question")).to_contain_text(question, timeout=15_000)
            expect(page.locator("#answer :is(.answer, .abstention)")).to_be_visible(timeout=15_000)
            settle(page)
            page.unroute(_JOIN)
            assert page.evaluate("window.shift") < _MOST_SHIFT, (where, question, page.evaluate("window.moved"))


def test_on_a_phone_a_question_of_several_lines_moves_nothing_when_it_leaves_its_box(
    browser: Browser, address: str
) -> None:
    """The box shrinks when the server has taken the question, and an answer is longer than its room; what stands below
    the box would come into the window and leave it again."""
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        context.add_init_script(_SHIFT)
        page = _open(context, address)
        for question in (_ASKED, _NOT_COVERED, f"{_ASKED} And when do they close on Sundays in the winter?"):
            held = _hold(page)
            _type(page, question)
            expect(page.locator("#waiting")).to_be_visible()
            settle(page)
            page.wait_for_timeout(600)  # what moves within half a second of a key press counts as the reader's doing
            page.evaluate("window.shift = 0; window.moved = []")
            held[0].continue_()
            expect(page.locator("#answer .question")).to_contain_text(question, timeout=15_000)
            expect(page.locator("#answer :is(.answer, .abstention)")).to_be_visible(timeout=15_000)
            settle(page)
            page.unroute(_JOIN)
            assert page.evaluate("window.shift") < _MOST_SHIFT / 5, (question, page.evaluate("window.moved"))


def test_a_question_is_seen_to_be_taken_before_the_server_says_so(page: Page) -> None:
    held = _hold(page)
    _type(page, _ASKED)
    expect(page.locator("#waiting")).to_contain_text(_ASKED)
    expect(page.locator("#waiting")).to_contain_text("Searching the library")
    held[0].continue_()
    expect(page.locator("#answer .answer")).to_be_visible(timeout=30_000)
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_full_queue_is_said_in_words_and_the_question_can_be_asked_again(page: Page) -> None:
    page.route(_JOIN, lambda route: route.fulfill(status=503, json={"detail": "Queue is full."}))
    _type(page, _ASKED)
    expect(page.get_by_role("alert")).to_contain_text("Too many people are asking")
    expect(page.get_by_label("Your question")).to_have_value(_ASKED)
    expect(page.locator("#waiting")).to_be_hidden()
    page.unroute(_JOIN)
    ask(page, _ASKED)
    expect(page.locator("#failure")).not_to_contain_text("Too many")


def test_a_server_that_cannot_be_reached_is_said_in_words_and_the_question_kept(page: Page) -> None:
    page.route(_JOIN, lambda route: route.abort())
    _type(page, _ASKED)
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached", timeout=15_000)
    expect(page.get_by_label("Your question")).to_have_value(_ASKED)
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_server_that_stops_while_it_answers_is_noticed(page: Page) -> None:
    page.clock.install()
    page.route("**/gradio_api/queue/data*", lambda route: None)  # the question goes out, no answer comes in
    _type(page, _ASKED)
    expect(page.locator("#waiting")).to_be_visible()
    with page.expect_response(lambda response: response.request.method == "HEAD"):
        page.clock.run_for(11_000)
    page.wait_for_timeout(500)
    expect(page.locator("#failure")).not_to_contain_text("reached")  # it is slow, and there
    page.route("**/*", lambda route: route.abort() if route.request.method == "HEAD" else route.fallback())
    with page.expect_event("requestfailed", lambda request: request.method == "HEAD"):
        page.clock.run_for(11_000)
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(page.get_by_label("Your question")).to_have_value(_ASKED)
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_question_that_is_too_long_is_said_in_words(page: Page) -> None:
    page.get_by_label("Your question").fill("why " * 6000)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#notice")).to_contain_text("at most 20,000 are taken", timeout=15_000)
    expect(page.locator("#waiting")).to_be_hidden()


def test_what_happens_is_announced_once_each(page: Page) -> None:
    page.evaluate("""() => {
        window.said = [];
        new MutationObserver(() => {
            const line = document.querySelector("#announcer [role=status]")?.textContent;
            if (line && line !== window.said.at(-1)) window.said.push(line);
        }).observe(document.getElementById("announcer"), { childList: true, subtree: true, characterData: true });
    }""")
    _type(page, _ASKED)
    expect(page.locator("#answer .answer")).to_be_visible(timeout=15_000)
    settle(page)
    said = page.evaluate("window.said")
    assert len(said) == 2, said
    assert said[0] == "Searching the library"
    assert "95 crowns" in said[1]
    assert said[1].endswith("in the library.")


def test_at_twice_the_size_nothing_needs_sideways_scrolling(browser: Browser, address: str) -> None:
    """A window of 1280 by 1024 pixels at 200%, as WCAG 1.4.4 and 1.4.10 have it; on every tab, and at 320 pixels."""
    for width, height, scale in ((640, 512, 2), (320, 640, 1)):
        with browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, reduced_motion="reduce"
        ) as context:
            page = _open(context, address)
            ask(page, _ASKED)
            for tab in page.get_by_role("tab").all():
                if tab.is_visible():
                    tab.click()
                    settle(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, tab.text_content()


def test_the_focus_is_seen_wherever_the_tab_key_leads(page: Page) -> None:
    ask(page, _ASKED)
    page.locator("a.skip").focus()
    unseen: list[str] = []
    reached = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => {
            const here = document.activeElement;
            if (!here || here === document.body) return null;
            const style = getComputedStyle(here);
            const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
                || style.boxShadow !== "none";
            return { seen, html: `${here.outerHTML.slice(0, 120)} ${style.outline}` };
        }""")
        if here is None:
            break
        reached += 1
        if not here["seen"]:
            unseen.append(here["html"])
    assert reached > 15
    assert unseen == []


def test_the_skip_link_leads_to_the_content_of_the_open_tab(page: Page) -> None:
    skip = page.locator("a.skip")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_role("tab", name="Explore").click()
    expect(page.locator("#explore-heading")).to_be_visible(timeout=15_000)
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#visits [role=tabpanel]:focus")).to_be_visible()


def test_less_motion_shows_an_answer_at_once(page: Page) -> None:
    """The fixture's page asks for less motion."""
    ask(page, _ASKED)
    running = "document.getAnimations().filter((one) => one.playState === 'running').map((one) => one.animationName)"
    assert page.evaluate(running) == []


def test_with_forced_colours_marked_words_and_the_open_tab_are_told_by_more_than_colour(
    browser: Browser, address: str
) -> None:
    with browser.new_context(forced_colors="active", viewport={"width": 1440, "height": 900}) as context:
        page = _open(context, address)
        ask(page, _ASKED)
        mark = page.locator("#t1-evidence-1 mark").evaluate(
            "e => [getComputedStyle(e).borderBottomStyle, parseFloat(getComputedStyle(e).borderBottomWidth)]"
        )
        assert mark[0] == "solid"
        assert mark[1] >= 1
        page.locator("#t1-mark-1").focus()
        outline = page.locator("#t1-mark-1").evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid"
        weights = page.locator("#visits [role=tab]:visible").evaluate_all(
            "tabs => tabs.map((tab) => [tab.ariaSelected, getComputedStyle(tab).fontWeight])"
        )
        assert {weight for selected, weight in weights if selected == "true"} == {"700"}
        assert {weight for selected, weight in weights if selected != "true"} == {"400"}


def test_an_answer_is_printed_with_its_evidence_and_without_controls(page: Page) -> None:
    ask(page, _ASKED)
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert "What budget do the quay clinics hold" in words
    assert "95 crowns per resident" in words
    assert "Okafor (2019)" in words
    for control in ("Your question", "Filters", "Example questions", "Copy with citations", "Explore", "Skip to"):
        assert control not in words, control
    assert len(paper.pages) <= 2


def test_no_tab_asks_another_host_for_anything(page: Page, requests: list[str]) -> None:
    ask(page, _ASKED)
    for tab in page.get_by_role("tab").all():
        tab.click()
        settle(page)
    assert len(requests) > 20
    assert {urlsplit(url).hostname for url in requests if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


@pytest.fixture(scope="module")
def busy_address(page_settings: Settings) -> Iterator[str]:
    with served("page", page_settings) as address:
        yield address


def test_twenty_visitors_at_once_are_all_answered(browser: Browser, busy_address: str) -> None:
    calls = record_asking(browser, "page", busy_address, _ASKED)
    questions = [_ASKED if number % 2 else _NOT_COVERED for number in range(20)]
    with ThreadPoolExecutor(1) as thread:  # Playwright has an event loop running in this one
        visits = thread.submit(asyncio.run, ask_at_once("page", busy_address, calls, _ASKED, questions)).result()
    assert len(visits) == 20
    assert all(visit.whole_answer_ms for visit in visits), visits
