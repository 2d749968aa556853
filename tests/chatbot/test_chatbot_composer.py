"""What every composer owes, whether it quotes or asks a model."""

from __future__ import annotations

from collections.abc import Iterator

import model_server
import pytest
from model_server import serving

from chatbot.composer import Composer, ExtractiveComposer, open_composer
from chatbot.model.compose_claims import ModelComposer
from chatbot.pipeline import Briefing
from chatbot.understand_question import understand_question
from kb.library import Library
from kb.settings import Settings

QUESTION = "How are the clinics paid?"


@pytest.fixture(scope="module", params=["extractive", "model that agrees", "model that is silent", "model in error"])
def composer(request: pytest.FixtureRequest, harbour_settings: Settings) -> Iterator[Composer]:
    behaviour = {
        "model that agrees": model_server.honest,
        "model that is silent": model_server.silent,
        "model in error": model_server.status(500),
    }.get(request.param)
    library = Library.open(harbour_settings)
    if behaviour is None:
        yield open_composer(library)
        return
    with serving(behaviour) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny", "model_timeout_seconds": 0.3}
        yield open_composer(Library.open(Settings(**(harbour_settings.model_dump() | model))))


def test_the_settings_choose_the_composer(harbour_settings: Settings) -> None:
    library = Library.open(harbour_settings)
    assert isinstance(open_composer(library), ExtractiveComposer)
    model = {"model_base_url": "http://127.0.0.1:9/v1", "model_name": "tiny"}
    asked = Library.open(Settings(**(harbour_settings.model_dump() | model)))
    assert isinstance(open_composer(asked), ModelComposer)


@pytest.mark.parametrize("max_words", [25, 60, 150])
def test_a_composition_is_proved_and_within_its_limit(
    composer: Composer, harbour_settings: Settings, max_words: int
) -> None:
    briefing = Briefing(Library.open(harbour_settings))
    understood = understand_question(QUESTION, (), 4000)
    evidence = briefing.retrieve(understood).evidence.items
    composition = composer.compose(understood, evidence, max_words)
    assert composition.segments
    markers = [citation.marker for citation in composition.citations]
    assert markers == list(range(1, len(markers) + 1))
    assert {marker for segment in composition.segments for marker in segment.markers} == set(markers)
    assert all(segment.markers for segment in composition.segments if segment.kind != "connective")
    assert all((segment.agreement is not None) == (segment.kind == "model") for segment in composition.segments)
    assert {citation.verdict for citation in composition.citations} <= {"verified", "repaired", "note"}
    exported = [segment for segment in composition.segments if segment.exportable]
    assert exported
    assert sum(len(segment.text.split()) + 1 for segment in exported) <= max_words


def test_nothing_comes_of_no_evidence(composer: Composer) -> None:
    composition = composer.compose(understand_question(QUESTION, (), 4000), [], 150)
    assert (composition.segments, composition.citations) == ((), ())


def test_segments_are_announced(composer: Composer, harbour_settings: Settings) -> None:
    briefing = Briefing(Library.open(harbour_settings), composer=composer)
    heard = model_server.Heard()
    answer = briefing.ask(QUESTION, on_segment=heard)
    assert tuple(heard.segments) == answer.segments
