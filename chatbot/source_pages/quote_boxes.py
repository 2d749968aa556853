"""Boxes around quoted words on a page: exactly these letters, or no box at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatbot.source_pages.align_lines import align_lines
from chatbot.source_pages.glyphs import Box, PageGlyphs
from chatbot.source_pages.quoted_lines import SourceLine, fold_letter, fold_letters

_SAME_LINE_SHARE = 0.4
_WIDEST_GAP_HEIGHTS = 2.5  # wider than a justified space: the gap between two columns or cells


def box_quote(lines: Sequence[SourceLine], page: PageGlyphs) -> tuple[Box, ...] | None:
    """One box a line, in the order of the text; None where the quoted letters cannot all be placed for certain."""
    indices = [index for index, character in enumerate(page.characters) for _ in fold_letter(character)]
    drawn = fold_letters(page.characters)
    places = align_lines([line.letters for line in lines], drawn)
    if any(line.is_quoted and start is None for line, start in zip(lines, places, strict=True)):
        # A bullet, or a note in the margin, may be drawn as no letter or elsewhere: the quoted part can stand alone.
        lines = [line if start is not None else line.trimmed() for line, start in zip(lines, places, strict=True)]
        places = align_lines([line.letters for line in lines], drawn)
    boxes: list[Box] = []
    quoted: set[int] = set()
    for line, start in zip(lines, places, strict=True):
        if not line.is_quoted:
            continue
        if start is None:
            return None
        own = [indices[start + offset] for offset, is_quoted in enumerate(line.quoted) if is_quoted]
        quoted.update(own)
        boxes += _merge([page.boxes[index] for index in _with_marks(own, line, page.characters)], page)
    return tuple(boxes) if boxes and not _strangers(boxes, quoted, page) else None


def letters_within(boxes: Sequence[Box], page: PageGlyphs) -> list[int]:
    """Indices of the letters the middle of whose ink lies in a box."""
    return [
        index
        for index, (character, (across, down)) in enumerate(zip(page.characters, page.middles, strict=True))
        if fold_letter(character)
        and any(box.left <= across <= box.right and box.top <= down <= box.bottom for box in boxes)
    ]


def _with_marks(letters: Sequence[int], line: SourceLine, characters: str) -> list[int]:
    """The indices of the letters, and of the quoted signs drawn right before the first and after the last."""
    first, end = letters[0], letters[-1] + 1
    while letters[0] - first < line.marks_before and first and _is_sign(characters[first - 1]):
        first -= 1
    while end - letters[-1] <= line.marks_after and end < len(characters) and _is_sign(characters[end]):
        end += 1
    return [*range(first, letters[0]), *letters, *range(letters[-1] + 1, end)]


def _is_sign(character: str) -> bool:
    return character.isprintable() and not character.isspace() and not fold_letter(character)


def _strangers(boxes: Sequence[Box], quoted: set[int], page: PageGlyphs) -> bool:
    """Whether a letter that is not quoted stands in a box, or a quoted one in none."""
    return set(letters_within(boxes, page)) != quoted


def _merge(boxes: Sequence[Box], page: PageGlyphs) -> Iterator[Box]:
    """Neighbouring letters of a line in one box; the line may run in any direction."""
    merged: Box | None = None
    last: Box | None = None
    for box in boxes:
        if merged is None or last is None:
            merged = box
        elif _side_by_side(last, box, page):
            merged = Box(
                min(merged.left, box.left), min(merged.top, box.top),
                max(merged.right, box.right), max(merged.bottom, box.bottom),
            )  # fmt: skip
        else:
            yield merged
            merged = box
        last = box
    if merged is not None:
        yield merged


def _side_by_side(first: Box, second: Box, page: PageGlyphs) -> bool:
    wide, high = page.width_points, page.height_points
    return _adjoins(
        (first.left * wide, first.right * wide), (second.left * wide, second.right * wide),
        (first.top * high, first.bottom * high), (second.top * high, second.bottom * high),
    ) or _adjoins(
        (first.top * high, first.bottom * high), (second.top * high, second.bottom * high),
        (first.left * wide, first.right * wide), (second.left * wide, second.right * wide),
    )  # fmt: skip


def _adjoins(
    along_a: tuple[float, float], along_b: tuple[float, float], across_a: tuple[float, float],
    across_b: tuple[float, float],
) -> bool:  # fmt: skip
    """Whether two letters stand on one line that runs `along`: they overlap across it, and the gap is a space's."""
    thickness = min(across_a[1] - across_a[0], across_b[1] - across_b[0])
    overlap = min(across_a[1], across_b[1]) - max(across_a[0], across_b[0])
    gap = max(along_a[0], along_b[0]) - min(along_a[1], along_b[1])
    return overlap >= _SAME_LINE_SHARE * thickness and gap <= _WIDEST_GAP_HEIGHTS * thickness
