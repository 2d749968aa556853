"""A server on loopback that speaks the chat completions protocol, and breaks it in the ways that servers and models do.

A behaviour is a function of the handler and of the evidence that the request shows; `LIBRARY` knows the made-up harbour
clinics, so that a claim can be right, or wrong in one place.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAYMENT = "Each clinic receives a monthly payment of 95 crowns per resident, adjusted for age."
BONUS = "A bonus of up to 4 per cent depends on patient experience."
Evidence = list[dict[str, Any]]
Behaviour = Callable[["Handler", Evidence], None]


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON between the marks."""
        content = self.body["messages"][1]["content"]
        mark, written, end = content.split("\n")
        assert mark == end
        found: dict[str, Any] = json.loads(written)
        return found


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the server's behaviour."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw))
        self.server.received.append(received)
        self.close_connection = True
        try:
            self.server.behaviour(self, received.data["evidence"])
        except (BrokenPipeError, ConnectionResetError):
            self.server.broken.set()

    def log_message(self, format: str, *args: object) -> None:
        return

    def head(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def event(self, **delta: object) -> None:
        reason = delta.pop("finish_reason", None)
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())

    def say(self, text: str, finish: str = "stop", size: int = 7) -> None:
        """The text as a whole stream, a few characters an event."""
        self.head()
        for start in range(0, len(text), size):
            self.event(content=text[start : start + size])
        self.event(finish_reason=finish)
        self.write(b"data: [DONE]\n\n")

    def claim(self, *claims: tuple[str, list[int]]) -> None:
        self.say(json.dumps({"claims": [{"text": text, "evidence": numbers} for text, numbers in claims]}))


class Server(ThreadingHTTPServer):
    """Listens on a free loopback port."""

    daemon_threads = True
    behaviour: Behaviour

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[Received] = []
        self.broken = threading.Event()
        self.done = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        return  # a client that hangs up is what several tests are about

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """A server that behaves in one way."""
    server = Server()
    server.behaviour = behaviour
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def number_of(words: str, evidence: Evidence) -> int:
    """The evidence that holds the words."""
    return next(int(item["number"]) for item in evidence if words in item["text"])


def honest(handler: Handler, evidence: Evidence) -> None:
    """Two claims in the evidence's own words."""
    handler.claim((PAYMENT, [number_of("95 crowns", evidence)]), (BONUS, [number_of("4 per cent", evidence)]))


def claiming(text: str, words: str = "95 crowns") -> Behaviour:
    """An honest claim and one of `text`, said to rest on the evidence that holds `words`."""

    def behave(handler: Handler, evidence: Evidence) -> None:
        handler.claim((BONUS, [number_of("4 per cent", evidence)]), (text, [number_of(words, evidence)]))

    return behave


def saying(text: str, finish: str = "stop") -> Behaviour:
    """A whole stream of `text`."""
    return lambda handler, evidence: handler.say(text, finish)


def status(code: int, body: bytes = b'{"error": {"message": "no"}}', **headers: str) -> Behaviour:
    """A reply of this status."""

    def behave(handler: Handler, evidence: Evidence) -> None:
        handler.head(code, "application/json", Content_Length=str(len(body)), **headers)
        handler.write(body)

    return behave


def silent(handler: Handler, evidence: Evidence) -> None:
    """Takes the request and says nothing."""
    handler.server.done.wait(20)


def dripping_headers(handler: Handler, evidence: Evidence) -> None:
    """Sends a header line now and then, for ever: no single read takes long."""
    handler.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.done.wait(0.05):
        handler.write(b"X-Wait: 1\r\n")


def endless(handler: Handler, evidence: Evidence) -> None:
    """Never stops talking, slowly."""
    handler.head()
    handler.event(content='{"claims": [')
    while not handler.server.done.wait(0.02):
        handler.event(content=" ")


def huge(handler: Handler, evidence: Evidence) -> None:
    """Never stops talking, fast."""
    handler.head()
    line = f"data: {json.dumps({'choices': [{'delta': {'content': 'word ' * 2000}}]})}\n\n".encode()
    while not handler.server.done.is_set():
        handler.write(line)


