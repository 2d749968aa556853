"""How a sentence begins: whether it is only understood after the one before it, and what merely leads over to it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Lead = Literal["adds", "contrasts"]

# Openings that point back to the sentence before; "It is important that ..." points forward and stands alone.
_ANAPHOR = re.compile(
    r"^[\"“‘'(\[]?(?!it (?:is|was|will be|would be|may be|might be|can be|should be)\b"
    r"[^.;]{0,40}\b(?:that|to|for|how|whether|when|if)\b)"
    r"(?:(?:and|but|so|without|with|in|for|from|by|despite|to do|under|at|as|of|after|during),? )?"
    r"(?:this|these|those|they|their|it|its|he|she|his|her|such|the (?:former|latter))\b",
    re.IGNORECASE,
)
_ADDS = (
    "in addition|additionally|moreover|furthermore|also|finally|lastly|similarly|likewise|at the same time|again|"
    "indeed|for example|for instance|first|second|third|fourth|firstly|secondly|thirdly|then|next|meanwhile|therefore|"
    "thus|hence|consequently|accordingly|as a result|as noted"
)
_CONTRASTS = (
    "however|nevertheless|nonetheless|conversely|by contrast|in contrast|on the other hand|on the contrary|yet|still|"
    "even so|instead"
)
_LEAD = re.compile(rf"^(?:(?P<adds>{_ADDS})|(?P<contrasts>{_CONTRASTS})), (?=\S)", re.IGNORECASE)


class Opening(NamedTuple):
    """Words that lead over to a sentence from the one before, with the space after them."""

    lead: Lead
    length_chars: int


def leading_words(text: str) -> Opening | None:
    """The connective with its comma that a sentence begins with: "However, ", "In addition, "."""
    match = _LEAD.match(text)
    if match is None:
        return None
    return Opening("contrasts" if match["contrasts"] else "adds", match.end())


def leans_back(text: str) -> bool:
    """Whether a sentence begins with what another sentence names, after words that lead over to it or at once."""
    opening = leading_words(text)
    return _ANAPHOR.match(text[opening.length_chars :] if opening else text) is not None


def without_leading_words(text: str) -> str:
    """The sentence from behind its connective on, a capital in brackets where the source has a small letter."""
    opening = leading_words(text)
    if opening is None or leans_back(text):
        return text
    rest = text[opening.length_chars :]
    return f"[{rest[0].upper()}]{rest[1:]}" if rest[0].islower() else rest
