"""What a click does to the brief: pure, so each case is tried without a browser."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from chatbot.brief.brief import BriefPlan, EvidencePin, GapPin
from chatbot.brief.build_brief import build_brief
from chatbot.brief.stored_sources import StoredSources
from chatbot.page.brief_draft import (
    MOST_PINS,
    UNTITLED,
    DraftAction,
    DraftChange,
    add_own_text,
    change_draft,
    neighbour,
    read_draft,
    with_words,
)
from chatbot.page.render_answer import Turn
from chatbot.page.render_brief import render_pins, render_preview
from chatbot.pipeline import Briefing
from kb.scope import SearchScope
from kb.settings import Settings


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


@pytest.fixture(scope="module")
def sources(briefing: Briefing) -> StoredSources:
    return StoredSources(briefing.library.store, briefing.library.catalogue, None)


@pytest.fixture(scope="module")
def turns(briefing: Briefing) -> list[Turn]:
    scope = SearchScope(countries=("Norland",))
    return [
        Turn(1, "How are the clinics paid?", briefing.ask("How are the clinics paid?"), scope),
        Turn(2, "Who owns the moon?", briefing.ask("Who owns the moon?")),
    ]


def pinned(turns: list[Turn], sources: StoredSources) -> BriefPlan:
    plan = BriefPlan(title="Pay")
    for number in (1, 2):
        plan = change_draft(plan, DraftAction(act="pin-answer", turn=number), turns, sources).plan
    return plan


def act(plan: BriefPlan, name: str, pin: int, section: str | None = None) -> DraftChange:
    action = DraftAction.model_validate({"act": name, "pin": pin, "section": section})
    return change_draft(plan, action, [], StoredSources.__new__(StoredSources))


def test_an_answer_is_pinned_once_with_its_question_and_filters(turns: list[Turn], sources: StoredSources) -> None:
    plan = pinned(turns, sources)
    assert plan.pins[0].section == "key_messages"
    assert isinstance(plan.pins[-1], GapPin), "an abstention is pinned as not known"
    assert [(asked.answered, asked.filters) for asked in plan.asked] == [(True, "country Norland"), (False, "")]
    emptied = plan
    for _ in plan.pins:
        emptied = act(emptied, "remove", 0).plan
    assert emptied == BriefPlan(title="Pay"), "with the last entry its questions go"
    again = change_draft(plan, DraftAction(act="pin-answer", turn=1), turns, sources)
    assert again.plan == plan
    assert again.said.startswith("Already in the brief.")


def test_a_quote_or_its_whole_passage_is_pinned(turns: list[Turn], sources: StoredSources) -> None:
    plan = BriefPlan(title="Pay")
    quote = change_draft(plan, DraftAction(act="pin-quote", turn=1, marker=1), turns, sources).plan
    passage = change_draft(plan, DraftAction(act="pin-passage", turn=1, marker=1), turns, sources).plan
    assert isinstance(quote.pins[0], EvidencePin)
    assert isinstance(passage.pins[0], EvidencePin)
    assert len(passage.pins[0].proof.spans) > len(quote.pins[0].proof.spans)
    nothing = change_draft(plan, DraftAction(act="pin-quote", turn=1, marker=99), turns, sources)
    assert nothing.plan.pins == ()
    gone = change_draft(plan, DraftAction(act="pin-answer", turn=7), turns, sources)
    assert (gone.plan, gone.said) == (plan, "That answer is no longer here.")


def test_entries_move_within_their_section_and_the_focus_stays_with_them() -> None:
    plan = BriefPlan(title="Order")
    for text, section in (("a", "options"), ("b", "problem"), ("c", "options"), ("d", "options")):
        plan = add_own_text(plan, text, section).plan  # type: ignore[arg-type]
    assert neighbour(plan, 0, 1) == 2
    assert neighbour(plan, 1, 1) is None
    down = act(plan, "down", 0)
    assert [pin.text for pin in down.plan.pins if pin.type == "own_text"] == ["c", "b", "a", "d"]
    assert down.focus == "pin-2-down"
    last = act(down.plan, "down", 2)
    assert last.focus == "pin-3-up", "at the end of its section only the way up is left"
    assert act(plan, "up", 0).plan == plan
    moved = act(plan, "section", 1, "options")
    assert moved.plan.pins[1].section == "options"
    assert moved.focus == "pin-1-section"
    removed = act(plan, "remove", 3)
    assert len(removed.plan.pins) == 3
    assert removed.focus == "pin-2-remove"
    assert act(plan, "remove", 9).said == "That entry is no longer in the brief."


def test_a_full_brief_takes_no_more() -> None:
    plan = BriefPlan(title="Full")
    for number in range(MOST_PINS + 2):
        change = add_own_text(plan, f"text {number}", "options")
        plan = change.plan
    assert len(plan.pins) == MOST_PINS
    assert "it is full" in change.said


def test_what_the_browser_kept_is_read_or_replaced(turns: list[Turn], sources: StoredSources) -> None:
    plan = pinned(turns, sources)
    assert read_draft(plan.model_dump(mode="json")) == plan
    for broken in (None, {}, {"title": ""}, "x", [1], {"title": "a", "pins": [{"type": "evidence"}]}):
        assert read_draft(broken) == BriefPlan(title=UNTITLED)


def test_title_and_audience_are_cut_and_own_text_must_say_something() -> None:
    plan = with_words(BriefPlan(title="x"), " " * 3, "b" * 999)
    assert plan.title == UNTITLED
    assert len(plan.audience) == 160
    for text in ("", " \n", "x" * 1201):
        with pytest.raises(ValidationError):
            add_own_text(plan, text, "problem")


def test_the_list_escapes_and_marks_what_does_not_fit(sources: StoredSources) -> None:
    plan = BriefPlan(title="<b>Long</b>")
    for number in range(9):
        plan = add_own_text(plan, f"<img src=x onerror=alert({number})> " + "words " * 190, "options").plan
    brief = build_brief(plan, sources, "auto")
    page = render_pins(plan, brief, sources) + render_preview(brief)
    assert brief.left_out
    assert page.count("Does not fit the pages") == len(brief.left_out)
    assert "<img" not in page
    assert "&amp;lt;b&amp;gt;Long" in page, "the preview is escaped for its attribute, and its text for the preview"
    assert 'sandbox title="Preview of the brief"' in page
    assert "Nothing is in the brief yet" in render_pins(BriefPlan(title="x"), None, sources)
