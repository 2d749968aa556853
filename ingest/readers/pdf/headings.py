"""Headings by their looks: lines in a larger or another font than the text, standing apart.

A style (font and size) counts as that of headings when it is larger than the text's, or when headings that every
article has ("Methods", "References") are set in it. Larger styles stand above smaller ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.line_kinds import BOX, CAPTION, METADATA, UNMARKED_CAPTION, heading_number, is_known_heading
from ingest.phrases import ends_sentence, is_title_case, word_count, word_set
from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.set_apart import Apart

Style = tuple[str, float]
_LONGEST_HEADING_CHARS = 160
_MOST_HEADING_LINES = 4
_LARGER = 1.07
_LEAST_TITLE_WORDS = 3
_LEAST_TITLE_SHARE = 1.25
_BOLD = ("bold", "black", "heavy", "semibold", "demi", "cmbx", "-medi", ".b", "-b")

_BANNER_WORDS = word_set(
    "article research review original open access paper report commentary editorial letter essay policy brief working "
    "special feature study protocol perspective and & the forum analysis"
)


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """Lines `first` to `last` (inclusive) of page `page` are one heading."""

    page: int
    first: int
    last: int
    level: int


def body_style(pages: Sequence[Sequence[Line]]) -> Style:
    """The style in which most characters are set."""
    counted: Counter[Style] = Counter()
    for lines in pages:
        for line in lines:
            if line.hidden is None:
                counted[line.font, line.size] += len(line.text)
    return counted.most_common(1)[0][0] if counted else ("", 0.0)


def find_title(lines: Sequence[Line], body_size: float) -> tuple[int, int] | None:
    """First and last index of the lines of the first page that are its title: the largest with words enough.

    A banner ("RESEARCH ARTICLE", "Open Access"), however large, is none: it has few words, or a kind of article's.
    """
    best: tuple[float, int, int] | None = None
    index = 0
    while index < len(lines):
        last = index
        while last + 1 < len(lines) and _goes_on_as_title(lines[index], lines[last], lines[last + 1]):
            last += 1
        text = " ".join(line.text for line in lines[index : last + 1])
        size = lines[index].size
        large = size >= _LEAST_TITLE_SHARE * body_size and lines[index].hidden is None and lines[index].upright
        if (
            large
            and word_count(text) >= _LEAST_TITLE_WORDS
            and not _is_banner(text)
            and (best is None or size > best[0])
        ):
            best = (size, index, last)
        index = last + 1
    return best[1:] if best else None


def find_headings(
    pages: Sequence[Sequence[Line]], set_apart: Sequence[Mapping[int, Apart]], title: tuple[int, int] | None
) -> list[FoundHeading]:
    """Headings in order, with levels from 1. Lines that are `set_apart` are none, nor are those of the title page."""
    body = body_style(pages)
    runs = [
        (page, first, last)
        for page, lines in enumerate(pages)
        for first, last in _runs(lines, body)
        if not set_apart[page].keys() & set(range(first, last + 1))
    ]
    begin = _end_of_title_page(pages, runs, title)
    runs = [run for run in runs if (run[0], run[1]) >= begin]
    styles: dict[Style, list[str]] = defaultdict(list)
    for page, first, last in runs:
        styles[_style(pages[page][first])].append(_text(pages[page][first : last + 1]))
    levels = _levels(styles, body)
    return [
        FoundHeading(page, first, last, levels[style])
        for page, first, last in runs
        if (style := _style(pages[page][first])) in levels
    ]


def _end_of_title_page(
    pages: Sequence[Sequence[Line]], runs: Sequence[tuple[int, int, int]], title: tuple[int, int] | None
) -> tuple[int, int]:
    """Page and line from which headings count: below the title, and there from the first known one on."""
    after_title = (0, title[1] + 1) if title else (0, 0)
    for page, first, last in runs:
        if page > 0:
            break
        if (page, first) >= after_title and is_known_heading(_text(pages[page][first : last + 1])):
            return page, first
    return after_title


def _runs(lines: Sequence[Line], body: Style) -> list[tuple[int, int]]:
    """Neighbouring lines of one style that could be a heading."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(lines):
        last = index
        while last + 1 < len(lines) and _same_block(lines[index], lines[last], lines[last + 1]):
            last += 1
        if last - index < _MOST_HEADING_LINES and _may_head(lines[index : last + 1], body):
            found.append((index, last))
        index = last + 1
    return found


def _same_block(first: Line, before: Line, after: Line) -> bool:
    return (
        _style(first) == _style(after)
        and 0 < before.y - after.y <= 1.6 * max(first.size, 1)
        and before.column == after.column
    )


def _may_head(lines: Sequence[Line], body: Style) -> bool:
    first, text = lines[0], _text(lines)
    style = _style(first)
    if style == body or first.hidden or not first.upright or first.size < 0.9 * body[1] or len(first.cells) > 2:
        return False
    if not 3 <= len(text) <= _LONGEST_HEADING_CHARS or not any(map(str.isalpha, text)):
        return False
    if CAPTION.match(text) or UNMARKED_CAPTION.match(text) or BOX.match(text):
        return False
    if (record := METADATA.match(text)) and record[0].endswith((":", ".")):
        return False  # "Received: 3 May", not "Source of funds"
    if text[0].islower() or text[-1] in ",;-–—" or (ends_sentence(text) and text[-1] not in "?:!"):
        return False
    return word_count(text) >= 1 and not text.startswith(("•", "©", "*", "(", "["))


def _levels(styles: dict[Style, list[str]], body: Style) -> dict[Style, int]:
    """Level of each style that is one of headings."""
    anchors = {style for style, texts in styles.items() if any(map(is_known_heading, texts))}
    chosen = [
        style
        for style in styles
        if style in anchors
        or style[1] >= _LARGER * body[1]
        or (style[1] >= 0.98 * body[1] and _is_bold(style[0]) and not _is_bold(body[0]))
        or (anchors and style[1] >= 0.98 * body[1] and len(styles[style]) >= 2 and _titled(styles[style]))
    ]
    order = list(styles)
    ranked = sorted(chosen, key=lambda style: (-style[1], not _is_bold(style[0]), order.index(style)))
    if anchors:
        top = min(ranked.index(style) for style in anchors)
        return {style: max(1, rank - top + 1) for rank, style in enumerate(ranked)}
    return {style: rank + 1 for rank, style in enumerate(ranked)}


def _titled(texts: Sequence[str]) -> bool:
    return all(heading_number(text) or is_title_case(text) or word_count(text) <= 8 for text in texts)


def _goes_on_as_title(first: Line, before: Line, after: Line) -> bool:
    return (
        abs(first.size - after.size) <= 0.5
        and first.font == after.font
        and 0 < before.y - after.y <= 1.8 * max(first.size, 1)
    )


def _is_banner(text: str) -> bool:
    words = text.casefold().strip(" .:").split()
    return all(word in _BANNER_WORDS for word in words)


def _is_bold(font: str) -> bool:
    lowered = font.casefold()
    return any(mark in lowered for mark in _BOLD)


def _style(line: Line) -> Style:
    return line.font, line.size


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)
