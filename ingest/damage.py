"""Sentences that are broken because lines of the source were lost. They are flagged, never completed.

Each rule looks at one place: a join of two lines, or the end of a paragraph. Where two halves of different sentences
were joined they are split there again, and both are flagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.attribution import introduces_quotation, speaker_at_end
from ingest.blocks import Block, Join
from ingest.phrases import FUNCTION_WORDS, SENTENCE_OPENERS, ends_sentence, first_word, word_count

DamageRule = Literal[
    "mended_word_unknown",
    "opener_after_line_break",
    "quantity_without_noun",
    "article_without_noun",
    "unfinished_before_break",
]

_LAST_TOKEN = re.compile(r"([^\W_][\w’'.,-]*)$")
_QUANTITY = re.compile(r"(?<![$£€\d.,])\b(?:\d[\d.,]*|[a-z]+) (?:million|billion|thousand|hundred|dozen)$", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.,;:!?()]{0,160}")
_COUNTED = re.compile(r"\b(?:[A-Za-z-]{3,}s|people|men|women|children)\b")
_ADDRESS_END = re.compile(r"(?:www\.|https?:|@)\S+$|\b10\.\d{4,9}/\S+$")
_ARTICLE_PHRASE = re.compile(r"\b(?:an?|the) ([a-z]{4,}),$", re.IGNORECASE)
_PREPOSITIONS = frozenset("with in of for from by at to on under among between within across".split())
_LEAST_USES = 3
_LEAST_WORDS = 6
_TAIL_CHARS = 80


@dataclass(frozen=True, slots=True)
class Break:
    """A place in a block where two sentences were run together; `position` is the second one's first character."""

    position: int
    rule: DamageRule


def find_breaks(block: Block, document_text: str) -> list[Break]:
    """Where lines are missing inside the block, in order; the whole text says how its words are used elsewhere."""
    return [
        Break(join.position, rule)
        for join in block.joins
        if 0 < join.position < len(block.text)
        for rule in [next((name for name, applies in _AT_JOIN if applies(block.text, join, document_text)), None)]
        if rule
    ]


def is_unfinished(block: Block, following: Block | None) -> bool:
    """Rule `unfinished_before_break`: a paragraph stops without a stop before a heading, a new paragraph or the end."""
    text = block.text
    if block.kind not in ("paragraph", "quotation") or ends_sentence(text) or word_count(text) < _LEAST_WORDS:
        return False
    if _ADDRESS_END.search(text[-_TAIL_CHARS:]) or speaker_at_end(text) or is_bracketed(text):
        return False
    if following is None:
        return True
    if introduces_quotation(text) and following.kind == "quotation":
        return False
    return following.kind in ("heading", "paragraph", "quotation") and following.style != "run-in"


def is_bracketed(text: str) -> bool:
    """Whether a block is nothing but a remark or a source in brackets."""
    return text.startswith("(") and text.rstrip(".").endswith(")") and text.count("(") == 1


def _mended_word_unknown(text: str, join: Join, document_text: str) -> bool:
    """A hyphen at a line end whose halves make no word of this document (decided where the lines were joined)."""
    return join.kind == "lost"


def _opener_after_line_break(text: str, join: Join, document_text: str) -> bool:
    """A line opens like a sentence although the one before has not ended."""
    if join.kind != "space" or first_word(text[join.position : join.position + 30]) not in SENTENCE_OPENERS:
        return False
    if not text[join.position].isupper():
        return False
    before = text[max(0, join.position - _TAIL_CHARS) : join.position].rstrip()
    last = _LAST_TOKEN.search(before)
    if last is None or ends_sentence(before):
        return False
    word = last[1]
    return word[0].islower() and word.isalpha() and word.lower() not in FUNCTION_WORDS


def _quantity_without_noun(text: str, join: Join, document_text: str) -> bool:
    """A number word at a line end and a name on the next line, with nothing that could be counted before the clause ends."""
    if join.kind != "space" or not text[join.position].isupper():
        return False
    before = text[max(0, join.position - _TAIL_CHARS) : join.position].rstrip()
    if not _QUANTITY.search(before):
        return False
    clause = _CLAUSE.match(text, join.position)
    return clause is None or not _COUNTED.search(clause[0])


def _article_without_noun(text: str, join: Join, document_text: str) -> bool:
    """A line ends "an integrated," and the next goes on with a preposition, while the document has a noun after that
    adjective everywhere else."""
    if join.kind != "space" or first_word(text[join.position : join.position + 30]) not in _PREPOSITIONS:
        return False
    phrase = _ARTICLE_PHRASE.search(text[max(0, join.position - _TAIL_CHARS) : join.position].rstrip())
    if phrase is None:
        return False
    uses = re.findall(rf"\b(?:an?|the) {re.escape(phrase[1])}\b(.?)(.?)", document_text, re.IGNORECASE)
    followed = sum(after == " " and letter.isalpha() for after, letter in uses)
    return followed >= _LEAST_USES and followed == len(uses) - 1


_AT_JOIN: tuple[tuple[DamageRule, Callable[[str, Join, str], bool]], ...] = (
    ("mended_word_unknown", _mended_word_unknown),
    ("quantity_without_noun", _quantity_without_noun),
    ("article_without_noun", _article_without_noun),
    ("opener_after_line_break", _opener_after_line_break),
)
