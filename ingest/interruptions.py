"""Paragraphs that a page, a column, a box or a table cuts in two are made whole; what stood between follows them.

A half ends without a stop, and the text goes on in lower case (or with a bracket): nothing else counts as a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.attribution import introduces_quotation, speaker_at_end
from ingest.blocks import Block
from ingest.joining import join_pieces
from ingest.phrases import ends_open, ends_sentence, starts_lower, word_count
from ingest.vocabulary import Vocabulary

_MOST_BLOCKS_BETWEEN = 60
_LEAST_CUT_WORDS = 6


def rejoin_interrupted(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[Block]:
    """The blocks with cut paragraphs joined."""
    waiting = list(reversed(blocks))
    result: list[Block] = []
    while waiting:
        pieces = [waiting.pop()]
        words = word_count(pieces[0].text)
        while waiting and _is_cut(pieces, words):
            distance = _continuation(pieces, waiting)
            if distance is None:
                break
            between = [waiting.pop() for _ in range(distance)]
            pieces.append(waiting.pop())
            words += word_count(pieces[-1].text)
            if between:
                between[-1] = replace(between[-1], inset_end=True)
                waiting.extend(reversed(between))
                break
        result.append(join_pieces(pieces, vocabulary) if len(pieces) > 1 else pieces[0])
    return result


def _is_cut(pieces: Sequence[Block], words: int) -> bool:
    text = pieces[-1].text
    if pieces[0].kind not in ("paragraph", "list_item") or pieces[0].on_title_page or ends_sentence(text):
        return False
    if speaker_at_end(text) or introduces_quotation(text):
        return False
    return words >= _LEAST_CUT_WORDS or ends_open(text)


def _continuation(pieces: Sequence[Block], waiting: Sequence[Block]) -> int | None:
    """How many blocks stand between the paragraph and its other half; None when there is none."""
    following = waiting[-1]
    if _is_paragraph(following) and (_goes_on(following) or ends_open(pieces[-1].text)):
        return 0
    if not _is_inset(following) or pieces[0].kind != "paragraph":
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
