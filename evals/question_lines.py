"""Questions of any kind read from JSON lines, checked against their model; what is wrong is said with its line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from kb.errors import QuestionFileError

Record = TypeVar("Record", bound=BaseModel)


def read_question_lines(path: Path, model: type[Record]) -> Iterable[tuple[Record, str]]:
    """Every question of a file, or of a folder's *.jsonl in name order, with the words for where it stands.

    Empty lines are passed over. Raises QuestionFileError for a file that cannot be read and a line that is no `model`.
    """
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        try:
            lines = file.read_bytes().splitlines()
        except OSError as error:
            raise QuestionFileError(f"{file} cannot be read ({error.strerror}).", "Check the path.") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{file.name}, line {number}"
            try:
                yield model.model_validate(orjson.loads(line)), where
            except orjson.JSONDecodeError as error:
                raise QuestionFileError(f"{where}: not valid JSON: {error}.", "One question a line.") from error
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"]) or "question"
                raise QuestionFileError(f"{where}: {place}: {first['msg']}.", "Correct the question.") from error
