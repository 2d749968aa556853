"""`briefing sources`: look after the catalogue and the notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ingest.check_notes import OriginalTexts, check_notes
from ingest.references_cli import export_references, import_file
from kb.catalogue import load_catalogue
from kb.console import DataDir, Json, messages, print_json, tables
from kb.notes import load_notes
from kb.settings import load_settings

sources_app = typer.Typer(name="sources", help="Look after the catalogue and the notes.", no_args_is_help=True)
sources_app.command("export")(export_references)
sources_app.command("import")(import_file)


@sources_app.command()
def check(
    originals: Annotated[
        list[Path] | None,
        typer.Option("--originals", help="A folder with originals, besides sources/originals/; repeat it"),
    ] = None,
    doubts: Annotated[bool, typer.Option("--doubts", help="List doubts too, not only faults")] = False,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Compare every claim card with its original: figures, names, negations, and copied runs of words.

    Exit code 0 when there is no fault, 1 when there is one. Notes whose original is not at hand are named.
    """
    settings = load_settings(data_dir=data_dir)
    catalogue, notes = load_catalogue(settings.catalogue_path), load_notes(settings.notes_dir)
    folders = [settings.originals_dir, settings.data_dir / "files", *(originals or [])]
    findings, unchecked = check_notes(notes, catalogue, OriginalTexts(folders))
    faults = [finding for finding in findings if finding.severity == "fault"]
    unrecorded = [note.source_id for note in notes if catalogue.get(note.source_id) is None]
    if json:
        print_json(
            {
                "cards": sum(len(note.card) for note in notes),
                "faults": len(faults),
                "doubts": len(findings) - len(faults),
                "unchecked": unchecked,
                "unrecorded": unrecorded,
                "findings": [finding.model_dump() for finding in findings],
            }
        )
    else:
        table = Table("note", "card", "severity", "problem")
        for finding in findings:
            if doubts or finding.severity == "fault":
                table.add_row(finding.source_id, str(finding.card), finding.severity, finding.problem)
        if table.row_count:
            tables.print(table)
        for source_id in unchecked:
            messages.print(f"Not checked, because its original is not at hand: {source_id}.")
        for source_id in unrecorded:
            messages.print(f"A note without a record in the catalogue: {source_id}.")
        cards = sum(len(note.card) for note in notes if note.source_id not in unchecked)
        messages.print(f"{cards} cards compared: {len(faults)} faults, {len(findings) - len(faults)} doubts.")
    if faults or unrecorded:
        raise typer.Exit(1)
