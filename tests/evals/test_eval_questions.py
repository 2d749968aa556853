"""The question model refuses what would make a measure lie; files name the line at fault."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from evals_made_up import make_document, make_nugget, make_question
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.question_checks import check_gold, find_duplicates
from evals.questions import (
    Question,
    dump_questions,
    half_of_fact,
    load_questions,
    question_id,
    question_set_hash,
)
from kb.errors import QuestionFileError

DOCUMENT = make_document()


def test_id_and_half_follow_from_the_content() -> None:
    question = make_question()
    assert question.id == question_id("How many nests did otters keep?") == question_id(question.question, [])
    assert question.id != question_id(question.question, ["And beavers?"])
    assert question.half == half_of_fact("nests")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"expect": "abstain", "type": "figure"}, "type figure expects answer"),
        ({"type": "near_unanswerable"}, "near_unanswerable expects abstain"),
        ({"type": "false_premise", "expect": "answer"}, "false_premise expects correct"),
        ({"nuggets": []}, "no vital nugget"),
        ({"nuggets": [make_nugget(DOCUMENT, 0, "40", importance="okay")]}, "no vital nugget"),
        ({"type": "false_premise", "expect": "correct"}, "no note"),
        ({"type": "follow_up"}, "needs a history"),
        ({"type": "across"}, "two or more"),
        ({"source_ids": ["heron-1999"]}, "gold in a source"),
        ({"nuggets": [make_nugget(DOCUMENT, 0, "(")]}, "not valid"),
        ({"fact": "two words"}, "fact"),
        ({"asker": "journalist"}, "asker"),
        ({"surprise": 1}, "surprise"),
        ({"tags": ["Two words"]}, "tags"),
        ({"tags": [""]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"tags": [f"tag-{number}" for number in range(11)]}, "tags"),
        ({"tags": ["pay", "pay"]}, "a tag stands twice"),
    ],
)
def test_an_inconsistent_question_is_refused(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        make_question(DOCUMENT, **fields)


def test_only_a_question_that_has_tags_says_so(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    plain, tagged = make_question(DOCUMENT), make_question(DOCUMENT, question="And how many?", tags=["board-paper"])
    file.write_bytes(dump_questions([plain, tagged]))
    first, second = file.read_bytes().splitlines()
    assert b"tags" not in first
    assert orjson.loads(second)["tags"] == ["board-paper"]
    assert load_questions(file) == (plain, tagged)


def test_a_question_to_abstain_from_has_no_nuggets() -> None:
    with pytest.raises(ValidationError, match="has no nuggets"):
        make_question(type="near_unanswerable", expect="abstain", source_ids=["otter-2001"],
                      nuggets=[make_nugget(DOCUMENT, 0, "40")])  # fmt: skip


@pytest.mark.parametrize("change", [{"id": "q-0000000000000000"}, {"half": "other"}])
def test_a_wrong_id_or_half_is_refused(change: dict[str, str]) -> None:
    fields = make_question().model_dump(mode="json")
    wrong_half = {"half": "dev" if fields["half"] == "test" else "test"}
    with pytest.raises(ValidationError, match=r"the id should be|half"):
        Question.model_validate({**fields, **(wrong_half if "half" in change else change)})


@given(st.text(min_size=1))
def test_a_fact_is_always_in_the_same_half(fact: str) -> None:
    assert half_of_fact(fact) == half_of_fact(fact)


def test_the_halves_are_near_equal() -> None:
    share = sum(half_of_fact(f"fact-{number}") == "test" for number in range(2000)) / 2000
    assert 0.45 < share < 0.55


def test_files_are_read_in_name_order_and_blank_lines_skipped(tmp_path: Path) -> None:
    first, second = make_question(), make_question(question="How many rivers?", fact="rivers")
    (tmp_path / "b.jsonl").write_bytes(b"\n" + dump_questions([first]))
    (tmp_path / "a.jsonl").write_bytes(dump_questions([second]))
    assert load_questions(tmp_path) == (second, first)
    assert load_questions(tmp_path / "b.jsonl") == (first,)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "line 1: not valid JSON"),
        (b'\n{"id": 1}', "line 2: id"),
        (b"[1]", "line 1: question"),
        (b"", "no questions"),
    ],
)
def test_a_bad_file_names_the_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(QuestionFileError, match=message):
        load_questions(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="cannot be read"):
        load_questions(tmp_path / "none.jsonl")


def test_a_question_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(dump_questions([make_question(), make_question()]))
    with pytest.raises(QuestionFileError, match="stands twice"):
        load_questions(tmp_path)


def test_the_set_hash_sees_patterns_but_not_order() -> None:
    first, second = make_question(), make_question(question="How many rivers?", fact="rivers")
    assert question_set_hash([first, second]) == question_set_hash([second, first])
    other = make_question(nuggets=[make_nugget(DOCUMENT, 0, "forty")])
    assert question_set_hash([first]) != question_set_hash([other])


def test_duplicates_are_found_whatever_the_case_and_punctuation() -> None:
    first, again = make_question(), make_question(question="how many nests, did otters keep")
    talk = make_question(history=["And otters?"], type="follow_up")
    assert find_duplicates([first, again, talk]) == [f"{again.id} asks the same as {first.id}"]


def test_gold_must_hold_its_nugget() -> None:
    texts = {DOCUMENT.document_sha256: DOCUMENT.source_text}
    right = make_question(DOCUMENT)
    wrong_place = make_question(DOCUMENT, question="Nests?", nuggets=[make_nugget(DOCUMENT, 1, r"\b40\b")])
    nugget = make_nugget(DOCUMENT, 0, "40")
    nugget["gold"][0] |= {"start": 10, "end": 100_000}
    outside = make_question(DOCUMENT, question="Nests, please?", nuggets=[nugget])
    assert check_gold([right], texts) == []
    assert check_gold([wrong_place, outside], {}) == []
    faults = check_gold([wrong_place, outside], texts)
    assert "no pattern matches" in faults[0]
    assert "has only" in faults[1]


def test_gold_is_checked_across_line_ends() -> None:
    document = make_document(["Otters live in organi-\nzations by the river."])
    question = make_question(document, nuggets=[make_nugget(document, 0, "organizations by")])
    assert check_gold([question], {document.document_sha256: document.source_text}) == []


def test_dumped_lines_are_plain_json() -> None:
    assert orjson.loads(dump_questions([make_question()]))["fact"] == "nests"
