"""One file from the web into a folder: resumable, and kept only when it is whole and what it should be.

What has arrived is in `.NAME.part` (a hidden name, so that an ingest passes it over), with a note beside it of where
it came from and which state of the file it is. A later call goes on from there when the server still has that state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import orjson

from ingest.connectors.connector import FullTextType
from ingest.connectors.web import Web
from kb.errors import FetchError

SUFFIXES: Mapping[FullTextType, str] = {"application/pdf": ".pdf", "application/jats+xml": ".xml"}
_OPENING_BYTES = 1024
_CLOSING_BYTES = 2048
_WEB_PAGE = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_ARTICLE = re.compile(rb"<(?:!DOCTYPE\s+)?(?:\w+:)?article\b", re.IGNORECASE)
_CONTENT_RANGE = re.compile(r"^bytes (\d+)-\d+/(\d+|\*)$")


def download(web: Web, url: str, media_type: FullTextType, target: Path, largest_bytes: int) -> None:
    """Fetch `url` to `target`, trying again where that can help. Raises FetchError and then leaves no `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _Part(target, url)
    web.retrying(lambda: _download_once(web, url, media_type, part, largest_bytes))
    part.path.replace(target)
    part.discard()


class _Part:
    """What has arrived of a file, and of which state of it."""

    def __init__(self, target: Path, url: str) -> None:
        self.path = target.with_name(f".{target.name}.part")
        self._about = target.with_name(f".{target.name}.part.json")
        self._url = url

    def range_headers(self) -> dict[str, str]:
        """Headers that ask for the rest; empty when nothing has arrived or its state is not known."""
        try:
            about = orjson.loads(self._about.read_bytes())
            size = self.path.stat().st_size
        except (OSError, orjson.JSONDecodeError):
            return {}
        if not size or about.get("url") != self._url or not about.get("state"):
            return {}
        return {"Range": f"bytes={size}-", "If-Range": str(about["state"])}

    def begin(self, response: httpx.Response) -> None:
        """Start anew, and note the state: a strong ETag, else the date of the last change."""
        tag = response.headers.get("ETag", "")
        state = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified")
        self.path.write_bytes(b"")
        self._about.write_bytes(orjson.dumps({"url": self._url, "state": state}))

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._about.unlink(missing_ok=True)


def _download_once(web: Web, url: str, media_type: FullTextType, part: _Part, largest_bytes: int) -> None:
    asked = part.range_headers()
    with web.open(url, {"Accept-Encoding": "identity", **asked}) as response:
        if response.status_code == 416 or (response.status_code == 206 and not _continues(response, part)):
            part.discard()
            raise FetchError("incomplete", "The rest of the file does not fit what arrived.", "Try again.", retry=True)
        if response.status_code == 200:
            part.begin(response)
        had = part.path.stat().st_size
        is_plain = response.headers.get("Content-Encoding", "identity") == "identity"
        try:
            with part.path.open("ab") as stream:
                for piece in web.read_body(response, largest_bytes - had, raw=is_plain):
                    stream.write(piece)
        except FetchError as error:
            if error.outcome == "too_large":
                part.discard()
            raise
        host = httpx.URL(url).host
    problem = _problem(part.path, media_type, host)
    if problem is not None:
        part.discard()
        raise problem


def _continues(response: httpx.Response, part: _Part) -> bool:
    """Whether a partial reply begins where what arrived ends."""
    match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    return match is not None and part.path.exists() and int(match[1]) == part.path.stat().st_size


def _problem(path: Path, media_type: FullTextType, host: str) -> FetchError | None:
    """Why a file is not a whole one of its kind, judged by its first and last bytes; None when it is."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        opening = stream.read(_OPENING_BYTES)
        stream.seek(max(0, size - _CLOSING_BYTES))
        closing = stream.read()
    if _WEB_PAGE.match(opening.lstrip(b"\xef\xbb\xbf")):
        return FetchError(
            "web_page", f"{host} answered with a web page (a login or a landing page), not the file.",
            "Get the file by hand and give it with `briefing sources add --file`.",
        )  # fmt: skip
    begins, ends = {
        "application/pdf": (b"%PDF-" in opening, b"%%EOF" in closing),
        "application/jats+xml": (bool(_ARTICLE.search(opening)), closing.rstrip().endswith(b"</article>")),
    }[media_type]
    if not begins:
        kind = SUFFIXES[media_type].removeprefix(".").upper()
        return FetchError("wrong_content", f"What {host} sent is no {kind} file.", "Get the file by hand.")
    if not ends:
        return FetchError("incomplete", f"What {host} sent ends in the middle.", "Try again.", retry=True)
    return None
