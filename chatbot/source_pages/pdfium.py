"""A page through pypdfium2: its picture, and its characters with their places. The only file here that knows it.

PDFium is not thread-safe and may crash on a hostile file: `picture_worker` calls this in a process of its own.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium_c

from chatbot.source_pages.glyphs import Box, PageGlyphs
from kb.errors import PageImageError

# Sharp at twice the width of the reader; a page of any size stays within memory and within 4 million pixels.
PICTURE_WIDTH_PIXELS = 1500
_MOST_PIXELS = 4_000_000
_LONGEST_SIDE_PIXELS = 6000
_WEBP_QUALITY = 75
_MOST_CHARACTERS = 60_000
_UNIT = 100_000  # PDFium's device coordinates are integers
_REPLACEMENT = "\ufffd"
_NOWHERE = Box(-1, -1, -1, -1)
_Placed = Callable[[object, int], Box]


def read_glyphs(data: bytes, page_index: int) -> PageGlyphs:
    """The page's characters. Raises PageImageError for a locked or broken file and for a page it does not have."""
    with _page(data, page_index) as (page, page_count):
        width, height = page.get_size()
        text_page = page.get_textpage()
        try:
            count = text_page.count_chars()
            if count > _MOST_CHARACTERS:
                raise PageImageError("This page holds too many characters to look through.", "Read its text instead.")
            line_box, ink_box = _device_boxes(page)
            characters: list[str] = []
            boxes: list[Box] = []
            middles: list[tuple[float, float]] = []
            for index in range(count):
                code = pdfium_c.FPDFText_GetUnicode(text_page.raw, index)
                characters.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else _REPLACEMENT)
                boxes.append(line_box(text_page.raw, index))
                ink = ink_box(text_page.raw, index)
                middles.append(((ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2))
        finally:
            text_page.close()
        return PageGlyphs("".join(characters), tuple(boxes), tuple(middles), width, height, page_count)


def draw_page(data: bytes, page_index: int) -> bytes:
    """The page as a WebP picture on white paper. Raises as `read_glyphs`."""
    with _page(data, page_index) as (page, _):
        width, height = page.get_size()
        if not (width > 0 and height > 0 and math.isfinite(width * height)):
            raise PageImageError("This page has no size.", "Read its text instead.")
        scale = min(
            PICTURE_WIDTH_PIXELS / width,
            math.sqrt(_MOST_PIXELS / (width * height)),
            _LONGEST_SIDE_PIXELS / max(width, height),
        )
        if min(width, height) * scale < 1:
            raise PageImageError("This page is too narrow to be drawn.", "Read its text instead.")
        image = page.render(scale=scale).to_pil()
        written = io.BytesIO()
        image.convert("RGB").save(written, "WEBP", quality=_WEBP_QUALITY, method=2)
        return written.getvalue()


@contextmanager
def _page(data: bytes, page_index: int) -> Iterator[tuple[pypdfium2.PdfPage, int]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise PageImageError(
                "The file is locked with a password, which is not kept.", "Read its text, or open the file itself."
            ) from error
        raise PageImageError("The file's pages cannot be drawn.", "Read its text instead.") from error
    try:
        if not 0 <= page_index < len(document):
            raise PageImageError("The file has no such page.", "Read its text instead.")
        try:
            page = document[page_index]
        except pypdfium2.PdfiumError as error:
            raise PageImageError("This page of the file is broken.", "Read its text instead.") from error
        try:
            yield page, len(document)
        except pypdfium2.PdfiumError as error:
            raise PageImageError("This page of the file is broken.", "Read its text instead.") from error
        finally:
            page.close()
    finally:
        document.close()


def _device_boxes(page: pypdfium2.PdfPage) -> tuple[_Placed, _Placed]:
    """Functions that give a character's box, and that of its ink, on the page as shown, whatever its rotation and crop.

    Device coordinates are an affine map of the page's own, so three points settle it for all characters.
    """

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
        return across.value / _UNIT, down.value / _UNIT

    reach = 1000.0
    x0, y0 = shown(0, 0)
    (xa, ya), (xb, yb) = shown(reach, 0), shown(0, reach)
    a, b, c, d = (xa - x0) / reach, (ya - y0) / reach, (xb - x0) / reach, (yb - y0) / reach

    def placed(left: float, bottom: float, right: float, top: float) -> Box:
        corners = [(x0 + a * x + c * y, y0 + b * x + d * y) for x in (left, right) for y in (bottom, top)]
        across, down = zip(*corners, strict=True)
        return Box(min(across), min(down), max(across), max(down))

    def line_box(text_page: object, index: int) -> Box:
        rect = pdfium_c.FS_RECTF()
        found = pdfium_c.FPDFText_GetLooseCharBox(text_page, index, rect)
        return placed(rect.left, rect.bottom, rect.right, rect.top) if found else _NOWHERE

    def ink_box(text_page: object, index: int) -> Box:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        found = pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        return placed(left.value, bottom.value, right.value, top.value) if found else _NOWHERE

    return line_box, ink_box
