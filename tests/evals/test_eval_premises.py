"""The committed premises are sound, and a named premise, a wrong sentence and a false alarm are told apart."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals.patterns import compile_pattern
from evals.premises import PremisePair, load_pairs, measure_pairs
from evals.questions import load_questions
from kb.errors import QuestionFileError
from kb.notes import load_notes
from kb.settings import Settings


def test_no_source_stands_in_both_halves_and_no_question_twice() -> None:
    dev, test = load_pairs("dev"), load_pairs("test")
    assert len(dev) + len(test) >= 60
    assert not {pair.source_id for pair in dev} & {pair.source_id for pair in test}
    asked = [text for pair in (*dev, *test) for text in (pair.false, pair.true)]
    assert len(set(asked)) == len(asked)
    assert not set(asked) & {question.question for question in load_questions()}


def test_a_card_of_the_source_states_what_is_true() -> None:
    claims = {note.source_id: [card.claim for card in note.card] for note in load_notes(Settings().notes_dir)}
    for pair in (*load_pairs("dev"), *load_pairs("test")):
        patterns = [compile_pattern(pattern) for pattern in pair.states]
        assert any(pattern.search(claim) for pattern in patterns for claim in claims[pair.source_id]), pair.false


class _Denier:
    """Says of every question that holds "wrong" that its premise is false, quoting the same words."""

    def ask(self, question: str) -> Any:
        status = "corrected" if "wrong" in question else "answered"
        return SimpleNamespace(status=status, citations=[SimpleNamespace(quote="three piers")])


def test_named_elsewhere_missed_and_false_alarm() -> None:
    def pair(false: str, true: str, states: str) -> PremisePair:
        return PremisePair(source_id="harbour-2014", kind="quantity", false=false, true=true, states=(states,))

    pairs = [
        pair("wrong 1", "right 1", "three"),
        pair("wrong 2", "wrong too", "four"),
        pair("missed", "right", "three"),
    ]
    result = measure_pairs(_Denier(), pairs)
    assert result["named"] == 1
    assert result["named_by_another_sentence"] == ["wrong 2"]
    assert result["false_alarms"] == ["wrong too"]
    assert result["missed"] == ["missed"]
    assert measure_pairs(_Denier(), [])["named_share"] is None


def test_a_line_that_is_no_pair_is_named(tmp_path: Path) -> None:
    (tmp_path / "dev.jsonl").write_text('{"false": "Why?"}\n', encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"dev\.jsonl, line 1"):
        load_pairs("dev", tmp_path)
    with pytest.raises(QuestionFileError, match="cannot be read"):
        load_pairs("test", tmp_path)
