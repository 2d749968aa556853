"""`briefing sources add` and `briefing sources fetch`: the only commands that reach the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.add_source import add_source, fetch_sources
from ingest.connectors import open_connectors
from ingest.connectors.web import Web
from ingest.fetch_report import FetchRow
from ingest.match_file import keep_file, match_file
from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.console import Json, messages, print_json, tables
from kb.errors import CatalogueError
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings, load_settings

_STYLES = {"added": "green", "fetched": "green", "copied": "green", "failed": "bold red", "refused": "bold red"}
Refresh = Annotated[bool, typer.Option("--refresh", help="Ask the services again, whatever is kept of their answers")]


def add(
    doi: Annotated[str | None, typer.Option("--doi", help="DOI of the work, in any common form")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A file of the work; alone, it is matched to its record")
    ] = None,
    full_text: Annotated[bool, typer.Option(help="Whether to fetch the open full text too")] = True,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Add a work to the catalogue by its DOI (reaches the network), or keep a file under its record's name (does not).

    Exit code 0 when the work is in the catalogue and no full text failed, 2 otherwise; a row says what happened.
    """
    settings = load_settings()
    if doi is None and file is None:
        raise typer.BadParameter("give --doi, --file or both")
    rows: list[FetchRow] = []
    if doi is not None:
        wanted = normalise_doi(doi)
        if wanted is None:
            raise CatalogueError(f"{doi} is not a DOI.", "A DOI looks like 10.1177/0046958017711760.")
        with Web(settings, refresh=refresh) as web:
            connectors = open_connectors(settings, web)
            rows += _shown(add_source(wanted, settings, web, connectors, full_text=full_text and file is None))
    if file is not None and not any(row.status == "refused" for row in rows):
        rows.append(_keep(file, settings, rows[-1].source_id if rows else None))
    _report(rows, json)


def fetch(
    source: Annotated[list[str] | None, typer.Argument(help="Ids of sources; none: all of the catalogue")] = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Fetch the open full text of sources that have none at hand (reaches the network), where the licence allows it.

    Exit code 0 when nothing failed, 2 when something did; a row says what happened to every source.
    """
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue_path)
    records = list(catalogue) if not source else [_record(catalogue, source_id) for source_id in source]
    with Web(settings, refresh=refresh) as web:
        rows = _shown(fetch_sources(records, settings, web, open_connectors(settings, web)))
    _report(rows, json)


def _shown(rows: Iterable[FetchRow]) -> list[FetchRow]:
    """All rows; on a terminal the last one is shown while the next is waited for."""
    listed: list[FetchRow] = []
    with messages.status("Asking the services") as status:
        for row in rows:
            listed.append(row)
            status.update(escape(f"{row.source_id or ''} {row.step}: {row.service or ''} {row.status}"))
    return listed


def _keep(file: Path, settings: Settings, source_id: str | None) -> FetchRow:
    """Copy a file under its record's name; with `source_id` the user said whose it is."""
    catalogue = load_catalogue(settings.catalogue_path)
    record, by = match_file(file, catalogue) if source_id is None else (_record(catalogue, source_id), "the DOI given")
    path, is_new = keep_file(file, record, settings.originals_dir)
    status = "copied" if is_new else "present"
    return FetchRow.model_validate(
        {
            "source_id": record.source_id,
            "step": "file",
            "status": status,
            "reason": f"matched by {by}",
            "path": str(path),
        }
    )


def _record(catalogue: Catalogue, source_id: str) -> SourceRecord:
    record = catalogue.get(source_id)
    if record is None:
        raise CatalogueError(f"The catalogue has no source {source_id}.", "Check the id in sources/catalogue.toml.")
    return record


def _report(rows: Iterable[FetchRow], json: bool) -> None:
    listed = list(rows)
    if json:
        print_json({"rows": [row.model_dump(mode="json") for row in listed]})
    else:
        table = Table("source", "step", "service", "status", "what happened")
        for row in listed:
            said = "; ".join(part for part in (row.reason, row.licence, row.path) if part)
            style = _STYLES.get(row.status, "none")
            table.add_row(row.source_id, row.step, escape(row.service or ""), f"[{style}]{row.status}[/]", escape(said))
        tables.print(table)
        if any(row.status in ("fetched", "copied") for row in listed):
            messages.print("Run `briefing ingest` to read what is new.")
    if _failed(listed):
        raise typer.Exit(2)


def _failed(rows: Sequence[FetchRow]) -> bool:
    """Whether a record was refused, or a source's full text was tried and no place gave it."""
    last: dict[str | None, FetchRow] = {}
    for row in rows:
        if row.status == "refused":
            return True
        if row.step == "full text":
            last[row.source_id] = row
    tried = {row.source_id for row in rows if row.step == "full text" and row.status == "failed"}
    return any(last[source_id].status != "fetched" for source_id in tried)
