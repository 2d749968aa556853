"""Blocks that are somebody's words: quoted paragraphs with the speaker's line below, block quotations that end with
"(Group 2, Participant 4)", and the turns of a conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.attribution import (
    bracketed_speakers,
    introduces_quotation,
    is_wholly_quoted,
    sounds_spoken,
    speaker_at_end,
    speaker_line,
)
from ingest.blocks import Block

_TURN = re.compile(r"([A-Z][a-z]+(?: [a-z]+){0,2}): ")
_MOST_TURNS = 40
_QUOTE_MARKS = re.compile(r"[\"“”]")


def mark_quotations(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with quotations and speakers' lines marked; `speaker` says whose words a quotation is."""
    result = list(blocks)
    index = 0
    while index < len(result):
        block = result[index]
        if block.kind == "paragraph" and not block.on_title_page:
            before = result[index - 1].text if index else ""
            following = result[index + 1] if index + 1 < len(result) else None
            if turns := _turns(result, index):
                result[index : index + len(turns)] = turns
                index += len(turns)
                continue
            if is_wholly_quoted(block.text):
                if following and following.kind in ("paragraph", "heading") and following.level is None:
                    speaker = speaker_line(following.text)
                    if speaker:
                        result[index] = replace(block, kind="quotation", speaker=speaker)
                        result[index + 1] = replace(following, kind="speaker", style=None)
                        index += 2
                        continue
                result[index] = replace(block, kind="quotation")
            elif found := speaker_at_end(block.text):
                words = block.text[: found[1]]
                alone = not _QUOTE_MARKS.search(words) and sounds_spoken(words)
                if introduces_quotation(before) or before.endswith(":") or alone:
                    quotations = _one_a_speaker(block)
                    result[index : index + 1] = quotations
                    index += len(quotations)
                    continue
        index += 1
    return result


def _one_a_speaker(block: Block) -> list[Block]:
    """Block quotations that follow one another without a break, each with its own speaker."""
    pieces: list[Block] = []
    start = 0
    for _, end, speaker in bracketed_speakers(block.text):
        end += len(block.text[end:]) - len(block.text[end:].lstrip(".,"))
        pieces.append(replace(block.sliced(start, end), kind="quotation", speaker=speaker, inset_end=False))
        start = end
    pieces[-1] = replace(pieces[-1], inset_end=block.inset_end)
    return pieces


def _turns(blocks: Sequence[Block], index: int) -> list[Block] | None:
    """The turns of a conversation that begins at `index`: introduced by a colon, with labels that come again."""
    if index == 0 or not blocks[index - 1].text.endswith(":"):
        return None
    turns: list[tuple[Block, str]] = []
    for block in blocks[index : index + _MOST_TURNS]:
        label = _TURN.match(block.text)
        if block.kind != "paragraph" or label is None:
            break
        turns.append((block, label[1]))
        if speaker_at_end(block.text):
            break
    labels = [label for _, label in turns]
    if len(labels) < 2 or len(set(labels)) == len(labels):
        return None
    last, last_label = turns[-1]
    named = speaker_at_end(last.text)
    return [
        replace(block, kind="quotation", speaker=named[0] if named and label == last_label else label)
        for block, label in turns
    ]
