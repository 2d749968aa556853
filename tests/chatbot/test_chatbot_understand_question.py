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
        ("How sure are the researchers that this holds elsewhere?", "limitation"),
        ("Could the sample be biased?", "limitation"),
        ("How sure can a clinic be of its budget?", "how"),
        ("How many doctors took part in the study?", "figure"),
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


def test_whether_a_study_itself_is_asked_about() -> None:
    assert understand_question("How many doctors were interviewed?", (), 4000).about_study
    assert not understand_question("How does evidence-based medicine lower costs?", (), 4000).about_study


def test_words_that_ask_for_limits_are_not_looked_for() -> None:
    question = understand_question("Could the sample of inland clinics be biased?", (), 4000)
    assert question.terms == (stem_word("inland"), stem_word("clinics"))
    assert understand_question("What are the limitations of the study?", (), 4000).terms


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
