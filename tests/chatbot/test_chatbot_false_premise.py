"""A premise that the evidence contradicts is named; one that it does not is left alone."""

import pytest

from chatbot.pipeline import Briefing
from kb.opposites import opposites_of
from kb.settings import Settings


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


@pytest.mark.parametrize(
    ("question", "assumed", "truth"),
    [
        ("Why do bonuses of 12 per cent depend on patient experience at the clinics?", "12 per cent", "4 per cent"),
        ("Why do two harbour clinics in Norland hold a shared budget for residents?", "two harbour", "Three"),
        ("Why does each clinic receive a yearly payment per resident?", "yearly", "monthly"),
    ],
)
def test_a_false_premise_is_named_and_the_truth_cited(
    briefing: Briefing, question: str, assumed: str, truth: str
) -> None:
    answer = briefing.ask(question)
    assert answer.status == "corrected"
    assert not answer.abstained
    assert answer.segments[0].kind == "connective"
    assert f"“{assumed}”" in answer.segments[0].text
    assert truth in answer.citations[0].quote
    assert len(answer.answer.split()) <= briefing.library.settings.answer_max_words


@pytest.mark.parametrize(
    "question",
    [
        "Why do bonuses of up to 4 per cent depend on patient experience?",
        "Is the payment that each clinic receives yearly or monthly?",
        "Does each clinic receive a yearly payment?",
        "How many clinics hold a shared budget?",
        "How are the clinics paid?",
    ],
)
def test_what_is_true_or_asked_after_is_no_false_premise(briefing: Briefing, question: str) -> None:
    assert briefing.ask(question).status != "corrected"


def test_opposites_exclude_each_other() -> None:
    assert "half" in opposites_of("twice")
    assert "twice" in opposites_of("half")
    assert opposites_of("clinic") == ()
