"""Questions leave and come back as they were; records of others become questions, or the error says what is missing."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from evals_made_up import SOURCE, make_document, make_question

from evals.exchange import FORMATS, Format, as_format, export_questions, import_questions
from evals.patterns import any_matches
from evals.questions import Question
from kb.errors import QuestionFileError

DOCUMENT = make_document()
ORIGINALS = {DOCUMENT.document_sha256: (SOURCE, DOCUMENT.source_text)}


def _all_sorts() -> list[Question]:
    return [
        make_question(DOCUMENT),
        make_question(DOCUMENT, question='And "in winter",\nthen?', type="follow_up", history=["One; two", "Three?"]),
        make_question(
            question="Which comet passed?", type="far_unanswerable", expect="abstain", fact="comet", tags=["sky", "far"]
        ),
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_comes_back_as_it_was(form: Format, tmp_path: Path) -> None:
    file = tmp_path / "questions"
    file.write_bytes(export_questions(_all_sorts(), form))
    assert list(import_questions(file, form, {})) == _all_sorts()


def _deepeval(tmp_path: Path, **fields: Any) -> Path:
    record = {
        "input": "How many rivers were studied?",
        "expected_output": "3 rivers.",
        "context": [DOCUMENT.slice(DOCUMENT.sentences[2])],
    }
    file = tmp_path / "golden.json"
    file.write_bytes(orjson.dumps([{**record, **fields}]))
    return file


def test_a_record_from_elsewhere_finds_its_gold(tmp_path: Path) -> None:
    (question,) = import_questions(_deepeval(tmp_path), "deepeval", ORIGINALS)
    (nugget,) = question.nuggets
    (gold,) = nugget.gold
    assert question.source_ids == (SOURCE,)
    assert DOCUMENT.source_text[gold.start : gold.end] == DOCUMENT.slice(DOCUMENT.sentences[2])
    assert any_matches(nugget.patterns, "It covered 3  rivers")
    assert not any_matches(nugget.patterns, "It covered rivers")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"expected_output": ""}, "no expected answer"),
        ({"expected_output": "a much longer answer than anybody could look for word by word"}, "no expected answer"),
        ({"context": ["Words that stand nowhere."]}, "stands in an original"),
        ({"input": ""}, "asks nothing"),
    ],
)
def test_what_a_record_lacks_is_said(fields: dict[str, Any], fault: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=fault):
        import_questions(_deepeval(tmp_path, **fields), "deepeval", ORIGINALS)


def test_a_spreadsheet_needs_no_ids(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "question,type,expect,note\nWhich comet passed?,far_unanswerable,abstain,no comets here\n", encoding="utf-8-sig"
    )
    (question,) = import_questions(file, "csv", {})
    assert question.expect == "abstain"
    assert question.id.startswith("q-")


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"\xff\xfe", b"{broken"])
def test_a_file_that_is_no_such_thing_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    for form in FORMATS:
        with pytest.raises(QuestionFileError):
            import_questions(file, form, {})


def test_an_unknown_format_is_refused() -> None:
    assert as_format("ragas") == "ragas"
    with pytest.raises(QuestionFileError, match="xml"):
        as_format("xml")
