"""`/v1/chat/completions` and `/v1/models`, so that chat clients made for OpenAI's interface can ask this library.

Earlier messages of the user are the conversation; system messages and the library's own replies are not read: nothing
in a request can change how an answer is made. A stream begins once the whole answer is checked, since a client cannot
take words back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatbot.answer import Answer
from chatbot.current_briefing import CurrentBriefing
from chatbot.describe_citation import cited_text
from chatbot.pipeline import Briefing, Length
from kb.errors import BriefingError
from kb.tokens import count_tokens

MODELS: dict[str, Length] = {"briefing": "short", "briefing-long": "long"}
MAX_BODY_BYTES = 512 * 1024
MAX_QUESTION_CHARS = 20_000
_HISTORY_KEPT = 30
_PIECE_WORDS = 8


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        """The message's text; parts that are no text, such as pictures, are left out."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class _StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class _ChatRequest(BaseModel):
    """What is read of a request; clients send much more, which has no meaning here."""

    model_config = ConfigDict(extra="ignore")

    model: str
    messages: Annotated[list[_Message], Field(min_length=1)]
    stream: bool = False
    stream_options: _StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] = 1

    @property
    def questions(self) -> list[str]:
        """What the user asked, oldest first."""
        return [message.text for message in self.messages if message.role == "user"]


class _RefusedError(Exception):
    """A request that cannot be answered, as OpenAI's clients expect to hear of it."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        kind = "invalid_request_error" if status < 500 else "server_error"
        self.response = JSONResponse(
            {"error": {"message": message, "type": kind, "param": None, "code": code}}, status_code=status
        )


def chat_routes(current: CurrentBriefing) -> list[Route]:
    """The routes over the library that answers now."""

    async def complete(request: Request) -> Response:
        briefing = current.briefing
        try:
            asked = await _read(request)
            answer = await run_in_threadpool(_ask, briefing, asked)
        except _RefusedError as error:
            return error.response
        text = cited_text(answer, briefing.library)
        if asked.stream:
            return StreamingResponse(_events(asked, answer, text), media_type="text/event-stream")
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return JSONResponse(
            _head(asked, answer, "chat.completion") | {"choices": [choice], "usage": _usage(asked, text)}
        )

    async def models(_: Request) -> Response:
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "briefing"} for name in MODELS]
        return JSONResponse({"object": "list", "data": listed})

    return [
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/models", models, methods=["GET"]),
    ]


async def _read(request: Request) -> _ChatRequest:
    """The request, checked. Raises _RefusedError."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":  # a form of another site cannot say that it is JSON
        raise _RefusedError(415, "Send JSON, with Content-Type: application/json.")
    body = b""
    async for data in request.stream():
        body += data
        if len(body) > MAX_BODY_BYTES:
            raise _RefusedError(413, f"The request is longer than {MAX_BODY_BYTES:,} bytes.")
    try:
        asked = _ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise _RefusedError(400, f"{where}: {first['msg']}.") from error
    if asked.model not in MODELS:
        known = ", ".join(MODELS)
        raise _RefusedError(404, f"There is no model {asked.model[:80]!r}; there are: {known}.", "model_not_found")
    if not asked.questions:
        raise _RefusedError(400, "messages: there is no message of the user.")
    if max(map(len, asked.questions)) > MAX_QUESTION_CHARS:
        raise _RefusedError(400, f"messages: a question may have {MAX_QUESTION_CHARS:,} characters.")
    return asked


def _ask(briefing: Briefing, asked: _ChatRequest) -> Answer:
    *history, question = asked.questions
    try:
        return briefing.ask(question, history[-_HISTORY_KEPT:], MODELS[asked.model])
    except BriefingError as error:
        raise _RefusedError(500, f"{error.message} {error.hint}") from error


def _head(asked: _ChatRequest, answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{answer.id}", "object": kind, "created": int(time.time()), "model": asked.model}


def _usage(asked: _ChatRequest, text: str) -> dict[str, int]:
    """Tokens as cl100k_base counts them; nothing is charged for them."""
    prompt, completion = sum(map(count_tokens, asked.questions)), count_tokens(text)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _events(asked: _ChatRequest, answer: Answer, text: str) -> Iterator[bytes]:
    """The stream: a few words an event, the text unchanged when put together again."""
    head = _head(asked, answer, "chat.completion.chunk")

    def event(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return b"data: " + orjson.dumps(head | {"choices": [choice]}) + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    words = text.split(" ")
    for start in range(0, len(words), _PIECE_WORDS):
        piece = " ".join(words[start : start + _PIECE_WORDS])
        yield event({"content": piece if start + _PIECE_WORDS >= len(words) else f"{piece} "})
    yield event({}, "stop")
    if asked.stream_options and asked.stream_options.include_usage:
        yield b"data: " + orjson.dumps(head | {"choices": [], "usage": _usage(asked, text)}) + b"\n\n"
    yield b"data: [DONE]\n\n"
