"""The question model and its files (`evals/questions/*.jsonl`, one question a line).

Gold spans are half-open and count characters of the original's source text, so they hold no words of it. Which half a
question belongs to follows from its fact, so that no fact can stand in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from evals.patterns import compile_pattern
from evals.question_lines import read_question_lines
from kb.catalogue import Sha256, SourceId
from kb.errors import QuestionFileError
from kb.ids import content_id, sha256_bytes

QuestionType = Literal[
    "figure", "name", "definition", "list", "why", "how", "compare", "across", "limitation", "follow_up", "paraphrase",
    "near_unanswerable", "far_unanswerable", "false_premise", "injection",
]  # fmt: skip
Expectation = Literal["answer", "abstain", "correct"]
Half = Literal["dev", "test"]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
MOST_TAGS = 10
QUESTIONS_DIR = Path(__file__).resolve().parent / "questions"
_HALF_SEED = "halves-1"
_EXPECTED_BY_TYPE: Mapping[str, frozenset[str]] = {
    "near_unanswerable": frozenset({"abstain"}),
    "far_unanswerable": frozenset({"abstain"}),
    "false_premise": frozenset({"correct"}),
    "injection": frozenset({"abstain", "answer"}),
}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldSpan(_Record):
    """Where an original states a nugget: half-open range of its source text."""

    source_id: SourceId
    document_sha256: Sha256
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a gold span is empty")
        return self


class GoldRecord(_Record):
    """What of the catalogue states a nugget: a field of a source's record, or a facet of what the library holds."""

    source_id: SourceId
    field: str = Field(min_length=1, description="As in kb/describe_record.py or kb/describe_holdings.py")


class Nugget(_Record):
    """An atomic fact. Any of its patterns, found in a text, counts as the text stating it."""

    importance: Literal["vital", "okay"]
    patterns: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(min_length=1)
    gold: tuple[GoldSpan, ...] = Field(default=(), description="Every place of an original that states it")
    records: tuple[GoldRecord, ...] = Field(default=(), description="What of the catalogue states it")

    @model_validator(mode="after")
    def _has_gold(self) -> Self:
        if not self.gold and not self.records:
            raise ValueError("a nugget has neither gold nor a record that states it")
        return self

    @model_serializer(mode="wrap")
    def _without_empty_records(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only a nugget that a record states has `records`, so that other sets keep their bytes and their hash."""
        fields: dict[str, Any] = dump(self)
        if not fields.get("records"):
            fields.pop("records", None)
        return fields

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        for pattern in self.patterns:
            try:
                compile_pattern(pattern)
            except QuestionFileError as error:
                raise ValueError(error.message) from error
        return self


class Question(_Record):
    """One question and what a good answer to it does."""

    id: str
    question: Annotated[str, StringConstraints(min_length=1)]
    history: tuple[str, ...] = Field(default=(), description="Earlier questions of the same talk, oldest first")
    type: QuestionType
    asker: Literal["policymaker", "student"]
    expect: Expectation
    fact: Annotated[str, StringConstraints(pattern=r"^\S+$")] = Field(description="Slug of what the question turns on")
    source_ids: tuple[SourceId, ...] = ()
    half: Half
    note: str | None = Field(default=None, description="Why it cannot be answered, or what is false in it")
    nuggets: tuple[Nugget, ...] = ()
    tags: tuple[Tag, ...] = Field(
        default=(),
        max_length=MOST_TAGS,
        description="Words of one's own to choose questions by; nothing is judged by them",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @model_serializer(mode="wrap")
    def _without_empty_tags(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only a question that has tags says so, so that other files keep their bytes."""
        fields: dict[str, Any] = dump(self)
        if not fields.get("tags"):
            fields.pop("tags", None)
        return fields

    @property
    def vital(self) -> tuple[Nugget, ...]:
        return tuple(nugget for nugget in self.nuggets if nugget.importance == "vital")


def _faults(question: Question) -> Iterable[str]:
    allowed = _EXPECTED_BY_TYPE.get(question.type, frozenset({"answer"}))
    if question.expect not in allowed:
        yield f"a question of type {question.type} expects {' or '.join(sorted(allowed))}, not {question.expect}"
    if question.expect == "abstain" and question.nuggets:
        yield "a question to abstain from has no nuggets"
    if question.expect != "abstain" and not question.vital:
        yield "no vital nugget"
    if question.expect != "answer" and not question.note:
        yield "no note that says why it cannot be answered or what is false"
    if question.type == "follow_up" and not question.history:
        yield "a follow-up needs a history"
    if question.type == "across" and len(set(question.source_ids)) < 2:
        yield "a question across sources names two or more"
    golden = {gold.source_id for nugget in question.nuggets for gold in nugget.gold}
    golden |= {record.source_id for nugget in question.nuggets for record in nugget.records}
    strangers = golden - set(question.source_ids)
    if strangers:
        yield f"gold in a source that source_ids leaves out: {', '.join(sorted(strangers))}"
    if len(set(question.tags)) < len(question.tags):
        yield "a tag stands twice"
    if question.id != question_id(question.question, question.history):
        yield f"the id should be {question_id(question.question, question.history)}"
    if question.half != half_of_fact(question.fact):
        yield f"fact {question.fact} belongs to the {half_of_fact(question.fact)} half"


def question_id(question: str, history: Iterable[str] = ()) -> str:
    """The id that follows from the words asked."""
    return content_id("q", question, list(history))


def half_of_fact(fact: str) -> Half:
    """The half that all questions on this fact belong to: a coin whose only seed is fixed here."""
    return "test" if int(sha256_bytes(f"{_HALF_SEED}:{fact}".encode())[:8], 16) % 2 else "dev"


def build_question(fields: Mapping[str, Any]) -> Question:
    """A validated question whose id and half are worked out here. Raises pydantic's ValidationError."""
    derived = {
        "id": question_id(fields["question"], fields.get("history") or ()),
        "half": half_of_fact(fields["fact"]),
    }
    return Question.model_validate({**fields, **derived})


def dump_questions(questions: Iterable[Question]) -> bytes:
    """Questions as JSON lines, in order."""
    return b"".join(orjson.dumps(q.model_dump(mode="json")) + b"\n" for q in questions)


def load_questions(path: Path = QUESTIONS_DIR) -> tuple[Question, ...]:
    """All questions of a file, or of a folder's *.jsonl in name order. Raises QuestionFileError naming the line."""
    questions: dict[str, Question] = {}
    for question, where in read_question_lines(path, Question):
        if question.id in questions:
            raise QuestionFileError(f"{where}: this question stands twice: {question.id}.", "Remove one of the two.")
        questions[question.id] = question
    if not questions:
        raise QuestionFileError(f"There are no questions in {path}.", "Name a JSON-lines file or a folder of them.")
    return tuple(questions.values())


def question_set_hash(questions: Iterable[Question]) -> str:
    """16 hexadecimal characters over the questions with their nuggets, whatever their order and their tags."""
    untagged = (question.model_copy(update={"tags": ()}) for question in questions)
    return sha256_bytes(dump_questions(sorted(untagged, key=lambda q: q.id)))[:16]
