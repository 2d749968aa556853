"""Misspelt words are mended against the library; words that are right, known or far from any other are left alone."""

import pytest

from kb.spelling import Mended, Speller

TEXTS = ["Capitation pays physiotherapists. Capitation is monthly.", "Physiotherapists and insurance, insurance."]
ENGLISH = {"naval"}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(TEXTS, ENGLISH.__contains__)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("What is capitaton?", "What is capitation?"),
        ("Are physiotherapsits paid?", "Are physiotherapists paid?"),
        ("Capittation, please", "Capitation, please"),
    ],
)
def test_a_slip_is_mended(speller: Speller, written: str, read: str) -> None:
    assert speller.mend(written)[0] == read


@pytest.mark.parametrize(
    "text", ["Is capitated pay naval?", "insurence", "monthlu", "xylophones of Zanzibar", "", "c4pitation"]
)
def test_other_words_are_left_alone(speller: Speller, text: str) -> None:
    assert speller.mend(text) == (text, ())


def test_what_was_read_is_said(speller: Speller) -> None:
    assert speller.mend("physiotherapsits, capitaton")[1] == (
        Mended("physiotherapsits", "physiotherapists"),
        Mended("capitaton", "capitation"),
    )


def test_a_word_used_once_is_read_where_it_is_known_from_elsewhere() -> None:
    speller = Speller(["Naval clinics are cantilevered."], ENGLISH.__contains__)
    assert speller.mend("navaal clinics")[0] == "naval clinics"
    assert speller.mend("cantilevred clinics")[1] == ()
