"""Boxes on the page: how many sampled sentences are boxed where they are printed, and whether a box holds other words.

What stands in a box is told by where the letters' ink is, whatever the box was found by.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c

from chatbot.source_pages.glyphs import Box
from chatbot.source_pages.pdfium import read_glyphs
from chatbot.source_pages.quote_boxes import box_quote
from chatbot.source_pages.quoted_lines import fold_letters, quoted_pages
from kb.documents import Document, Sentence

_LEAST_LETTERS = 8
_UNIT = 100_000


@dataclass(frozen=True)
class BoxedSentences:
    """Of one file: sentences sampled, those boxed on every page of theirs, and those whose boxes hold other words."""

    name: str
    sampled: int
    boxed: int
    wrong: int


def sample_boxes(document: Document, data: bytes, name: str, count: int, seed: int) -> BoxedSentences:
    """Up to `count` sentences drawn at random from those with a few letters."""
    candidates = [s for s in document.sentences if len(fold_letters(document.slice(s))) >= _LEAST_LETTERS]
    chosen = random.Random(seed).sample(candidates, min(count, len(candidates)))
    boxed = wrong = 0
    for sentence in chosen:
        pages = quoted_pages(document, [sentence])
        boxes = {index: box_quote(lines, read_glyphs(data, index)) if lines else None for index, lines in pages.items()}
        boxed += bool(boxes) and all(boxes.values())
        wrong += any(
            found and _letters_in(data, index, found) != _letters_on(document, sentence, index)
            for index, found in boxes.items()
        )
    return BoxedSentences(name, len(chosen), boxed, wrong)


def _letters_on(document: Document, sentence: Sentence, page_index: int) -> str:
    return fold_letters("".join(
        document.text[max(page.char_start, sentence.char_start) : min(page.char_end, sentence.char_end)]
        for page in document.pages if page.page_index == page_index
    ))  # fmt: skip


def _letters_in(data: bytes, page_index: int, boxes: Sequence[Box]) -> str:
    """Letters the middle of whose ink lies in a box, box by box."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[page_index]
        text = page.get_textpage()
        inked = [
            (chr(pdfium_c.FPDFText_GetUnicode(text.raw, i)), text.get_charbox(i)) for i in range(text.count_chars())
        ]
        rectangles = [_page_rectangle(page, box) for box in boxes]
        found = [
            character
            for left, bottom, right, top in rectangles
            for character, (x0, y0, x1, y1) in inked
            if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top
        ]
        text.close()
        page.close()
        return fold_letters("".join(found))
    finally:
        document.close()


def _page_rectangle(page: pypdfium2.PdfPage, box: Box) -> tuple[float, float, float, float]:
    """Left, bottom, right and top in the page's own coordinates, whatever its rotation."""
    corners = []
    for across, down in ((box.left, box.top), (box.right, box.bottom)):
        x, y = ctypes.c_double(), ctypes.c_double()
        place = round(across * _UNIT), round(down * _UNIT)
        pdfium_c.FPDF_DeviceToPage(page.raw, 0, 0, _UNIT, _UNIT, 0, *place, x, y)
        corners.append((x.value, y.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
