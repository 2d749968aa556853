"""What a sentence begins with: words that lead over from the one before, or what only the one before names."""

from __future__ import annotations

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.answer import Segment
from chatbot.cite_units import cite_units
from chatbot.pipeline import Briefing
from chatbot.read_opening import leading_words, leans_back, without_leading_words
from chatbot.unit import Unit
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.documents import Document
from kb.settings import Settings
from kb.store import DocumentStore

TEXT = """Results

Ferry crews are paid by the day. However, pilots of the ferry are paid by the landing. In addition, crews of the ferry
get a bonus for calm landings. Finally, they sleep on board. Norland has 14 ferries.

A pilot of the ferry commented:

"We are paid when we land."

Pilot, ferry

"Crews get soup (Group 2, Cook 1)."

Group 2, Cook 1
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    paper = Paper("Ferry crews", "Lund", 2012, "Norland", TEXT)
    return make_library(tmp_path_factory.mktemp("openings"), papers({"ferry-2012": paper}))


@pytest.fixture(scope="module")
def briefing(settings: Settings) -> Briefing:
    return Briefing.open(settings)


@pytest.fixture(scope="module")
def document(briefing: Briefing) -> Document:
    return next(d for d in briefing.library.documents.values() if d.source_id == "ferry-2012")


def said(briefing: Briefing, document: Document, *units: tuple[str, ...]) -> list[Segment]:
    def index(words: str) -> int:
        return next(i for i, s in enumerate(document.sentences) if words in document.slice(s))

    made = [Unit(document, tuple(index(words) for words in unit), 1.0) for unit in units]
    return cite_units(made, briefing.library)[0]


def test_a_connective_goes_where_its_sentence_stands_alone(briefing: Briefing, document: Document) -> None:
    (segment,) = said(briefing, document, ("get a bonus",))
    assert segment.text == "[C]rews of the ferry get a bonus for calm landings."


def test_it_stays_behind_the_sentence_before(briefing: Briefing, document: Document) -> None:
    for units in ([("by the day", "by the landing")], [("by the day",), ("by the landing",)]):
        texts = [segment.text for segment in said(briefing, document, *units)]
        assert texts[1] == "However, pilots of the ferry are paid by the landing."
    apart = said(briefing, document, ("by the landing",), ("by the day",))
    assert apart[0].text == "[P]ilots of the ferry are paid by the landing."


def test_answers_with_cut_openings_are_proved(briefing: Briefing, settings: Settings) -> None:
    answer = briefing.ask("What bonus do crews of the ferry get for calm landings?")
    assert answer.answer.startswith("[C]rews of the ferry get a bonus for calm landings. [1]")
    assert answer.citations[0].quote == "In addition, crews of the ferry get a bonus for calm landings."
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    assert not [finding for finding in verifier.verify(answer) if finding.problem]
    forged = answer.model_copy(
        update={"segments": (answer.segments[0].model_copy(update={"text": "[C]rews get a bonus."}),)}
    )
    assert any("is not what citation" in (finding.problem or "") for finding in verifier.verify(forged))


def test_a_speaker_is_named_once(briefing: Briefing, document: Document) -> None:
    alone = said(briefing, document, ("when we land",))
    assert [segment.text for segment in alone] == ["Pilot, ferry:", '"We are paid when we land."']
    introduced = said(briefing, document, ("commented", "when we land"))
    assert [segment.kind for segment in introduced] == ["quote", "quote"]
    signed = said(briefing, document, ("get soup",))
    assert [segment.kind for segment in signed] == ["quote"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("However, fares rose.", "[F]ares rose."),
        ("For example, Eastquay paid 12 crowns.", "Eastquay paid 12 crowns."),
        ("However, they rose.", "However, they rose."),
        ("Finally fares rose.", "Finally fares rose."),
        ("Fares, however, rose.", "Fares, however, rose."),
        ("In addition to fares, tolls rose.", "In addition to fares, tolls rose."),
    ],
)
def test_what_is_cut(text: str, cut: str) -> None:
    assert without_leading_words(text) == cut


@pytest.mark.parametrize(
    "text", ["However, they rose.", "For example, it depends on tides.", "This rose.", "These rose."]
)
def test_what_leans_back(text: str) -> None:
    assert leans_back(text)


def test_what_stands_alone() -> None:
    assert not leans_back("However, fares rose.")
    assert not leans_back("It is likely that fares rose.")
    opening = leading_words("Conversely, fares rose.")
    assert opening is not None
    assert (opening.lead, opening.length_chars) == ("contrasts", len("Conversely, "))
    assert leading_words("Fares rose.") is None
