"""The committed question set: valid, no question twice, gold that holds its nuggets, halves large enough to decide."""

from collections import Counter
from functools import cache
from pathlib import Path

from evals.original_texts import read_source_texts
from evals.patterns import any_matches
from evals.question_checks import check_gold, find_duplicates
from evals.questions import Question, load_questions
from kb.notes import Card, load_notes
from kb.settings import Settings


@cache
def _questions() -> tuple[Question, ...]:
    return load_questions()


def test_the_set_is_large_enough_and_no_question_stands_twice() -> None:
    questions = _questions()
    assert len(questions) >= 300
    assert find_duplicates(questions) == []
    assert sum(question.expect != "answer" for question in questions) >= len(questions) / 3


def test_the_test_half_can_decide() -> None:
    held_out = [question for question in _questions() if question.half == "test"]
    kinds = Counter(question.type for question in held_out)
    assert sum(question.expect == "answer" for question in held_out) >= 80
    assert kinds["near_unanswerable"] + kinds["false_premise"] >= 60


def test_far_questions_stand_in_both_halves() -> None:
    far = Counter(question.half for question in _questions() if question.type == "far_unanswerable")
    assert min(far["dev"], far["test"]) >= 15


def test_no_question_states_its_own_answer() -> None:
    telling = [
        question.id
        for question in _questions()
        for nugget in question.vital
        if any_matches(nugget.patterns, " ".join((*question.history, question.question)))
    ]
    assert telling == []


def test_every_gold_span_holds_its_nugget(shared_dir: Path) -> None:
    texts = read_source_texts(shared_dir / "originals", Settings())
    wanted = {gold.document_sha256 for q in _questions() for nugget in q.nuggets for gold in nugget.gold}
    assert wanted <= set(texts)
    assert check_gold(_questions(), texts) == []


def test_almost_every_vital_nugget_can_be_told_from_the_notes() -> None:
    """A few facts stand in an original and on no card; more would make the runs on notes meaningless."""
    cards = [(note.original_sha256, card) for note in load_notes(Settings().notes_dir) for card in note.card]
    vital = [nugget for question in _questions() for nugget in question.vital]
    told = [
        any(
            any_matches(nugget.patterns, card.claim)
            for gold in nugget.gold
            for original, card in cards
            if original == gold.document_sha256 and _overlaps(card, gold.start, gold.end)
        )
        for nugget in vital
    ]
    assert sum(told) >= 0.99 * len(vital)


def _overlaps(card: Card, start: int, end: int) -> bool:
    return any(first < end and last > start for first, last in card.support)
