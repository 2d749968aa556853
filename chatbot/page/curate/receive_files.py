"""The route that curators' files come in by: who sends them is asked first, then name, type and size; nothing is read.

`POST /curate/files?name=paper.pdf` with the bytes as the body; answers with an id, which the tab's handler takes.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role
from chatbot.page.curate.incoming_folder import IncomingFolder
from kb.errors import BriefingError, NotAllowedError, UploadError
from kb.settings import Settings

UPLOAD_PATH = "/curate/files"
_LONGEST_NAME_CHARS = 150
_KEPT_SECONDS = 3600  # of files that were sent and never added
_MEGABYTE = 1_000_000
_ODD = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*]")


@dataclass(frozen=True)
class _Received:
    visitor: str
    path: Path
    at: float


class ReceivedFiles:
    """Files between the browser and the ingest, each in a folder of its own that only this program can open."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        """What a process that is gone left behind is deleted."""
        self.types = tuple(kind.lower() for kind in settings.upload_types)
        self.largest_bytes = settings.upload_max_mb * _MEGABYTE
        self.most_files = settings.upload_max_files
        self._folder = IncomingFolder(settings.data_dir)
        self._now = now
        self._lock = threading.Lock()
        self._files: dict[str, _Received] = {}

    def begin(self, visitor: str, name: str) -> tuple[str, Path]:
        """An id and the path that the file is to be written to. Raises UploadError for a name that cannot be taken, and
        where too many files wait; DataFolderError where nothing can be written."""
        self._check_name(name)
        with self._lock:
            self._forget_old()
            if sum(held.visitor == visitor for held in self._files.values()) >= self.most_files:
                raise UploadError(f"{self.most_files} files are waiting already.", "Add those first.")
            identity = secrets.token_urlsafe(16)
            path = self._folder.make_folder(identity) / name
            self._files[identity] = _Received(visitor, path, self._now())
            return identity, path

    def take(self, visitor: str, identities: Sequence[str]) -> list[Path]:
        """Paths of files that this visitor sent, in order; from now on they are the caller's to `discard`. Raises
        UploadError when one is not there."""
        with self._lock:
            held = [self._files.get(identity) for identity in identities]
            if not held or len(set(identities)) < len(identities):
                raise UploadError("No files arrived.", "Choose the files again.")
            paths = [one.path for one in held if one is not None and one.visitor == visitor and one.path.is_file()]
            if len(paths) < len(held):
                raise UploadError("Some of the files are no longer here.", "Choose the files again.")
            for identity in identities:
                del self._files[identity]
            return paths

    def discard(self, paths: Sequence[Path]) -> None:
        """Delete files with their folders."""
        for path in paths:
            shutil.rmtree(path.parent, ignore_errors=True)

    def drop(self, identity: str) -> None:
        """Forget a file that did not arrive whole."""
        with self._lock:
            held = self._files.pop(identity, None)
        if held is not None:
            self.discard([held.path])

    def _check_name(self, name: str) -> None:
        kinds = ", ".join(kind.removeprefix(".") for kind in self.types)
        if not name or len(name) > _LONGEST_NAME_CHARS or _ODD.search(name) or name.startswith(".") or not name.strip():
            raise UploadError(f"A file cannot be named {name[:40]!r} here.", "Rename it and try again.")
        if not name.lower().endswith(self.types):
            raise UploadError(f"{name}: files of this type are not taken.", f"Taken are {kinds}.")

    def _forget_old(self) -> None:
        old = [key for key, held in self._files.items() if self._now() - held.at > _KEPT_SECONDS]
        for key in old:
            self.discard([self._files.pop(key).path])


def upload_route(received: ReceivedFiles, authority: Authority) -> Route:
    """The route. A refusal is JSON with `message`; no byte of the body is read before the sender may send it."""

    async def receive(request: Request) -> JSONResponse:
        try:
            visitor = authority.require(request.headers, Role.CURATOR)
            if request.headers.get("content-type", "") != "application/octet-stream":  # no form of another site
                raise UploadError("Send the bytes of one file.", "Content-Type: application/octet-stream.")
            _check_size(request, received.largest_bytes)
            identity, path = await run_in_threadpool(received.begin, visitor.name, request.query_params.get("name", ""))
        except BriefingError as error:
            return _refused(error)
        is_whole = False
        try:
            await _write(request, path, received.largest_bytes)
            is_whole = True
        except UploadError as error:
            return _refused(error)
        finally:
            if not is_whole:  # the sender may be gone as well
                received.drop(identity)
        return JSONResponse({"id": identity, "name": path.name})

    return Route(UPLOAD_PATH, receive, methods=["POST"])


def _check_size(request: Request, largest_bytes: int) -> None:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > largest_bytes:
        raise _too_large(largest_bytes)


async def _write(request: Request, path: Path, largest_bytes: int) -> None:
    """The body into the file, counted as it comes: a length that was named may be untrue, or not be named."""
    written = 0
    with path.open("xb") as stream:
        async for data in request.stream():
            written += len(data)
            if written > largest_bytes:
                raise _too_large(largest_bytes)
            stream.write(data)
    if not written:
        raise UploadError(f"{path.name} is empty.", "Choose another file.")


def _too_large(largest_bytes: int) -> UploadError:
    limit = f"{largest_bytes // _MEGABYTE} megabytes"
    return UploadError(f"The file is larger than {limit}.", "Make it smaller, or ingest it where the page runs.")


def _refused(error: BriefingError) -> JSONResponse:
    status = 403 if isinstance(error, NotAllowedError) else 400
    return JSONResponse({"message": f"{error.message} {error.hint}"}, status_code=status)
