"""`briefing ingest`: read files into the knowledge base and report on every one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ingest.describe_quality import describe_quality
from ingest.pipeline import ingest_paths
from ingest.print_changes import count_changes, print_changes
from ingest.report import IngestReport
from kb.console import DataDir, Json, messages, print_json
from kb.settings import load_settings

_STYLES = {"added": "green", "new_version": "cyan", "unchanged": "dim", "refused": "bold red"}


def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; none: the notes and sources/originals/")
    ] = None,
    json: Json = False,
    password: Annotated[str | None, typer.Option("--password", help="Password of encrypted files")] = None,
    data_dir: DataDir = None,
) -> None:
    """Read files into the knowledge base. A second run on the same files writes nothing.

    Exit code 0 when every file was read or was already there, 2 when one was refused; the report says why.
    """
    settings = load_settings(data_dir=data_dir)
    columns = (TextColumn("{task.description:30.30}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:
        task = bar.add_task("starting", total=None)
        report = ingest_paths(
            settings,
            paths or None,
            password,
            lambda what, done, total: bar.update(task, description=what, completed=done, total=total),
        )
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        _print_report(report)
    for warning in report.warnings:
        messages.print(f"Warning: {warning}")
    if report.refused:
        raise typer.Exit(2)


def _print_report(report: IngestReport) -> None:
    table = Table("file", "status", "source", "pages", "characters", "passages", "seconds", "read how", "remarks")
    for row in report.files:
        numbers = (row.pages, row.characters, row.passages)
        table.add_row(
            Path(row.path).name,
            f"[{_STYLES[row.status]}]{row.status}[/]",
            row.source_id or "",
            *("" if number is None else f"{number:,}" for number in numbers),
            f"{row.seconds:.1f}",
            describe_quality(row.quality) if row.quality else "",
            row.reason or "",
        )
    messages.print(table)
    for row in report.files:
        if row.changes is not None:
            name = escape(Path(row.path).name)
            messages.print(f"{name}, a new version of {row.source_id}: {count_changes(row.changes)}")
            print_changes(messages, row.changes)
    if report.remade:
        messages.print(f"Read again because settings, readers or the model changed: {', '.join(report.remade)}.")
    for row in report.files:
        for hidden in row.quality.hidden if row.quality else ():
            page = "" if hidden.page_index is None else f", page {hidden.page_index + 1}"
            messages.print(
                f"Kept out of answers: {Path(row.path).name}{page}, {hidden.reason}: {hidden.words}", markup=False
            )
    for file in report.ignored:
        messages.print(f"Left out: {file.path} ({file.reason}).", markup=False)
    counts = {status: sum(row.status == status for row in report.files) for status in _STYLES}
    messages.print(
        "; ".join(f"{number} {status.replace('_', ' ')}" for status, number in counts.items() if number) or "No files."
    )
