"""The bytes of a chat completion as the pieces of text that the model wrote: a stream of events, or one JSON object.

Only what the model wrote comes out of here: none of a server's own words, which may hold anything, reach a message.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

import orjson

from kb.errors import ModelEndpointError

MAX_REPLY_BYTES = 1_000_000
_HINT = "Look at the endpoint's own log."


class ReplyReader:
    """Takes the body's bytes as they come. `finish` says whether the reply was whole."""

    def __init__(self, content_type: str) -> None:
        self._is_stream = "event-stream" in content_type
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._pending = ""
        self._bytes = 0
        self._ended = False
        self._reason: str | None = None

    def feed(self, data: bytes) -> Iterator[str]:
        """Pieces of the model's text that are complete now. Raises ModelEndpointError."""
        self._bytes += len(data)
        if self._bytes > MAX_REPLY_BYTES:
            raise ModelEndpointError(
                f"The language model's reply is longer than {MAX_REPLY_BYTES:,} bytes.", "Lower model_max_tokens."
            )
        self._pending += self._decode(data)
        if not self._is_stream:
            return
        *lines, self._pending = self._pending.split("\n")
        for line in lines:
            yield from self._read_line(line.rstrip("\r"))

    def finish(self) -> Iterator[str]:
        """What is left. Raises ModelEndpointError when the reply stopped half-way, was refused or is none."""
        self._pending += self._decode(b"", final=True)
        if self._is_stream:
            yield from self._read_line(self._pending.rstrip("\r"))
        elif self._pending.strip():
            yield from self._read_event(self._pending)
            self._ended = True
        else:
            raise ModelEndpointError("The language model's endpoint sent an empty reply.", _HINT, retry=True)
        if self._reason == "length":
            raise ModelEndpointError("The language model's reply was cut off.", "Raise model_max_tokens.")
        if self._reason == "content_filter":
            raise ModelEndpointError("The language model refused to answer.", "Try another model.")
        if not self._ended and self._reason is None:
            raise ModelEndpointError("The language model's reply broke off half-way.", _HINT, retry=True)

    @property
    def ended(self) -> bool:
        """Whether the server said that nothing follows."""
        return self._ended

    def _decode(self, data: bytes, *, final: bool = False) -> str:
        try:
            return self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            raise ModelEndpointError("The language model's reply is no UTF-8 text.", _HINT) from error

    def _read_line(self, line: str) -> Iterator[str]:
        """One line of a stream of events; comments and other fields are passed over."""
        if self._ended or not line.startswith("data:"):
            return
        data = line[len("data:") :].strip()
        if data == "[DONE]":
            self._ended = True
        elif data:
            yield from self._read_event(data)

    def _read_event(self, data: str) -> Iterator[str]:
        try:
            event: Any = orjson.loads(data)
            if event.get("error"):
                raise ModelEndpointError("The language model's endpoint reported an error.", _HINT, retry=True)
            for choice in event["choices"][:1]:
                said = choice.get("delta") or choice.get("message") or {}
                self._reason = choice.get("finish_reason") or self._reason
                if said.get("refusal"):
                    raise ModelEndpointError("The language model refused to answer.", "Try another model.")
                if isinstance(said.get("content"), str):
                    yield said["content"]
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
            raise ModelEndpointError(
                "What answered at the model's address is no chat completion.", "Check model_base_url."
            ) from error
