"""The brief builder and what is taken away, in a real browser: pin, order, title, export; copy, link, keep, filter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from page_asking import ask
from playwright.sync_api import Browser, Locator, Page, expect
from typer.testing import CliRunner

from briefing import app
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

_ASKED = "What budget do the quay clinics hold per resident?"
_ASKED_NURSES = "What did the nurses of the clinics write on the board?"
_NOT_COVERED = "Which submarine volcano erupted near Vanuatu?"


def _to_brief(page: Page, entries: int) -> None:
    page.get_by_role("tab", name=f"Brief ({entries})").click()
    expect(page.locator("#pins .pin")).to_have_count(entries)


def _preview(page: Page) -> Locator:
    return page.frame_locator("iframe.preview").locator("main")


def _pin_evidence(page: Page, marker: int) -> None:
    page.locator(f".evidence[id$='-evidence-{marker}']").last.get_by_role("button", name="Add to the brief").click()


def test_pin_order_and_export_a_brief_that_verifies(page: Page, page_settings: Settings, tmp_path: Path) -> None:
    ask(page, _ASKED)
    _pin_evidence(page, 1)
    expect(page.get_by_role("tab", name="Brief (1)")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Added to the brief. It has 1 entry.")).to_have_count(1)
    ask(page, _NOT_COVERED)
    page.locator("#answer").get_by_role("button", name="Add to the brief as not known").click()
    expect(page.get_by_role("tab", name="Brief (2)")).to_be_visible()
    _to_brief(page, 2)
    page.get_by_label("Title").fill("Budgets <b>&</b> boards")
    page.get_by_label("Audience").fill("The board")
    expect(_preview(page).locator("h1")).to_have_text("Budgets <b>&</b> boards")
    expect(_preview(page)).to_contain_text("For: The board")
    expect(_preview(page)).to_contain_text("Asked, and not answered by the library: Which submarine volcano")
    page.get_by_role("button", name="Words of your own").click()
    page.locator("#own-words textarea").fill("We want 40 of these.")
    page.locator("#own-text").get_by_label("Key messages").check()
    page.get_by_role("button", name="Add the text").click()
    expect(page.locator("#pins .pin")).to_have_count(3)
    expect(_preview(page).locator("li").nth(1)).to_have_text("The author writes: We want 40 of these.")
    page.locator("#pin-2-up").focus()
    page.keyboard.press("Enter")
    expect(_preview(page).locator("li").first).to_have_text("The author writes: We want 40 of these.")
    expect(page.locator("#pin-0-down")).to_be_focused()
    page.locator("#pin-0-section").select_option("implementation")
    expect(page.locator("#pins-implementation + ol .pin-words")).to_have_text("The author writes: We want 40 of these.")
    for name in ("Word", "HTML", "Markdown"):
        with page.expect_download() as downloading:
            page.get_by_role("button", name=f"Export {name}").click()
        file = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(file)
        assert file.stem == "budgets-b-b-boards"
        folders = {
            "BRIEFING_DATA_DIR": str(page_settings.data_dir), "BRIEFING_SOURCES_DIR": str(page_settings.sources_dir)
        }  # fmt: skip
        checked = CliRunner().invoke(app, ["verify", "--json", str(file)], env=folders)
        assert checked.exit_code == 0, checked.output
        assert len(json.loads(checked.stdout)["findings"]) == 2


def test_a_brief_is_still_there_after_a_reload_and_entries_can_go(page: Page) -> None:
    ask(page, _ASKED)
    page.locator("#answer").get_by_role("button", name="Add the answer to the brief").click()
    expect(page.get_by_role("tab", name="Brief (")).to_be_visible()
    page.get_by_role("tab", name="Brief (").click()
    page.get_by_label("Title").fill("Kept")
    expect(_preview(page).locator("h1")).to_have_text("Kept")
    entries = page.locator("#pins .pin").count()
    page.reload()
    expect(page.get_by_role("tab", name=f"Brief ({entries})")).to_be_visible(timeout=30_000)
    _to_brief(page, entries)
    expect(page.get_by_label("Title")).to_have_value("Kept")
    for _ in range(entries):
        left = page.locator("#pins .pin").count()
        page.get_by_role("button", name="Remove").last.click()
        expect(page.locator("#pins .pin")).to_have_count(left - 1)
    expect(page.locator("#pins")).to_contain_text("Nothing is in the brief yet")


def test_an_answer_is_copied_with_its_citations(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    ask(page, _ASKED_NURSES)
    page.locator("#answer").get_by_role("button", name="Copy with citations").click()
    expect(page.locator("#answer .done")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "<b>bold</b> &amp; chalk on it.”" in copied
    assert "chalk on it.” [1]" in copied
    assert "\n\n[1] Okafor N." in copied
    assert "Verdict: verified. quay-2019, original, version 1, SHA-256" in copied
    rich = page.evaluate(
        "navigator.clipboard.read().then(items => items[0].getType('text/html')).then(blob => blob.text())"
    )
    assert "&lt;b&gt;bold" in rich
    context.close()


def test_a_link_asks_the_same_again(page: Page, browser: Browser, address: str) -> None:
    ask(page, _NOT_COVERED)
    ask(page, _ASKED)
    said = page.locator("#answer .answer").inner_text()
    target = page.locator("#answer a.share").get_attribute("href")
    assert target is not None
    for changed in (False, True):
        with browser.new_context(reduced_motion="reduce") as context:
            other = context.new_page()
            other.goto(address + (target[:-3] + "xyz" if changed else target))
            expect(other.locator("#answer .question")).to_contain_text(_ASKED, timeout=30_000)
            expect(other.locator("#answer .takeaway")).to_be_visible(timeout=15_000)
            expect(other.locator("#answer .answer")).to_have_text(said, use_inner_text=True)  # once all its words came
            expect(other.locator("#earlier .question")).to_contain_text(_NOT_COVERED)
            expect(other.locator("#notice").filter(has_text="has changed")).to_have_count(int(changed))


def test_conversations_are_kept_opened_renamed_exported_and_deleted(page: Page, tmp_path: Path) -> None:
    ask(page, _ASKED)
    page.locator("#start-again").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, _ASKED_NURSES)
    page.reload()
    expect(page.locator(".kept > summary")).to_have_text("Your conversations (2)", timeout=30_000)
    page.locator(".kept > summary").click()
    page.locator(".kept").get_by_role("button", name=_ASKED, exact=True).click()
    expect(page.locator("#answer .question")).to_contain_text(_ASKED)
    expect(page.locator("#answer .takeaway")).to_be_visible(timeout=15_000)
    page.locator(".kept > summary").click()
    row = page.locator(".kept li").filter(has_text="open now")
    row.locator("summary").click()
    row.get_by_label("New name").fill("Money <i>matters</i>")
    row.get_by_role("button", name="Save the name").click()
    expect(page.locator(".kept-name").first).to_have_text("Money <i>matters</i>")
    for form, ending in (("JSON", "jsonl"), ("Markdown", "md")):
        with page.expect_download() as downloading:
            page.locator(".kept li").first.get_by_role("button", name=f"Export {form}").click()
        assert downloading.value.suggested_filename == f"money-i-matters-i.{ending}"
        downloading.value.save_as(tmp_path / ending)
        assert "95 crowns per resident" in (tmp_path / ending).read_text(encoding="utf-8")
    page.locator(".kept li").first.get_by_role("button", name="Delete").click()
    expect(page.locator(".kept > summary")).to_have_text("Your conversations (1)")


def test_filters_narrow_the_answer_and_say_so(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Norland").check()
    page.get_by_label("Published from").fill("2001")
    ask(page, _ASKED)
    expect(page.locator("#answer .searched-only")).to_have_text("Searched only: country Norland; published from 2001.")
    ask(page, "And when were they founded?")
    chips = page.locator("#answer .carried button.chip")
    before = chips.count()
    page.get_by_label("Published from").fill("2050")
    chips.first.click()
    expect(chips).to_have_count(before - 1, timeout=15_000)
    expect(page.locator("#answer .searched-only")).to_have_text("Searched only: country Norland; published from 2001.")
    expect(page.locator("#answer .takeaway")).to_be_visible(timeout=15_000)
    page.get_by_label("Your question").fill(_ASKED_NURSES)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#notice")).to_contain_text("No source in the library matches")
    page.get_by_label("Published from").fill("soon")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Give a year as four digits")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_builder_needs_no_sideways_scrolling_on_a_phone(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Filters").click()
        ask(page, _ASKED_NURSES)
        page.locator("#answer").get_by_role("button", name="Add the answer to the brief").click()
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("tab", name="Brief (").click()
        for name in ("Words of your own", "References and date"):
            page.get_by_role("button", name=name).click()
        expect(page.locator("#pins .pin").first).to_be_visible()
        wide = page.evaluate("""() => [...document.querySelectorAll("main *")]
            .filter(e => e.getBoundingClientRect().right > 321 && e.checkVisibility())
            .map(e => e.outerHTML.slice(0, 80))""")
        assert not wide
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
