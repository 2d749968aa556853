"""The page in a real browser, over a small made-up library whose text tries to be markup."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from page_asking import ask
from playwright.sync_api import Browser, Page, expect

from chatbot.page import open_page
from kb.errors import SettingsError
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

_BUDGET = "The quay clinics hold a shared budget of 95 crowns per resident ${window.pwned = 1} {{this}}."
_ASKED = "What budget do the quay clinics hold per resident?"
_ASKED_HOSTILE = "What did the nurses of the clinics write on the board?"
_NOT_COVERED = "Which submarine volcano erupted near Vanuatu?"


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_an_answer_streams_beside_its_evidence(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("""() => {
        window.lengths = [];
        const look = () => {
            const answer = document.querySelector("#answer .answer");
            if (answer) window.lengths.push([answer.innerText.length, document.querySelectorAll(".evidence").length]);
            requestAnimationFrame(look);
        };
        look();
    }""")
    ask(page, _ASKED)
    lengths = page.evaluate("window.lengths")
    assert len({length for length, _ in lengths}) > 2, "words come progressively"
    assert [length for length, _ in lengths] == sorted(length for length, _ in lengths)
    assert all(evidence for _, evidence in lengths), "the evidence is there with the first words"
    expect(page.locator("#answer .answer")).to_contain_text("95 crowns per resident ${window.pwned = 1} {{this}}")
    marked = page.locator("#t1-evidence-1 mark")
    expect(marked).to_have_text(_BUDGET)
    expect(page.locator("#t1-evidence-1")).to_contain_text("Verified: the source says exactly this")
    answer, evidence = page.locator("#answer .answer").bounding_box(), page.locator("#t1-evidence-1").bounding_box()
    assert answer
    assert evidence
    assert answer["x"] + answer["width"] <= evidence["x"], "side by side on a wide window"
    expect(page.get_by_role("status").filter(has_text="95 crowns")).to_have_count(1)


def test_a_mark_is_reached_by_tab_and_leads_there_and_back(page: Page) -> None:
    ask(page, _ASKED)
    page.locator("a.skip").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if _focused(page) == "t1-mark-1":
            break
    assert _focused(page) == "t1-mark-1"
    expect(page.locator("#t1-mark-1 .tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#t1-mark-1 .tip")).to_be_hidden()
    page.keyboard.press("Enter")
    assert _focused(page) == "t1-evidence-1"
    assert page.locator(".evidence.is-current").get_attribute("id") == "t1-evidence-1"
    expect(page.locator("#t1-evidence-1 mark")).to_be_in_viewport()
    page.locator("#t1-evidence-1 .back").focus()
    page.keyboard.press("Enter")
    assert _focused(page) == "t1-mark-1"
    expect(page.locator("#t1-mark-1")).to_be_in_viewport()


def test_a_mark_is_hovered_and_clicked(page: Page) -> None:
    ask(page, _ASKED)
    page.locator("#t1-mark-1").hover()
    expect(page.locator("#t1-mark-1 .tip")).to_contain_text("Okafor (2019)")
    page.locator("#t1-mark-1 .tip").hover()
    expect(page.locator("#t1-mark-1 .tip")).to_be_visible()
    expect(page.locator("#t1-evidence-1")).to_have_class("evidence is-hinted")
    page.locator("#t1-mark-1").click()
    expect(page.locator("#t1-evidence-1")).to_be_focused()


def test_markup_in_documents_questions_and_titles_stays_text(page: Page) -> None:
    ask(page, _ASKED_HOSTILE + " <img src=x onerror='window.pwned=3'>")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("<script>window.pwned = 'text'</script> and <b>bold</b> &amp; chalk")
    expect(answer.locator(".question")).to_contain_text("<img src=x onerror='window.pwned=3'>")
    expect(page.locator("#evidence .source-title").first).to_contain_text("<script>window.pwned = 'title'</script>")
    assert page.locator("#answer :is(script, img, b, strong), #evidence :is(script, img, b, strong)").count() == 0


def test_an_abstention_gives_its_reason(page: Page) -> None:
    ask(page, _NOT_COVERED)
    abstention = page.locator("#answer .abstention")
    expect(abstention).to_contain_text("The library does not answer this")
    expect(abstention).to_contain_text("“volcano”")
    expect(abstention).to_contain_text("1 source, in its original text")
    assert page.locator(".evidence").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    for question in (None, _ASKED_HOSTILE, _NOT_COVERED, "w" * 300):
        if question:
            ask(page, question)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        wide = page.evaluate("""() => [...document.querySelectorAll("main *")]
            .filter(e => e.getBoundingClientRect().right > 321 && e.checkVisibility())
            .map(e => e.outerHTML.slice(0, 80))""")
        assert not wide
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_an_example_asks_and_start_again_forgets(page: Page) -> None:
    page.locator("button.example").first.click()
    expect(page.locator("#answer .question")).to_contain_text("Which four medical groups")
    expect(page.locator("#start-again")).to_be_visible()
    ask(page, _ASKED)
    expect(page.locator("#earlier")).to_contain_text("Which four medical groups")
    page.locator("#start-again").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#start-again")).to_have_count(0)
    expect(page.locator("details.examples")).to_have_attribute("open", "")


def test_an_empty_question_is_pointed_out(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("Type a question first.")


def test_visitors_do_not_see_each_other(page: Page, browser: Browser, address: str) -> None:
    ask(page, _ASKED)
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(address)
        expect(other.get_by_label("Your question")).to_be_visible(timeout=30_000)
        ask(other, _NOT_COVERED)
        assert other.locator("#earlier .turn").count() == 0
        expect(other.locator("#answer .question")).to_contain_text("Question 1:")


def test_the_server_offers_one_endpoint_and_no_files(address: str) -> None:
    with urllib.request.urlopen(f"{address}gradio_api/info") as response:
        assert list(json.load(response)["named_endpoints"]) == ["/ask"]
    form = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwords\r\n--x--\r\n'
    upload = urllib.request.Request(
        f"{address}gradio_api/upload", form, {"Content-Type": "multipart/form-data; boundary=x"}
    )
    outside = Path(__file__).resolve()
    expected = {upload: 403, "monitoring": 403, "monitoring/summary": 403, "gradio_api/runs": 404}
    expected |= {f"gradio_api/file={outside}": 403}
    for target, status in expected.items():
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(target if isinstance(target, urllib.request.Request) else address + target)
        assert refused.value.code == status, target
        refused.value.close()


def test_a_port_in_use_is_said_in_words(address: str, harbour_settings: Settings) -> None:
    taken = harbour_settings.model_copy(update={"port": urlsplit(address).port})
    with pytest.raises(SettingsError, match="cannot be served") as raised:
        open_page(taken)
    assert "--port" in raised.value.hint


def test_carried_words_are_taken_away_with_the_keyboard_and_the_basis_opens(page: Page) -> None:
    ask(page, _ASKED)
    ask(page, "And when were they founded?")
    chips = page.locator("#answer .carried button.chip")
    expect(chips.first).to_be_visible()
    before = chips.count()
    page.get_by_label("Your question").fill("half a question")
    chips.first.focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(before - 1, timeout=15_000)
    expect(page.locator("#answer .turn")).to_have_attribute("data-turn", "2")
    expect(page.get_by_label("Your question")).to_have_value("half a question")
    page.locator("#answer .carry-again").click()
    expect(chips).to_have_count(before, timeout=15_000)
    basis = page.locator("#answer details.basis")
    basis.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(basis.get_by_text("Limitations that the sources state")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_question_offered_instead_is_asked_with_a_click(page: Page) -> None:
    ask(page, _NOT_COVERED)
    offered = page.locator("#answer .follow-ups button").first
    question = offered.inner_text()
    offered.click()
    expect(page.locator("#answer .question")).to_contain_text(question, timeout=15_000)
    expect(page.locator("#answer .answer")).to_be_visible(timeout=15_000)
