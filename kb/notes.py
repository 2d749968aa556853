"""Notes: claim cards on a source in the project's own words (`sources/notes/<source_id>.toml`).

A card is one claim with its figures and the section of the original it summarises. Where the project had the
original's file, a card also has the characters that support it, so that the claim can be compared with any copy of
that file; a note written from a public page says which page and what stood there. No words of the original are stored.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb.catalogue import Sha256, SourceId
from kb.errors import CatalogueError

ClaimKind = Literal["finding", "figure", "definition", "context", "opinion", "limitation", "lesson", "method"]
_LONGEST_QUESTION_CHARS = 200
SourceRange = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(gt=0)]]


class Mistake(BaseModel):
    """What a reader may take for granted that a claim contradicts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assumes: str = Field(min_length=8, description="The mistake as a clause, to stand after “that”")
    asked: tuple[str, ...] = Field(min_length=1, description="Questions that take it for granted, in a reader's words")
    rather: tuple[str, ...] = Field(default=(), description="Questions of the same form whose premise is so")

    @model_validator(mode="after")
    def _asks(self) -> Mistake:
        _check_questions((*self.asked, *self.rather))
        if self.assumes != " ".join(self.assumes.split()) or self.assumes.endswith((".", "?")):
            raise ValueError(f"“{self.assumes[:40]}” is not a clause on one line")
        return self


class Card(BaseModel):
    """One claim in the project's own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(min_length=12, description="A sentence that can be read alone")
    kind: ClaimKind
    theme: str = Field(min_length=1)
    section: tuple[str, ...] = Field(min_length=1, description="Headings of the original, from the top down")
    period: str | None = Field(default=None, description="The time the claim speaks of")
    speaker: str | None = Field(default=None, description="Whose opinion it reports")
    support: tuple[SourceRange, ...] = Field(
        default=(), description="Half-open ranges of the original's source text that support the claim"
    )
    asked: tuple[str, ...] = Field(
        default=(), description="Questions that the claim answers, alone or with others, in a reader's words"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Card:
        if self.kind == "opinion" and not self.speaker:
            raise ValueError("an opinion card names no speaker")
        if any(end <= start for start, end in self.support):
            raise ValueError("a support range is empty")
        return self

    mistake: tuple[Mistake, ...] = Field(default=(), description="What it contradicts that readers may assume")

    @model_validator(mode="after")
    def _asks(self) -> Card:
        _check_questions((*self.asked, *(question for mistake in self.mistake for question in mistake.asked)))
        return self


class Note(BaseModel):
    """All cards on one source, cards of one theme together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    original_sha256: Sha256 | None = Field(
        default=None, description="The file that the support ranges count in; None where the note is from a page"
    )
    read_from: Literal["full text", "opening", "abstract", "summary"] | None = Field(
        default=None, description="What was read; the words mean what they mean in the catalogue's `access`"
    )
    read_at: tuple[str, ...] = Field(default=(), description="Addresses of the public pages that were read")
    leaves_open: tuple[str, ...] = Field(
        default=(),
        description="Questions on its subjects, in a reader's words, that neither it nor another source answers",
    )
    card: tuple[Card, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> Note:
        supported = [bool(card.support) for card in self.card]
        if self.original_sha256 is not None and not all(supported):
            raise ValueError("a card on an original has no support range")
        if self.original_sha256 is None and any(supported):
            raise ValueError("a card has a support range and the note no original_sha256")
        if self.original_sha256 is None and not (self.read_from and self.read_at):
            raise ValueError("a note without original_sha256 says read_from and read_at")
        return self

    @model_validator(mode="after")
    def _leaves_open_what_it_does_not_answer(self) -> Note:
        _check_questions(self.leaves_open)
        answered = {question for card in self.card for question in card.asked}
        if both := answered.intersection(self.leaves_open):
            raise ValueError(f"“{min(both)}” is both answered and left open")
        mistakes = [mistake for card in self.card for mistake in card.mistake]
        mistaken = {question for mistake in mistakes for question in mistake.asked}
        sound = answered.union(self.leaves_open, *(mistake.rather for mistake in mistakes))
        if both := mistaken & sound:
            raise ValueError(f"“{min(both)}” is both sound and rests on a mistake")
        return self

    @model_validator(mode="after")
    def _unique_claims(self) -> Note:
        claims = [card.claim for card in self.card]
        if len(set(claims)) != len(claims):
            raise ValueError("two cards make the same claim")
        return self


def _check_questions(questions: Sequence[str]) -> None:
    for question in questions:
        if question != " ".join(question.split()) or not question.endswith("?"):
            raise ValueError(f"“{question[:40]}” is not a question on one line")
        if len(question) > _LONGEST_QUESTION_CHARS:
            raise ValueError(f"the question “{question[:40]}...” has more than {_LONGEST_QUESTION_CHARS} characters")
    if len(set(questions)) != len(questions):
        raise ValueError("the same question stands twice")


def parse_note(text: str, name: str) -> Note:
    """Parse and validate a note; `name` is the file's name for messages. Raises CatalogueError."""
    try:
        return Note.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{name} is not valid TOML: {error}.", "Correct the line named above.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"{name}: {where}: {first['msg']}.", "Correct the card and run again.") from error


def load_notes(folder: Path) -> list[Note]:
    """All notes in a folder, sorted by file name."""
    return [parse_note(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]
