"""Questions that notes answer or leave open: checked on reading, stored, and followed to the sentences that answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from library_made_up import make_library

from ingest.pipeline import ingest_paths
from kb.errors import CatalogueError
from kb.ids import sha256_bytes
from kb.library import Library
from kb.notes import parse_note
from kb.reader_questions import NEAREST, NearestMistake, answering_sentences
from kb.scope import SearchScope
from kb.settings import Settings

ORIGINAL = """Harbour clinics

Three clinics at the harbour share one budget. Nurses open the doors at seven. The tide is told on a board outside.
"""
PURSE = "Do the practices by the sea have a common purse?"
HOURS = "When can the sick be seen at first light?"
BOTH = "How are the practices by the sea run?"
PAY = "What does a nurse by the sea earn?"
OWN_PURSES = "Why does each practice by the sea keep its own purse?"
SPLIT = "How was the money split between the practices by the sea?"
ONE_PURSE = "Why do all practices by the sea keep one purse?"


def _note(name: str, sha256: str | None, *, left_open: str = PAY) -> str:
    start, end = ORIGINAL.index("Three"), ORIGINAL.index(" Nurses")
    support = [f"support = [[{start}, {end}]]", f"support = [[{end + 1}, {ORIGINAL.index(' The tide')}]]"]
    rests_on = (
        f'original_sha256 = "{sha256}"' if sha256 else 'read_from = "abstract"\nread_at = ["https://example.org"]'
    )
    first, second = support if sha256 else ("", "")
    return f"""
source_id = "{name}"
{rests_on}
leaves_open = ["{left_open}"]

[[card]]
claim = "One budget serves 3 harbour clinics."
kind = "finding"
theme = "Clinics"
section = ["Harbour clinics"]
{first}
asked = ["{PURSE}", "{BOTH}"]

[[card.mistake]]
assumes = "each practice by the sea has a purse of its own"
asked = ["{OWN_PURSES}", "{SPLIT}"]
rather = ["{ONE_PURSE}"]

