"""Characters that no font or encoding explains: what is left of a text whose letters could not be read."""

from __future__ import annotations

import re

_ODD = re.compile(
    "[\ufffd\ue000-\uf06b\uf06d-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    r"|\(cid:\d+\)|/[A-Z]{1,2}\d{1,3}(?=/)"
)


def odd_character_share(text: str) -> float | None:
    """Share of the characters that are not white space; None for a text without any."""
    visible = len("".join(text.split()))
    if not visible:
        return None
    return round(min(1.0, sum(len(found[0]) for found in _ODD.finditer(text)) / visible), 4)
