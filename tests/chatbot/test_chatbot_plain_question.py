"""What only surrounds a question is no part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.plain_question import plain_question
from chatbot.understand_question import understand_question


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Could you tell me whether nurses are paid by the hour?", "nurses are paid by the hour?"),
        ("pls explain risk pools", "What are risk pools?"),
        ("Explain the use of a risk pool.", "What is the use of a risk pool?"),
        ("explain how they do it", "how they do it"),
        ("Hi there, can you tell me what a risk pool is? Thanks", "what is a risk pool?"),
        ("I am new and we meet a delegation tomorrow. What is a risk pool?", "What is a risk pool?"),
        ("wich clinics wer small, and wen", "which clinics wer small, and when"),
        ("Hello, could you please tell me how nurses are paid? Thanks!", "how nurses are paid?"),
        ("Ok thanks. I'd like to know how many there are", "how many there are"),
        ("Do you know if they are paid, please?", "they are paid?"),
        ("No, I meant the nurses in Sudland", "I meant the nurses in Sudland"),
        ("ok, and where's its head office?", "and where is its head office?"),
        ("whats a risk pool", "what is a risk pool"),
        ("My question is: how are nurses paid", "how are nurses paid"),
    ],
)
def test_what_surrounds_a_question_is_left_out(text: str, plain: str) -> None:
    assert plain_question(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "No doctors left?",
        "Well funded clinics: what do they do?",
        "Right to buy: what is it?",
        "Can someone leave a group?",
        "Can you compare Norland and Sudland?",
        "Will you be paid?",
        "Is it possible to leave a group?",
        "Whose money is it?",
        "Thanks",
        "I am asking about Norland. How are nurses paid?",
        "We run two clinics. How are they paid?",
        "The clinics were closed by the council. Why did the council do this?",
        "What they were paid for?",
        "What explains the fall?",
        "",
    ],
)
def test_what_is_part_of_a_question_stays(text: str) -> None:
    assert plain_question(text) == text


def test_a_wrapped_question_is_understood_as_the_plain_one() -> None:
    wrapped = understand_question("Hi, could you please tell me what a risk pool is? Thanks", (), 4000)
    plain = understand_question("what is a risk pool?", (), 4000)
    assert wrapped == plain
    assert plain.answer_type == "definition"


@given(st.text(max_size=200))
def test_words_are_never_all_taken_away(text: str) -> None:
    if any(letter.isalnum() for letter in text):
        assert any(letter.isalnum() for letter in plain_question(text))
