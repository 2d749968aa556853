"""The questions that the confidence is fitted on: valid, in pairs, apart from those that are measured."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from chatbot.wanted import wanted_of
from evals.questions import load_questions
from evals.silence_questions import (
    SilenceQuestion,
    build_silence_question,
    dump_silence_questions,
    load_silence_questions,
    silence_set_hash,
)
from kb.catalogue import load_catalogue
from kb.errors import QuestionFileError
from kb.settings import Settings
from kb.terms import stem_set


@cache
def _questions() -> tuple[SilenceQuestion, ...]:
    return load_silence_questions()


def test_there_are_enough_of_both_kinds_for_both_corpora_on_many_sources() -> None:
    kinds = Counter(question.says for question in _questions())
    assert min(kinds.values()) >= 130
    of_originals = Counter(question.says for question in _questions() if "originals" in question.corpora)
    assert min(of_originals.values()) >= 100
    asked_about = {source_id for question in _questions() for source_id in question.source_ids}
    assert asked_about <= {record.source_id for record in load_catalogue(Settings().catalogue_path)}
    assert len(asked_about) >= 70


def test_neither_length_nor_a_wanted_figure_tells_the_kind() -> None:
    by_kind = {says: [q for q in _questions() if q.says == says] for says in ("answer", "near")}
    words = {says: sum(len(q.question.split()) for q in found) / len(found) for says, found in by_kind.items()}
    assert abs(words["answer"] - words["near"]) < 1.5
    wanting = {says: sum(wanted_of(q.question) is not None for q in found) for says, found in by_kind.items()}
    assert 0.75 < wanting["answer"] / wanting["near"] < 1.3


def test_no_question_is_nearly_one_that_is_measured() -> None:
    """Words in common, of all words of both; a fit on a measured question would flatter the measure."""
    measured = [stem_set(question.question) for question in load_questions()]
    for question in _questions():
        stems = stem_set(question.question)
        assert max(len(stems & other) / len(stems | other) for other in measured if other) < 0.75, question.id


def test_the_set_comes_back_as_written(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(dump_silence_questions(_questions()))
    assert load_silence_questions(file) == _questions()
    assert silence_set_hash(reversed(_questions())) == silence_set_hash(_questions())


def _pair() -> list[SilenceQuestion]:
    shared: dict[str, object] = {
        "asks": "figure",
        "subject": "ferry",
        "source_ids": ["harbour-2020"],
        "corpora": ["notes"],
    }
    return [
        build_silence_question({**shared, "question": "How many ferries are there?", "says": "answer"}),
        build_silence_question({**shared, "question": "How many ferries have sunk?", "says": "near"}),
    ]


def _reason(file: Path, lines: bytes) -> str:
    file.write_bytes(lines)
    with pytest.raises(QuestionFileError) as refused:
        load_silence_questions(file)
    return refused.value.message


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    answered, left_open = _pair()
    pair = dump_silence_questions([answered, left_open])
    file.write_bytes(pair)
    assert load_silence_questions(file) == (answered, left_open)
    assert "line 3: this question stands twice" in _reason(file, pair + dump_silence_questions([answered]))
    assert "ferry has questions of one kind only" in _reason(file, dump_silence_questions([answered]))
    assert "line 1: the id does not follow" in _reason(file, pair.replace(b"are there", b"were there"))
    assert "line 2: says" in _reason(file, pair.replace(b'"near"', b'"far"'))
    assert "line 1: not valid JSON" in _reason(file, b"{" + pair)
    assert "no questions" in _reason(file, b"")
    with pytest.raises(QuestionFileError, match="cannot be read"):
        load_silence_questions(tmp_path / "absent.jsonl")
