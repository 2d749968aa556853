"""The child process that opens stored PDFs: the glyphs of a page, or its picture (see kb/worker_process.py).

The bytes are checked against the hash that the citation names before anything is made of them.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

from chatbot.source_pages.pdfium import draw_page, read_glyphs
from kb.errors import PageImageError
from kb.ids import sha256_bytes
from kb.worker_process import serve_requests


def main() -> None:
    """Serve until standard input ends."""
    serve_requests(_reply, int(sys.argv[1]))


def _reply(request: dict[str, Any], _: bytes) -> dict[str, Any]:
    try:
        data = _stored_bytes(Path(request["path"]), request["sha256"])
        if request["do"] == "draw":
            return {"picture": base64.b64encode(draw_page(data, request["page_index"])).decode()}
        page = read_glyphs(data, request["page_index"])
        return {
            "characters": page.characters,
            "boxes": [[round(edge, 5) for edge in box] for box in page.boxes],
            "middles": [[round(place, 5) for place in middle] for middle in page.middles],
            "width_points": page.width_points,
            "height_points": page.height_points,
            "page_count": page.page_count,
        }
    except PageImageError as error:
        return {"error": error.message, "hint": error.hint}
    except MemoryError:
        return {"error": "This page needs more memory than a page may take.", "hint": "Read its text instead."}


def _stored_bytes(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PageImageError("The file is no longer in the data folder.", "Ingest it again.") from error
    if sha256_bytes(data) != sha256:
        raise PageImageError(
            "The stored file is not the one that was read: its bytes have changed.", "Ingest it again."
        )
    return data


if __name__ == "__main__":
    main()
