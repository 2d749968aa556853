"""What would fill the answer, and whether a sentence holds one."""

import pytest

from chatbot.answer_slots import asked_slot, fills_slot
from chatbot.understand_question import understand_question
from kb.terms import stems


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many clinics hold a budget?", "count"),
        ("What is the number of clinics?", "count"),
        ("How much did the new ferry cost?", "money"),
        ("What fee do the harbour clinics ask?", "money"),
        ("What share of visits are repeat visits?", "share"),
        ("When did the board meet?", "date"),
        ("In what year was the scheme founded?", "date"),
        ("How long did the pilot run?", "duration"),
        ("How often do the nurses meet?", "duration"),
        ("Why did the board meet when admissions rose?", None),
        ("How are the clinics paid?", None),
    ],
)
def test_what_is_asked_for(question: str, kind: str | None) -> None:
    slot = asked_slot(question)
    assert (slot.kind if slot else None) == kind


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("How many clinics hold a budget?", "Three clinics hold it.", "The clinics hold a shared budget."),
        ("How much did the new ferry cost?", "It cost $4 million.", "It was costly."),
        ("What share of visits are repeat visits?", "A third of them are.", "Most of them are."),
        ("When did the board meet?", "It met in 1987.", "It met often."),
        ("How long did the pilot run?", "It ran for six months.", "It ran smoothly."),
    ],
)
def test_a_sentence_holds_it_or_not(question: str, holds: str, lacks: str) -> None:
    slot = asked_slot(question)
    assert slot is not None
    assert fills_slot(holds, slot, set(stems(question))) == 1
    assert fills_slot(lacks, slot, set(stems(question))) == 0


def test_a_number_of_something_else_is_half_an_answer() -> None:
    slot = asked_slot("How many clinics took part?")
    assert slot is not None
    assert fills_slot("Forty nurses spoke at length about what the board of the clinics had done.", slot, set()) == 0.5
    assert fills_slot("Twelve of the clinics took part.", slot, set()) == 1


def test_a_name_is_not_one_that_the_question_gives() -> None:
    slot = asked_slot("Who leads Eastquay?", wants_name=True)
    assert slot is not None
    assert fills_slot("The leader of Eastquay is paid monthly.", slot, set(stems("Who leads Eastquay?"))) == 0
    assert fills_slot("The leader of Eastquay is Nora Lind.", slot, set(stems("Who leads Eastquay?"))) == 1


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("Why do groups refuse to say how many patients they refer?", "why"),
        ("Which skills do leaders of clinics need?", "list"),
        ("How do partners choose who sits on the board?", "how"),
        ("Which company runs the ferry?", "name"),
        ("What is a risk pool?", "definition"),
    ],
)
def test_the_words_that_come_first_say_what_kind_of_question_it_is(question: str, answer_type: str) -> None:
    assert understand_question(question, (), 4000).answer_type == answer_type
