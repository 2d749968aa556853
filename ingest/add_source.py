"""The whole of `briefing sources add` and `fetch`: DOI -> services -> checked record -> catalogue -> open full text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ingest.connectors.connector import Connector, FoundWork
from ingest.connectors.look_up import look_up, merge_works
from ingest.connectors.pubmed import PubMed
from ingest.connectors.web import Web
from ingest.fetch_original import fetch_original, original_at_hand
from ingest.fetch_report import FetchRow
from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.catalogue_file import append_records
from kb.errors import FetchError
from kb.references.checked_fields import clean_url
from kb.references.import_references import same_work
from kb.settings import Settings


def add_source(
    doi: str, settings: Settings, web: Web, connectors: Sequence[Connector], *, full_text: bool = True
) -> Iterator[FetchRow]:
    """Add the work with this DOI to the catalogue, unless it is there, and fetch its open full text.

    The record is written before the full text is fetched, so that a failure there loses nothing.
    """
    path = settings.catalogue_path
    catalogue = load_catalogue(path) if path.exists() else Catalogue()
    known = next((r for r in catalogue if r.doi and r.doi.lower() == doi), None)
    found = look_up(doi, connectors, known.source_id if known else None)
    yield from found.rows
    record = known
    if known is not None:
        yield FetchRow(source_id=known.source_id, step="record", status="known", reason="the catalogue has it")
    else:
        row, record = _added(doi, found.works, catalogue, settings, web.oldest_reply_on)
        yield row
    if record is not None and full_text:
        yield from fetch_original(record, found, settings, web)


def fetch_sources(
    records: Sequence[SourceRecord], settings: Settings, web: Web, connectors: Sequence[Connector]
) -> Iterator[FetchRow]:
    """Fetch the open full text of records that have none at hand, one after the other."""
    for record in records:
        at_hand = original_at_hand(record, settings.originals_dir)
        if at_hand is not None:
            yield FetchRow(source_id=record.source_id, step="full text", status="present", path=str(at_hand))
            continue
        try:
            doi = record.doi or (PubMed(settings, web).doi_of(record.pmid) if record.pmid else None)
        except FetchError as error:
            yield FetchRow.model_validate(
                {"source_id": record.source_id, "step": "full text", "service": PubMed.name, "status": "failed",
                 "outcome": error.outcome, "reason": f"{error.message} {error.hint}"}
            )  # fmt: skip
            continue
        if doi is None:
            reason = "it has no DOI to ask by" + (", and PubMed states none" if record.pmid else "")
            yield FetchRow(source_id=record.source_id, step="full text", status="not_asked", reason=reason)
            continue
        found = look_up(doi.lower(), connectors, record.source_id)
        yield from (row for row in found.rows if row.status != "found" or row.reason)
        yield from fetch_original(record, found, settings, web)


def _added(
    doi: str, works: Sequence[FoundWork], catalogue: Catalogue, settings: Settings, checked_on: date
) -> tuple[FetchRow, SourceRecord | None]:
    """The row of the record, and the record when the catalogue has it now."""
    if not works:
        return FetchRow(step="record", status="refused", reason=f"no service gave a record of {doi}"), None
    checked = merge_works(works, [record.source_id for record in catalogue])
    reason = "; ".join(checked.remarks) or None
    if checked.record is None:
        return FetchRow(step="record", status="refused", reason=reason), None
    twin = next((record for record in catalogue if same_work(record, checked.record)), None)
    if twin is not None:
        said = f"the catalogue has it without this DOI; write doi = {doi!r} into its record"
        return FetchRow(source_id=twin.source_id, step="record", status="known", reason=said), twin
    pages = tuple(page for work in works if (page := clean_url(work.page)))
    record = checked.record.model_copy(update={"checked_at": pages, "checked_on": checked_on if pages else None})
    append_records(settings.catalogue_path, [record])
    return FetchRow(source_id=record.source_id, step="record", status="added", reason=reason), record