def broken_off(handler: Handler, evidence: Evidence) -> None:
    """Closes the connection in the middle of a claim."""
    handler.head()
    handler.event(content='{"claims": [{"text": "Each clinic receives')


def reset(handler: Handler, evidence: Evidence) -> None:
    """Ends the connection without a word."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    handler.connection.close()


def empty(handler: Handler, evidence: Evidence) -> None:
    """Status 200 and nothing else."""
    handler.head(content_type="application/json", Content_Length="0")


def page(handler: Handler, evidence: Evidence) -> None:
    """The web page of some other program."""
    handler.head(content_type="text/html")
    handler.write(b"<!doctype html><title>Router</title><p>Log in</p>")


def not_utf8(handler: Handler, evidence: Evidence) -> None:
    """Latin-1 where UTF-8 belongs."""
    handler.head()
    handler.write('data: {"choices": [{"delta": {"content": "café"}}]}\n\n'.encode("latin-1"))


def error_event(handler: Handler, evidence: Evidence) -> None:
    """Fails after it began, as servers report it inside a stream."""
    handler.head()
    handler.event(content='{"claims": [')
    handler.write(b'data: {"error": {"message": "CUDA out of memory"}}\n\n')


def refusal_field(handler: Handler, evidence: Evidence) -> None:
    """Refuses in the field made for it."""
    handler.head()
    handler.event(refusal="I will not.")
    handler.write(b"data: [DONE]\n\n")


def no_such_evidence(handler: Handler, evidence: Evidence) -> None:
    handler.claim((PAYMENT, [len(evidence) + 7]))


def repeats_itself(handler: Handler, evidence: Evidence) -> None:
    number = number_of("95 crowns", evidence)
    handler.claim((PAYMENT, [number]), (PAYMENT.lower().rstrip("."), [number]), (PAYMENT, [number, number]))


def without_evidence(handler: Handler, evidence: Evidence) -> None:
    handler.claim((PAYMENT, [number_of("95 crowns", evidence)]), ("Each clinic is adjusted for age.", []))


def echoes_prompt(handler: Handler, evidence: Evidence) -> None:
    mark = handler.server.received[-1].body["messages"][1]["content"].split("\n")[0]
    handler.say(f"Between two lines that read {mark} stands one JSON object")


def in_one_piece(handler: Handler, evidence: Evidence) -> None:
    """Ignores `stream` and puts a fence around its JSON, as many do."""
    content = json.dumps({"claims": [{"text": PAYMENT, "evidence": [number_of("95 crowns", evidence)]}]})
    message = {"role": "assistant", "content": f"```json\n{content}\n```"}
    body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode()
    handler.head(content_type="application/json", Content_Length=str(len(body)))
    handler.write(body)


def knows_no_schema(handler: Handler, evidence: Evidence) -> None:
    """An older server: response_format is an unknown field to it."""
    if "response_format" in handler.server.received[-1].body:
        status(400)(handler, evidence)
    else:
        honest(handler, evidence)


def thinks_first(handler: Handler, evidence: Evidence) -> None:
    claims = [{"text": PAYMENT, "evidence": [number_of("95 crowns", evidence)]}]
    handler.say(f'<think>A brace {{ and a quote " in it</think>\n{json.dumps({"claims": claims})}')


def slow_but_whole(handler: Handler, evidence: Evidence) -> None:
    """A claim, a wait, another claim: what a reader sees coming."""
    first, second = number_of("95 crowns", evidence), number_of("4 per cent", evidence)
    handler.head()
    handler.event(content=json.dumps({"claims": [{"text": PAYMENT, "evidence": [first]}]})[:-2])
    time.sleep(0.3)
    handler.event(content=f", {json.dumps({'text': BONUS, 'evidence': [second]})}]}}")
    handler.write(b"data: [DONE]\n\n")


@dataclass
class Heard:
    """Segments that were announced, with the seconds at which they came."""

    started: float = field(default_factory=time.monotonic)
    segments: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __call__(self, segment: Any) -> None:
        self.segments.append(segment)
        self.seconds.append(time.monotonic() - self.started)


def without_marks(text: str) -> str:
    """Text without [1] markers."""
    return re.sub(r"\s?\[\d+\]", "", text)
