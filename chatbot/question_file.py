"""Questions to answer in one go: JSON lines `{"id", "question", "history": [...]?, "length": "short"|"long"?,
"carry": [...]?}`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import QuestionFileError


class AskedQuestion(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    history: tuple[str, ...] = ()
    length: Literal["short", "long"] = "short"
    carry: tuple[str, ...] | None = None


def load_question_file(path: Path) -> list[AskedQuestion]:
    """All lines, checked before the first is asked. Raises QuestionFileError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(
            f"{path} cannot be read as UTF-8 text ({getattr(error, 'strerror', None) or error}).",
            "Check the path and the file.",
        ) from error
    questions: list[AskedQuestion] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(AskedQuestion.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "line"
            raise QuestionFileError(
                f"{path.name}, line {number}: {field}: {first['msg']}.",
                'One object a line: {"id": "...", "question": "..."}.',
            ) from error
    return questions
