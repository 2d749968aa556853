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
from ingest.blocks import Block, JoinKind
from ingest.phrases import FUNCTION_WORDS, SENTENCE_OPENERS, ends_sentence, first_word, word_count, word_set

DamageRule = Literal[
    "mended_word_unknown",
    "opener_after_line_break",
    "quantity_without_noun",
    "article_without_noun",
    "unfinished_before_break",
]

_LAST_TOKEN = re.compile(r"([^\W_][\w’'.,-]*)$")
_QUANTITY = re.compile(
    r"(?<![$£€\d.,])\b(?:\d[\d.,]*|[a-z]+) (?:million|billion|thousand|hundred|dozen)$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[^.,;:!?()]{0,160}")
_COUNTED = re.compile(r"\b(?:[A-Za-z-]{3,}s|people|men|women|children)\b")
_ADDRESS_END = re.compile(r"(?:www\.|https?:|@)\S+$|\b10\.\d{4,9}/\S+$")
_ARTICLE_PHRASE = re.compile(r"\b(?:an?|the) ([a-z]{4,}),$", re.IGNORECASE)
_PREPOSITIONS = word_set("with in of for from by at to on under among between within across")
_LEAST_USES = 3
_LEAST_WORDS = 6
_REACH_CHARS = 200


@dataclass(frozen=True, slots=True)
class Break:
    """A place in a block where two sentences were run together; `position` is the second one's first character."""

    position: int
    rule: DamageRule


class ArticleUses:
    """How a document goes on after an article and a given word: with a noun, or with a stop."""

    def __init__(self, document_text: str) -> None:
        self._document_text = document_text
        self._known: dict[str, bool] = {}

    def needs_noun(self, word: str) -> bool:
        """Whether a word follows "a", "an" or "the" and `word` everywhere in the document but once."""
        word = word.lower()
        if word not in self._known:
            pattern = rf"\b(?:an?|the) {re.escape(word)}\b(.?)(.?)"
            uses = re.findall(pattern, self._document_text, re.IGNORECASE)
            followed = sum(after == " " and letter.isalpha() for after, letter in uses)
            self._known[word] = followed >= _LEAST_USES and followed == len(uses) - 1
        return self._known[word]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a rule sees of a join: the text up to it, the text after it, how the lines were joined."""

    before: str
    after: str
    join_kind: JoinKind
    uses: ArticleUses


def find_breaks(block: Block, uses: ArticleUses) -> list[Break]:
    """Where lines are missing inside the block, in order; `uses` says how the document uses its words elsewhere."""
    breaks: list[Break] = []
    for position, kind in block.joins:
        if kind not in ("space", "lost") or not 0 < position < len(block.text):
            continue
        before = block.text[max(0, position - _REACH_CHARS) : position].rstrip()
        place = _Place(before, block.text[position : position + _REACH_CHARS], kind, uses)
        breaks += [Break(position, rule) for rule in [_first_rule(place)] if rule]
    return breaks


def _first_rule(place: _Place) -> DamageRule | None:
    return next((rule for rule, applies in _AT_JOIN if applies(place)), None)


def is_unfinished(block: Block, following: Block | None) -> bool:
    """Rule `unfinished_before_break`: a paragraph stops without a stop before a heading, a new paragraph or the end."""
    text = block.text
    if block.kind not in ("paragraph", "quotation") or ends_sentence(text) or word_count(text) < _LEAST_WORDS:
        return False
    if _ADDRESS_END.search(text[-_REACH_CHARS:]) or speaker_at_end(text) or is_bracketed(text):
        return False
    if following is None:
        return True
    if introduces_quotation(text) and following.kind == "quotation":
        return False
    return following.kind in ("heading", "paragraph", "quotation") and following.style != "run-in"


def is_bracketed(text: str) -> bool:
    """Whether a block is nothing but a remark or a source in brackets."""
    return text.startswith("(") and text.rstrip(".").endswith(")") and text.count("(") == 1


def _mended_word_unknown(place: _Place) -> bool:
    """A hyphen at a line end whose halves make no word of this document (decided where the lines were joined)."""
    return place.join_kind == "lost"


def _opener_after_line_break(place: _Place) -> bool:
    """A line opens like a sentence although the one before has not ended."""
    if not place.after[0].isupper() or first_word(place.after[:30]) not in SENTENCE_OPENERS:
        return False
    last = _LAST_TOKEN.search(place.before)
    if last is None or ends_sentence(place.before):
        return False
    return last[1][0].islower() and last[1].isalpha() and last[1].lower() not in FUNCTION_WORDS


def _quantity_without_noun(place: _Place) -> bool:
    """A number word at a line end, a name on the next line, and nothing to be counted before the clause ends."""
    if not place.after[0].isupper() or not _QUANTITY.search(place.before):
        return False
    clause = _CLAUSE.match(place.after)
    return clause is None or not _COUNTED.search(clause[0])


def _article_without_noun(place: _Place) -> bool:
    """A line ends "a coordinated," and the next goes on with a preposition, while the document has a noun after that
    adjective everywhere else."""
    if first_word(place.after[:30]) not in _PREPOSITIONS:
        return False
    phrase = _ARTICLE_PHRASE.search(place.before)
    return phrase is not None and place.uses.needs_noun(phrase[1])


_AT_JOIN: tuple[tuple[DamageRule, Callable[[_Place], bool]], ...] = (
    ("mended_word_unknown", _mended_word_unknown),
    ("quantity_without_noun", _quantity_without_noun),
    ("article_without_noun", _article_without_noun),
    ("opener_after_line_break", _opener_after_line_break),
)
