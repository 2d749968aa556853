"""The routes that serve pages of stored originals: the view (HTML for the reader) and each page's picture (WebP).

They answer only where originals may be shown, only the page's own requests, and only for stored originals that are
PDFs; anything else is 404. What a request names is looked up among what is stored, never made into a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from chatbot.current_briefing import CurrentBriefing
from chatbot.page.page_view_link import MOST_SPANS, PDF_TYPE, PICTURE_PATH, VIEW_PATH, pages_may_be_shown, words_hash
from chatbot.page.render_page_view import render_page_view
from chatbot.source_pages.page_pictures import PagePictures
from kb.documents import Document, Span
from kb.errors import BriefingError, PageImageError
from kb.library import Library

# Threads of the server that may wait for the child process; answers have the others.
_AT_ONCE = 4
_MOST_WAITING = 40
_NUMBER = re.compile(r"\d{1,6}")
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})-([0-9a-f]{16})")
_HEADERS = {
    "Cache-Control": "private, max-age=3600",  # addresses hold the file's hash
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def page_routes(current: CurrentBriefing) -> list[Route]:
    """The routes over the library that answers; none where originals may not be shown."""
    library = current.briefing.library
    if not pages_may_be_shown(library):
        return []
    pictures = PagePictures(library.store.data_dir / "files", library.settings.parse_max_memory_mb)
    limiter: list[CapacityLimiter] = []

    def look_up(request: Request) -> Response:
        library = current.briefing.library
        document = _asked_document(request, library)
        asked = _asked_spans(request)
        if document is None or not asked:
            return _refusal(404)
        reading = _reading_with(asked, document, library)
        if reading is None:
            return _refusal(404, "The file has been read anew since, and these words are not where they were.")
        spans = [span for span, _ in asked]
        return HTMLResponse(render_page_view(reading, spans, library, pictures), headers=_HEADERS)

    def draw(request: Request) -> Response:
        document = _asked_document(request, current.briefing.library)
        page = request.query_params.get("page", "")
        if document is None or not _NUMBER.fullmatch(page):
            return _refusal(404)
        drawn = pictures.picture(document.document_sha256, int(page))
        return Response(drawn, media_type="image/webp", headers=_HEADERS)

    async def aside(work: Callable[[Request], Response], request: Request) -> Response:
        if not limiter:  # belongs to the event loop, which does not run yet when the routes are made
            limiter.append(CapacityLimiter(_AT_ONCE))
        if limiter[0].statistics().tasks_waiting >= _MOST_WAITING:
            return _refusal(503, "Many pages are being drawn just now. Open it again in a moment.")
        try:
            return await to_thread.run_sync(work, request, limiter=limiter[0])
        except PageImageError as error:
            return _refusal(404, f"{error.message} {error.hint}")

    async def view(request: Request) -> Response:
        return await aside(look_up, request)

    async def picture(request: Request) -> Response:
        return await aside(draw, request)

    return [Route(f"/{VIEW_PATH}", view, methods=["GET"]), Route(f"/{PICTURE_PATH}", picture, methods=["GET"])]


def _asked_document(request: Request, library: Library) -> Document | None:
    """The stored original that a request names, if it is a PDF and the request comes from the page itself."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return None
    asked = request.query_params
    sha256, source_id = asked.get("sha256", ""), asked.get("source", "")
    if not any(
        version.document_sha256 == sha256 and version.source_id == source_id and version.kind == "original"
        for version in library.manifest.versions
    ):
        return None
    try:
        document = library.document(sha256, source_id)
    except BriefingError:  # its file is damaged: there is nothing to show
        return None
    return document if document is not None and document.media_type == PDF_TYPE else None


def _asked_spans(request: Request) -> list[tuple[Span, str]]:
    """Spans, each with the hash of its words; none where one of them is no such span, or there are too many."""
    asked = request.query_params.getlist("span")
    found = [_SPAN.fullmatch(text) for text in asked[: MOST_SPANS + 1]]
    spans = [(int(match[1]), int(match[2]), match[3]) for match in found if match]
    if len(spans) != len(asked) or len(spans) > MOST_SPANS or not all(start < end for start, end, _ in spans):
        return []
    return [(Span(char_start=start, char_end=end), words) for start, end, words in spans]


def _reading_with(asked: Sequence[tuple[Span, str]], document: Document, library: Library) -> Document | None:
    """The document, or an earlier reading of its file, in which the words stand where the address says."""
    return next(
        (
            reading
            for reading in chain((document,), library.store.earlier_readings(document.document_id))
            if all(words_hash(reading, span) == words for span, words in asked)
        ),
        None,
    )


def _refusal(status: int, text: str = "There is no such page.") -> Response:
    return PlainTextResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
