"""Pages of stored PDFs, made by a child process when first looked at and remembered in memory, never on disk.

Requests take turns at the child, which ends with this object or with the program.
"""

from __future__ import annotations

import base64
import threading
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import Any, Literal

from chatbot.source_pages.glyphs import Box, PageGlyphs
from kb.errors import PageImageError, WorkerError
from kb.worker_process import WorkerProcess

_MAX_SECONDS = 20
_KEPT_BYTES = 48_000_000
_BYTES_A_GLYPH = 350  # of its places as Python numbers, roughly
_Do = Literal["draw", "glyphs"]
_Key = tuple[_Do, str, int]


class PagePictures:
    """Pictures and glyphs of the files in one folder, which holds each under its SHA-256. Safe to share by threads."""

    def __init__(self, files_dir: Path, max_memory_mb: int) -> None:
        self._files_dir = files_dir
        self._worker = WorkerProcess("chatbot.source_pages.picture_worker", [str(max_memory_mb)], _MAX_SECONDS)
        weakref.finalize(self, self._worker.close)  # at the end of the program, or once nobody uses this any more
        self._kept: OrderedDict[_Key, tuple[bytes | PageGlyphs, int]] = OrderedDict()
        self._kept_bytes = 0
        self._keeping = threading.Lock()
        self._asking = threading.Lock()

    def picture(self, sha256: str, page_index: int) -> bytes:
        """The page as WebP. Raises PageImageError."""
        found = self._made_once("draw", sha256, page_index)
        assert isinstance(found, bytes)
        return found

    def glyphs(self, sha256: str, page_index: int) -> PageGlyphs:
        """The page's characters with their places. Raises PageImageError."""
        found = self._made_once("glyphs", sha256, page_index)
        assert isinstance(found, PageGlyphs)
        return found

    def _made_once(self, do: _Do, sha256: str, page_index: int) -> bytes | PageGlyphs:
        key = (do, sha256, page_index)
        if (found := self._recall(key)) is not None:
            return found
        with self._asking:
            if (found := self._recall(key)) is not None:  # asked for by somebody else meanwhile
                return found
            reply = self._ask(do, sha256, page_index)
            if do == "draw":
                picture = base64.b64decode(reply["picture"])
                self._keep(key, picture, len(picture))
                return picture
            boxes = tuple(Box(*box) for box in reply.pop("boxes"))
            middles = tuple((across, down) for across, down in reply.pop("middles"))
            glyphs = PageGlyphs(boxes=boxes, middles=middles, **reply)
            self._keep(key, glyphs, _BYTES_A_GLYPH * len(glyphs.characters))
            return glyphs

    def _ask(self, do: str, sha256: str, page_index: int) -> dict[str, Any]:
        request = {"do": do, "path": str(self._files_dir / sha256), "sha256": sha256, "page_index": page_index}
        try:
            reply = self._worker.exchange(request)
        except WorkerError as error:
            why = "takes too long" if error.timed_out else "is too much for the program"
            raise PageImageError(f"Drawing this page {why}.", "Read its text instead.") from error
        if "error" in reply:
            raise PageImageError(reply["error"], reply["hint"])
        return reply

    def _recall(self, key: _Key) -> bytes | PageGlyphs | None:
        with self._keeping:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def _keep(self, key: _Key, value: bytes | PageGlyphs, size_bytes: int) -> None:
        with self._keeping:
            self._kept[key] = (value, size_bytes)
            self._kept_bytes += size_bytes
            while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._kept_bytes -= dropped
