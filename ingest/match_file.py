"""Which record a file belongs to: by its hash, the DOI in its opening, or its title there; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ingest.read import opening_text
from kb.catalogue import Catalogue, SourceRecord
from kb.errors import CatalogueError, UnreadableFileError
from kb.ids import sha256_bytes

_REACH_CHARS = 4000  # title and DOI of a paper stand near its top; further down stand those of others
_FEWEST_TITLE_WORDS = 4  # a shorter title stands in too many texts
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")


def match_file(path: Path, catalogue: Catalogue) -> tuple[SourceRecord, str]:
    """The record and what it was matched by. Raises UnreadableFileError, or CatalogueError when none or several fit."""
    data = _read(path)
    opening = opening_text(data, path.name)[:_REACH_CHARS]
    if record := catalogue.by_original(sha256_bytes(data)):
        return record, "the hash of the file"
    if record := catalogue.by_doi(opening):
        return record, f"the DOI {record.doi}"
    words = f" {_words(opening)} "
    titled = [
        record for record in catalogue
        if len(_words(record.title).split()) >= _FEWEST_TITLE_WORDS and f" {_words(record.title)} " in words
    ]  # fmt: skip
    # A title within another's is the shorter work's only if the longer one is not there.
    longest = [r for r in titled if not any(r is not o and _words(r.title) in _words(o.title) for o in titled)]
    if len(longest) == 1:
        return longest[0], "its title"
    if longest:
        fitting = ", ".join(record.source_id for record in longest)
        raise CatalogueError(
            f"{path.name} fits several records: {fitting}.",
            f"Name the file after one of them, as in {longest[0].source_id}.pdf.",
        )
    found = _DOI.search(opening)
    hint = (
        f"It prints the DOI {found.group().rstrip('.,;)')}: add `--doi` with it."
        if found
        else "Add `--doi` with its DOI, or put the record into the catalogue first."
    )
    raise CatalogueError(f"No record of the catalogue has the DOI or the title of {path.name}.", hint)


def keep_file(path: Path, record: SourceRecord, originals_dir: Path) -> tuple[Path, bool]:
    """Copy a file under its source's name; True when it was not there yet.

    Raises CatalogueError where another file of the source is.
    """
    data = _read(path)
    target = originals_dir / f"{record.source_id}{path.suffix.lower()}"
    others = [other for other in originals_dir.glob(f"{record.source_id}.*") if other.is_file()]
    for other in others:
        if other.read_bytes() == data:
            return other, False
    if others:
        raise CatalogueError(
            f"Another file of {record.source_id} is at {others[0]}.",
            "Move it away first, or ingest the new file by name.",
        )
    originals_dir.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.part")
    new.write_bytes(data)
    new.replace(target)
    return target, True


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", re.sub(r"-\s*\n\s*", "", text)).casefold()
    return " ".join(re.findall(r"\w+", plain))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error
