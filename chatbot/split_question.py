"""The parts of a double question ("How are they paid, and who decides?"), so that each of them is answered."""

from __future__ import annotations

import re

from kb.terms import content_terms

_ASKING = (
    r"what|which|who|whom|whose|how|why|when|where|by (?:when|how|whom)|is|are|was|were|do|does|did|has|have|had|can|"
    r"could|may|might|will|would|should|must"
)
_BETWEEN = re.compile(rf"\?\s+(?=\S)|[,;:]?\s+(?:and|or|but)\s+(?:also\s+)?(?=(?:{_ASKING})\b)|;\s+", re.IGNORECASE)
_MOST_PARTS = 3
_ASKS = re.compile(rf"\b(?:{_ASKING})\b", re.IGNORECASE)


def split_question(text: str) -> tuple[str, ...]:
    """The parts in order, at most three; none where the question is a single one.

    A part asks something and has a content word of its own; "red and white" or "and so" makes no second part.
    """
    parts = [part.strip(" ,;") for part in _BETWEEN.split(text, maxsplit=_MOST_PARTS - 1)]
    if len(parts) < 2 or not all(_ASKS.search(part) and content_terms(part) for part in parts):
        return ()
    return tuple(part if part.endswith("?") else f"{part}?" for part in parts)
