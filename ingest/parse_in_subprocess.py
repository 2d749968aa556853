"""Files are parsed in a child process with limits on time and memory: a file that hangs or breaks its reader costs
that file and nothing else.

One child serves file after file, because starting one takes longer than reading most files. It is started again after
a file that it did not survive.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

import orjson

from ingest.parse_worker import error_of, read_message, write_message
from kb.documents import Document, DocumentKind
from kb.errors import UnreadableFileError
from kb.settings import Settings

_START_SECONDS = 60


class ParsingProcess:
    """The child and its limits; calls from several threads take turns."""

    def __init__(self, max_seconds: int, max_memory_mb: int) -> None:
        self._max_seconds = max_seconds
        self._max_memory_mb = max_memory_mb
        self._child: subprocess.Popen[bytes] | None = None
        self._fresh = True
        self._turn = threading.Lock()

    def opening_text(self, data: bytes, name: str, password: str | None) -> str:
        """As `ingest.read.opening_text`. Raises UnreadableFileError, also where a limit is passed."""
        return str(self._ask({"do": "open", "name": name, "password": password}, data)["opening"])

    def read_document(
        self,
        data: bytes,
        name: str,
        *,
        source_id: str,
        kind: DocumentKind,
        settings: Settings,
        title: str | None = None,
        password: str | None = None,
        recognised_from: str | None = None,
    ) -> Document:
        """As `ingest.read.read_document`. Raises UnreadableFileError, also where a limit is passed."""
        request = {
            "do": "read",
            "name": name,
            "password": password,
            "source_id": source_id,
            "kind": kind,
            "title": title,
            "recognised_from": recognised_from,
            "settings": settings.model_dump(mode="json"),
        }
        return Document.model_validate_json(self._ask(request, data)["document"])

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

    def _ask(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        name, limit = request["name"], self._max_seconds
        with self._turn:
            child = self._started()
            timed_out = threading.Event()

            def stop() -> None:
                timed_out.set()
                child.kill()

            timer = threading.Timer(limit + (_START_SECONDS if self._fresh else 0), stop)
            timer.start()
            try:
                reply = _exchange(child, orjson.dumps(request), data)
            finally:
                timer.cancel()
            self._fresh = False
            if reply is None:
                self.close()
        if timed_out.is_set():
            raise UnreadableFileError(
                f"{name} took longer than {limit} seconds to read.", "Split it, or raise parse_max_seconds."
            )
        if reply is None:
            raise UnreadableFileError(
                f"{name} broke its reader (it may need more memory than {self._max_memory_mb} MB).",
                "Open it in the program it was made with and save it anew, or raise parse_max_memory_mb.",
            )
        if error := error_of(reply):
            raise error
        return reply

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._fresh = True
            # -P: the folder that the command is run from is not searched for modules.
            command = [sys.executable, "-P", "-m", "ingest.parse_worker", str(self._max_memory_mb)]
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._child


_shared: dict[tuple[int, int], ParsingProcess] = {}


def parsing_process(settings: Settings) -> ParsingProcess:
    """The one child of this program for these limits; it ends with the program."""
    limits = (settings.parse_max_seconds, settings.parse_max_memory_mb)
    if limits not in _shared:
        close_all()
        _shared[limits] = ParsingProcess(*limits)
    return _shared[limits]


def close_all() -> None:
    """End whatever child runs."""
    while _shared:
        _shared.popitem()[1].close()


atexit.register(close_all)


def _exchange(child: subprocess.Popen[bytes], request: bytes, data: bytes) -> dict[str, Any] | None:
    """The reply; None when the child ended instead."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        write_message(child.stdin, request)
        write_message(child.stdin, data)
        body = read_message(child.stdout)
    except (OSError, ValueError):
        return None
    reply: dict[str, Any] | None = None if body is None else orjson.loads(body)
    return reply
