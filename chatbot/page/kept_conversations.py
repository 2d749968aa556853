"""Conversations that stay in the visitor's browser: their questions and filters, from which the answers come again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chatbot.page.render_answer import Turn
from chatbot.page.render_carried import LONGEST_WORD_CHARS, MOST_WORDS
from chatbot.page.share_link import Asked
from kb.ids import content_id
from kb.scope import EVERYTHING, SearchScope

MOST_KEPT = 30
NAME_MAX_CHARS = 80
_Word = Annotated[str, Field(max_length=LONGEST_WORD_CHARS)]


class KeptQuestion(BaseModel):
    """A question, its filters and the words that the visitor chose to carry over; None where the rules chose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(max_length=20_000)
    scope: SearchScope = EVERYTHING
    carry: tuple[_Word, ...] | None = Field(default=None, max_length=MOST_WORDS)


class KeptConversation(BaseModel):
    """A conversation by name. No answers are stored: the same question gets the same answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str = Field(min_length=1, max_length=NAME_MAX_CHARS)
    corpus_hash: str
    questions: tuple[KeptQuestion, ...] = Field(min_length=1, max_length=100)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What to ask to have the conversation again."""
        return tuple(Asked(one.question, one.scope, one.carry) for one in self.questions)


class TalkAction(BaseModel):
    """What a button beside a kept conversation asks for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    talk: Literal["open", "rename", "delete", "export-json", "export-markdown"]
    id: str
    name: str = ""


_LIST = TypeAdapter(tuple[KeptConversation, ...])


def read_kept(stored: Any) -> tuple[KeptConversation, ...]:
    """What the browser kept, latest first; nothing when it cannot be read."""
    try:
        return _LIST.validate_python(stored or ())
    except ValidationError:
        return ()


def stored_form(kept: Sequence[KeptConversation]) -> list[dict[str, Any]]:
    """For the browser's storage."""
    return [conversation.model_dump(mode="json") for conversation in kept]


def keep(
    kept: Sequence[KeptConversation], current_id: str, turns: Sequence[Turn], corpus_hash: str
) -> tuple[tuple[KeptConversation, ...], str]:
    """The conversation brought up to date, or added as new under an empty id; and its id."""
    old = next((conversation for conversation in kept if conversation.id == current_id), None)
    identity = old.id if old else _new_id(kept, turns[0], corpus_hash)
    name = old.name if old else " ".join(turns[0].question.split())[:NAME_MAX_CHARS]
    questions = tuple(KeptQuestion(question=turn.question, scope=turn.scope, carry=turn.carry) for turn in turns)
    conversation = KeptConversation(id=identity, name=name, corpus_hash=corpus_hash, questions=questions)
    others = [other for other in kept if other.id != identity]
    return (conversation, *others)[:MOST_KEPT], identity


def rename(kept: Sequence[KeptConversation], identity: str, name: str) -> tuple[KeptConversation, ...]:
    """With another name; an empty name changes nothing."""
    name = " ".join(name.split())[:NAME_MAX_CHARS]
    return tuple(
        conversation.model_copy(update={"name": name}) if name and conversation.id == identity else conversation
        for conversation in kept
    )


def delete(kept: Sequence[KeptConversation], identity: str) -> tuple[KeptConversation, ...]:
    """Without the one."""
    return tuple(conversation for conversation in kept if conversation.id != identity)


def _new_id(kept: Sequence[KeptConversation], first: Turn, corpus_hash: str) -> str:
    """The same first question asked in two conversations gives two ids."""
    taken = {conversation.id for conversation in kept}
    attempt = 0
    while True:
        identity = content_id("c", first.question, first.scope.scope_hash, corpus_hash, attempt)
        if identity not in taken:
            return identity
        attempt += 1
