"""The endpoint: `POST <base>/chat/completions` over HTTP, streamed, inside one deadline for the whole reply.

Each request runs in a thread with an event loop of its own, so that the deadline also ends a server that sends a byte
now and then, and so that it can be called from anywhere. Redirects are not followed, and for an address on this
machine no proxy of the environment is used: both would carry words to where the settings did not send them.
"""

from __future__ import annotations

import asyncio
import os
import queue
import ssl
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from chatbot.model.prompt import SCHEMA
from chatbot.model.read_stream import ReplyReader
from chatbot.model.sharing import is_loopback_endpoint
from kb.errors import ModelEndpointError, SettingsError
from kb.settings import MODEL_KEY_VARIABLE, Settings

_GRACE_SECONDS = 1.0  # for the thread to report its own deadline
_UNKNOWN_FIELD = (400, 422, 500)  # llama-cpp-python 0.3 answers a response_format that it does not know with 500
# How a server is told the schema: as OpenAI, vLLM and Ollama take it, as llama-cpp-python takes it, not at all.
_FORMATS: tuple[Mapping[str, Any] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": SCHEMA}},
    {"type": "json_object", "schema": SCHEMA},
    None,
)
_LONGEST_WAIT_SECONDS = 600.0
_REFUSALS = {
    401: ("did not accept the key", f"Set {MODEL_KEY_VARIABLE}."),
    403: ("did not accept the key", f"Set {MODEL_KEY_VARIABLE}."),
    404: ("knows no such model or address", "Check model_base_url and model_name."),
    408: ("took too long", "Raise model_timeout_seconds, or use a smaller model."),
    413: ("found the request too large", "Lower answer_max_words."),
    429: ("is asked too often", "Wait, or use another endpoint."),
}


class RateLimitedError(ModelEndpointError):
    """The endpoint wants to be left alone for `wait_seconds`."""

    def __init__(self, message: str, hint: str, wait_seconds: float) -> None:
        super().__init__(message, hint, retry=True)
        self.wait_seconds = wait_seconds


class ModelEndpoint:
    """One model at one address. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError when a key would go to another machine unencrypted."""
        assert settings.model_base_url is not None
        self.base_url = settings.model_base_url
        self._settings = settings
        self._formats = _FORMATS
        key = os.environ.get(MODEL_KEY_VARIABLE, "").strip()
        if key and urlsplit(self.base_url).scheme == "http" and not is_loopback_endpoint(self.base_url):
            raise SettingsError(
                "The model's key would be sent unencrypted.", f"Use https, or unset {MODEL_KEY_VARIABLE}."
            )
        if not (key.isascii() and key.isprintable()):
            raise SettingsError(f"{MODEL_KEY_VARIABLE} holds characters that no key has.", "Set it again.")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def stream(self, messages: Sequence[Mapping[str, str]]) -> Generator[str, None, None]:
        """The model's reply, piece by piece. Raises ModelEndpointError for whatever goes wrong.

        Closing the iterator ends the request. A server that does not know a `response_format` is asked again with the
        next one, and at last without; the one it takes is kept.
        """
        formats = self._formats
        deadline = time.monotonic() + self._settings.model_timeout_seconds
        while True:
            try:
                yield from self._attempt(messages, formats[0], deadline)
            except _UnknownFieldError:
                formats = formats[1:]
            else:
                self._formats = formats
                return

    def _attempt(
        self, messages: Sequence[Mapping[str, str]], response_format: Mapping[str, Any] | None, deadline: float
    ) -> Generator[str, None, None]:
        seconds = max(0.0, deadline - time.monotonic())
        pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        too_slow = _too_slow(self._settings.model_timeout_seconds)
        request = _Request(self.base_url, self._headers, self._body(messages, response_format), seconds, pieces)
        threading.Thread(target=request.run, name="model-endpoint", daemon=True).start()
        try:
            while True:
                try:
                    piece = pieces.get(timeout=seconds + _GRACE_SECONDS)
                except queue.Empty:
                    raise too_slow from None
                if piece is None:
                    return
                if isinstance(piece, TimeoutError):
                    raise too_slow from piece
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            request.cancel()

    def _body(self, messages: Sequence[Mapping[str, str]], response_format: Mapping[str, Any] | None) -> dict[str, Any]:
        settings = self._settings
        body: dict[str, Any] = {
            "model": settings.model_name,
            "messages": list(messages),
            "temperature": settings.model_temperature,
            "seed": settings.model_seed,
            "max_tokens": settings.model_max_tokens,
            "stream": True,
        }
        return body | ({"response_format": response_format} if response_format else {})


