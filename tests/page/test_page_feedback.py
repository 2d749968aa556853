"""Thumbs below answers: what is taken and refused, and how it is on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_asking import ask
from playwright.sync_api import Browser, Page, expect

from chatbot.feedback import FeedbackFile
from chatbot.page.markup import Markup
from chatbot.page.render_answer import Turn
from chatbot.page.render_feedback import render_feedback
from chatbot.page.take_feedback import FeedbackAction, FeedbackDesk
from chatbot.pipeline import Briefing
from kb.errors import FeedbackError
from kb.scope import SearchScope
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

_ASKED = "What budget do the quay clinics hold per resident?"
_NOT_COVERED = "Which submarine volcano erupted near Vanuatu?"


@pytest.fixture
def talk(page_settings: Settings) -> tuple[Turn, ...]:
    briefing = Briefing.open(page_settings)
    scope = SearchScope(countries=("Norland",))
    first, second = briefing.ask(_ASKED), briefing.ask("And since when?", [_ASKED])
    return Turn(1, _ASKED, first), Turn(2, "And since when?", second, scope, ("quay",))


@pytest.fixture
def desk(page_settings: Settings, tmp_path: Path) -> FeedbackDesk:
    return FeedbackDesk(page_settings.model_copy(update={"data_dir": tmp_path}))


def test_feedback_is_about_what_the_server_answered(talk: tuple[Turn, ...], desk: FeedbackDesk, tmp_path: Path) -> None:
    sent = {"turn": "2", "answer": talk[1].answer.id, "thumb": "down", "comment": "Wrong year", "question": "forged"}
    kept = desk.take(FeedbackAction.model_validate(sent), talk)
    assert (kept.question, kept.history, kept.carry) == ("And since when?", (_ASKED,), ("quay",))
    assert kept.scope.countries == ("Norland",)
    assert FeedbackFile(tmp_path).read().kept[0].feedback == kept


def test_feedback_on_an_answer_of_nobody_or_of_another_visitor_is_refused(
    talk: tuple[Turn, ...], desk: FeedbackDesk, tmp_path: Path
) -> None:
    for turn, answer in ((3, talk[1].answer.id), (1, talk[1].answer.id), (1, "a-0123456789abcdef")):
        with pytest.raises(FeedbackError, match="no longer open"):
            desk.take(FeedbackAction(turn=turn, answer=answer, thumb="up"), talk)
    with pytest.raises(FeedbackError, match="no longer open"):
        desk.take(FeedbackAction(turn=1, answer=talk[0].answer.id, thumb="up"), ())
    assert not FeedbackFile(tmp_path).read().kept


def test_a_visitor_who_sends_too_often_waits_and_others_do_not(desk: FeedbackDesk) -> None:
    for _ in range(30):
        desk.admit("one", "198.51.100.7")
    with pytest.raises(FeedbackError, match="short time"):
        desk.admit("one", "198.51.100.7")
    desk.admit("two", "198.51.100.7")


def test_an_address_with_many_sessions_is_limited_too(desk: FeedbackDesk) -> None:
    for number in range(300):
        desk.admit(f"session {number}", "198.51.100.7")
    with pytest.raises(FeedbackError, match="short time"):
        desk.admit("another session", "198.51.100.7")


def test_the_buttons_say_which_answer_they_are_for() -> None:
    shown = render_feedback(3, 'a-1"><script>', coming=False)
    assert isinstance(shown, Markup)
    assert "<script>" not in shown
    assert 'aria-label="Was answer 3 useful?"' in shown
    assert shown.count('aria-pressed="false"') == 2


def test_thumb_and_comment_by_keyboard(page: Page, page_settings: Settings) -> None:
    before = len(FeedbackFile(page_settings.data_dir).read().kept)
    ask(page, _ASKED)
    box = page.locator("#answer .feedback")
    down = box.get_by_role("button", name="Not useful")
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="Thank you. It is kept")).to_have_count(1)
    expect(down).to_be_focused()
    page.keyboard.press("Tab")
    expect(box.get_by_label("What was good, wrong or missing?")).to_be_focused()
    page.keyboard.type("It is <b>95</b>, and per year?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box.locator(".feedback-said")).to_have_text(
        "Thank you. Your comment is kept for those who look after this library."
    )
    expect(box.locator("form")).to_be_hidden()
    expect(down).to_be_focused()
    kept = FeedbackFile(page_settings.data_dir).read().kept
    assert len(kept) == before + 1  # the comment took the place of the thumb alone
    assert (kept[0].feedback.thumb, kept[0].feedback.comment) == ("down", "It is <b>95</b>, and per year?")
    assert kept[0].feedback.question == _ASKED


def test_what_was_said_is_still_marked_when_the_talk_goes_on_and_nobody_else_sees_it(
    page: Page, browser: Browser, address: str
) -> None:
    ask(page, _NOT_COVERED)
    page.locator("#answer").get_by_role("button", name="Useful", exact=True).click()
    pressed = page.locator('.feedback [aria-pressed="true"]')
    expect(pressed).to_have_count(1)
    ask(page, _ASKED)
    expect(page.locator('#earlier .feedback [aria-pressed="true"]')).to_have_text("Useful")
    expect(page.locator('#answer .feedback [aria-pressed="true"]')).to_have_count(0)
    page.locator("#answer").get_by_role("button", name="Not useful").click()
    expect(pressed).to_have_count(2)
    with browser.new_context(reduced_motion="reduce") as context:
        other = context.new_page()
        other.goto(address)
        expect(other.get_by_label("Your question")).to_be_visible(timeout=30_000)
        ask(other, _ASKED)
        expect(other.locator('.feedback [aria-pressed="true"]')).to_have_count(0)


def test_feedback_fits_a_phone(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        ask(page, _ASKED)
        page.locator("#answer").get_by_role("button", name="Not useful").click()
        expect(page.locator("#answer .feedback textarea")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
