"""What a follow-up takes over from earlier questions, and when it takes over nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.lean_back import leans_back
from chatbot.pipeline import Briefing
from chatbot.resolve_follow_up import resolve_follow_up
from chatbot.understand_question import understand_question
from kb.settings import Settings

PAID = "How are the large networks paid?"


def carried(question: str, *history: str) -> list[str]:
    return [term.word for term in resolve_follow_up(question, history).carried]


@pytest.mark.parametrize(
    "question",
    [
        "And how are they paid?",
        "What about the smaller ones?",
        "For how long?",
        "Why?",
        "When?",
        "How many of them were nurses?",
        "How many residents?",
        "And in England?",
        "Who pays for that?",
        "What do they do there?",
        "What were the limitations of the study?",
        "Did it change from year to year?",
        "What is that system called?",
        "Is that still true?",
        "Did anybody study that?",
        "How does that compare with England?",
        "What happens to the rest?",
        "Who pays for the latter?",
        "The rural ones?",
        "In Norland?",
        "For example?",
        "What is the difference?",
        "What were the results?",
        "Why do nurses earn less?",
        "How many harbours did they deal with in Norland?",
        "I meant the nurses",
        "Not the nurses but the doctors",
    ],
)
def test_a_question_that_says_too_little_leans_on_the_talk(question: str) -> None:
    assert leans_back(question)
    assert carried(question, "How do hospitalists look after wards?")


@pytest.mark.parametrize(
    "question",
    [
        "How do harbour clinics pay their nurses?",
        "And what is a clinical microsystem?",
        "Is there a limit to the bonus that a clinic may earn in a year?",
        "Is it true that nurses founded the harbour clinics in Norland?",
        "Who founded the clinics?",
        "What is capitation?",
        "What did the Kaiser study say about the doctors who left it?",
        "shared budgets referrals",
        "capitation formula Norland 2004",
        "How do clinics pay their nurses?",
        "What are the results of the trial?",
        "Is it that the nurses left?",
        "How are nurses paid in other countries?",
        "When patients refuse, what do they lose?",
    ],
)
def test_a_question_that_stands_alone_changes_the_subject(question: str) -> None:
    resolved = resolve_follow_up(question, ["What do ferries cost?"])
    assert (resolved.carried, resolved.search_text, resolved.asks) == ((), question, question)


def test_what_is_carried_goes_back_through_follow_ups_and_stops_at_a_new_subject() -> None:
    history = ("What do ferries cost?", "What help do new nurses get?", "So some are given a mentor?")
    terms = resolve_follow_up("For how long?", history).carried
    assert {"nurses", "mentor", "help"} <= {term.word for term in terms}
    assert "ferries" not in {term.word for term in terms}
    assert {term.turn for term in terms} == {2, 3}


def test_an_opposite_takes_the_place_of_what_it_opposes() -> None:
    assert carried("What about the smaller ones?", PAID) == ["networks", "paid"]


def test_a_name_takes_the_place_of_a_name() -> None:
    assert "California" not in carried("And in England?", "How are doctors paid in California?")
    assert "doctors" in carried("And in England?", "How are doctors paid in California?")


@pytest.mark.parametrize(
    ("question", "earlier", "searched"),
    [
        (
            "And in Sudland?",
            "How many calls did the Norland line answer?",
            "How many calls did the Sudland line answer?",
        ),
        ("And HMOs?", "How are IPAs paid in Norland?", "How are HMOs paid in Norland?"),
        (
            "I meant clothes.",
            "What share of lamps is mended at the fair?",
            "What share of clothes is mended at the fair?",
        ),
        ("I meant clothes, not lamps", "Who mends lamps for clubs?", "Who mends clothes for clubs?"),
        ("The rural ones?", "How often do urban libraries open?", "How often do rural libraries open?"),
    ],
)
def test_what_is_put_in_the_place_of_a_word_stands_where_it_stood(question: str, earlier: str, searched: str) -> None:
    resolved = resolve_follow_up(question, [earlier])
    assert resolved.search_text.startswith(searched)
    assert resolved.asks == earlier


def test_a_place_takes_no_abbreviations_place() -> None:
    assert carried("And in Sudland?", "How are GPs paid in Norland?") == ["GPs", "paid"]
    assert carried("And in the US?", "How are GPs paid in Norland?") == ["GPs", "paid"]


def test_the_one_with_another_name_is_of_the_kind_that_was_named() -> None:
    history = ("Who pays for the Norland line?", "What does a call cost there?")
    assert carried("And who pays for the Sudland one?", *history) == ["line"]


def test_a_correction_keeps_what_could_be_meant_and_what_it_takes_back_is_not_asked_for() -> None:
    assert carried("I meant nurses", "How do doctors treat patients?") == ["doctors", "treat", "patients"]
    resolved = resolve_follow_up("I meant nurses, not doctors", ["How do doctors treat patients?"])
    assert [term.word for term in resolved.carried] == ["treat", "patients"]
    assert "doctors" not in resolved.search_text


def test_coming_back_to_a_subject_leans_on_the_question_about_it() -> None:
    history = ("How are bonuses set for nurses?", "What do ferries cost?")
    assert carried("Back to the bonuses", *history) == ["nurses"]
    named = resolve_follow_up("Going back to the bonuses: who sets them?", history)
    assert (named.carried, named.search_text) == ((), "the bonuses: who sets them?")


def test_a_question_without_a_verb_asks_in_the_manner_of_the_one_before() -> None:
    assert understand_question("What about the smaller ones?", [PAID], 4000).answer_type == "how"
    assert understand_question("And the nurses?", ["How many doctors are there?"], 4000).answer_type == "figure"
    assert understand_question("Why?", ["How many doctors are there?"], 4000).answer_type == "why"


def test_words_can_be_taken_away_and_added() -> None:
    history = ("How do hospitalists look after wards?",)
    assert resolve_follow_up("How are they paid?", history, ()).carried == ()
    chosen = resolve_follow_up("How are they paid?", history, ("hospitalists", "night shifts"))
    assert [(term.word, term.turn) for term in chosen.carried] == [
        ("hospitalists", 1),
        ("night", None),
        ("shifts", None),
    ]
    assert "wards" not in chosen.search_text


@pytest.mark.parametrize("nothing", ["", "  ", "?", "…"])
def test_nothing_asked_carries_nothing(nothing: str) -> None:
    assert resolve_follow_up(nothing, ["What do hospitalists do?"]).carried == ()


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60))
def test_any_talk_is_resolved_and_the_question_stays_whole(history: list[str], question: str) -> None:
    resolved = resolve_follow_up(question, history)
    assert resolved.search_text.endswith(resolved.asked)
    assert resolved.asked in question
    assert len({term.stem for term in resolved.carried}) == len(resolved.carried)
    assert all(term.turn is not None and 1 <= term.turn <= len(history) for term in resolved.carried)


def test_the_answer_says_what_it_carried_and_follows_an_edit(harbour_settings: Settings) -> None:
    briefing = Briefing.open(harbour_settings)
    history = ["Who founded the harbour clinics?"]
    answer = briefing.ask("When?", history)
    assert "1987" in answer.answer
    assert [term.word for term in answer.carried_terms] == ["founded", "harbour", "clinics"]
    alone = briefing.ask("When?", history, carry=())
    assert alone.abstained
    assert alone.carried_terms == ()
    assert alone.id != answer.id
    assert briefing.ask("When?", history).id == answer.id
