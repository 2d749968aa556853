"""What alone would answer a question, and an answer withheld for want of it."""

import pytest

from chatbot.judge_answerability import FACT_FEATURES, SUBJECT_FEATURES
from chatbot.pipeline import Briefing
from chatbot.understand_question import understand_question
from chatbot.wanted import mentions, wanted_of
from kb.settings import Settings
from kb.terms import stems


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How old were the nurses at the harbour clinics?", "age"),
        ("When did the ferry company fail?", "date"),
        ("How long did the pilot run?", "duration"),
        ("What percentage of residents moved away?", "share"),
        ("What was the board's annual budget in dollars?", "money"),
        ("What salary does the harbour master get?", "money"),
        ("By how much did waiting times fall?", "rate"),
        ("By how much were management costs cut?", "rate"),
        ("What readmission rates do the clinics achieve?", "rate"),
        ("How many ferries cross the sound?", "count"),
        ("Who chairs the board?", "name"),
        ("Which three towns did the clinics serve?", "name"),
        ("Which computer systems do the clinics rely on?", "name"),
        ("Where is the head office?", "name"),
        ("Why did waiting times fall by so much?", None),
        ("What skills do nurses need?", None),
        ("Which kinds of doctors were left out?", None),
        ("What were the clinics hoping for?", None),
        ("How are the clinics paid?", None),
        ("When is a patient counted as cured?", None),
        ("How often do the ferries fail?", None),
        ("When was the clinic considered by the council?", "date"),
        ("What is the system of set prices called?", None),
        ("How high is the doctors' salary?", "money"),
        ("Which groups of doctors were studied?", None),
    ],
)
def test_what_alone_would_answer(question: str, kind: str | None) -> None:
    understood = understand_question(question, (), 4000)
    assert (understood.wanted.kind if understood.wanted else None) == kind


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("How old were the nurses?", "The nurses were aged 40 or so, and 12 of them spoke.", ["aged 40"]),
        ("How old were the nurses?", "The old clinic had 40 nurses.", []),
        ("By how much did visits fall?", "Visits halved.", ["halved"]),
        ("Which towns do they serve?", "They serve Eastquay and Norland Bay.", ["Eastquay and Norland Bay"]),
        ("Who leads Eastquay?", "Nurses in Eastquay say that its leader, Nora Lind, is fair.", ["Nora Lind"]),
        ("Which two states did the group serve?", "Bayview of California grew in Ohio.", ["California", "Ohio"]),
        ("Which countries tried it?", "Bayview and the Dutch board tried it.", ["Dutch"]),
        ("Who leads Eastquay?", "Leaders in England and the US wrote to the NHS in May.", []),
    ],
)  # fmt: skip
def test_where_a_text_holds_it(question: str, text: str, found: list[str]) -> None:
    wanted = wanted_of(question)
    assert wanted is not None
    assert [text[start:end] for start, end in mentions(text, wanted, set(stems(question)))] == found


def test_names_asked_for_are_counted() -> None:
    wanted = wanted_of("Which four towns did the clinics serve?")
    assert wanted is not None
    assert wanted.names == 4


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


def test_a_figure_that_nobody_gives_is_not_answered_by_what_stands_near_it(briefing: Briefing) -> None:
    asked = "How old are the residents of the harbour clinics in Norland?"
    answer = briefing.ask(asked)
    assert answer.abstained
    assert "no age" in (answer.reason or "")
    topic = briefing.ask("How are the harbour clinics in Norland paid?")
    assert not topic.abstained
    assert topic.confidence > answer.confidence


def test_the_subject_and_the_fact_are_measured_apart(briefing: Briefing) -> None:
    asked = briefing.understand("How old are the residents of the harbour clinics in Norland?")
    measured = briefing.measure(asked, briefing.retrieve(asked))
    assert dict(zip(FACT_FEATURES, measured.fact, strict=True))["figure_absent"] == 1
    assert dict(zip(SUBJECT_FEATURES, measured.subject, strict=True))["names_missing"] == 0


def test_a_name_that_stands_elsewhere_is_said(briefing: Briefing) -> None:
    asked = briefing.understand("What does the report propose for Norland and for Zanzibar?")
    measured = briefing.measure(asked, briefing.retrieve(asked))
    assert "Zanzibar" not in measured.names_apart
    assert dict(zip(SUBJECT_FEATURES, measured.subject, strict=True))["names_missing"] == pytest.approx(0.5)
