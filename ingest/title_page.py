"""What belongs to the title page: title, authors, journal, licence, affiliations, addresses.

It is kept, in a section of its own, so that neither a licence nor an address interrupts the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest import line_kinds
from ingest.attribution import introduces_quotation, is_wholly_quoted
from ingest.blocks import Block
from ingest.phrases import (
    FUNCTION_WORDS,
    ends_open,
    ends_sentence,
    first_word,
    is_title_case,
    starts_lower,
    starts_upper,
    word_count,
)

_LEAST_PROSE_WORDS = 18
_LEAST_CUT_WORDS = 8
_MOST_BLOCKS = 60
_EARLY_SHARE = 0.3
_LONGEST_LICENCE_CHARS = 1500
_ON_TITLE_PAGE = ("keywords", "key words", "original research", "contents")


def mark_title_page(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with those of the title page marked, and its parts from further down moved up behind the others.

    A part of another page stays where it is: pages keep their order.
    """
    start = next((index for index, block in enumerate(blocks) if not block.in_abstract), len(blocks))
    end = _end_of_title_page(blocks, start)
    head = [*blocks[:start], *_lines_of_title_page(blocks[start:end])]
    page = head[-1].page_index if head else (blocks[end].page_index if end < len(blocks) else None)
    total = sum(len(block.text) for block in blocks)
    passed = sum(len(block.text) for block in blocks[:end])
    moved: list[Block] = []
    rest: list[Block] = []
    for index, block in enumerate(blocks[end:], start=end):
        early = passed <= _EARLY_SHARE * total or (bool(rest) and _cuts(rest[-1], blocks[index + 1 : index + 10]))
        passed += len(block.text)
        belongs = block.on_title_page or (block.kind == "paragraph" and is_licence(block.text))
        if belongs and early and block.page_index == page:
            moved.append(replace(block, on_title_page=True))
        else:
            belongs = belongs and early
            rest.append(block if block.on_title_page == belongs else replace(block, on_title_page=belongs))
    return [*head, *moved, *rest]


def is_licence(text: str) -> bool:
    """Whether a paragraph states the licence or the copyright of the article."""
    if len(text) > _LONGEST_LICENCE_CHARS:
        return False
    return bool(line_kinds.LICENCE.match(text)) or len(line_kinds.LICENCE.findall(text)) >= 2


def _end_of_title_page(blocks: Sequence[Block], start: int) -> int:
    """Index of the first block of the text itself; `start` when the file has no title page."""
    level_one = sum(block.level == 1 for block in blocks[start:])
    for index in range(start, min(len(blocks), start + _MOST_BLOCKS)):
        block = blocks[index]
        if block.kind == "heading":
            words = line_kinds.heading_words(block.text)
            if block.level is not None:
                if index == start and block.level == 1 and level_one == 1 and words not in line_kinds.KNOWN:
                    continue
                return index
            if words in line_kinds.KNOWN and words not in _ON_TITLE_PAGE:
                return index
        elif (block.kind != "paragraph" and not block.on_title_page) or _is_prose(block, blocks[index + 1 : index + 2]):
            return index
    return start


def _lines_of_title_page(blocks: Sequence[Block]) -> list[Block]:
    """The title page line by line, for what is no sentence need not be run together. Its first heading is the title."""
    lines: list[Block] = []
    for block in blocks:
        cuts = [0, *(join.position for join in block.joins if _begins_anew(block, join.position)), len(block.text)]
        if is_licence(block.text) and ends_sentence(block.text):
            cuts = [0, len(block.text)]
        named = line_kinds.heading_words(block.text) in _ON_TITLE_PAGE
        is_title = block.kind == "heading" and not named and not any(line.kind == "heading" for line in lines)
        for start, end in pairwise(cuts):
            piece = block.sliced(start, end)
            if piece.text:
                kind = block.kind if is_title or block.kind != "heading" else "paragraph"
                lines.append(replace(piece, on_title_page=True, kind=kind))
    return lines


def _begins_anew(block: Block, position: int) -> bool:
    """Whether the line that begins at `position` does not go on with the one before it."""
    before, after = block.text[:position].rstrip(), block.text[position:]
    is_address = "." in after[:60].split(None, 1)[0][:-1]  # such as www.example.org
    if ends_open(before) or not (starts_upper(after) or is_address or line_kinds.METADATA.match(after)):
        return False
    opening = first_word(after)
    return opening.casefold() not in FUNCTION_WORDS - {"a", "an", "the"} and before[-1:] != "-"


def _is_prose(block: Block, following: Sequence[Block]) -> bool:
    """Whether a block is text: a quotation, or enough words that end with a stop or go on after a page break."""
    text = block.text
    if block.on_title_page or is_licence(text) or line_kinds.METADATA.match(text):
        return False
    if is_wholly_quoted(text) or introduces_quotation(text):
        return True
    introduces = any(after.kind in ("list_item", "quotation") for after in following)
    if ends_sentence(text) and (introduces or text[-1] != ":") and not is_title_case(text):
        return True
    goes_on = any(after.kind == "paragraph" and starts_lower(after.text) for after in following)
    words = word_count(text)
    return (ends_sentence(text) and words >= _LEAST_PROSE_WORDS) or (goes_on and words >= _LEAST_CUT_WORDS)


def _cuts(before: Block, following: Sequence[Block]) -> bool:
    """Whether the paragraph before breaks off and the first one after the title page's lines goes on with it."""
    after = next((block for block in following if not block.on_title_page), None)
    return (
        before.kind == "paragraph" and not ends_sentence(before.text) and after is not None and starts_lower(after.text)
    )
