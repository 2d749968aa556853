"""Files are parsed in a child process with limits on time and memory: a file that hangs or breaks its reader costs
that file and nothing else.

One child serves file after file, because starting one takes longer than reading most files. It is started again after
a file that it did not survive.
"""

from __future__ import annotations

import atexit
from typing import Any

from ingest.parse_worker import error_of
from kb.documents import Document, DocumentKind
from kb.errors import UnreadableFileError, WorkerError
from kb.settings import Settings
from kb.worker_process import WorkerProcess


class ParsingProcess(WorkerProcess):
    """The child and its limits; calls from several threads take turns."""

    def __init__(self, max_seconds: int, max_memory_mb: int) -> None:
        super().__init__("ingest.parse_worker", [str(max_memory_mb)], max_seconds)
        self._max_memory_mb = max_memory_mb

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

    def _ask(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        name = request["name"]
        try:
            reply = self.exchange(request, data)
        except WorkerError as error:
            if error.timed_out:
                raise UnreadableFileError(
                    f"{name} took longer than {self._max_seconds} seconds to read.",
                    "Split it, or raise parse_max_seconds.",
                ) from error
            raise UnreadableFileError(
                f"{name} broke its reader (it may need more memory than {self._max_memory_mb} MB).",
                "Open it in the program it was made with and save it anew, or raise parse_max_memory_mb.",
            ) from error
        if failure := error_of(reply):
            raise failure
        return reply


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
