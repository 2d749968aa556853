"""How far two extractors agree on a page: a cheap sign of broken fonts, lost text and columns read across."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

_WORD = re.compile(r"\w+")
_LINE_END_HYPHEN = re.compile(r"[-\u00ad\ufffe\x02]\s*\n\s*|[\ufffe\x02]\s*")


def page_agreement(first: str, second: str) -> float | None:
    """Share of neighbouring word pairs that two readings of a page have in common (Dice), so that order counts.

    None where neither has a word. Hyphens at line ends, ligatures and capitals make no difference.
    """
    ours, theirs = _pairs(first), _pairs(second)
    total = ours.total() + theirs.total()
    return round(2 * (ours & theirs).total() / total, 3) if total else None


def _pairs(text: str) -> Counter[tuple[str, str]]:
    joined = _LINE_END_HYPHEN.sub("", text)
    words = _WORD.findall((joined if joined.isascii() else unicodedata.normalize("NFKC", joined)).casefold())
    return Counter(pairwise(["", *words, ""])) if words else Counter()
