"""A catalogue record as a CSL-JSON item, the form that reference managers and citeproc share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from kb.catalogue import Author, SourceRecord, WorkType

_IN_SOMETHING_LARGER: frozenset[WorkType] = frozenset({"article-journal", "chapter", "paper-conference"})


def work_type(record: SourceRecord) -> WorkType:
    """The record's kind of work; where it names none, an article when it has what only articles have, else a report."""
    if record.work_type:
        return record.work_type
    return "article-journal" if record.volume or record.issue or record.pmid else "report"


def is_part(record: SourceRecord) -> bool:
    """Whether `published_in` names something the work is part of (a journal, a book) rather than its publisher."""
    return work_type(record) in _IN_SOMETHING_LARGER


def csl_item(record: SourceRecord, others: str = "et al.") -> dict[str, Any]:
    """A CSL-JSON item; what the record does not know is left out. The id is the source's.

    `others` stands as the last name where there are more authors than the record could verify.
    """
    item: dict[str, Any] = {
        "id": record.source_id,
        "type": work_type(record),
        "title": record.title,
        "author": [csl_name(author) for author in record.authors] + [{"literal": others}] * record.more_authors,
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "container-title" if is_part(record) else "publisher": record.published_in,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "DOI": record.doi,
        "PMID": record.pmid,
        "URL": record.url,
    }
    return {name: value for name, value in item.items() if value}


def csl_name(author: Author) -> dict[str, str]:
    """A person as family and given names; an author without given names is named as a whole, as bodies are."""
    if not author.given:
        return {"literal": author.family}
    given, _, suffix = author.given.partition(", ")  # as in `Frederick J., Jr`
    return {"family": author.family, "given": given} | ({"suffix": suffix} if suffix else {})


def spaced_initials(given: str) -> str:
    """`RH` as `R. H.`, which is how styles expect initials; names written out stay as they are."""
    return " ".join(
        " ".join(f"{letter}." for letter in token) if re.fullmatch(r"[^\W\d_a-z]{1,3}", token) else token
        for token in given.split()
    )


def dump_csl_json(records: Iterable[SourceRecord]) -> str:
    """CSL-JSON text: a list of items, indented, in the order given."""
    return orjson.dumps([csl_item(record) for record in records], option=orjson.OPT_INDENT_2).decode() + "\n"
