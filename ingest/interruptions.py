"""Paragraphs that a page, a column, a box or a table cuts in two are made whole; what stood between follows them.

A half ends without a stop, and the text goes on in lower case (or with a bracket): nothing else counts as a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.attribution import introduces_quotation, speaker_at_end
from ingest.blocks import Block
from ingest.joining import continue_block
from ingest.phrases import ends_open, ends_sentence, starts_lower, word_count
from ingest.vocabulary import Vocabulary

_MOST_BLOCKS_BETWEEN = 60
_LEAST_CUT_WORDS = 6


def rejoin_interrupted(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[Block]:
    """The blocks with cut paragraphs joined."""
    waiting = list(reversed(blocks))
    result: list[Block] = []
    while waiting:
        block = waiting.pop()
        while _is_cut(block) and waiting:
            distance = _continuation(block, waiting)
            if distance is None:
                break
            between = [waiting.pop() for _ in range(distance)]
            block = continue_block(block, waiting.pop(), vocabulary)
            if between:
                between[-1] = replace(between[-1], inset_end=True)
                waiting.extend(reversed(between))
                break
        result.append(block)
    return result


def _is_cut(block: Block) -> bool:
    if block.kind not in ("paragraph", "list_item") or block.on_title_page or ends_sentence(block.text):
        return False
    if speaker_at_end(block.text) or introduces_quotation(block.text):
        return False
    return word_count(block.text) >= _LEAST_CUT_WORDS or ends_open(block.text)


def _continuation(block: Block, waiting: list[Block]) -> int | None:
    """How many blocks stand between the block and its other half; None when there is none."""
    following = waiting[-1]
    if _is_paragraph(following) and (_goes_on(following) or ends_open(block.text)):
        return 0
    if not _is_inset(following) or block.kind != "paragraph":
        return None
    in_box = False
    for distance in range(min(len(waiting), _MOST_BLOCKS_BETWEEN)):
        candidate = waiting[-1 - distance]
        if candidate.kind == "heading":
            if candidate.style != "inset":
                return None
            in_box = True
        elif _is_paragraph(candidate):
            if _goes_on(candidate):
                return distance
            if not in_box:
                return None
    return None


def _is_paragraph(block: Block) -> bool:
    return block.kind == "paragraph" and not block.on_title_page


def _goes_on(block: Block) -> bool:
    return starts_lower(block.text) or (block.text.startswith("(") and word_count(block.text) > 1)


def _is_inset(block: Block) -> bool:
    return block.on_title_page or block.kind in ("caption", "table_row") or block.style == "inset"
