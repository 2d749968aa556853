"""What readers thought of answers: thumbs and comments, as JSON lines in `feedback/feedback.jsonl` of the data folder.

This file owns that one. Lines are only ever appended, under a lock and flushed to the disk, so that none is lost: a
reader who changes their mind appends another that replaces the first, and what an evaluator made of one is a line too.
Nothing of the answer's words is kept, only what is needed to have the answer again and to find what it cited.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import orjson
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chatbot.answer import Answer, Status
from chatbot.answered_by import AnsweredBy
from kb.documents import DocumentKind
from kb.errors import DataFolderError, FeedbackError
from kb.ids import content_id
from kb.scope import EVERYTHING, SearchScope
from kb.settings import Corpus

COMMENT_LIMIT_CHARS = 1000
FILE_LIMIT_BYTES = 50_000_000
_HISTORY_LIMIT = 30
_CITATIONS_LIMIT = 50
_LOCK_WAIT_SECONDS = 10
Thumb = Literal["up", "down"]
MarkState = Literal["open", "made a question", "set aside"]
Stretch = tuple[int, int]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedPlace(_Line):
    """What a marker of the answer stood for: spans of the stored document's text, no words."""

    source_id: str
    document_sha256: str
    kind: DocumentKind
    spans: tuple[Stretch, ...]


class Feedback(_Line):
    """One reader's view of one answer."""

    line: Literal["feedback"] = "feedback"
    id: str
    time: str = Field(description="UTC, ISO 8601")
    question: str = Field(description="As far as it was read (`question_max_chars`)")
    history: tuple[str, ...] = Field(default=(), max_length=_HISTORY_LIMIT)
    carry: tuple[str, ...] | None = None
    scope: SearchScope = EVERYTHING
    answer_id: str
    status: Status
    corpus: Corpus
    corpus_hash: str
    settings_hash: str
    answered_by: AnsweredBy | None = Field(default=None, description="None in feedback of before it was kept")
    citations: tuple[CitedPlace, ...] = Field(default=(), max_length=_CITATIONS_LIMIT)
    thumb: Thumb
    comment: Annotated[str, Field(max_length=COMMENT_LIMIT_CHARS)] = ""
    replaces: str | None = Field(default=None, description="Id of what the same reader said of this answer before")


class FeedbackMark(_Line):
    """What an evaluator made of a feedback; the last one counts."""

    line: Literal["mark"] = "mark"
    feedback_id: str
    time: str
    state: MarkState
    question_id: str | None = None


_Lines: TypeAdapter[Feedback | FeedbackMark] = TypeAdapter(
    Annotated[Feedback | FeedbackMark, Field(discriminator="line")]
)


@dataclass(frozen=True)
class KeptFeedback:
    """A feedback that nothing replaced, and what became of it."""

    feedback: Feedback
    mark: FeedbackMark | None

    @property
    def state(self) -> MarkState:
        return self.mark.state if self.mark else "open"


@dataclass(frozen=True)
class FeedbackList:
    """All that was kept, latest first. Lines that cannot be read stay in the file and are counted."""

    kept: tuple[KeptFeedback, ...]
    unreadable_lines: int


def make_feedback(
    answer: Answer,
    history: Sequence[str],
    *,
    thumb: Thumb,
    comment: str,
    corpus: Corpus,
    question_max_chars: int,
    carry: tuple[str, ...] | None = None,
    scope: SearchScope = EVERYTHING,
    replaces: str | None = None,
    now: datetime | None = None,
) -> Feedback:
    """Feedback on an answer. Questions are kept as far as the pipeline read them. Raises FeedbackError when the comment
    is too long."""
    comment = comment.strip()
    if len(comment) > COMMENT_LIMIT_CHARS:
        raise FeedbackError(
            f"The comment has {len(comment):,} characters; at most {COMMENT_LIMIT_CHARS:,} are taken.",
            "Say what was wrong in a sentence or two.",
        )
    time = (now or datetime.now(UTC)).isoformat(timespec="milliseconds")
    return Feedback(
        id=content_id("f", time, answer.id, thumb, comment),
        time=time,
        question=answer.question[:question_max_chars],
        history=tuple(question[:question_max_chars] for question in history[-_HISTORY_LIMIT:]),
        carry=carry,
        scope=scope,
        answer_id=answer.id,
        status=answer.status,
        corpus=corpus,
        corpus_hash=answer.corpus_hash,
        settings_hash=answer.settings_hash,
        answered_by=answer.answered_by,
        citations=tuple(
            CitedPlace(
                source_id=citation.source_id,
                document_sha256=citation.document_sha256,
                kind=citation.kind,
                spans=tuple((span.char_start, span.char_end) for span in citation.spans),
            )
            for citation in answer.citations[:_CITATIONS_LIMIT]
        ),
        thumb=thumb,
        comment=comment,
        replaces=replaces,
    )


class FeedbackFile:
    """The file of a data folder. Reading needs no lock: a line that is being written does not end yet."""

    def __init__(self, data_dir: Path, limit_bytes: int = FILE_LIMIT_BYTES) -> None:
        self.path = data_dir / "feedback" / "feedback.jsonl"
        self._limit_bytes = limit_bytes

    def append(self, line: Feedback | FeedbackMark) -> None:
        """Add a line and see it onto the disk. Raises DataFolderError, or FeedbackError when the file is full."""
        written = orjson.dumps(line.model_dump(mode="json")) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with (
                FileLock(self.path.with_suffix(".lock"), timeout=_LOCK_WAIT_SECONDS),
                os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file,
            ):
                end = file.seek(0, os.SEEK_END)
                if end + len(written) > self._limit_bytes and isinstance(line, Feedback):
                    raise FeedbackError(
                        "No more feedback can be kept here: the file is full.",
                        "Whoever looks after this library can move feedback.jsonl in its data folder elsewhere.",
                    )
                if end:
                    file.seek(end - 1)
                    if file.read(1) != b"\n":
                        file.write(b"\n")  # a program was stopped while it wrote: that stays a line of its own
                file.write(written)
                file.flush()
                os.fsync(file.fileno())
        except Timeout as error:
            raise DataFolderError("Another program is writing feedback.", "Send it again.", retry=True) from error
        except OSError as error:
            raise DataFolderError(
                f"Feedback cannot be kept ({error.strerror}).", "Tell whoever looks after this library."
            ) from error

    def read(self) -> FeedbackList:
        """What readers said, latest first, without what they replaced. Raises DataFolderError."""
        try:
            raw = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            raw = []
        except OSError as error:
            raise DataFolderError(f"{self.path} cannot be read ({error.strerror}).", "Mend its permissions.") from error
        said: dict[str, Feedback] = {}
        marks: dict[str, FeedbackMark] = {}
        unreadable = 0
        for text in raw:
            if not text.strip():
                continue
            try:
                line = _Lines.validate_json(text)
            except ValidationError:
                unreadable += 1
                continue
            if isinstance(line, FeedbackMark):
                marks[line.feedback_id] = line
                continue
            if line.replaces:
                said.pop(line.replaces, None)
            said[line.id] = line
        kept = tuple(KeptFeedback(feedback, marks.get(feedback.id)) for feedback in reversed(said.values()))
        return FeedbackList(kept, unreadable)


def mark_feedback(feedback_id: str, state: MarkState, question_id: str | None = None) -> FeedbackMark:
    """What became of a feedback, as of now."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return FeedbackMark(feedback_id=feedback_id, time=now, state=state, question_id=question_id)
