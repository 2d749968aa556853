"""The second opinion: pypdfium2. The only file of ingest that knows it.

PDFium is not thread-safe, not even across documents: every call happens inside one lock. Its exceptions mean only that
there is no second opinion.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.readers.pdf.lines import Rect
from kb.quality import HiddenReason

_LOCK = threading.Lock()
_INVISIBLE_MODES = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
_NEARLY_WHITE = 248
_NEARLY_TRANSPARENT = 8
_UNIFORM_RANGE = 12  # of 255: paper, not ink
_LONGEST_PAGE_CHARS = 400_000


@dataclass(frozen=True, slots=True)
class SecondReading:
    """A page as PDFium sees it: its text, and where its glyphs stand."""

    text: str
    rects: tuple[Rect, ...]
    unseen: tuple[tuple[Rect, HiddenReason], ...]
    """Where text stands that a reader of the page does not see: drawn without ink, or in the colour of its ground."""


class PdfiumPages:
    """The pages of one file; use inside `open_pages`."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document

    def read(self, page_index: int, *, look_for_unseen: bool) -> SecondReading | None:
        """The page's second reading; None when PDFium cannot read it.

        Whether text is seen takes longer to tell and is looked for on demand; white text counts as unseen where the
        rendered page shows that it stands on white.
        """
        try:
            page = self._document[page_index]
            text_page = page.get_textpage()
            try:
                if text_page.count_chars() > _LONGEST_PAGE_CHARS:
                    return None
                text = text_page.get_text_range()
                rects = tuple(Rect(*text_page.get_rect(index)) for index in range(text_page.count_rects()))
                unseen = tuple(_unseen(page)) if look_for_unseen else ()
            finally:
                text_page.close()
                page.close()
        except (pypdfium2.PdfiumError, IndexError, ValueError, UnicodeDecodeError):
            return None
        return SecondReading(text.replace("\r\n", "\n"), rects, unseen)


@contextmanager
def open_pages(data: bytes, password: str | None) -> Iterator[PdfiumPages | None]:
    """The file's pages, or None when PDFium cannot open it. One file at a time."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError:
            document = None
        if document is None:
            yield None
            return
        try:
            yield PdfiumPages(document)
        finally:
            document.close()


def _unseen(page: pypdfium2.PdfPage) -> Iterator[tuple[Rect, HiddenReason]]:
    pale: list[Rect] = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT]):
        rect = Rect(*item.get_bounds())
        if pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) in _INVISIBLE_MODES:
            yield rect, "invisible"
        elif _is_pale(item):
            pale.append(rect)
    if not pale:
        return
    # Drawn in the colour of its ground, text leaves a ground as uniform as without it.
    image = page.render(scale=1, grayscale=True).to_numpy()
    left, bottom, _, top = page.get_bbox()
    for rect in pale:
        rim = 0.2 * (rect.top - rect.bottom)  # what touches the text from above or below is not its ground
        rows = slice(max(0, int(top - rect.top + rim)), max(0, int(top - rect.bottom - rim)) + 1)
        area = image[rows, max(0, int(rect.left - left)) : max(0, int(rect.right - left)) + 1]
        if area.size and int(area.max()) - int(area.min()) <= _UNIFORM_RANGE and rect.bottom >= bottom:
            yield rect, "in the page's colour"


def _is_pale(item: pypdfium2.PdfObject) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetFillColor(item.raw, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha <= _NEARLY_TRANSPARENT or min(red, green, blue) >= _NEARLY_WHITE
