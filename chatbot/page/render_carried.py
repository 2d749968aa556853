"""The words that a follow-up took over from earlier questions, each of which the reader can take away again."""

from __future__ import annotations

import orjson

from chatbot.answer import Answer
from chatbot.page.markup import Markup, tag
from chatbot.page.wording import CARRIED, CARRIED_NOTHING, CARRY_AGAIN

MOST_WORDS = 40
LONGEST_WORD_CHARS = 200


def render_carried(answer: Answer, *, edited: bool, editable: bool) -> Markup:
    """Nothing for a question that stands alone. `edited`: the reader has chosen the words; only the newest turn is
    `editable`."""
    words = [term.word for term in answer.carried_terms]
    if not words and not edited:
        return Markup("")
    items = [tag("li", _chip(words, word) if editable else tag("span", word, class_="chip")) for word in words]
    again = _button("null", CARRY_AGAIN, CARRY_AGAIN, "carry-again") if edited and editable else ""
    label = tag("p", CARRIED if words else CARRIED_NOTHING)
    return tag("div", label, tag("ul", *items) if items else "", again, class_="carried")


def read_carry(text: str) -> list[str] | None:
    """The words that a chip leaves, as the page's script hands them over; None for the rules' own choice.

    Raises ValueError for anything else.
    """
    words = orjson.loads(text)
    if words is None:
        return None
    if (
        not isinstance(words, list)
        or len(words) > MOST_WORDS
        or not all(isinstance(word, str) and len(word) <= LONGEST_WORD_CHARS for word in words)
    ):
        raise ValueError("not a list of words")
    return words


def _chip(words: list[str], word: str) -> Markup:
    rest = orjson.dumps([other for other in words if other != word]).decode()
    return _button(rest, f"{word} ×", f"Ask again without “{word}”", "chip")


def _button(carry: str, shown: str, label: str, kind: str) -> Markup:
    return tag("button", shown, type="button", class_=kind, data_carry=carry, aria_label=label)
