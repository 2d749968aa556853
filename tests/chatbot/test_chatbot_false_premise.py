"""A premise that the evidence contradicts is named; one that it does not is left alone."""

from pathlib import Path

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.pipeline import Briefing
from kb.opposites import opposites_in
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
        ("Why were the harbour clinics founded in 1992 by nurses?", "1992", "1987"),
        ("Why do bonuses depend on the number of referrals?", "depend", "never depend"),
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
        "Why were the harbour clinics founded in 1987 by nurses?",
        "Why do bonuses never depend on the number of referrals?",
        "For how long did the emergency admissions rise before budgets were shared?",
        "How are the clinics paid, and do bonuses depend on the number of referrals?",
        "Is the payment that each clinic receives yearly or monthly?",
        "Does each clinic receive a yearly payment?",
        "How many clinics hold a shared budget?",
        "How are the clinics paid?",
        "What share of the payment does each clinic keep?",
    ],
)
def test_what_is_true_or_asked_after_is_no_false_premise(briefing: Briefing, question: str) -> None:
    assert briefing.ask(question).status != "corrected"


def test_how_many_another_study_looked_at_contradicts_no_question_about_limits(tmp_path: Path) -> None:
    """The words that ask for limits are no words to look for, and yet they say which study is meant."""
    visited = (
        "Results\n\nEastquay, Westquay, Northquay and Southquay were visited.\n\n"
        "Limitations\n\nThe visits were short and few.\n"
    )
    traced = "Results\n\nFive harbour clinics, Eastquay among them, were traced from 1975 until 1996.\n"
    library = {
        "visits-2011": Paper("Visits to the harbour", "Lund", 2011, "Norland", visited),
        "traces-1997": Paper("How clinics grew", "Vik", 1997, "Norland", traced),
    }
    briefing = Briefing.open(make_library(tmp_path, papers(library)))
    answer = briefing.ask("What are the weaknesses of the study of the four harbour clinics?")
    assert answer.status != "corrected", answer.answer


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("twice", "Costs are half of theirs.", ["half"]),
        ("satisfied", "They were dissatisfied.", ["dissatisfied"]),
        ("commercially", "It is a not-for-profit insurer.", ["not-for-profit"]),
        ("weak", "It is strong here and weak there.", []),
        ("clinic", "It is a hospital.", []),
        ("most", "They stayed for at least a year.", []),
        ("passed", "They failed to see it.", []),
    ],
)
def test_words_that_exclude_each_other(word: str, text: str, found: list[str]) -> None:
    assert [opposite.word for opposite in opposites_in(text, word)] == found


def test_degrees_are_told_from_kinds() -> None:
    assert opposites_in("Costs fell.", "rise")[0].is_degree
    assert not opposites_in("It is voluntary.", "compulsory")[0].is_degree
