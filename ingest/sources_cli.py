"""`briefing sources`: look after the sources, the catalogue and the notes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.check_catalogue import RecordFinding, check_records
from ingest.check_copied_words import CopiedWords, find_copied_words
from ingest.check_data_files import find_broken_links
from ingest.check_notes import OriginalTexts, check_notes
from ingest.connect_cli import add, fetch
from ingest.references_cli import export_references, import_file
from ingest.retractions_cli import retractions
from ingest.versions_cli import history, list_sources, remove, restore, show
from kb.catalogue import load_catalogue
from kb.console import DataDir, Json, messages, print_json, tables
from kb.notes import load_notes
from kb.retractions import load_retractions
from kb.settings import load_settings

sources_app = typer.Typer(
    name="sources", help="Look after the sources, the catalogue and the notes.", no_args_is_help=True
)
sources_app.command("list")(list_sources)
sources_app.command()(show)
sources_app.command()(history)
sources_app.command()(remove)
sources_app.command()(restore)
sources_app.command("add")(add)
sources_app.command("fetch")(fetch)
sources_app.command("export")(export_references)
sources_app.command("import")(import_file)
sources_app.command("retractions")(retractions)


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
    """Check that records are complete and links resolve, and compare every claim card with its original.

    Nothing that we wrote may share eight words in a row with any original at hand. Exit code 0 when there is no fault,
    1 when there is one. Notes whose original is not at hand are named.
    """
    settings = load_settings(data_dir=data_dir)
    catalogue, notes = load_catalogue(settings.catalogue_path), load_notes(settings.notes_dir)
    folders = [settings.originals_dir, settings.data_dir / "files", *(originals or [])]
    originals_at_hand = OriginalTexts(folders)
    findings, unchecked = check_notes(notes, catalogue, originals_at_hand)
    faults = [finding for finding in findings if finding.severity == "fault"]
    records = check_records(catalogue, notes, load_retractions(settings.retractions_path))
    record_faults = [finding for finding in records if finding.severity == "fault"]
    links = find_broken_links(settings.sources_dir, catalogue, notes)
    copied = find_copied_words(settings.sources_dir, catalogue, originals_at_hand)
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
                "records": [finding.model_dump() for finding in records],
                "links": links,
                "copied": [finding.model_dump() for finding in copied],
            }
        )
    else:
        table = Table("note", "card", "severity", "problem")
        for finding in findings:
            if doubts or finding.severity == "fault":
                table.add_row(finding.source_id, str(finding.card), finding.severity, finding.problem)
        if table.row_count:
            tables.print(table)
        _print_records(records, copied, with_doubts=doubts)
        from_pages = {note.source_id for note in notes if note.original_sha256 is None}
        for source_id in unchecked:
            if source_id not in from_pages:
                messages.print(f"Not checked, because its original is not at hand: {source_id}.")
        if from_pages:
            messages.print(
                f"Written from public pages, so there is no original to check against: {', '.join(sorted(from_pages))}."
            )
        for problem in links:
            messages.print(problem, markup=False)
        cards = sum(len(note.card) for note in notes if note.source_id not in unchecked)
        messages.print(f"{cards} cards compared: {len(faults)} faults, {len(findings) - len(faults)} doubts.")
        missing = f"{len(record_faults)} faults, {len(records) - len(record_faults)} doubts"
        messages.print(
            f"{len(catalogue.source)} records checked: {missing}; {len(links)} broken links; "
            f"{len(copied)} places with copied words."
        )
    if faults or links or record_faults or copied:
        raise typer.Exit(1)


def _print_records(records: Iterable[RecordFinding], copied: Iterable[CopiedWords], *, with_doubts: bool) -> None:
    table = Table("record", "severity", "problem")
    for finding in records:
        if with_doubts or finding.severity == "fault":
            table.add_row(finding.source_id, finding.severity, escape(finding.problem))
    if table.row_count:
        tables.print(table)
    shared = Table("file", "place", "words in a row", "as in")
    for place in copied:
        shared.add_row(place.file, place.place, escape(place.words), escape(place.original))
    if shared.row_count:
        tables.print(shared)
