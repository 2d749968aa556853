"""Boxes around quoted words on pages of made-up PDFs: what stands under them is the quote, letter for letter."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_pdfs_made_up import (
    ACROSS_PAGES,
    across_pages_pdf,
    columns_pdf,
    cropped_pdf,
    ligature_pdf,
    lines_pdf,
    locked_pdf,
    turned_pdf,
)
from PIL import Image

from chatbot.source_pages.align_lines import align_lines
from chatbot.source_pages.glyphs import Box
from chatbot.source_pages.pdfium import draw_page, read_glyphs
from chatbot.source_pages.quote_boxes import box_quote, letters_within
from chatbot.source_pages.quoted_lines import fold_letters, quoted_pages
from ingest.read import read_document
from kb.documents import Document, Span
from kb.errors import PageImageError
from kb.settings import Settings


def _read(data: bytes, password: str | None = None) -> Document:
    return read_document(data, "x.pdf", source_id="x", kind="original", settings=Settings(), password=password)


def _span(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(char_start=start, char_end=start + len(words))


def _boxed(data: bytes, words: str) -> dict[int, tuple[Box, ...] | None]:
    document = _read(data)
    return {
        index: box_quote(lines, read_glyphs(data, index)) if lines else None
        for index, lines in quoted_pages(document, [_span(document, words)]).items()
    }


def _under(data: bytes, page_index: int, boxes: tuple[Box, ...] | None) -> str:
    """The letters that PDFium itself finds within the boxes, on a page that is neither turned nor cropped."""
    assert boxes
    document = pypdfium2.PdfDocument(data)
    page = document[page_index]
    width, height = page.get_size()
    text = page.get_textpage()
    found = [
        text.get_text_bounded(b.left * width, height - b.bottom * height, b.right * width, height - b.top * height)
        for b in boxes
    ]
    text.close()
    page.close()
    document.close()
    return fold_letters("".join(found))


_ADVANCE = "Every clinic is paid in advance for 4,180 residents, and none may refuse a patient."


def test_a_hyphen_at_a_line_end_and_a_neighbouring_column_do_not_disturb() -> None:
    boxes = _boxed(columns_pdf(), _ADVANCE)[0]
    assert boxes is not None
    assert len(boxes) == 3, "a box a line"
    assert max(box.right for box in boxes) < 0.5, "in the left column alone"
    assert _under(columns_pdf(), 0, boxes) == fold_letters(_ADVANCE)


def test_the_right_column_is_boxed_where_it_stands() -> None:
    words = "Visitors may not read the board that hangs in the hall of the ferry station"
    boxes = _boxed(columns_pdf(), words)[0]
    assert min(box.left for box in boxes or ()) > 0.5
    assert _under(columns_pdf(), 0, boxes) == fold_letters(words)


def test_a_sign_at_the_end_of_a_quote_is_boxed_with_it() -> None:
    data = lines_pdf("Costs rose by 12%, the board says, and fell by £9 (nine) later.")
    document, glyphs = _read(data), read_glyphs(data, 0)
    for words, sign in (("rose by 12%", "%"), ("£9 (nine)", "£"), ("£9 (nine)", ")")):
        lines = quoted_pages(document, [_span(document, words)])[0]
        (box,) = box_quote(lines or (), glyphs) or ()
        place = glyphs.boxes[glyphs.characters.index(sign)]
        assert box.left <= place.left + 1e-6
        assert place.right <= box.right + 1e-6
    assert box.right < glyphs.boxes[glyphs.characters.index("l", glyphs.characters.index(")"))].left


def test_a_quote_over_two_pages_is_boxed_on_both() -> None:
    whole = " ".join(ACROSS_PAGES)
    words = whole[whole.index("They hold") : whole.index("can take.") + len("can take.")]
    boxed = _boxed(across_pages_pdf(), words)
    assert list(boxed) == [0, 1]
    under = "".join(_under(across_pages_pdf(), index, boxes) for index, boxes in boxed.items())
    assert under == fold_letters(words)


def test_ligatures_are_boxed_whole() -> None:
    data = ligature_pdf()
    document = _read(data)
    assert "office filled five files" in document.text
    assert "\ufb01" in document.source_text, "the file itself holds one character"
    boxes = _boxed(data, "filled five files")[0]
    assert _under(data, 0, boxes) == "filledfivefiles"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_on_a_turned_page_lie_over_its_ink(degrees: int) -> None:
    line = "Nurses of the quay clinics hold 41 beds."
    data = turned_pdf(line, degrees)
    _assert_covers_ink(data, _boxed(data, line)[0])


def test_boxes_on_a_cropped_page_lie_over_its_ink() -> None:
    line = "Nurses of the quay clinics hold 41 beds."
    data = cropped_pdf(line)
    _assert_covers_ink(data, _boxed(data, line)[0])


def _assert_covers_ink(data: bytes, boxes: tuple[Box, ...] | None) -> None:
    """On a page with one line, the box is where the ink is, to within the width of a letter."""
    picture = Image.open(io.BytesIO(draw_page(data, 0))).convert("L").point(lambda value: 255 * (value < 128))
    ink = picture.getbbox()
    assert ink
    (box,) = boxes or ()
    wide, high = picture.size
    for mine, drawn in zip((box.left * wide, box.top * high, box.right * wide, box.bottom * high), ink, strict=True):
        assert abs(mine - drawn) < 0.015 * max(wide, high)


_AGAIN = "The clinics close at noon on Sundays."


def test_a_line_drawn_twice_is_told_by_its_neighbours() -> None:
    data = lines_pdf("First comes the quay, where boats land.", _AGAIN, "Then comes the pier, where none do.", _AGAIN)
    document = _read(data)
    assert document.text.count(_AGAIN) == 2
    starts = [document.text.index(_AGAIN), document.text.rindex(_AGAIN)]
    tops = []
    for start in starts:
        lines = quoted_pages(document, [Span(char_start=start, char_end=start + len(_AGAIN))])[0]
        (box,) = box_quote(lines or (), read_glyphs(data, 0)) or ()
        tops.append(box.top)
    assert tops == sorted(tops)
    assert tops[1] - tops[0] > 0.03, "each its own line"


def test_words_that_are_not_drawn_as_they_were_read_get_no_box() -> None:
    data = lines_pdf("Nurses of the quay clinics hold 41 beds.")
    document = _read(data)
    glyphs = read_glyphs(data, 0)
    lines = quoted_pages(document, [_span(document, "hold 41 beds")])[0]
    assert lines
    assert box_quote(lines, glyphs)
    for drawn in ("Nurses of the quay clinics hold 47 beds.", "Nurses of the quay clinics", ""):
        changed = replace(
            glyphs, characters=drawn.ljust(len(glyphs.characters))[: len(glyphs.characters)], boxes=glyphs.boxes
        )
        assert box_quote(lines, changed) is None


def test_a_box_that_would_cover_other_words_is_none() -> None:
    data = lines_pdf("Nurses of the quay clinics hold 41 beds.", "Nobody else was counted there.")
    document, glyphs = _read(data), read_glyphs(data, 0)
    lines = quoted_pages(document, [_span(document, "hold 41 beds")])[0]
    assert lines
    stranger = glyphs.characters.index("Nobody")
    middles = list(glyphs.middles)
    middles[stranger] = middles[glyphs.characters.index("41")]  # a letter of another line, drawn over the quoted words
    assert box_quote(lines, replace(glyphs, middles=tuple(middles))) is None


def test_a_document_without_pages_has_none_to_show() -> None:
    document = read_document(b"Nurses hold beds.", "x.txt", source_id="x", kind="original", settings=Settings())
    assert quoted_pages(document, [_span(document, "hold beds")]) == {}


@pytest.mark.parametrize(
    ("data", "page_index", "why"),
    [
        (locked_pdf("Nurses hold 41 beds.", "harbour"), 0, "password"),
        (b"%PDF-1.7 broken", 0, "cannot be drawn"),
        (lines_pdf("Nurses hold 41 beds."), 3, "no such page"),
    ],
)
def test_files_that_cannot_be_drawn_say_why(data: bytes, page_index: int, why: str) -> None:
    for make in (read_glyphs, draw_page):
        with pytest.raises(PageImageError, match=why):
            make(data, page_index)


def test_a_picture_stays_within_its_limits() -> None:
    from page_pdfs_made_up import sized_pdf

    for size in ((200, 200), (14_000, 300), (300, 14_000), (9_000, 9_000)):
        wide, high = Image.open(io.BytesIO(draw_page(sized_pdf(*size), 0))).size
        assert wide * high <= 4_100_000
        assert max(wide, high) <= 6_001
        assert abs(wide / high - size[0] / size[1]) < 0.05 * size[0] / size[1]


_LINES = st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=8)


@given(_LINES, st.randoms(use_true_random=False))
def test_lines_are_placed_where_they_are_drawn_or_not_at_all(lines: list[str], random: object) -> None:
    order = list(range(len(lines)))
    random.shuffle(order)  # type: ignore[attr-defined]
    drawn = "".join(lines[index] for index in order)
    places = align_lines(lines, drawn)
    taken: set[int] = set()
    for line, start in zip(lines, places, strict=True):
        if start is None:
            continue
        own = set(range(start, start + len(line)))
        assert drawn[start : start + len(line)] == line
        assert not own & taken, "no two lines share a letter"
        taken |= own


def test_letters_within_are_those_whose_middle_is_inside() -> None:
    glyphs = read_glyphs(lines_pdf("abc"), 0)
    assert [glyphs.characters[index] for index in letters_within([glyphs.boxes[1]], glyphs)] == ["b"]
