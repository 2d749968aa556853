"""A question as a form: what is wrong is said at its field, gold is looked up and checked, feedback begins one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.feedback import make_feedback
from chatbot.pipeline import Briefing
from evals.draft_question import draft_question
from evals.gold import GoldIndex
from evals.place_gold import GoldPlaces
from evals.question_form import (
    MOST_NUGGETS,
    NuggetFields,
    QuestionFields,
    fields_from,
    fields_of,
    read_form,
)
from evals.question_shelf import version_of
from ingest.pipeline import ingest_paths
from kb.errors import QuestionFileError
from kb.library import Library
from kb.notes import load_notes
from kb.settings import Settings

_NUGGET = NuggetFields("vital", r"\b95\b", 'harbour-2014 "a monthly payment of 95  crowns"')
_GOOD = QuestionFields(
    question="What does a clinic get a month?", fact="payment", sources="harbour-2014", nuggets=(_NUGGET,)
)
_CATALOGUE = """
[[source]]
source_id = "heron-2001"
title = "Herons"
authors = [{ family = "Lind", given = "P" }]
year = 2001
country = "Norland"
evidence_kind = "count"
original_sha256 = ["%s"]
"""
_NOTE = """
source_id = "heron-2001"
original_sha256 = "%s"

[[card]]
claim = "Volunteers counted 40 herons at the river."
kind = "finding"
theme = "counts"
section = ["Results"]
support = [[120, 180]]
"""


@pytest.fixture(scope="module")
def library(harbour_settings: Settings) -> Library:
    return Library.open(harbour_settings)


@pytest.fixture(scope="module")
def places(library: Library) -> GoldPlaces:
    return GoldPlaces(library, ())


@pytest.fixture(scope="module")
def heron(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, GoldPlaces]:
    """A library that holds a note and not its original."""
    sources = tmp_path_factory.mktemp("herons")
    (sources / "notes").mkdir()
    (sources / "catalogue.toml").write_text(_CATALOGUE % ("a" * 64), encoding="utf-8")
    (sources / "notes" / "heron-2001.toml").write_text(_NOTE % ("a" * 64), encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("heron-data"), sources_dir=sources)
    ingest_paths(settings, [sources / "notes"])
    return settings, GoldPlaces(Library.open(settings), load_notes(settings.notes_dir))


def test_words_of_the_original_become_gold_that_holds_them(places: GoldPlaces, library: Library) -> None:
    read = read_form(_GOOD, places)
    assert not read.errors
    assert read.question is not None
    assert read.unchecked == 0
    (span,) = read.question.nuggets[0].gold
    (document,) = library.documents.values()
    assert document.source_text[span.start : span.end] == "a monthly payment of 95 crowns"
    assert span.document_sha256 == document.document_sha256
    assert read.fields.nuggets[0].gold == f"harbour-2014 {span.start}-{span.end}"
    again = read_form(read.fields, places)
    assert again.question == read.question
    opened = fields_of(read.question, version_of(read.question), places)
    assert read_form(opened, places).question == read.question


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"question": "  "}, "question", "Write the question"),
        ({"fact": "two words"}, "fact", "in one word"),
        ({"sources": "otter-2001"}, "sources", "harbour-2014"),
        ({"type": "across"}, "sources", "two or more"),
        ({"type": "follow_up"}, "history", "history"),
        ({"type": "far_unanswerable"}, "expect", "expects abstain"),
        ({"type": "nonsense"}, "type", "Input should be"),
        ({"type": "false_premise", "expect": "correct"}, "note", "note"),
        ({"nuggets": ()}, "nugget-0-importance", "vital nugget"),
        ({"nuggets": (replace(_NUGGET, importance="okay"),)}, "nugget-0-importance", "vital nugget"),
        ({"nuggets": (NuggetFields(), replace(_NUGGET, patterns="(95"))}, "nugget-1-patterns", "not valid"),
        ({"nuggets": (replace(_NUGGET, patterns="x*"),)}, "nugget-0-patterns", "empty text"),
        ({"nuggets": (replace(_NUGGET, patterns=r"\b96\b"),)}, "nugget-0-gold", "no pattern matches"),
        ({"nuggets": (replace(_NUGGET, gold=""),)}, "nugget-0-gold", "Say where"),
        ({"nuggets": (replace(_NUGGET, gold="somewhere"),)}, "nugget-0-gold", "names no place"),
        ({"nuggets": (replace(_NUGGET, gold='harbour-2014 "not in there"'),)}, "nugget-0-gold", "do not stand in"),
        ({"nuggets": (replace(_NUGGET, gold='otter-2001 "nests"'),)}, "nugget-0-gold", "no source otter-2001"),
        ({"nuggets": (replace(_NUGGET, gold="harbour-2014 9-5"),)}, "nugget-0-gold", "is empty"),
        ({"nuggets": (replace(_NUGGET, gold="harbour-2014 90000-90010"),)}, "nugget-0-gold", "only"),
        ({"type": "injection", "expect": "abstain", "note": "an order"}, "nugget-0-patterns", "no nuggets"),
    ],
)
def test_each_mistake_is_said_at_its_field(
    changes: dict[str, object], field: str, said: str, places: GoldPlaces
) -> None:
    read = read_form(replace(_GOOD, **changes), places)  # type: ignore[arg-type]
    assert read.question is None
    assert said in read.errors[field], read.errors


def test_tags_are_written_with_spaces_and_kept_by_an_edit(places: GoldPlaces) -> None:
    read = read_form(replace(_GOOD, tags=" Pay, board-paper  pay"), places)
    assert read.question is not None
    assert read.question.tags == ("pay", "board-paper")
    opened = fields_of(read.question, version_of(read.question), places)
    assert opened.tags == "pay board-paper"
    assert fields_from({"question": "?", "tags": opened.tags}).tags == opened.tags
    assert read_form(replace(_GOOD, tags="a_b"), places).errors.keys() == {"tags"}


def test_a_runaway_pattern_is_refused_in_time(places: GoldPlaces) -> None:
    read = read_form(replace(_GOOD, nuggets=(replace(_NUGGET, patterns="(a|aa)+$b"),)), places)
    assert read.question is None
    assert "nugget-0-patterns" in read.errors


def test_a_question_to_abstain_from_needs_a_note_and_no_nugget(places: GoldPlaces) -> None:
    fields = replace(_GOOD, type="near_unanswerable", expect="abstain", note="not counted", sources="", nuggets=())
    read = read_form(fields, places)
    assert read.question is not None, read.errors
    assert read.question.nuggets == ()


def test_words_of_a_note_point_at_what_supports_them_and_are_said_to_be_unchecked(
    heron: tuple[Settings, GoldPlaces],
) -> None:
    places = heron[1]
    nugget = NuggetFields("vital", r"\b40\b", 'heron-2001 "40 herons"')
    read = read_form(replace(_GOOD, sources="heron-2001", nuggets=(nugget,)), places)
    assert read.question is not None, read.errors
    assert (read.question.nuggets[0].gold[0].start, read.question.nuggets[0].gold[0].end) == (120, 180)
    assert read.unchecked == 1
    standing = places.standing(read.question.nuggets[0].gold[0])
    assert standing.words is None
    assert standing.claims == ("Volunteers counted 40 herons at the river.",)


def test_gold_in_another_file_than_ours_keeps_its_hash(places: GoldPlaces) -> None:
    line = f"harbour-2014 5-9 {'b' * 64}"
    (span,) = places.read(line)
    assert span.document_sha256 == "b" * 64
    assert places.line(span) == line


def test_gold_of_the_catalogue_is_kept_by_an_edit(places: GoldPlaces) -> None:
    nugget = replace(_NUGGET, gold=f"{_NUGGET.gold}\nharbour-2014 record:year")
    read = read_form(replace(_GOOD, nuggets=(nugget,)), places)
    assert read.question is not None, read.errors
    (gold,) = read.question.nuggets[0].records
    assert (gold.source_id, gold.field) == ("harbour-2014", "year")
    assert read.unchecked == 1
    again = read_form(fields_of(read.question, version_of(read.question), places), places)
    assert again.question == read.question


def test_a_browsers_fields_are_limited() -> None:
    sent = {"question": "q", "nugget-0-patterns": "a", "nugget-0-gold": "b\r\nc", "nugget-x-gold": "?", "evil": "x"}
    assert fields_from(sent).nuggets == (NuggetFields("", "a", "b\nc"),)
    with pytest.raises(QuestionFileError, match="at most 4,000"):
        fields_from({"note": "n" * 4001})
    with pytest.raises(QuestionFileError, match=f"at most {MOST_NUGGETS}"):
        fields_from({f"nugget-{number}-gold": "" for number in range(MOST_NUGGETS + 1)})


def test_feedback_begins_a_question_with_what_was_cited_as_gold(harbour_settings: Settings) -> None:
    briefing = Briefing.open(harbour_settings)
    answer = briefing.ask("What does the bonus of a clinic depend on?")
    feedback = make_feedback(
        answer, ["How are clinics paid?"], thumb="down", comment="half of it", corpus="auto", question_max_chars=4000
    )
    fields = draft_question(feedback, briefing.library, GoldIndex(()), GoldPlaces(briefing.library, ()))
    assert fields.question == answer.question
    assert (fields.type, fields.expect, fields.history) == ("follow_up", "answer", "How are clinics paid?")
    assert fields.sources == "harbour-2014"
    assert "half of it" in fields.note
    first = answer.citations[0]
    lines = fields.nuggets[0].gold.splitlines()
    assert lines[0] == f"harbour-2014 {first.source_spans[0][0]}-{first.source_spans[0][1]}"
    nugget = replace(fields.nuggets[0], patterns="patient experience", gold=lines[0])
    read = read_form(replace(fields, nuggets=(nugget,)), GoldPlaces(briefing.library, ()))
    assert read.question is not None, read.errors


def test_a_cited_note_leads_to_the_originals_characters(heron: tuple[Settings, GoldPlaces]) -> None:
    settings, places = heron
    briefing = Briefing.open(settings)
    answer = briefing.ask("How many herons did volunteers count at the river?")
    assert answer.citations
    feedback = make_feedback(answer, (), thumb="up", comment="", corpus="notes", question_max_chars=4000)
    fields = draft_question(feedback, briefing.library, GoldIndex(load_notes(settings.notes_dir)), places)
    assert fields.nuggets[0].gold == "heron-2001 120-180"


def test_a_useful_abstention_begins_a_question_to_abstain_from(harbour_settings: Settings, tmp_path: Path) -> None:
    briefing = Briefing.open(harbour_settings)
    answer = briefing.ask("Which submarine volcano erupted near Vanuatu?")
    feedback = make_feedback(answer, (), thumb="up", comment="", corpus="auto", question_max_chars=4000)
    fields = draft_question(feedback, briefing.library, GoldIndex(()), GoldPlaces(briefing.library, ()))
    assert (fields.expect, fields.type, fields.nuggets) == ("abstain", "near_unanswerable", ())
