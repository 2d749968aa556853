"""A catalogue record as sentences in the project's own words, one a field, so that each can be quoted and proved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from kb.catalogue import Author, Catalogue, SourceRecord

RecordField = Literal[
    "reference", "authors", "published", "doi", "pmid", "url", "licence", "evidence_kind", "studied",
    "country", "cited_in",
]  # fmt: skip


_JOURNAL = re.compile(r"\b(?:journal|annals|archives|proceedings|transactions)\b", re.IGNORECASE)


def describe_record(record: SourceRecord, catalogue: Catalogue) -> Iterator[tuple[RecordField, str]]:
    """Each field that the record knows, with its sentence; a field that is empty has none."""
    title = quoted_title(record)
    short = record.short_reference if record.authors else title
    known: tuple[tuple[RecordField, str | None], ...] = (
        ("reference", _reference(record)),
        ("authors", _authors(record)),
        ("published", _published(record)),
        ("doi", record.doi and f"The DOI of {short} is {record.doi}."),
        ("pmid", record.pmid and f"The PubMed identifier of {short} is {record.pmid}."),
        ("url", record.url and f"The web address of {short} is {record.url} ."),
        ("licence", record.licence and f"The licence of {short} is {record.licence}."),
        ("evidence_kind", _evidence_kind(record, short)),
        ("studied", _studied(record, short)),
        ("country", record.country and f"The evidence of {short} is from: {record.country}."),
        ("cited_in", _cited_in(record, catalogue, title)),
    )
    yield from ((field, sentence) for field, sentence in known if sentence)


def quoted_title(record: SourceRecord) -> str:
    """The title in quotation marks, which are the title's own words."""
    return f"“{' '.join(record.title.split())}”"


def in_words(items: list[str]) -> str:
    """`A, B and C`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _name(author: Author) -> str:
    return f"{author.given} {author.family}".strip()


def _authors(record: SourceRecord) -> str | None:
    names = [_name(author) for author in record.authors]
    if not names:
        return None
    year = f" ({record.year})" if record.year else ""
    if record.more_authors:
        who = f"{', '.join(names)} and others, whom the catalogue does not name"
    else:
        who = f"{len(names)} authors: {in_words(names)}" if len(names) > 2 else in_words(names)
    return f"{quoted_title(record)}{year} was written by {who}."


def _published(record: SourceRecord) -> str | None:
    if not record.published_in and not record.year:
        return None
    where = f" {'in' if _is_in_a_journal(record) else 'by'} {record.published_in}" if record.published_in else ""
    year = f" in {record.year}" if record.year else ""
    numbers = (("volume", record.volume), ("issue", record.issue), ("pages", record.pages))
    place = "".join(f", {name} {number}" for name, number in numbers if number)
    return f"{quoted_title(record)} was published{where}{year}{place}."


def _is_in_a_journal(record: SourceRecord) -> bool:
    """Whether it appeared in `published_in`, and was not published by it, as far as the record lets one tell."""
    if record.work_type is not None:
        return record.work_type in ("article-journal", "chapter", "paper-conference")
    placed = record.volume or record.issue or record.pages or record.pmid or record.doi
    return bool(placed or _JOURNAL.search(record.published_in or ""))


def _evidence_kind(record: SourceRecord, short: str) -> str | None:
    if record.evidence_kind == "unclassified":
        return None
    return f"The kind of evidence in {short} is recorded as: {record.evidence_kind}."


def _studied(record: SourceRecord, short: str) -> str | None:
    parts = [record.studied, record.sample, record.period_studied and f"period: {record.period_studied}"]
    said = "; ".join(part for part in parts if part)
    return f"What {short} studied: {said}." if said else None


def _cited_in(record: SourceRecord, catalogue: Catalogue, title: str) -> str | None:
    citing = [other.short_reference for other in catalogue if other.source_id in record.cited_in]
    if not citing:
        return None
    return f"{title} was not read for this library, which knows it from the references of {in_words(citing)}."


def _reference(record: SourceRecord) -> str:
    about = "; ".join(part for part in (record.published_in, record.country) if part)
    title = quoted_title(record)
    named = title if not record.authors else f"{record.short_reference}, {title}"
    return f"{named}: {about}." if about else f"{named}."
