"""`briefing sources retractions`: search a file of notices for the catalogue's sources."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from kb.catalogue import load_catalogue
from kb.console import Json, messages, print_json, tables
from kb.import_retractions import import_retractions, save_retractions
from kb.retractions import describe_status, retraction_status
from kb.settings import load_settings


def retractions(
    file: Annotated[Path, typer.Argument(help="The CSV file of the Retraction Watch database")],
    date: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the file [default: its newest notice's]"),
    ] = None,
    json: Json = False,
) -> None:
    """Search a file of retraction notices for every source with a DOI or PMID, and keep what was found.

    It takes the place of what was kept before. Every citation says what is known of its source, and as of when.
    """
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue_path)
    found = import_retractions(file, catalogue, date.date() if date else None)
    save_retractions(settings.retractions_path, found.snapshot)
    statuses = {record.source_id: retraction_status(record, found.snapshot) for record in catalogue}
    if json:
        print_json(
            {
                "snapshot_date": found.snapshot.snapshot_date,
                "rows": found.rows,
                "remarks": found.remarks,
                "sources": {name: status.model_dump(mode="json") for name, status in statuses.items()},
            }
        )
        return
    table = Table("source", "retracted", "corrected", "concern", "what is known")
    for source_id, status in statuses.items():
        states = (status.retracted, status.corrected, status.concern)
        table.add_row(source_id, *states, escape(describe_status(status)))
    tables.print(table)
    for remark in found.remarks:
        messages.print(f"Warning: {escape(remark)}.")
    unchecked = sum(status.as_of is None for status in statuses.values())
    messages.print(
        f"{found.rows} notices searched for {len(found.snapshot.checked)} sources: {len(found.snapshot.notice)} found; "
        f"{unchecked} sources have neither DOI nor PMID and stay unknown."
    )
