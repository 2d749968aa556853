"""Questions written for cards: they lead to an answer in other words, tell what is left open, and are offered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from library_made_up import make_library

from chatbot.evidence_model import load_evidence_model, variant_for
from chatbot.features import FEATURES
from chatbot.judge_answerability import rather_answered
from chatbot.pipeline import Briefing
from kb.library import Library
from kb.reader_questions import NEAREST, OpenQuestion
from kb.settings import Settings

_CARD = """
[[card]]
claim = "{claim}"
kind = "finding"
theme = "{theme}"
section = ["Results"]
asked = [{asked}]
{mistake}"""
_MISTAKE = """
[[card.mistake]]
assumes = "the ward by the lighthouse was shut for want of money"
asked = ["How much was saved by closing the old infirmary for lack of funds?", "What cuts led to its end?"]
rather = ["What did the leak that closed the old infirmary do to its roof?"]
"""
_CLAIMS = {
    "Boatmen ferry the sick of the outer isles to the quay twice a week.": (
        "How do islanders get to see a doctor?",
        "Is there transport for patients who live across the water?",
        "How often can people from the islands come ashore for treatment?",
    ),
    "A levy on the fish market meets the wages of two dispensers.": (
        "Who pays for the pharmacy staff?",
        "Where does the money for the people who hand out medicine come from?",
        "Which trade funds the drug counter at the clinic?",
    ),
    "The ward by the lighthouse was shut when its roof leaked.": (
        "Why did the old infirmary close?",
        "What put an end to the inpatient unit near the beacon?",
        "For what reason are there no more beds at the point?",
    ),
}
_OPEN = "How much did mending the old infirmary cost?"


def _note(name: str, *, with_questions: bool) -> str:
    cards = [
        _CARD.format(
            claim=claim,
            theme=f"Theme {number}",
            asked=", ".join(f'"{q}"' for q in asked if with_questions),
            mistake=_MISTAKE if with_questions and "lighthouse" in claim else "",
        )
        for number, (claim, asked) in enumerate(_CLAIMS.items())
    ]
    left_open = f'leaves_open = ["{_OPEN}"]\n' if with_questions else ""
    head = f'source_id = "{name}"\nread_from = "abstract"\nread_at = ["https://example.org"]\n{left_open}'
    return head + "".join(cards)


def _library(folder: Path, *, with_questions: bool = True) -> Settings:
    record = '[[source]]\nsource_id = "isles-2016"\ntitle = "The isles"\n'
    return make_library(
        folder, {"catalogue.toml": record, "notes/isles-2016.toml": _note("isles-2016", with_questions=with_questions)}
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One note of three cards, each with questions."""
    return _library(tmp_path_factory.mktemp("isles"))


def _scores(settings: Settings, question: str) -> dict[str, float]:
    briefing = Briefing.open(settings)
    return {item.text: item.evidence_score for item in briefing.retrieve(briefing.understand(question)).evidence.items}


def test_a_reader_in_other_words_is_led_to_the_card(settings: Settings) -> None:
    asked = "By what means can a patient living on an island reach a GP?"
    with_questions = _scores(settings, asked)
    claim = next(iter(_CLAIMS))
    assert max(with_questions, key=with_questions.__getitem__) == claim
    without = _scores(settings.model_copy(update={"reader_questions": False}), asked)
    assert with_questions[claim] > without[claim]


def test_weights_follow_what_the_library_has(settings: Settings, harbour_settings: Settings) -> None:
    assert variant_for(Library.open(settings)) == "asked"
    assert variant_for(Library.open(settings.model_copy(update={"reader_questions": False}))) == "hybrid"
    assert variant_for(Library.open(harbour_settings)) == "hybrid"
    assert variant_for(Library.open(settings, with_model=False)) == "bm25"


def test_other_models_take_no_account_of_questions() -> None:
    of_questions = [FEATURES.index(f"asked_{level}_{n}") for n in range(1, NEAREST + 1) for level in ("near", "close")]
    assert load_evidence_model("asked").ranker.weights[of_questions].sum() > 0
    for variant in ("hybrid", "bm25"):
        model = load_evidence_model(variant)  # type: ignore[arg-type]
        assert not model.ranker.weights[of_questions].any()
        assert not model.expected.of(0.9).any()


def test_a_document_without_questions_is_not_behind_one_with_them(tmp_path: Path) -> None:
    record = '[[source]]\nsource_id = "{0}"\ntitle = "T"\n'
    files = {
        "catalogue.toml": record.format("isles-2016"),
        "notes/isles-2016.toml": _note("isles-2016", with_questions=True),
        "originals/skerries.txt": "Skerries\n\nThe health service of the skerries is paid for by a tax on visitors.\n",
    }
    briefing = Briefing.open(make_library(tmp_path, files))
    retrieved = briefing.retrieve(briefing.understand("What pays for health care on the skerries?"))
    best = retrieved.evidence.items[0]
    assert best.document.source_id == "skerries"
    expected = load_evidence_model("asked").expected.of(best.meaning)
    np.testing.assert_allclose(best.asked, expected, atol=1e-5)
    assert best.left_open is None  # what the note leaves open, the new document may answer
    assert retrieved.evidence.items[-1].left_open is not None or len(retrieved.evidence.items) == 1


def test_what_is_left_open_counts_against_an_answer_and_is_named(settings: Settings) -> None:
    briefing = Briefing.open(settings)
    open_question, answered = "What did repairs to the old infirmary cost?", "Why was the old infirmary closed?"
    judged = {
        asked: briefing.judge(understood, briefing.retrieve(understood))
        for asked in (open_question, answered)
        for understood in [briefing.understand(asked)]
    }
    assert judged[open_question].confidence < judged[answered].confidence
    assert not judged[open_question].answer
    assert _OPEN in (judged[open_question].reason or "")


def test_a_question_is_nearer_to_one_or_the_other() -> None:
    assert rather_answered(0.7, None) == 1.0
    assert rather_answered(0.7, OpenQuestion("", 0.7)) == pytest.approx(0.5)
    assert rather_answered(0.9, OpenQuestion("", 0.7)) > 0.9 > 0.1 > rather_answered(0.6, OpenQuestion("", 0.8))


def test_after_an_abstention_written_questions_are_offered_and_answered(settings: Settings) -> None:
    briefing = Briefing.open(settings)
    answer = briefing.ask("What did repairs to the old infirmary cost?")
    assert answer.abstained
    written = {question for asked in _CLAIMS.values() for question in asked}
    assert written.intersection(answer.follow_ups)
    assert all(not briefing.ask(question).abstained for question in answer.follow_ups)


def test_a_question_that_rests_on_a_written_mistake_is_set_right(settings: Settings) -> None:
    briefing = Briefing.open(settings)
    answer = briefing.ask("What was saved when the old infirmary was closed for lack of money?")
    assert answer.status == "corrected"
    assert "that the ward by the lighthouse was shut for want of money" in answer.segments[0].text
    assert answer.segments[0].kind == "connective"
    assert answer.citations[0].quote == "The ward by the lighthouse was shut when its roof leaked."


@pytest.mark.parametrize(
    "asked",
    [
        "What did the leak do to the roof of the old infirmary?",  # sound, of the same form
        "Why did the old infirmary close?",  # answered
        "Was the old infirmary closed for lack of funds?",  # asked after, not assumed
        "Was it a leak or a lack of funds that closed the old infirmary?",
    ],
)
def test_a_sound_question_is_not_called_mistaken(settings: Settings, asked: str) -> None:
    assert Briefing.open(settings).ask(asked).status != "corrected"
