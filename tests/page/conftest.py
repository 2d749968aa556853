"""The page served over a small made-up library whose text tries to be markup, and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chatbot.page import open_page
from ingest.pipeline import ingest_paths
from kb.settings import Settings

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_CATALOGUE = """
[[source]]
source_id = "quay-2019"
title = "Quay clinics <script>window.pwned = 'title'</script>"
authors = [{ family = "Okafor", given = "N" }]
year = 2019
country = "Norland"
evidence_kind = "case studies"
"""
_BUDGET = "The quay clinics hold a shared budget of 95 crowns per resident ${window.pwned = 1} {{this}}."
_HOSTILE = "Nurses of the clinics wrote <script>window.pwned = 'text'</script> and <b>bold</b> &amp; chalk on it."
_TEXT = f"""Quay clinics and their shared budget

Summary

Three quay clinics in Norland were founded in 1987 by nurses. {_BUDGET} They meet every month.

What the nurses wrote

The board hangs in the hall of the ferry station. {_HOSTILE} Visitors may read the board on Sundays.

Opening hours of the quay clinics

The quay clinics open at seven in the morning. On Sundays they close at noon.

Limitations

The study covers three clinics and may not apply to inland areas.
"""


@pytest.fixture(scope="session")
def page_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the library that the page is served over."""
    sources = tmp_path_factory.mktemp("page-sources")
    (sources / "catalogue.toml").write_text(_CATALOGUE, encoding="utf-8")
    (sources / "quay-2019.txt").write_text(_TEXT, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("page-data"), sources_dir=sources)
    ingest_paths(settings, [sources / "quay-2019.txt"])
    return settings


@pytest.fixture(scope="module")
def address(page_settings: Settings) -> Iterator[str]:
    """Where the page is served."""
    page, address, _ = open_page(page_settings.model_copy(update={"port": 0}))
    yield address
    page.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def requests() -> list[str]:
    """Addresses that the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, requests: list[str]) -> Iterator[Page]:
    """The page, just opened. At the end nothing has left this machine, failed, or run from a document."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    yield page
    assert page.evaluate("window.pwned") is None
    assert not problems
    assert {urlsplit(url).hostname for url in requests if not url.startswith("data:")} == {"127.0.0.1"}
    context.close()