[[card]]
claim = "Opening time, kept by nurses, is 7 in the morning."
kind = "figure"
theme = "Clinics"
section = ["Harbour clinics"]
{second}
asked = ["{HOURS}", "{BOTH}"]
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A note and its original."""
    files = {
        "catalogue.toml": '[[source]]\nsource_id = "harbour-2014"\ntitle = "Harbour clinics"\n',
        "originals/harbour-2014.txt": ORIGINAL,
    }
    folder = tmp_path_factory.mktemp("asked")
    made = make_library(folder, files)
    note = made.notes_dir / "harbour-2014.toml"
    note.write_text(_note("harbour-2014", sha256_bytes(ORIGINAL.encode())), encoding="utf-8")
    assert [row.status for row in ingest_paths(made, [note]).files] == ["added"]
    return made


def _said(library: Library, question: str) -> list[str]:
    questions = library.reader_questions
    assert questions is not None
    places = questions.places[questions.texts.index(question)]
    documents = library.documents
    return [documents[d].slice(documents[d].sentences[index]) for d, index in places]


def test_a_question_leads_to_its_card_and_in_originals_to_what_supports_it(settings: Settings) -> None:
    notes = Library.open(settings.model_copy(update={"corpus": "notes"}))
    assert _said(notes, PURSE) == ["One budget serves 3 harbour clinics."]
    originals = Library.open(settings.model_copy(update={"corpus": "originals"}))
    assert _said(originals, PURSE) == ["Three clinics at the harbour share one budget."]
    assert _said(originals, BOTH) == [
        "Three clinics at the harbour share one budget.",
        "Nurses open the doors at seven.",
    ]


def test_the_nearest_come_first_with_what_is_left_open(settings: Settings) -> None:
    library = Library.open(settings.model_copy(update={"corpus": "notes"}))
    questions = library.reader_questions
    assert library.embedder is not None
    assert questions is not None
    meaning = library.embedder.embed_sentences(["Is there one purse for the practices at the sea?"])[0]
    nearest = questions.nearest(meaning)
    assert questions.texts[nearest.order[0]] == PURSE
    assert nearest.places_of(1) == list(questions.places[questions.texts.index(PURSE)])
    (first,) = nearest.places_of(1)
    told = nearest.asked_at(first)
    assert len(told) == NEAREST
    assert told[0] > told[1] > 0 == told[2]  # two questions are written for the card
    assert told[0] == pytest.approx(float(questions.vectors[nearest.order[0]] @ meaning))
    assert nearest.left_open is not None
    assert nearest.left_open.text == PAY
    np.testing.assert_allclose(np.linalg.norm(questions.open_vectors, axis=1), 1, atol=0.01)


def test_a_question_that_rests_on_a_mistake_leads_to_what_contradicts_it(settings: Settings) -> None:
    library = Library.open(settings.model_copy(update={"corpus": "originals"}))
    questions = library.reader_questions
    assert questions is not None
    assert library.embedder is not None
    assert {question.text for question in questions.mistaken} == {OWN_PURSES, SPLIT}

    def nearest(text: str) -> NearestMistake:
        assert library.embedder is not None
        assert questions is not None
        mistake = questions.nearest(library.embedder.embed_sentences([text])[0]).mistake
        assert mistake is not None
        return mistake

    mistaken = nearest("How do they split the money between the seaside practices?")
    assert mistaken.question.assumes == "each practice by the sea has a purse of its own"
    ((document_id, index),) = mistaken.question.places
    document = library.documents[document_id]
    assert document.slice(document.sentences[index]) == "Three clinics at the harbour share one budget."
    assert mistaken.nearness > mistaken.sound
    sound = nearest(ONE_PURSE)  # no answer is written for it, but it is told from the mistaken one
    assert sound.sound == pytest.approx(1, abs=0.01)
    assert sound.nearness < sound.sound


def test_a_note_on_another_file_leads_nowhere(settings: Settings) -> None:
    library = Library.open(settings)
    (original,) = library.documents.values()
    note = Library.open(settings.model_copy(update={"corpus": "notes"})).documents
    (read,) = note.values()
    assert sorted(answering_sentences(read, original)) == [1, 2]
    other = read.model_copy(update={"original_sha256": "0" * 64})
    assert answering_sentences(other, original) == {}


def test_there_are_none_without_notes_by_the_settings_or_without_the_model(
    settings: Settings, harbour_settings: Settings
) -> None:
    assert Library.open(harbour_settings).reader_questions is None
    assert Library.open(settings.model_copy(update={"reader_questions": False})).reader_questions is None
    assert Library.open(settings, with_model=False).reader_questions is None


def test_a_question_of_two_notes_is_one_and_a_narrowed_library_has_its_own(tmp_path: Path) -> None:
    files = {f"notes/{name}.toml": _note(name, None) for name in ("harbour-2014", "haven-2015")}
    records = "".join(f'[[source]]\nsource_id = "{name}"\ntitle = "T"\n' for name in ("harbour-2014", "haven-2015"))
    library = Library.open(make_library(tmp_path, {"catalogue.toml": records, **files}))
    questions = library.reader_questions
    assert questions is not None
    assert sorted(questions.texts) == sorted([PURSE, BOTH, HOURS])
    assert len(questions.places[questions.texts.index(BOTH)]) == 4
    assert questions.open_texts == (PAY,)
    narrowed = library.within(SearchScope(sources=("haven-2015",))).reader_questions
    assert narrowed is not None
    assert {document_id for places in narrowed.places for document_id, _ in places} == narrowed.documents
    assert len(narrowed.documents) == 1


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Tell me of the purse", "not a question"),
        ("Is the purse \\n shared?", "one line"),
        (PURSE + " " + PURSE * 5, "200 characters"),
        (PAY, "both answered and left open"),
        (f'{HOURS}", "{HOURS}', "twice"),
        (OWN_PURSES, "stands twice"),
    ],
)
def test_a_faulty_question_is_refused(asked: str, named: str) -> None:
    with pytest.raises(CatalogueError, match=named):
        parse_note(_note("harbour-2014", None).replace(PURSE, asked), "harbour-2014.toml")


@pytest.mark.parametrize(
    ("written", "other", "named"),
    [
        (SPLIT, HOURS, "rests on a mistake"),
        (SPLIT, ONE_PURSE, "stands twice"),
        (SPLIT, PAY, "rests on a mistake"),
        ("a purse of its own", "a purse of its own.", "not a clause"),
        (ONE_PURSE, "One purse", "not a question"),
    ],
)
def test_a_faulty_mistake_is_refused(written: str, other: str, named: str) -> None:
    note = _note("harbour-2014", None)
    assert parse_note(note, "harbour-2014.toml").card[0].mistake[0].rather == (ONE_PURSE,)
    with pytest.raises(CatalogueError, match=named):
        parse_note(note.replace(written, other), "harbour-2014.toml")


def test_the_projects_note_guides_to_an_original_held_alone(settings: Settings, tmp_path: Path) -> None:
    alone = settings.model_copy(update={"data_dir": tmp_path / "data"})
    original = alone.originals_dir / "harbour-2014.txt"
    ingest_paths(alone, [original])
    library = Library.open(alone)
    assert _said(library, PURSE) == ["Three clinics at the harbour share one budget."]
    assert [document.kind for document in library.documents.values()] == ["original"]
    before = library.manifest
    ingest_paths(alone, [original])
    assert Library.open(alone).manifest == before  # nothing is read or written again
    other = alone.model_copy(update={"passage_max_tokens": 40})
    ingest_paths(other, [original])  # read again whole, the guide too
    assert _said(Library.open(other), PURSE) == ["Three clinics at the harbour share one budget."]
    ingest_paths(alone, [alone.notes_dir / "harbour-2014.toml"])
    held = Library.open(alone)
    assert held.manifest.guides == ()
    assert _said(held, PURSE) == ["Three clinics at the harbour share one budget."]


def test_a_note_on_another_file_or_none_that_reads_guides_nowhere(tmp_path: Path) -> None:
    catalogue = '[[source]]\nsource_id = "harbour-2014"\ntitle = "Harbour clinics"\n'
    made = make_library(tmp_path, {"catalogue.toml": catalogue, "originals/harbour-2014.txt": ORIGINAL})
    for note in (_note("harbour-2014", "0" * 64), _note("harbour-2014", None), "[[card]]\nclaim = 1\n"):
        (made.notes_dir / "harbour-2014.toml").write_text(note, encoding="utf-8")
        ingest_paths(made, [made.originals_dir / "harbour-2014.txt"])
        assert Library.open(made).reader_questions is None
