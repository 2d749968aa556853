from __future__ import annotations

import pytest

from chatbot.understand_question import AnswerType, understand_question
from kb.terms import stem_word


@pytest.mark.parametrize(
    ("text", "answer_type"),
    [
        ("How many clinics hold a budget?", "figure"),
        ("When were the clinics founded?", "figure"),
        ("What share of pay is a bonus?", "figure"),
        ("Why were shared budgets tried?", "why"),
        ("What is a shared budget?", "definition"),
        ("What are the aims of the scheme?", "list"),
        ("Who founded the clinics?", "name"),
        ("Which group is the largest?", "name"),
        ("How are the clinics paid?", "how"),
        ("How do coastal and inland clinics differ?", "compare"),
        ("What are the limitations of the study?", "limitation"),
        ("What are the limits of the evidence on ferries?", "limitation"),
        ("Tell me about bonuses.", "other"),
        ("When is a clinic counted as small?", "definition"),
        ("When was a wait considered too long?", "definition"),
        ("When are nurses paid?", "figure"),
        ("By when should the clinics be merged?", "figure"),
        ("whats a risk pool", "definition"),
        ("What are risk pools?", "definition"),
        ("What are their aims?", "list"),
        ("drawbacks of risk pools", "list"),
        ("risk pool meaning", "definition"),
    ],
)
def test_what_kind_of_answer_is_wanted(text: str, answer_type: AnswerType) -> None:
    assert understand_question(text, (), 4000).answer_type == answer_type


def test_a_follow_up_takes_over_what_it_refers_back_to() -> None:
    question = understand_question("And how are they paid?", ["What do hospitalists do?"], 4000)
    assert stem_word("hospitalists") in question.carried_terms
    assert "hospitalists" in question.search_text


def test_a_question_that_stands_alone_takes_nothing_over() -> None:
    text = "Which Californian medical groups employ their own cardiology specialists?"
    question = understand_question(text, ["What do ferries cost?"], 4000)
    assert question.carried_terms == ()
    assert question.search_text == text


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07\u200b", "?!", "what is it"])
def test_a_question_without_words_has_no_terms(text: str) -> None:
    assert understand_question(text, (), 4000).terms == ()


def test_control_characters_are_dropped_and_long_questions_cut() -> None:
    question = understand_question("bonus\x00\x1b[31m " + "x" * 10_000, (), 4000)
    assert question.truncated
    assert len(question.text) == 4000
    assert "\x1b" not in question.text
