"""Ids of new sources: family name and year as in `miller-2002`, the next one `miller-2002b`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_LONGEST_CHARS = 60
_TITLE_WORDS = 3
# Letters that Unicode does not decompose into a Latin letter and an accent.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


def new_source_id(
    wanted: str | None, families: Sequence[str], year: int | None, title: str, taken: Iterable[str]
) -> str:
    """`wanted` as a slug, else first family name and year, else first words of the title; with a letter if taken."""
    lead = _slug(families[0]) if families else ""
    lead = lead or "-".join(_slug(title).split("-")[:_TITLE_WORDS])
    made = "-".join(part for part in (lead, str(year or "")) if part)
    base = (_slug(wanted or "") or made or "source")[:_LONGEST_CHARS].strip("-")
    used = set(taken)
    return next(name for name in _lettered(base) if name not in used)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    without_accents = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’.]", "", without_accents)).strip("-")


def _lettered(base: str) -> Iterator[str]:
    yield base
    joint = "" if base[-1].isdigit() else "-"
    for letter in "bcdefghijklmnopqrstuvwxyz":
        yield f"{base}{joint}{letter}"
    number = 27
    while True:
        yield f"{base}-{number}"
        number += 1
