"""The committed bibliographic questions: valid, balanced, and true to the catalogue and to what is stored."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from evals.gold import Evidence, is_comparable, points_at
from evals.original_texts import read_source_texts
from evals.question_checks import check_gold, check_records, find_duplicates
from evals.questions import QUESTIONS_DIR, Nugget, Question, dump_questions, load_questions
from kb.catalogue import load_catalogue
from kb.catalogue_documents import CatalogueDocuments
from kb.settings import Settings
from kb.store import DocumentStore
from kb.themes import load_themes

RECORDS_DIR = QUESTIONS_DIR.with_name("questions-records")


@cache
def _questions() -> tuple[Question, ...]:
    return load_questions(RECORDS_DIR)


def test_both_halves_ask_of_answers_and_of_what_is_not_known() -> None:
    halves = Counter(question.half for question in _questions())
    assert halves == {"dev": 20, "test": 20}
    expected = Counter((question.half, question.expect) for question in _questions())
    assert all(expected[half, "abstain"] >= 3 for half in ("dev", "test"))
    assert find_duplicates(_questions()) == []


def test_records_and_holdings_state_what_they_are_gold_for(notes_settings: Settings) -> None:
    catalogue = load_catalogue(notes_settings.catalogue_path)
    manifest = DocumentStore(notes_settings.data_dir).manifest()
    documents = CatalogueDocuments(catalogue, manifest, load_themes(notes_settings.themes_path))
    assert check_records(_questions(), documents, catalogue) == []
    wrong = [q.model_copy(update={"nuggets": tuple(_renamed(n) for n in q.nuggets)}) for q in _questions()]
    assert check_records(wrong, documents, catalogue)


def _renamed(nugget: Nugget) -> Nugget:
    return nugget.model_copy(update={"patterns": ("no such words",)})


def test_gold_in_originals_holds_its_nuggets(shared_dir: Path, notes_settings: Settings) -> None:
    texts = read_source_texts(shared_dir / "originals", notes_settings)
    assert check_gold(_questions(), texts) == []


def test_a_record_is_gold_for_its_field_alone() -> None:
    question = next(q for q in _questions() if "DOI of the Kaiser" in q.question)
    nugget = question.vital[0]
    doi = Evidence("chesluk-2017", None, (), "The DOI of it is 10.1177/0046958017711760.", "doi")
    assert points_at(doi, nugget)
    assert is_comparable([doi], question)
    assert not points_at(Evidence("chesluk-2017", None, (), doi.claim, "url"), nugget)
    assert not points_at(Evidence("miller-2002", None, (), doi.claim, "doi"), nugget)
    assert not points_at(Evidence("chesluk-2017", None, (), "The DOI of it is another.", "doi"), nugget)


def test_questions_without_records_keep_their_bytes() -> None:
    default = load_questions(QUESTIONS_DIR)
    assert b'"records"' not in dump_questions(default)
    assert b'"records"' in dump_questions(_questions())
