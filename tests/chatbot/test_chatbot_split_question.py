"""Double questions fall into their parts, single ones do not, and each part is answered."""

import pytest

from chatbot.pipeline import Briefing
from chatbot.split_question import split_question
from kb.settings import Settings


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How are the clinics paid, and who founded them?", ("How are the clinics paid?", "who founded them?")),
        ("Were they all in one place? What was promised?", ("Were they all in one place?", "What was promised?")),
        ("How much must be saved and by when is it due?", ("How much must be saved?", "by when is it due?")),
        ("What do nurses and doctors cost?", ()),
        ("What is a budget?", ()),
        ("Budgets and what?", ()),
        ("", ()),
    ],
)
def test_where_a_question_is_split(text: str, parts: tuple[str, ...]) -> None:
    assert split_question(text) == parts


def test_both_parts_are_answered(harbour_settings: Settings) -> None:
    answer = Briefing.open(harbour_settings).ask("How are the clinics paid, and may the study apply to inland areas?")
    assert "95 crowns" in answer.answer
    assert "inland areas" in answer.answer
