"""BibTeX in and out, through bibtexparser and pylatexenc."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry, Field, ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexencode import UnicodeToLatexEncoder

from kb.catalogue import Author, SourceRecord, WorkType
from kb.references.csl import is_part, work_type
from kb.references.parsed import ParsedReference

_ENTRY_TYPES: dict[WorkType, str] = {
    "article-journal": "article",
    "report": "techreport",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "webpage": "online",
    "document": "misc",
}
_WORK_TYPES: dict[str, WorkType] = {entry: work for work, entry in _ENTRY_TYPES.items()} | {
    "report": "report",
    "inbook": "chapter",
    "conference": "paper-conference",
    "proceedings": "book",
    "collection": "book",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "electronic": "webpage",
    "www": "webpage",
    "manual": "report",
    "booklet": "book",
    "unpublished": "document",
}
# Where the work appeared, the more telling field first.
_PLACES = ("journal", "journaltitle", "booktitle", "institution", "publisher", "school", "organization", "howpublished")
_PUBLISHER_FIELDS = {
    "techreport": "institution",
    "phdthesis": "school",
    "online": "organization",
    "misc": "howpublished",
}
_VERBATIM = frozenset({"doi", "url", "pmid"})
_PMID_IN_NOTE = re.compile(r"\bPMID:?\s*(\d{1,8})\b", re.IGNORECASE)

_encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
_decoder = LatexNodes2Text(math_mode="verbatim")


def dump_bibtex(records: Iterable[SourceRecord]) -> str:
    """One entry a record, keyed by its id; accents as LaTeX, titles braced so that styles keep their capitals."""
    library = Library([_entry(record) for record in records])
    return write_string(library)


def parse_bibtex(text: str) -> Iterator[ParsedReference]:
    """Every entry of a file in order; one that is broken comes with a problem, and the next ones are read."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs stands in our rows
    library = parse_string(text)
    for block in library.blocks:
        where = f"line {(block.start_line or 0) + 1}"
        entry, problem = _entry_of(block)
        if entry is None:
            if problem:
                yield ParsedReference(key=None, where=where, problem=problem)
            continue
        yield ParsedReference(entry.key, where, _fields(entry), remark=problem)


def _entry_of(block: Block) -> tuple[Entry | None, str | None]:
    if isinstance(block, Entry):
        return block, None
    if isinstance(block, DuplicateBlockKeyBlock):
        entry = block.ignore_error_block
        return (entry, f"the key {block.key} is used twice") if isinstance(entry, Entry) else (None, None)
    if isinstance(block, ParsingFailedBlock):
        entry = block.ignore_error_block  # such as an entry that names one field twice
        if isinstance(entry, Entry):
            return entry, "a field stands in it twice"
        return None, "the entry is not complete: a brace or a quotation mark is missing"
    return None, None


def _fields(entry: Entry) -> dict[str, Any]:
    raw = {field.key.lower(): str(field.value) for field in reversed(entry.fields)}  # the first of two wins
    plain = {name: value if name in _VERBATIM else _decode(value) for name, value in raw.items()}
    names = raw.get("author") or raw.get("editor") or ""
    note = " ".join(plain.get(name, "") for name in ("note", "annote", "extra", "annotation"))
    in_note = _PMID_IN_NOTE.search(note)
    return {
        "title": plain.get("title"),
        "authors": [author for author in map(_author, split_multiple_persons_names(names)) if author],
        "more_authors": split_multiple_persons_names(names)[-1:] == ["others"],
        "year": plain.get("year") or plain.get("date"),
        "published_in": next((plain[name] for name in _PLACES if plain.get(name)), None),
        "work_type": _WORK_TYPES.get(entry.entry_type.lower(), "document"),
        "volume": plain.get("volume"),
        "issue": plain.get("number") or plain.get("issue"),
        "pages": plain.get("pages"),
        "doi": raw.get("doi", "").replace("\\_", "_") or None,
        "pmid": raw.get("pmid") or (in_note.group(1) if in_note else None),
        "url": raw.get("url", "").replace("\\_", "_").replace("\\%", "%").replace("\\&", "&") or None,
        "licence": plain.get("copyright"),
    }


def _author(raw: str) -> tuple[str, str] | None:
    """Family and given names; a name wholly in braces is a body's and stays whole."""
    name = raw.strip()
    if not name or name.lower() == "others":
        return None
    if name.startswith("{") and name.endswith("}") and name.count("{") == 1:
        return _decode(name), ""
    parts = parse_single_name_into_parts(name, strict=False)
    family, given = " ".join([*parts.von, *parts.last]), " ".join(parts.first)
    return _decode(family), _decode(", ".join(filter(None, (given, " ".join(parts.jr)))))


def _entry(record: SourceRecord) -> Entry:
    kind = _ENTRY_TYPES[work_type(record)]
    place = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}.get(kind)
    values = {
        "author": " and ".join([*map(_name, record.authors), *["others"] * record.more_authors]),
        "title": "{" + _encode(record.title) + "}",
        place if is_part(record) and place else _PUBLISHER_FIELDS.get(kind, "publisher"): _encode(record.published_in),
        "year": str(record.year or ""),
        "volume": _encode(record.volume),
        "number": _encode(record.issue),
        "pages": _encode((record.pages or "").replace("-", "--")),
        "doi": record.doi,
        "pmid": record.pmid,
        "url": record.url,
        "copyright": _encode(record.licence),
    }
    return Entry(kind, record.source_id, [Field(name, value) for name, value in values.items() if value])


def _name(author: Author) -> str:
    """`{Family}, Given` keeps particles and double names in one piece; a body is braced as a whole."""
    family, given = "{" + _encode(author.family) + "}", _encode(author.given)
    if not given:
        return family
    return f"{family}, {{{given}}}" if "," in given else f"{family}, {given}"


def _encode(text: str | None) -> str:
    return "".join(map(_encode_char, text or ""))


@cache
def _encode_char(char: str) -> str:
    """The character as LaTeX where that is read back as the same one, else itself."""
    latex = str(_encoder.unicode_to_latex(char))
    return latex if _decoder.latex_to_text(latex) == char else char


def _decode(latex: str) -> str:
    return " ".join(str(_decoder.latex_to_text(latex)).split())
