"""A link that asks again: question, earlier questions, filters, chosen words and the corpus, in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from chatbot.page.render_answer import Turn
from chatbot.page.render_carried import read_carry
from kb.errors import ScopeError
from kb.scope import SearchScope, read_scope

# Servers and mail programs cut longer addresses; a talk that long is better exported.
LONGEST_LINK_CHARS = 6000
_MOST_EARLIER = 30


@dataclass(frozen=True)
class Asked:
    """A question and what it was asked of."""

    question: str
    scope: SearchScope
    carry: tuple[str, ...] | None = None
    """Words that the visitor chose to carry over; None where the rules chose."""


@dataclass(frozen=True)
class SharedTalk:
    """Questions in the order asked, the shared one last, and the hash of the corpus they were asked of."""

    asked: tuple[Asked, ...]
    corpus_hash: str


def share_query(turns: Sequence[Turn], corpus_hash: str) -> str | None:
    """The query part of the address for the last of `turns`; None when it would be too long."""
    last = turns[-1]
    pairs: list[tuple[str, str]] = [("q", last.question)]
    pairs += [("h", turn.question) for turn in turns[:-1]]
    scope = last.scope
    pairs += [("source", value) for value in scope.sources]
    pairs += [("country", value) for value in scope.countries]
    pairs += [("kind", value) for value in scope.evidence_kinds]
    single = {"from": scope.published_from, "to": scope.published_to, "held": scope.corpus, "corpus": corpus_hash}
    pairs += [(name, str(value)) for name, value in single.items() if value is not None]
    if last.carry is not None:
        pairs.append(("carry", orjson.dumps(last.carry).decode()))
    query = urlencode(pairs)
    return query if len(query) <= LONGEST_LINK_CHARS else None


def read_share_query(parameters: Mapping[str, Any]) -> SharedTalk | None:
    """What an address asks for, or None. `parameters` is a multi-mapping such as Starlette's.

    Earlier questions are asked with the filters of the shared one, and with the words that the rules carry over.
    Raises ScopeError for filters that are none, and for carried words that cannot be read.
    """
    every = getattr(parameters, "getlist", lambda name: [parameters[name]] if name in parameters else [])
    question = str(parameters.get("q") or "")
    if not question.strip():
        return None
    scope = read_scope({
        "sources": every("source"),
        "countries": every("country"),
        "evidence_kinds": every("kind"),
        "published_from": parameters.get("from"),
        "published_to": parameters.get("to"),
        "corpus": parameters.get("held"),
    })  # fmt: skip
    earlier = [text for text in every("h") if text.strip()][-_MOST_EARLIER:]
    asked = (*(Asked(text, scope) for text in earlier), Asked(question, scope, _carry(parameters.get("carry"))))
    return SharedTalk(asked, str(parameters.get("corpus") or ""))


def _carry(text: Any) -> tuple[str, ...] | None:
    if text is None:
        return None
    try:
        words = read_carry(str(text))
    except ValueError as error:
        raise ScopeError(
            "The words that the link carries over cannot be read.", "Take “carry” out of the address."
        ) from error
    return None if words is None else tuple(words)
