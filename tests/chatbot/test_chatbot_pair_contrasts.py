"""What is opposed stands side by side with words of our own between; what only looks opposed does not."""

from __future__ import annotations

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.answer import Answer
from chatbot.cite_units import cite_units, render_answer
from chatbot.contrast_in_words import contrast_in_words
from chatbot.pair_contrasts import leads_to_contrast, pair_contrasts
from chatbot.pipeline import Briefing
from chatbot.tell_countries import tell_countries
from chatbot.unit import Unit
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.settings import Settings
from kb.store import DocumentStore

SOURCES = {
    "ferry-2012": Paper(
        "Ferry fares", "Lund", 2012, "Norland",
        "Results\n\nFerry fares rose by 12 per cent in the winter of the strike. Ferry fares are set by the island "
        "board every spring. Crews slept on board.\n",
    ),
    "coast-2016": Paper(
        "Coast accounts", "Dahl", 2016, "Suland",
        "Results\n\nFerry fares rose by 21 per cent in the winter of the strike. Gulls nested on the pier.\n",
    ),
    "bay-2017": Paper(
        "Bay fares", "Ek", 2017, "Norland",
        "Results\n\nFerry fares fell in the winter of the strike, islanders recalled. The quay was built of oak.\n",
    ),
}  # fmt: skip
QUESTION = "How did ferry fares change in the winter of the strike?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_library(tmp_path_factory.mktemp("contrast"), papers(SOURCES))


@pytest.fixture(scope="module")
def briefing(settings: Settings) -> Briefing:
    return Briefing.open(settings)


@pytest.fixture(scope="module")
def answer(briefing: Briefing) -> Answer:
    return briefing.ask(QUESTION)


def unit(briefing: Briefing, source_id: str, words: str) -> Unit:
    document = next(d for d in briefing.library.documents.values() if d.source_id == source_id)
    return Unit(document, (next(i for i, s in enumerate(document.sentences) if words in document.slice(s)),), 1.0)


def test_an_answer_puts_the_contrast_side_by_side_and_says_so(answer: Answer, settings: Settings) -> None:
    (place,) = [i for i, segment in enumerate(answer.segments) if leads_to_contrast(segment)]
    before, after = answer.segments[place - 1], answer.segments[place + 1]
    assert contrast_in_words(before.text, after.text, ("Norland", "Suland"), one_source=False) == "By contrast"
    assert before.markers != after.markers
    assert answer.segments[place].kind == "connective"
    assert answer.segments[place].markers == after.markers
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    assert not [finding for finding in verifier.verify(answer) if finding.problem]
    assert len(answer.answer.split()) <= 150


def test_a_contrast_that_is_none_is_found_out(answer: Answer, settings: Settings) -> None:
    segments = list(answer.segments)
    (place,) = [i for i, segment in enumerate(segments) if leads_to_contrast(segment)]
    leading = segments.pop(place)
    segments.insert(0, leading.model_copy(update={"markers": segments[0].markers}))
    forged = answer.model_copy(update={"segments": tuple(segments), "answer": render_answer(segments)})
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    assert any("leads to no contrast" in (finding.problem or "") for finding in verifier.verify(forged))


def test_what_is_opposed_moves_up_and_the_country_is_named(briefing: Briefing) -> None:
    rose, board = unit(briefing, "ferry-2012", "12 per cent"), unit(briefing, "ferry-2012", "island board")
    suland = unit(briefing, "coast-2016", "21 per cent")
    ordered = pair_contrasts([rose, board, suland], 20, briefing.library)
    assert [u.texts for u in ordered] == [rose.texts, suland.texts, board.texts]
    assert [u.contrast for u in ordered] == [None, "By contrast", None]
    segments, citations = cite_units(ordered, briefing.library)
    assert segments[1].text == "By contrast, Dahl (2016):"
    told = tell_countries(segments, citations, briefing.library, 50)
    assert "By contrast, Suland (2016):" in [segment.text for segment in told]
    assert [c.marker for c in citations] == [1, 2, 3]


def test_without_room_or_opposition_the_order_stays(briefing: Briefing) -> None:
    rose, board = unit(briefing, "ferry-2012", "12 per cent"), unit(briefing, "ferry-2012", "island board")
    suland = unit(briefing, "coast-2016", "21 per cent")
    assert pair_contrasts([rose, board, suland], 3, briefing.library) == [rose, board, suland]
    assert pair_contrasts([board, rose], 20, briefing.library) == [board, rose]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("Waiting times rose after the merger.", "Waiting times fell after the merger.", "By contrast"),
        ("In 1995 waiting times rose in the ports.", "In 2005 waiting times fell in the ports.", "Later, by contrast"),
        ("In 2005 fares rose in the ports.", "In 1995 fares fell in the ports.", "Earlier, by contrast"),
        ("Joining a board is compulsory for pilots in Norland.", "Joining a board is voluntary for pilots in Suland.",
         "By contrast"),
        ("Pilots in Norland paid 12 crowns a day for berths.", "Pilots in Suland paid 30 crowns a day for berths.",
         "By contrast"),
    ],
)  # fmt: skip
def test_what_is_a_contrast(first: str, second: str, words: str) -> None:
    assert contrast_in_words(first, second, ("Norland", "Suland"), one_source=False) == words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Waiting times rose after the merger.", "Budgets fell after the merger of ports."),
        ("Waiting times rose after the merger.", "Waiting times should fall after the merger."),
        ("Costs did not differ significantly between pilots and crews.", "Studies of pilots differed significantly."),
        ("Eastquay paid 12 crowns a day for berths.", "Westquay paid 30 crowns a day for berths."),
        ("Pilots paid 12 crowns a day for berths.", "Pilots waited 30 days for berths at the quay."),
        ("Pilots paid 12 crowns a day for berths.", "Pilots paid at most 30 crowns a day for berths."),
        ("Joining a board is compulsory for pilots.", "Joining a board may be voluntary for pilots."),
        ("Waiting times rose after the merger.", "Waiting times rose after the merger of ports."),
    ],
)  # fmt: skip
def test_what_is_none(first: str, second: str) -> None:
    assert contrast_in_words(first, second, ("Norland", "Suland"), one_source=False) is None


def test_within_one_source_another_figure_is_of_another_thing() -> None:
    first, second = "Pilots paid 12 crowns a day for berths.", "Pilots paid 30 crowns a day for berths."
    assert contrast_in_words(first, second, (), one_source=False) == "By contrast"
    assert contrast_in_words(first, second, (), one_source=True) is None