class _UnknownFieldError(ModelEndpointError):
    """The server does not take the request as it is."""


class _Request:
    """One request in a thread of its own; puts pieces, then None or what went wrong, into a queue."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any],
        seconds: float,
        pieces: queue.SimpleQueue[str | BaseException | None],
    ) -> None:
        self._base_url = base_url
        self._headers = {"Accept-Encoding": "identity", **headers}
        self._body = dict(body)
        self._seconds = seconds
        self._pieces = pieces
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        """The thread's whole life."""
        try:
            asyncio.run(self._bounded())
            self._pieces.put(None)
        except TimeoutError as error:
            self._pieces.put(error)
        except asyncio.CancelledError:
            self._pieces.put(None)
        except ModelEndpointError as error:
            self._pieces.put(error)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError, UnicodeError):
            # The exception may hold parts of the address or of what was sent; its kind says nothing to a reader.
            self._pieces.put(
                ModelEndpointError(
                    "The language model's endpoint cannot be reached.", "Check model_base_url.", retry=True
                )
            )
        except Exception as error:
            self._pieces.put(error)

    def cancel(self) -> None:
        """End the request, from another thread; nothing happens when it has ended."""
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:
                return  # it closed in between

    async def _bounded(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        async with asyncio.timeout(self._seconds):
            await self._exchange()

    async def _exchange(self) -> None:
        stays_here = is_loopback_endpoint(self._base_url)
        client = httpx.AsyncClient(timeout=self._seconds, follow_redirects=False, trust_env=not stays_here)
        async with (
            client,
            client.stream(
                "POST", f"{self._base_url}/chat/completions", json=self._body, headers=self._headers
            ) as response,
        ):
            _accept(response, has_format="response_format" in self._body)
            reader = ReplyReader(response.headers.get("content-type", "").lower())
            async for data in response.aiter_bytes():
                for piece in reader.feed(data):
                    self._pieces.put(piece)
                if reader.ended:
                    break
            for piece in reader.finish():
                self._pieces.put(piece)


def _accept(response: httpx.Response, *, has_format: bool) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in _UNKNOWN_FIELD and has_format:
        raise _UnknownFieldError(_refused("does not know the response_format", status), "")
    what, hint = _REFUSALS.get(status, ("reported an error" if status >= 500 else "does not take the request", ""))
    hint = hint or "Look at the endpoint's own log."
    if 300 <= status < 400:
        what, hint = "sends requests on to another address", "Set model_base_url to where it really is."
    if status == 429:
        raise RateLimitedError(_refused(what, status), hint, _wait_seconds(response))
    raise ModelEndpointError(_refused(what, status), hint, retry=status >= 500)


def _refused(what: str, status: int) -> str:
    return f"The language model's endpoint {what} (status {status})."


def _wait_seconds(response: httpx.Response) -> float:
    """Seconds of a Retry-After header, 0 without one or where it is a date."""
    value = response.headers.get("retry-after", "")
    return min(float(value), _LONGEST_WAIT_SECONDS) if value.isdecimal() else 0.0


def _too_slow(seconds: float) -> ModelEndpointError:
    return ModelEndpointError(
        f"The language model did not answer within {seconds:g} seconds.", "Raise model_timeout_seconds.", retry=True
    )
