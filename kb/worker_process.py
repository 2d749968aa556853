"""A child process that does what could hang, crash or fill the memory: one request after another, one reply each.

A message is its length in 8 bytes and then as many bytes. A request is two messages, a JSON object and bytes; a reply
is one JSON object. Nothing of a reply is executed: what broken or hostile files make of the child stays in it.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

import orjson

from kb.errors import WorkerError

LENGTH = struct.Struct(">Q")
_START_SECONDS = 60


class WorkerProcess:
    """The parent's end. The child is started when first needed and again after a request that it did not survive."""

    def __init__(self, module: str, arguments: Sequence[str], max_seconds: float) -> None:
        """`module` is run with `arguments`; its `main` should call `serve_requests`."""
        self._max_seconds = max_seconds
        # -P: the folder that the command is run from is not searched for modules.
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._child: subprocess.Popen[bytes] | None = None
        self._fresh = True
        self._turn = threading.Lock()

    def exchange(self, request: dict[str, Any], body: bytes = b"") -> dict[str, Any]:
        """The reply; threads take turns. Raises WorkerError past the limit or when the child dies."""
        with self._turn:
            child = self._started()
            timed_out = threading.Event()

            def stop() -> None:
                timed_out.set()
                child.kill()

            timer = threading.Timer(self._max_seconds + (_START_SECONDS if self._fresh else 0), stop)
            timer.start()
            try:
                reply = _exchange(child, orjson.dumps(request), body)
            finally:
                timer.cancel()
            self._fresh = False
            if reply is None:
                self.close()
        if reply is None:
            raise WorkerError(timed_out=timed_out.is_set())
        return reply

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._fresh = True
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._child


def _exchange(child: subprocess.Popen[bytes], request: bytes, body: bytes) -> dict[str, Any] | None:
    """The reply; None when the child ended instead."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        _write_message(child.stdin, request)
        _write_message(child.stdin, body)
        answer = _read_message(child.stdout)
    except (OSError, ValueError):
        return None
    reply: dict[str, Any] | None = None if answer is None else orjson.loads(answer)
    return reply


def serve_requests(reply: Callable[[dict[str, Any], bytes], dict[str, Any]], max_memory_mb: int) -> None:
    """The child's end: answer until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break a reply
    _limit_memory(max_memory_mb)
    while (head := _read_message(requests)) is not None:
        body = _read_message(requests) or b""
        _write_message(replies, orjson.dumps(reply(orjson.loads(head), body)))


def _limit_memory(megabytes: int) -> None:
    """Limit this process's address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))


def _read_message(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def _write_message(stream: IO[bytes], body: bytes) -> None:
    """Write one message and flush."""
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()
