"""Strings that speak to a program and not to a reader ("ignore all previous instructions"): kept out and listed.

Only phrases that have no business in a paper count. A paper on language models that prints a prompt loses that prompt
and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block
from ingest.sentences import split_sentences
from kb.quality import HiddenText

_MODEL = r"(?:AI|A\.I\.|large language|language|LLM|chat ?bot|GPT(?:-\d\S*)?|ChatGPT|Claude|Gemini|Llama)"
_INSTRUCTION = re.compile(
    r"(?:ignore|disregard|forget|override)\W+(?:(?:all|any|the|your|of|these|those|every)\W+){0,4}"
    r"(?:all|previous|prior|above|earlier|preceding|foregoing|system)\W+(?:\w+\W+)?"
    r"(?:instructions?|prompts?|directions?|guidelines)\b"
    rf"|\byou are (?:now )?(?:an? )?(?:\w+ ){{0,3}}{_MODEL}(?: (?:assistant|model|system))?\b"
    r"|\byou are (?:now )?an? (?:helpful|honest|harmless)(?:,? (?:and )?\w+)? assistant\b"
    rf"|\b(?:if you are|as) an? (?:\w+ )?{_MODEL}(?: (?:assistant|model|reviewer))?,? "
    r"(?:you|please|do|give|write|say)\b"
    rf"|\b(?:note|instructions?|message) (?:to|for) (?:any |the |all )?(?:{_MODEL}|assistants?|reviewer models?)"
    r"(?: (?:assistants?|models?|systems?|reviewers?))?\s*:"
    r"|\b(?:reveal|print|repeat|show|output)\W+(?:me\W+)?(?:your|the)\W+(?:full |entire |hidden )?(?:system )?prompt\b"
    r"|\b(?:give|provide|write|return)\W+(?:only\W+)?(?:an?\W+)?(?:only\W+)?(?:positive|favou?rable)\W+review"
    r"|<\|(?:im_start|im_end|system|endoftext)\|>|\[/?INST\]|<</?SYS>>|###\s*(?:system|instruction)s?\s*:",
    re.IGNORECASE,
)
_EXCERPT_CHARS = 200


def withhold_instructions(blocks: Sequence[Block]) -> tuple[list[Block], list[HiddenText]]:
    """The blocks without the sentences that hold such a string, and those sentences."""
    kept: list[Block] = []
    withheld: list[HiddenText] = []
    for block in blocks:
        found = [match.start() for match in _INSTRUCTION.finditer(block.text)]
        if not found:
            kept.append(block)
            continue
        start = 0
        for first, last in split_sentences(block.text):
            if any(first <= position < last for position in found):
                words = block.text[first:last][:_EXCERPT_CHARS]
                withheld.append(
                    HiddenText(reason="reads like an instruction", words=words, page_index=block.page_index)
                )
                _keep(block, start, first, kept)
                start = last
        _keep(block, start, len(block.text), kept)
    return kept, withheld


def _keep(block: Block, start: int, end: int, kept: list[Block]) -> None:
    piece = block.sliced(start, end)
    if piece.text:
        kept.append(piece)
