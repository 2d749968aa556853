"""Questions that are offered when an answer is withheld, each answered when it is asked."""

from __future__ import annotations

import pytest

from chatbot.pipeline import Briefing
from chatbot.suggest_follow_ups import question_of
from kb.documents import Sentence, SentenceKind
from kb.settings import Settings

WITHHELD = [
    "Which football club won the final in Lisbon?",
    "How is sourdough bread made?",
    "What do crane drivers eat?",
]


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


@pytest.mark.parametrize("question", WITHHELD)
def test_each_question_offered_is_answered_when_asked(briefing: Briefing, question: str) -> None:
    answer = briefing.ask(question)
    assert answer.abstained
    assert answer.follow_ups
    assert len(answer.follow_ups) <= 3
    for offered in answer.follow_ups:
        assert not briefing.ask(offered).abstained
    assert briefing.ask(question).follow_ups == answer.follow_ups


def test_the_notes_always_have_three_to_offer(notes_settings: Settings) -> None:
    briefing = Briefing.open(notes_settings)
    for question in WITHHELD:
        answer = briefing.ask(question)
        assert answer.abstained
        assert len(answer.follow_ups) == 3
        assert not [offered for offered in answer.follow_ups if briefing.ask(offered).abstained]


def test_no_more_than_six_questions_are_put_to_the_judge(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(briefing, "first_evidence", lambda question: tried.append(question))
    assert briefing.ask(WITHHELD[0]).follow_ups == ()
    assert 0 < len(tried) <= 6


def test_an_answer_and_an_empty_question_offer_none(briefing: Briefing) -> None:
    assert briefing.ask("How are the clinics paid?").follow_ups == ()
    assert briefing.ask("").follow_ups == ()


@pytest.mark.parametrize(
    ("words", "kind", "question"),
    [
        ("The aims of the scheme were:", "lead_in", "What were the aims of the scheme?"),
        ("The three main tasks of a board include:", "lead_in", "What are the main tasks of a board?"),
        ("A shared budget is a sum that clinics hold together.", "prose", "What is a shared budget?"),
        ("Capitation means that a group is paid a head.", "prose", "What is capitation?"),
        ("They were asked about:", "lead_in", None),
        ("Their aims were:", "lead_in", None),
        ("Parking is a problem.", "prose", None),
        ("This is a problem that many share.", "prose", None),
    ],
)
def test_questions_are_made_from_lead_ins_and_definitions(words: str, kind: SentenceKind, question: str | None) -> None:
    sentence = Sentence(char_start=0, char_end=len(words), kind=kind, section_index=0)
    assert question_of(words, sentence, frozenset({"capitation", "shared", "the", "a"})) == question
