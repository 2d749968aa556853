"""The questions that the page shows and edits: those of the project, read only, and those of a folder of one's own.

A question of the own folder is changed where it stands, and no other line of its file is touched. One of the project
that is edited becomes a question of one's own, which goes before it: no file of an installed package is ever written.
Where the own folder is the project's (`questions_dir = "evals/questions"` in a checkout), all are edited in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from evals.question_checks import find_duplicates
from evals.questions import QUESTIONS_DIR, Question, dump_questions, load_questions
from evals.records import write_text
from kb.errors import DataFolderError, QuestionConflictError, QuestionFileError
from kb.ids import sha256_bytes

OWN_FILE = "own.jsonl"
_LOCK_WAIT_SECONDS = 10


@dataclass(frozen=True)
class ShelvedQuestion:
    """A question, the file it stands in, and whether that is one of one's own."""

    question: Question
    file: Path
    own: bool


class QuestionShelf:
    """Both folders. What is read is what stands in the files now."""

    def __init__(self, own_dir: Path, project_dir: Path = QUESTIONS_DIR) -> None:
        self.own_dir = own_dir
        self._project_dir = project_dir

    def questions(self) -> Mapping[str, ShelvedQuestion]:
        """All by id, the project's first; one's own goes before the project's of the same id.

        Raises QuestionFileError naming the file and line that cannot be read.
        """
        found = {}
        if self._project_dir.resolve() != self.own_dir.resolve():
            found = _folder(self._project_dir, own=False)
        return {**found, **_folder(self.own_dir, own=True)}

    def save(self, question: Question, *, opened: str | None, instead_of: str | None = None) -> ShelvedQuestion:
        """Keep a question; returns how it stands then.

        `instead_of` is the id it was opened under and `opened` its `version_of` then; both None for a new one. Raises
        QuestionConflictError when somebody else changed it since, or the id is taken; QuestionFileError when another
        question asks the same; DataFolderError when nothing can be written.
        """
        with self._writing():
            shelf = self.questions()
            before = shelf.get(instead_of) if instead_of else None
            if instead_of and (before is None or version_of(before.question) != opened):
                raise QuestionConflictError(
                    "Somebody changed this question since you opened it.",
                    "Open it again beside this page, and bring your changes over.",
                )
            if question.id != instead_of and question.id in shelf:
                raise QuestionConflictError(
                    "A question with these words is there already.", "Edit that one, or ask in other words."
                )
            replaced = before.question.id if before and before.own else None
            others = [held.question for held in shelf.values() if held.question.id not in (question.id, replaced)]
            twice = [fault for fault in find_duplicates([*others, question]) if fault.startswith(question.id)]
            if twice:
                raise QuestionFileError(f"{twice[0]}.", "Edit that one, or ask in other words.")
            file = before.file if before and before.own else self.own_dir / OWN_FILE
            _put_line(file, question, replaced or question.id)
        return ShelvedQuestion(question, file, own=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self.own_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(self.own_dir / ".lock", timeout=_LOCK_WAIT_SECONDS):
                yield
        except Timeout as error:
            raise DataFolderError("Another program is writing questions.", "Save again.", retry=True) from error
        except OSError as error:
            raise DataFolderError(
                f"Questions cannot be written to {self.own_dir} ({error.strerror}).",
                "Mend its permissions, or set questions_dir to another folder.",
            ) from error


def version_of(question: Question) -> str:
    """16 hexadecimal characters that change with anything in the question."""
    return sha256_bytes(dump_questions([question]))[:16]


def _folder(folder: Path, *, own: bool) -> dict[str, ShelvedQuestion]:
    found: dict[str, ShelvedQuestion] = {}
    for file in sorted(folder.glob("*.jsonl")) if folder.is_dir() else []:
        if not file.read_bytes().strip():
            continue
        for question in load_questions(file):
            if question.id in found:
                other = found[question.id].file.name
                raise QuestionFileError(
                    f"{file.name}: the question {question.id} stands in {other} too.", "Remove one of the two."
                )
            found[question.id] = ShelvedQuestion(question, file, own)
    return found


def _put_line(file: Path, question: Question, replaced_id: str) -> None:
    """Write the question in the place of the one with that id, or at the end; other lines stay byte for byte."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    line = dump_questions([question]).decode().rstrip("\n")
    place = next((i for i, old in enumerate(lines) if old.strip() and orjson.loads(old)["id"] == replaced_id), None)
    if place is None:
        lines.append(line)
    else:
        lines[place] = line
    write_text(file, "\n".join(lines) + "\n")
