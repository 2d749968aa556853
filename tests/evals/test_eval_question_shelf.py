"""Questions of one's own beside the project's: nothing of the project's is written, edits that cross are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evals_made_up import make_question

from evals.question_shelf import OWN_FILE, QuestionShelf, version_of
from evals.questions import Question, dump_questions, load_questions
from kb.errors import DataFolderError, QuestionConflictError, QuestionFileError

_NESTS = make_question()
_DAMS = make_question(question="How many dams did beavers build?", fact="dams")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "five.jsonl").write_bytes(dump_questions([_NESTS, _DAMS]))
    return folder


@pytest.fixture
def shelf(project: Path, tmp_path: Path) -> QuestionShelf:
    return QuestionShelf(tmp_path / "own", project)


def _edited(question: Question, **fields: object) -> Question:
    return question.model_copy(update=fields)


def test_an_edited_project_question_goes_before_it_and_leaves_its_file(shelf: QuestionShelf, project: Path) -> None:
    before = (project / "five.jsonl").read_bytes()
    changed = _edited(_NESTS, note="count of 2001")
    held = shelf.save(changed, opened=version_of(_NESTS), instead_of=_NESTS.id)
    assert held.own
    assert held.file == shelf.own_dir / OWN_FILE
    assert (project / "five.jsonl").read_bytes() == before
    found = shelf.questions()
    assert found[_NESTS.id].question == changed
    assert not found[_DAMS.id].own
    assert load_questions(shelf.own_dir) == (changed,)


def test_two_edits_of_one_question_do_not_overwrite_each_other(shelf: QuestionShelf) -> None:
    opened = version_of(_NESTS)
    shelf.save(_edited(_NESTS, note="first"), opened=opened, instead_of=_NESTS.id)
    with pytest.raises(QuestionConflictError, match="Somebody changed"):
        shelf.save(_edited(_NESTS, note="second"), opened=opened, instead_of=_NESTS.id)
    assert shelf.questions()[_NESTS.id].question.note == "first"


def test_of_edits_at_the_same_moment_one_is_kept_and_the_others_are_told(shelf: QuestionShelf) -> None:
    opened = version_of(_NESTS)

    def edit(number: int) -> bool:
        try:
            shelf.save(_edited(_NESTS, note=f"note {number}"), opened=opened, instead_of=_NESTS.id)
        except QuestionConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(edit, range(12))) == 1


def test_other_lines_of_a_file_stay_byte_for_byte(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    spaced = dump_questions([_NESTS]).decode().replace('","', '", "')
    (own / "mine.jsonl").write_text(f"{spaced}{dump_questions([_DAMS]).decode()}", encoding="utf-8")
    shelf = QuestionShelf(own, tmp_path / "none")
    shelf.save(_edited(_DAMS, note="seen"), opened=version_of(_DAMS), instead_of=_DAMS.id)
    lines = (own / "mine.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[0] == spaced
    assert load_questions(own / "mine.jsonl")[1].note == "seen"


def test_in_a_checkout_the_own_folder_may_be_the_projects(project: Path) -> None:
    shelf = QuestionShelf(project, project)
    shelf.save(_edited(_NESTS, note="seen"), opened=version_of(_NESTS), instead_of=_NESTS.id)
    assert [path.name for path in project.glob("*.jsonl")] == ["five.jsonl"]
    new = make_question(question="Who counted herons?", fact="herons")
    shelf.save(new, opened=None)
    assert {question.id for question in load_questions(project)} == {_NESTS.id, _DAMS.id, new.id}


def test_new_words_replace_ones_own_question_and_not_the_projects(shelf: QuestionShelf) -> None:
    other = make_question(question="How many nests were there?")
    shelf.save(other, opened=version_of(_NESTS), instead_of=_NESTS.id)
    assert set(shelf.questions()) == {_NESTS.id, _DAMS.id, other.id}
    third = make_question(question="How many nests did they keep?")
    shelf.save(third, opened=version_of(other), instead_of=other.id)
    assert set(shelf.questions()) == {_NESTS.id, _DAMS.id, third.id}


def test_a_question_is_not_asked_twice(shelf: QuestionShelf) -> None:
    with pytest.raises(QuestionConflictError, match="there already"):
        shelf.save(_NESTS, opened=None)
    with pytest.raises(QuestionFileError, match="asks the same as"):
        shelf.save(make_question(question="how many nests did otters keep"), opened=None)


def test_a_broken_line_is_named_and_nothing_is_written(shelf: QuestionShelf) -> None:
    shelf.own_dir.mkdir()
    (shelf.own_dir / OWN_FILE).write_text("{broken\n", encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"own\.jsonl, line 1"):
        shelf.save(make_question(question="Who counted herons?"), opened=None)
    assert (shelf.own_dir / OWN_FILE).read_text(encoding="utf-8") == "{broken\n"


def test_a_folder_that_cannot_be_written_is_said(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="cannot be written"):
        QuestionShelf(tmp_path / "file" / "own", project).save(make_question(question="Who?"), opened=None)
