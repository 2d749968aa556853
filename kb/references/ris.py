"""RIS in and out, through rispy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import rispy

from kb.catalogue import Author, SourceRecord, WorkType
from kb.references.csl import is_part, work_type
from kb.references.parsed import ParsedReference

_TAGS: dict[WorkType, str] = {
    "article-journal": "JOUR",
    "report": "RPRT",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CONF",
    "thesis": "THES",
    "webpage": "ELEC",
    "document": "GEN",
}
_WORK_TYPES: dict[str, WorkType] = {tag: work for work, tag in _TAGS.items()} | {
    "JFULL": "article-journal",
    "MGZN": "article-journal",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "CPAPER": "paper-conference",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "GOVDOC": "report",
    "WEB": "webpage",
}
_START = re.compile(r"^TY {1,2}- ?", re.MULTILINE)
_TAG_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}-(?: |$)")
_PMID_IN_NOTE = re.compile(r"\bPMID:?\s*(\d{1,8})\b", re.IGNORECASE)
_OTHERS = re.compile(r"^\s*(?:et\.? al\.?|(?:and )?others),?\s*$", re.IGNORECASE)
_PUBMED = re.compile(r"pubmed|medline", re.IGNORECASE)


def dump_ris(records: Iterable[SourceRecord]) -> str:
    """One reference a record, `ID` its id. RIS holds no licence and splits the pages at the hyphen."""
    return str(rispy.dumps([_reference(record) for record in records], implementation=_Writer)).lstrip("\n")


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy carries no type information
    """Without the running number that rispy puts before each reference and RIS does not know."""

    def set_header(self, count: int) -> str:
        return ""


def parse_ris(text: str) -> Iterator[ParsedReference]:
    """Every reference of a file in order. One without its `ER` line ends where the next begins."""
    starts = [match.start() for match in _START.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        where = f"line {text.count(chr(10), 0, start) + 1}"
        lines = [line.rstrip() for line in text[start:end].splitlines()]
        is_closed = any(line.startswith("ER") and _TAG_LINE.match(line + " ") for line in lines)
        block = "\n".join([*lines, *([] if is_closed else ["ER  - "])])
        try:
            references = rispy.loads(block)
        except (OSError, ValueError, KeyError) as error:
            yield ParsedReference(key=None, where=where, problem=f"it does not follow RIS ({error})")
            continue
        remark = None if is_closed else "its closing ER line is missing"
        for reference in references:
            yield ParsedReference(key=reference.get("id"), where=where, fields=_fields(reference), remark=remark)


def _fields(reference: dict[str, Any]) -> dict[str, Any]:
    def first(*names: str) -> Any:
        return next((reference[name] for name in names if reference.get(name)), None)

    work: WorkType = _WORK_TYPES.get(str(reference.get("type_of_reference", "")).strip().upper(), "document")
    part = work in ("article-journal", "chapter", "paper-conference")
    journal = first("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "alternate_title1")
    notes = " ".join([*_listed(reference.get("notes")), *_listed(reference.get("note"))])
    in_note = _PMID_IN_NOTE.search(notes)
    in_pubmed = _PUBMED.search(f"{reference.get('name_of_database', '')} {reference.get('database_provider', '')}")
    start, end = reference.get("start_page"), reference.get("end_page")
    names = first("authors", "first_authors") or first("secondary_authors") or []
    return {
        "title": first("title", "primary_title"),
        "authors": [_author(name) for name in names if name.strip() and not _OTHERS.match(name)],
        "more_authors": any(map(_OTHERS.match, names)),
        "year": first("year", "publication_year", "date"),
        "published_in": (journal or first("publisher")) if part else (first("publisher") or journal),
        "work_type": work,
        "volume": first("volume"),
        "issue": first("number"),
        "pages": f"{start}-{end}" if start and end and end != start else start,
        "doi": first("doi"),
        "pmid": (reference.get("accession_number") if in_pubmed else None) or (in_note.group(1) if in_note else None),
        "url": next(iter(_listed(reference.get("urls"))), None),
    }


def _reference(record: SourceRecord) -> dict[str, Any]:
    start, _, end = (record.pages or "").partition("-")
    values = {
        "type_of_reference": _TAGS[work_type(record)],
        "id": record.source_id,
        "authors": [*map(_name, record.authors), *["et al."] * record.more_authors],
        "title": record.title,
        "secondary_title" if is_part(record) else "publisher": record.published_in,
        "year": str(record.year or ""),
        "volume": record.volume,
        "number": record.issue,
        "start_page": start,
        "end_page": end,
        "doi": record.doi,
        "accession_number": record.pmid,
        "name_of_database": "PubMed" if record.pmid else None,
        "urls": [record.url] if record.url else None,
    }
    return {name: value for name, value in values.items() if value}


def _name(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.family


def _author(name: str) -> tuple[str, str]:
    """Family and given names; a name without a comma is a body's and stays whole."""
    family, _, given = name.partition(",")
    return family.strip(), " ".join(given.split())


def _listed(value: Any) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)
