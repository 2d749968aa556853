"""One visitor in a browser: what loading the page costs, and when what they asked for is there to be read.

Times count from the key press that asks to the frame in which the words are drawn.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from evals.page_speed.served import Kind
from kb.errors import SettingsError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

_TIMEOUT_MS = 60_000
_QUIET_MS = 700  # without a request before a page counts as loaded

# Where each shows what is measured. A chat has no evidence beside the answer: its citations are lines of the answer.
# On the page the buttons below an answer appear with its last words.
_PLACES: dict[Kind, dict[str, str]] = {
    "page": {
        "first_words": "#answer .answer .segment",
        "evidence": "#evidence .evidence",
        "whole_answer": "#answer .takeaway button",
    },
    "chat": dict.fromkeys(("first_words", "evidence", "whole_answer"), '[data-testid="bot"] p'),
}
_WATCH = """(places) => {
  const seen = (window.briefingSeen = {});
  let asked = null;
  addEventListener("keydown", (event) => { if (event.key === "Enter") asked ??= performance.now(); }, true);
  const look = () => {
    for (const [name, selector] of Object.entries(places)) {
      const there = [...document.querySelectorAll(selector)].some((element) => element.innerText.trim());
      if (asked !== null && there && !(name in seen)) seen[name] = performance.now() - asked;
    }
  };
  const watch = () => { look(); requestAnimationFrame(watch); };
  watch();
}"""
_SHIFTS = """() => {
  window.briefingShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.briefingShift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


class Weight(NamedTuple):
    """What a first visit loads: bytes over the wire, requests, milliseconds until the question can be typed."""

    bytes: int
    requests: int
    ready_ms: float


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright. Raises SettingsError where either is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise SettingsError(
            "The benchmark drives a browser with Playwright, which is not installed.",
            "It is one of the development packages: run `make test`, or pip install 'policy-briefing[dev]'.",
        ) from error
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SettingsError("The benchmark needs Chromium, which is not installed.", "Install it: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        yield browser
        browser.close()


def weigh(browser: Browser, address: str) -> Weight:
    """A first visit with nothing cached."""
    with browser.new_context() as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        session.send("Network.enable")
        _load(page, address)
        ready_ms = float(page.evaluate("performance.now()"))
        page.wait_for_timeout(_QUIET_MS)
        return Weight(sum(sizes), len(sizes), ready_ms)


def time_questions(browser: Browser, kind: Kind, address: str, questions: Sequence[str]) -> list[dict[str, float]]:
    """Milliseconds to first words, evidence and whole answer, and the layout shift, of each question asked on a page
    just opened."""
    times = []
    with browser.new_context() as context:
        context.add_init_script(f"({_SHIFTS})()")
        for question in questions:
            page = context.new_page()
            _load(page, address)
            page.evaluate(_WATCH, _PLACES[kind])
            _ask(page, question)
            page.wait_for_function("Object.keys(window.briefingSeen).length === 3", timeout=_TIMEOUT_MS)
            seen: dict[str, float] = page.evaluate("window.briefingSeen")
            times.append({**seen, "layout_shift": float(page.evaluate("window.briefingShift"))})
            page.close()
    return times


def record_asking(browser: Browser, kind: Kind, address: str, question: str) -> list[tuple[str, dict[str, Any]]]:
    """The requests with which a browser asks `question`: path and body, up to the one that brings the answer.

    Requests without data are left out: they only change how buttons look.
    """
    sent: list[tuple[str, dict[str, Any]]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and "/gradio_api/" in request.url:
            body = json.loads(request.post_data or "{}")
            if body.get("data"):
                sent.append((request.url.partition(address)[2], body))

    with browser.new_context() as context:
        page = context.new_page()
        _load(page, address)
        page.wait_for_timeout(_QUIET_MS)
        page.evaluate(_WATCH, _PLACES[kind])
        page.on("request", note)
        _ask(page, question)
        page.wait_for_function("'first_words' in window.briefingSeen", timeout=_TIMEOUT_MS)
    asking = next(i for i, (path, _) in enumerate(sent) if "queue/join" in path)
    return sent[: asking + 1]


def _load(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("textarea").first.wait_for(state="visible", timeout=_TIMEOUT_MS)


def _ask(page: Page, question: str) -> None:
    box = page.locator("textarea").first
    box.fill(question)
    box.press("Enter")
