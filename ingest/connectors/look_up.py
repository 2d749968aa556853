"""What all services say of one DOI, put together: the first to state a field wins, and where two differ it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.connectors.connector import Connector, FoundWork, FullTextLink
from ingest.fetch_report import FetchRow
from kb.errors import FetchError
from kb.references.checked_fields import CheckedRecord, check_fields, clean_text

_COMPARED = ("title", "year", "volume", "pages")


@dataclass(frozen=True)
class LookedUp:
    """Replies in the order of the services, and a row for every service asked."""

    works: tuple[FoundWork, ...]
    rows: tuple[FetchRow, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """Services that could not be asked this time."""
        return tuple(row.service or "" for row in self.rows if row.status == "failed")

    @property
    def links(self) -> tuple[FullTextLink, ...]:
        """Places of the full text: structured text before PDF, else in the order of the services."""
        links = dict.fromkeys(link for work in self.works for link in work.links)
        return tuple(sorted(links, key=lambda link: link.media_type != "application/jats+xml"))


def look_up(doi: str, connectors: Sequence[Connector], source_id: str | None = None) -> LookedUp:
    """Ask every service; one that fails is a row, and the next is asked. Touches the network."""
    works: list[FoundWork] = []
    rows: list[FetchRow] = []
    for connector in connectors:
        row = {"source_id": source_id, "step": "record", "service": connector.name}
        if connector.not_asked:
            rows.append(FetchRow.model_validate({**row, "status": "not_asked", "reason": connector.not_asked}))
            continue
        try:
            work = connector.find(doi)
        except FetchError as error:
            reason = f"{error.message} {error.hint}"
            rows.append(
                FetchRow.model_validate({**row, "status": "failed", "outcome": error.outcome, "reason": reason})
            )
            continue
        if work is None:
            rows.append(
                FetchRow.model_validate({**row, "status": "not_found", "reason": "it has no work with this DOI"})
            )
            continue
        works.append(work)
        rows.append(FetchRow.model_validate({**row, "status": "found", "reason": "; ".join(work.warnings) or None}))
    return LookedUp(tuple(works), tuple(rows))


def merge_works(works: Sequence[FoundWork], taken: Iterable[str]) -> CheckedRecord:
    """One record of all replies, every field checked on its own before the next service's is considered."""
    fields: dict[str, Any] = {}
    stated: dict[str, list[tuple[str, str]]] = {name: [] for name in _COMPARED}
    remarks: list[str] = []
    taken_ids = list(taken)
    for work in works:
        checked = check_fields({"title": "-a-", **_given(work.fields)}, ())
        remarks += [f"{work.service}: {remark}" for remark in checked.remarks]
        if checked.record is None:
            continue
        held = {name: value for name, value in checked.record.model_dump(exclude_defaults=True).items() if value}
        held["authors"] = list(checked.record.authors)
        if not clean_text(work.fields.get("title")):
            del held["title"]
        for name, value in held.items():
            if name != "source_id" and value and not fields.get(name):
                fields[name] = value
        for name in _COMPARED:
            if name in held:
                stated[name].append((work.service, str(held[name])))
    remarks += [remark for name in _COMPARED if (remark := _difference(name, stated[name]))]
    record = check_fields(fields, taken_ids)
    return CheckedRecord(record.record, (*remarks, *record.remarks))


def _given(fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _difference(name: str, stated: Sequence[tuple[str, str]]) -> str | None:
    """`the year differs: Crossref 2017, PubMed 2018`, or None. Case and punctuation make no difference."""
    if len({_key(name, value) for _, value in stated}) < 2:
        return None
    return f"the {name} differs: " + ", ".join(f"{service} {value}" for service, value in stated)


def _key(name: str, value: str) -> str:
    key = re.sub(r"\W+", "", value.casefold())
    if name == "pages":  # 445-52 and 445-452 are the same
        return value.split("-")[0]
    return key
