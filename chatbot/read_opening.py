"""How a sentence begins: whether it is only understood after the one before it."""

from __future__ import annotations

import re

# Openings that point back to the sentence before; "It is important that ..." points forward and stands alone.
_ANAPHOR = re.compile(
    r"^[\"“‘'(\[]?(?!it (?:is|was|will be|would be|may be|might be|can be|should be)\b"
    r"[^.;]{0,40}\b(?:that|to|for|how|whether|when|if)\b)"
    r"(?:(?:and|but|so|without|with|in|for|from|by|despite|to do|under|at|as|of|after|during),? )?"
    r"(?:this|these|those|they|their|it|its|he|she|his|her|such|the (?:former|latter))\b",
    re.IGNORECASE,
)


def leans_back(text: str) -> bool:
    """Whether a sentence begins with what another sentence names."""
    return _ANAPHOR.match(text) is not None
