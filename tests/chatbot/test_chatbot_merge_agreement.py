"""Two sources that say the same are said once, and the other is named beside it with its own proof."""

from __future__ import annotations

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.agree_in_words import agree_in_words
from chatbot.answer import Answer
from chatbot.cite_units import render_answer
from chatbot.merge_agreement import says_likewise
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.settings import Settings
from kb.store import DocumentStore

SOURCES = {
    "ferry-2012": Paper(
        "Ferry fares", "Lund", 2012, "Norland",
        "Results\n\nFerry fares rose by 12 per cent in the winter of the strike. Crews slept on board. "
        "Pilots were paid by the day.\n",
    ),
    "harbour-2015": Paper(
        "Harbour accounts", "Vik", 2015, "Norland",
        "Results\n\nIn the winter of the strike, ferry fares rose by 12 per cent. The quay was built of oak.\n",
    ),
    "coast-2016": Paper(
        "Coast accounts", "Dahl", 2016, "Suland",
        "Results\n\nFerry fares rose by 21 per cent in the winter of the strike. Gulls nested on the pier.\n",
    ),
}  # fmt: skip
QUESTION = "How much did ferry fares rise in the winter of the strike?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_library(tmp_path_factory.mktemp("agreement"), papers(SOURCES))


@pytest.fixture(scope="module")
def answer(settings: Settings) -> Answer:
    return Briefing.open(settings).ask(QUESTION)


def test_the_second_source_is_named_and_not_said_again(answer: Answer) -> None:
    said = [segment for segment in answer.segments if segment.kind == "quote" and "12 per cent" in segment.text]
    assert len(said) == 1
    (likewise,) = [segment for segment in answer.segments if says_likewise(segment)]
    pair = {*said[0].markers, *likewise.markers}
    by_marker = {citation.marker: citation for citation in answer.citations}
    assert {by_marker[marker].source_id for marker in pair} == {"ferry-2012", "harbour-2015"}
    assert all("12 per cent" in by_marker[marker].quote and by_marker[marker].spans for marker in pair)
    assert f"{said[0].text} [{said[0].markers[0]}]" in answer.answer
    assert answer.segments.index(likewise) == answer.segments.index(said[0]) + 1
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_another_figure_is_said_on_its_own(answer: Answer) -> None:
    assert any("21 per cent" in segment.text for segment in answer.segments if segment.kind == "quote")


def test_both_citations_are_proved(answer: Answer, settings: Settings) -> None:
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    assert not [finding for finding in verifier.verify(answer) if finding.problem]


def test_a_source_that_does_not_say_likewise_is_found_out(answer: Answer, settings: Settings) -> None:
    (place,) = [index for index, segment in enumerate(answer.segments) if says_likewise(segment)]
    other = next(c for c in answer.citations if c.source_id == "coast-2016")
    segments = list(answer.segments)
    segments[place] = segments[place].model_copy(update={"markers": (other.marker,)})
    forged = answer.model_copy(update={"segments": tuple(segments), "answer": render_answer(segments)})
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    problems = [finding.problem or "" for finding in verifier.verify(forged)]
    assert any(f"citation [{other.marker}] does not say likewise" in problem for problem in problems)


@pytest.mark.parametrize(
    ("shown", "other"),
    [
        ("Ferry fares rose by 12 per cent in the strike.", "In the strike ferry fares rose by 12% overall."),
        ("The board may pay pilots by the day.", "The board pays all its pilots by the day."),
        ("Crews never slept on the quay in winter (Ek, 2010b).", "In winter crews never slept on the quay."),
    ],
)
def test_what_agrees(shown: str, other: str) -> None:
    assert agree_in_words(shown, other)


@pytest.mark.parametrize(
    ("shown", "other"),
    [
        ("Ferry fares rose by 12 per cent in the strike.", "Ferry fares rose by 13 per cent in the strike."),
        ("Ferry fares rose by up to 12 per cent in the strike.", "Ferry fares rose by 12 per cent in the strike."),
        ("Ferry fares rose sharply in the long strike.", "Ferry fares fell sharply in the long strike."),
        ("Crews slept on the quay in winter.", "Crews never slept on the quay in winter."),
        ("The board of Eastquay pays pilots by the day.", "The board of Westquay pays pilots by the day."),
        ("The board pays pilots by the day.", "The board may pay pilots by the day."),
        ("Some crews slept on the quay in winter.", "Most crews slept on the quay in winter."),
        ("Quay boards often pay ferry councils.", "Ferry councils often pay quay boards."),
        ("Joining the union is voluntary for crews.", "Joining the union is compulsory for crews."),
        ("Pilots were hired for the ferry.", "The pier was built of oak and tar."),
    ],
)  # fmt: skip
def test_what_does_not(shown: str, other: str) -> None:
    assert not agree_in_words(shown, other)
