"""A scope narrows search and answers to a part of the library, and says so when that part is empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from chatbot.composer import Composition, ExtractiveComposer, OnSegment
from chatbot.narrow import narrow
from chatbot.pipeline import Briefing
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from kb.catalogue import SourceRecord
from kb.errors import ScopeError
from kb.library import Library
from kb.scope import SearchScope
from kb.settings import Settings

_RECORD = SourceRecord(
    source_id="quay-2019",
    title="Quay",
    year=2019,
    country="Norland, with lessons for Sweden",
    evidence_kind="case studies",
)


@pytest.fixture(scope="module")
def library(notes_settings: Settings) -> Library:
    return Library.open(notes_settings)


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({}, True),
        ({"sources": ["quay-2019", "other-1"]}, True),
        ({"sources": ["other-1"]}, False),
        ({"countries": ["sweden"]}, True),
        ({"countries": ["Denmark"]}, False),
        ({"evidence_kinds": ["Case Stud"]}, True),
        ({"evidence_kinds": ["trial"]}, False),
        ({"published_from": 2019, "published_to": 2019}, True),
        ({"published_from": 2020}, False),
        ({"published_to": 2018}, False),
        ({"countries": ["Norland"], "published_to": 2018}, False),
    ],
)
def test_a_record_is_within_when_every_filter_is_met(fields: dict[str, object], covered: bool) -> None:
    assert SearchScope.model_validate(fields).covers(_RECORD) is covered


def test_a_source_without_a_year_is_outside_of_every_period() -> None:
    record = SourceRecord(source_id="x-1", title="X")
    assert SearchScope().covers(record)
    assert not SearchScope(published_from=1900).covers(record)
    assert not SearchScope(published_to=2100).covers(record)


def test_order_and_repeats_make_no_difference() -> None:
    first = SearchScope(sources=("b-1", "a-1", "b-1"))
    assert first == SearchScope(sources=("a-1", "b-1"))
    assert first.scope_hash == SearchScope(sources=("a-1", "b-1")).scope_hash
    assert first.scope_hash != SearchScope(sources=("a-1",)).scope_hash


def test_only_sources_within_are_found(library: Library) -> None:
    for scope in (
        SearchScope(sources=("berry-2006",)),
        SearchScope(published_to=2006),
        SearchScope(published_from=2010),
    ):
        hits = library.search("safety of patients in medical groups", 20, scope=scope)
        assert hits
        assert all(scope.covers(library.record(hit.document.source_id)) for hit in hits)
    assert library.search("safety", 5, scope=SearchScope()) == library.search("safety", 5)


def test_a_part_is_searched_as_if_it_were_the_whole(library: Library) -> None:
    part = library.within(SearchScope(sources=("thorlby-2011",)))
    assert part is library.within(SearchScope(sources=("thorlby-2011",)))
    assert part.corpus_hash != library.corpus_hash
    assert {document.source_id for document in part.documents.values()} == {"thorlby-2011"}
    hits = part.search("hospitalist", 10)
    assert hits == part.search("hospitalist", 10)
    assert not part.bm25.occurs("bovbjerg")
    vector = np.asarray(part.vectors_of(next(iter(part.documents.values()))).passages[3])  # type: ignore[union-attr]
    (nearest,) = part.search("x", 1, mode="dense", query_vector=vector)
    assert nearest.passage.passage_id == next(iter(part.documents.values())).passages[3].passage_id


def test_a_scope_without_sources_says_what_to_do(library: Library) -> None:
    with pytest.raises(ScopeError, match="no source nobody-1") as raised:
        library.within(SearchScope(sources=("nobody-1",)))
    assert "berry-2006" in raised.value.hint
    with pytest.raises(ScopeError, match="Atlantis"):
        library.search("safety", 5, scope=SearchScope(countries=("Atlantis",)))
    with pytest.raises(ScopeError):
        library.within(SearchScope(corpus="originals"))


def test_answers_come_from_the_scope_alone_and_have_an_id_of_their_own(library: Library) -> None:
    briefing = Briefing(library)
    question = "What are the most commonly targeted safety problems in medical groups?"
    everywhere, within = briefing.ask(question), narrow(briefing, SearchScope(sources=("miller-2002",))).ask(question)
    elsewhere = narrow(briefing, SearchScope(sources=("thorlby-2011",))).ask(question)
    assert {citation.source_id for citation in within.citations} == {"miller-2002"}
    assert {citation.source_id for citation in elsewhere.citations} <= {"thorlby-2011"}
    assert len({everywhere.id, within.id, elsewhere.id}) == 3
    assert narrow(briefing, SearchScope()) is briefing


class _Listening(ExtractiveComposer):
    """Opened for the whole library, as the one that asks a language model is; notes what it is given."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.given: set[str] = set()

    def compose(
        self, question: Question, evidence: Sequence[Evidence], max_words: int, on_segment: OnSegment | None = None
    ) -> Composition:
        self.given |= {item.document.source_id for item in evidence}
        return super().compose(question, evidence, max_words, on_segment)


def test_a_composer_of_the_whole_library_is_given_the_scope_alone_and_the_clock_stays(library: Library) -> None:
    composer = _Listening(library)
    narrowed = narrow(
        Briefing(library, composer=composer, today=lambda: date(2031, 1, 1)), SearchScope(sources=("miller-2002",))
    )
    answer = narrowed.ask("What are the most commonly targeted safety problems in medical groups?")
    assert composer.given == {"miller-2002"}
    assert answer.rests_on is not None
    assert answer.rests_on.as_of_year == 2031
    assert answer.rests_on.searched_sources == 1
