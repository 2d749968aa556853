"""The committed questions on PLOS articles: valid, about the catalogued files, with gold that holds its nuggets."""

from collections import Counter
from functools import cache
from pathlib import Path

from evals.elsewhere_cli import PLOS_DIR
from evals.original_texts import read_source_texts
from evals.patterns import any_matches
from evals.question_checks import check_gold, find_duplicates
from evals.questions import Question, half_of_fact, load_questions
from kb.catalogue import load_catalogue
from kb.settings import Settings

_ASKED = ("figure", "name", "definition", "list", "why", "how", "compare", "limitation", "paraphrase", "follow_up")


@cache
def _questions() -> tuple[Question, ...]:
    return load_questions(PLOS_DIR)


def test_there_are_enough_of_each_type_in_both_halves() -> None:
    types = Counter(question.type for question in _questions())
    assert sum(types[name] for name in _ASKED) >= 60
    assert types["near_unanswerable"] >= 12
    assert types["far_unanswerable"] >= 6
    assert types["false_premise"] >= 6
    by_half = Counter((question.half, question.type) for question in _questions())
    assert all(by_half[half, name] >= 2 for half in ("dev", "test") for name in (*_ASKED, "far_unanswerable"))
    halves = Counter(question.half for question in _questions())
    assert min(halves.values()) >= 0.45 * len(_questions())


def test_no_question_stands_twice_or_states_its_own_answer() -> None:
    assert find_duplicates(_questions()) == []
    telling = [
        question.id
        for question in _questions()
        for nugget in question.vital
        if any_matches(nugget.patterns, " ".join((*question.history, question.question)))
    ]
    assert telling == []


def test_no_fact_is_shared_with_the_default_set() -> None:
    """A fact asked about in both sets could sit in the dev half of one and the test half of the other."""
    ours = {question.fact for question in _questions()}
    assert not ours & {question.fact for question in load_questions()}
    assert {half_of_fact(fact) for fact in ours} == {"dev", "test"}


def test_gold_lies_in_catalogued_files_and_each_of_them_is_asked_about() -> None:
    catalogue = load_catalogue(PLOS_DIR / "catalogue.toml")
    known = {(record.source_id, digest) for record in catalogue for digest in record.original_sha256}
    gold = {(g.source_id, g.document_sha256) for q in _questions() for nugget in q.nuggets for g in nugget.gold}
    assert gold == known
    assert len(known) == 10
    assert all(record.doi and record.licence and record.year for record in catalogue)
    asked = Counter(source_id for question in _questions() for source_id in question.source_ids)
    assert min(asked[record.source_id] for record in catalogue) >= 6


def test_every_gold_span_holds_its_nugget(shared_dir: Path) -> None:
    texts = read_source_texts(shared_dir / "data" / "plos_jats" / "xml", Settings())
    wanted = {gold.document_sha256 for q in _questions() for nugget in q.nuggets for gold in nugget.gold}
    assert wanted <= set(texts)
    assert check_gold(_questions(), texts) == []
