"""What a reader sees of a text, in the one form in which every export holds it and every check compares it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LEFT_OUT = frozenset({"Cc", "Cs", "Co", "Cn"})  # no export can hold them, and nobody sees them


@lru_cache(maxsize=8192)  # a brief is laid out once for each entry that might fit, with the same words each time
def visible(text: str) -> str:
    """White space squeezed to single blanks, control characters and unassigned code points taken out."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _LEFT_OUT)
    return " ".join("".join(kept).split())


@dataclass(frozen=True)
class VisibleText:
    """The lines that a file shows, in order, and what it holds that no brief does (hidden text, scripts, pictures)."""

    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()
