"""How large a brief is on A4 paper: the sizes that the exports use, and an estimate of the pages they come to.

The estimate adds up the widths of Helvetica's letters (Arial and Liberation Sans have the same), so it needs no
browser. It errs on the side of more pages; a test prints briefs and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.brief.brief import PageCount
from chatbot.brief.lay_out_brief import Line, Role

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
COLUMN_GAP_MM = 6.0
LINE_HEIGHT = 1.3
_MM_PER_POINT = 25.4 / 72
_SAFETY = 0.96  # the share of a page that is filled: fonts and printers differ a little


@dataclass(frozen=True)
class PageSize:
    """Sizes of one kind of brief: type in points, margins in millimetres. The small print stands in two columns."""

    pages: int
    text_points: float
    small_points: float
    title_points: float
    margin_mm: float

    @property
    def text_width_mm(self) -> float:
        return PAGE_WIDTH_MM - 2 * self.margin_mm

    @property
    def column_width_mm(self) -> float:
        return (self.text_width_mm - COLUMN_GAP_MM) / 2


PAGE_SIZES: dict[PageCount, PageSize] = {
    "one": PageSize(pages=1, text_points=9.5, small_points=7, title_points=15, margin_mm=13),
    "three": PageSize(pages=3, text_points=11, small_points=8.5, title_points=19, margin_mm=18),
}
# Space before and after a line, in its own type size.
SPACING_EM: dict[Role, tuple[float, float]] = {
    "title": (0, 0.2), "audience": (0, 0.3), "legend": (0, 0.3), "heading": (0.7, 0.2), "item": (0, 0.3),
    "empty": (0, 0.3), "small_heading": (0.6, 0.2), "footnote": (0, 0.3), "small": (0, 0.3),
}  # fmt: skip
SMALL: frozenset[Role] = frozenset({"small_heading", "footnote", "small"})
# Widths of Helvetica's letters in thousandths of the type size, from its published metrics.
_WIDTHS_EM = {
    character: width / 1000
    for width, characters in {
        222: "ijl‘’'|", 278: "ftI.,:;!/\\[]", 333: "r-()“”\"›‹`", 389: "*", 500: "ckvxyzsJ",
        556: "abdeghnopqu0123456789L–_?#$«»",
        584: "+=<>~^", 611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 889: "%", 944: "W",
        1015: "@—…",
    }.items()
    for character in characters
}  # fmt: skip
_INDENT_EM = 1.2  # of an item, for its bullet


def type_points(role: Role, size: PageSize) -> float:
    """Type size of a line."""
    if role == "title":
        return size.title_points
    if role == "heading":
        return size.text_points * 1.15
    return size.small_points if role in SMALL or role == "legend" else size.text_points


def estimate_pages(lines: Sequence[Line], size: PageSize) -> float:
    """Pages that the lines take, as a fraction: 1.2 is a page and a fifth."""
    large = sum(_height_mm(line, size, size.text_width_mm) for line in lines if line.role not in SMALL)
    small = sum(_height_mm(line, size, size.column_width_mm) for line in lines if line.role in SMALL)
    # Columns end at lines of text, so they are not of quite the same height.
    columns = small / 2 + size.small_points * LINE_HEIGHT * _MM_PER_POINT * 1.5
    page_height = (PAGE_HEIGHT_MM - 2 * size.margin_mm) * _SAFETY
    return (large + columns) / page_height


def _height_mm(line: Line, size: PageSize, width_mm: float) -> float:
    points = type_points(line.role, size)
    em = points * _MM_PER_POINT
    width = width_mm - (_INDENT_EM * em if line.role == "item" else 0)
    before, after = SPACING_EM[line.role]
    bold = 1.08 if line.role in ("title", "heading", "small_heading") else 1.0
    return (_rows(line.text, width / (em * bold)) * LINE_HEIGHT + before + after) * em


@lru_cache(maxsize=8192)  # the same lines are measured again with every entry that is tried
def _rows(text: str, width_em: float) -> int:
    """Rows that words take when they are set one after another; a word too long for a row is broken."""
    rows, used = 1, 0.0
    for word in text.split():
        length = sum(map(_width_em, word))
        gap = 0.278 if used else 0.0
        if used + gap + length <= width_em:
            used += gap + length
            continue
        rows += 1 if used else 0
        rows += int(length // width_em)
        used = length % width_em
    return rows


def _width_em(character: str) -> float:
    known = _WIDTHS_EM.get(character)
    if known is None:  # another alphabet: as wide as our capitals, ideographs as wide as they are high
        return 0.72 if ord(character) < 0x2E80 else 1.0
    return known
