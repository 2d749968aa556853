"""Negation, modal verbs, hedges and quantity words: does a claim have those that its evidence has, on the same words?

Each stands over the words that follow it in its clause (those before it where none follow). One that the evidence sets
over a word which the claim uses may not be dropped, and none may be added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatbot.compare_words.clauses import content_bases, read_words, scope_after

_SCOPE_WORDS = 2


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_KINDS: dict[str, re.Pattern[str]] = {
    "negation": _words(
        r"not(?! only)|no(?! (?:more|less|fewer) than)|never|none|nobody|nothing|neither|nor|cannot|without|\w+n['’]t|"
        r"hardly|rarely|seldom|unable to|fail(?:s|ed|ing|ure)?(?: to| of)?|lack(?:s|ed|ing)?(?: of)?|refus\w+(?: to)?|"
        r"stop(?:s|ped|ping)?|ceas\w+|avoid\w*|prevent\w*|abolish\w*|reject\w*|den(?:y|ies|ied)|exclud\w*|"
        r"rather than|instead of|except|unless|other than|against"
    ),
    "possibility": _words(
        r"may|might|could|can(?!not)|possibl[ey]|perhaps|probabl[ey]|potential(?:ly)?|likely|unlikely|seem(?:s|ed)?|"
        r"appear(?:s|ed)? to|tend(?:s|ed)? to|suggest(?:s|ed|ing)?"
    ),
    "obligation": _words(r"must|should|ought to|(?:has|have|had) to|need(?:s|ed)? to|required? to|obliged to"),
    "expectation": _words(
        r"will|would|shall|plan(?:s|ned)? to|expect(?:s|ed|ing)?|intend(?:s|ed)?|hope(?:s|d)?|propos(?:e|es|ed)|"
        r"believ\w+|assum\w+|argu(?:e|es|ed)|claim(?:s|ed)?|aim(?:s|ed) to|promis(?:e|es|ed)|predict(?:s|ed)?"
    ),
    "restriction": _words(r"only|solely|merely|mainly|mostly|largely|partly|primarily|exclusively|just"),
    "quantity": _words(
        r"some(?!\s[\d$£€])|several|many|most|few|a few|often|sometimes|usually|half of|majority of|minority of"
    ),
}
# Saying "all" of what the evidence says plainly is more than it says; leaving it out is less.
_UNIVERSAL = _words(r"all|every|always|entirely|everyone|everybody|whole|any")


class Operator(NamedTuple):
    """A negation, modal verb, hedge or quantity word, and the words that it stands over."""

    kind: str
    text: str
    scope: tuple[str, ...]


def check_operators(claim: str, items: Sequence[str], sentences: Sequence[str]) -> Iterator[str]:
    """What disagrees, in words. `sentences` are those of the evidence that the claim draws on."""
    claimed = find_operators(claim)
    content = content_bases(claim)
    for sentence in sentences:
        for operator in find_operators(sentence):
            if operator.scope and operator.scope[0] in content and not _matched(operator, claimed):
                yield f"“{operator.text}” of the evidence is left out"
    stated = [operator for item in items for operator in find_operators(item)]
    for operator in claimed:
        if not _matched(operator, stated):
            yield f"“{operator.text}” is not in the evidence"
    whole = " ".join(items)
    for match in _UNIVERSAL.finditer(claim):
        if not re.search(rf"\b(?:{match.group()}|all|every|each|always)\b", whole, re.IGNORECASE):
            yield f"“{match.group().lower()}” is not in the evidence"


def find_operators(text: str) -> list[Operator]:
    """Those of a text, kind by kind and in order within a kind."""
    words = read_words(text)
    return [
        Operator(kind, match.group().lower(), scope_after(words, match.end(), _SCOPE_WORDS))
        for kind, pattern in _KINDS.items()
        for match in pattern.finditer(text)
    ]


def _matched(operator: Operator, others: Sequence[Operator]) -> bool:
    """Whether the other text has one of its kind over one of the same words, or over nothing that can be compared.

    Quantity words and restrictions have to be the same word: "some" is not "most".
    """
    same = [o for o in others if o.kind == operator.kind]
    if operator.kind in ("quantity", "restriction", "obligation"):
        same = [o for o in same if o.text == operator.text]
    return any(not operator.scope or set(o.scope) & set(operator.scope) for o in same)
