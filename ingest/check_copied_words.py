"""Does anything that we wrote share eight words in a row with any original at hand? All data files of `sources/`.

`check_notes` compares each note with its own original; here every text meets every other original too.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from ingest.check_notes import COPIED_RUN_WORDS, OriginalTexts, word_runs
from kb.catalogue import Catalogue

# Titles and headings are named as printed, as any reference does; the catalogue holds hardly anything else.
_AS_PRINTED = frozenset({"section", "title", "term", "equivalents"})
_BIBLIOGRAPHY = frozenset({"catalogue.toml", "retractions.toml"})


class CopiedWords(BaseModel):
    """A run of words in one of our files that an original has too."""

    model_config = ConfigDict(frozen=True)

    file: str
    place: str
    words: str
    original: str


@dataclass(frozen=True)
class _OwnText:
    file: str
    place: str
    text: str
    own_original: str | None


def find_copied_words(sources_dir: Path, catalogue: Catalogue, originals: OriginalTexts) -> list[CopiedWords]:
    """One finding a place, in the order of files and places; titles of the catalogue's works are no copies."""
    exempt = frozenset().union(*(word_runs(record.title, COPIED_RUN_WORDS) for record in catalogue))
    places: defaultdict[tuple[str, ...], list[_OwnText]] = defaultdict(list)
    for own in _own_texts(sources_dir):
        for run in word_runs(own.text, COPIED_RUN_WORDS) - exempt:
            places[run].append(own)
    found: dict[tuple[str, str], CopiedWords] = {}
    for sha256, name, text in originals.all_texts():
        for run in sorted(word_runs(text, COPIED_RUN_WORDS) & places.keys()):
            for own in places[run]:
                if own.own_original != sha256:
                    copied = CopiedWords(file=own.file, place=own.place, words=" ".join(run), original=name)
                    found.setdefault((own.file, own.place), copied)
    return [found[key] for key in sorted(found)]


def _own_texts(sources_dir: Path) -> Iterator[_OwnText]:
    """Every string of the data files, but titles and headings. Files that do not load are other checks' concern."""
    for path in sorted([*sources_dir.glob("*.toml"), *(sources_dir / "notes").glob("*.toml")]):
        if path.name in _BIBLIOGRAPHY:
            continue
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        file = path.relative_to(sources_dir).as_posix()
        own_original = data.get("original_sha256")
        for place, text in _strings(data, ""):
            yield _OwnText(file, place, text, own_original)


def _holds_tables(value: Any) -> bool:
    """Whether it is a list of entries, which may be called like a field (`[[term]]` and its `term`)."""
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """`("card 3 claim", "...")` for every string below a value; entries of a list are counted from 1."""
    if isinstance(value, str):
        yield place.strip(), value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _AS_PRINTED or _holds_tables(part):
                yield from _strings(part, f"{place} {name}")
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _strings(part, f"{place} {number}")
