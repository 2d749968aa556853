"""Questions to fit the confidence on and nothing else: pairs on one subject that the sources answer and leave open.

`evals/questions-silence/` stands apart from the questions that are measured and gated: no gold, no halves. Both kinds
are put in like words and at like length, so that neither tells which is which.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from evals.question_lines import read_question_lines
from kb.catalogue import SourceId
from kb.errors import QuestionFileError
from kb.ids import content_id, sha256_bytes
from kb.settings import Corpus

SILENCE_DIR = Path(__file__).resolve().parent / "questions-silence"
Says = Literal["answer", "near"]
Asks = Literal[
    "comparison", "cost", "date", "definition", "duration", "effect", "figure", "how", "limitation", "list", "name",
    "place", "whether", "why",
]  # fmt: skip


class SilenceQuestion(BaseModel):
    """One question, and whether the library says what is asked (`answer`) or only speaks of its subject (`near`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: Annotated[str, StringConstraints(min_length=1)]
    says: Says
    asks: Asks
    subject: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")] = Field(
        description="Slug that the questions of a pair share; they are fitted on or held out together"
    )
    source_ids: tuple[SourceId, ...] = Field(min_length=1, description="The sources on the subject")
    corpora: tuple[Corpus, ...] = Field(min_length=1, description="Where `says` holds")


def build_silence_question(fields: dict[str, object]) -> SilenceQuestion:
    """A validated question whose id is worked out here. Raises pydantic's ValidationError."""
    return SilenceQuestion.model_validate({**fields, "id": content_id("s", fields["question"])})


def load_silence_questions(path: Path = SILENCE_DIR) -> tuple[SilenceQuestion, ...]:
    """All questions of a file, or of a folder's *.jsonl in name order. Raises QuestionFileError naming the line.

    Refused: an id that does not follow from the words, a question that stands twice, a subject with one kind only.
    """
    questions: dict[str, SilenceQuestion] = {}
    for question, where in read_question_lines(path, SilenceQuestion):
        if question.id != content_id("s", question.question):
            raise QuestionFileError(f"{where}: the id does not follow from the question.", "Work the id out anew.")
        if question.id in questions:
            raise QuestionFileError(f"{where}: this question stands twice.", "Remove one of the two.")
        questions[question.id] = question
    if not questions:
        raise QuestionFileError(f"There are no questions in {path}.", "Name a JSON-lines file or a folder of them.")
    kinds: dict[str, set[Says]] = {}
    for question in questions.values():
        kinds.setdefault(question.subject, set()).add(question.says)
    for subject, found in kinds.items():
        if len(found) == 1:
            raise QuestionFileError(
                f"The subject {subject} has questions of one kind only.", "Add one that says the other."
            )
    return tuple(questions.values())


def dump_silence_questions(questions: Iterable[SilenceQuestion]) -> bytes:
    """Questions as JSON lines, in order."""
    return b"".join(orjson.dumps(question.model_dump(mode="json")) + b"\n" for question in questions)


def silence_set_hash(questions: Iterable[SilenceQuestion]) -> str:
    """16 hexadecimal characters over the questions, whatever their order."""
    return sha256_bytes(dump_silence_questions(sorted(questions, key=lambda question: question.id)))[:16]
