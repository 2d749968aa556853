"""`briefing sources export` and `briefing sources import`: references out and in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from rich.markup import escape
from rich.table import Table

from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.catalogue_file import append_records
from kb.console import Json, messages, print_json, tables
from kb.errors import CatalogueError
from kb.references import ReferenceStyle, format_references
from kb.references.bibtex import dump_bibtex
from kb.references.cited_sources import cited_records
from kb.references.csl import dump_csl_json
from kb.references.import_references import import_references
from kb.references.ris import dump_ris
from kb.settings import load_settings

ReferenceFormat = Literal["bibtex", "ris", "csl-json", "vancouver", "harvard", "apa"]

_DUMPS: dict[str, Callable[[Sequence[SourceRecord]], str]] = {
    "bibtex": dump_bibtex,
    "ris": dump_ris,
    "csl-json": dump_csl_json,
}
_STYLES = {"added": "green", "known": "dim", "refused": "bold red"}


def export_references(
    source: Annotated[list[str] | None, typer.Argument(help="Ids of sources; none: all of the catalogue")] = None,
    answer: Annotated[
        Path | None, typer.Option("--answer", help="The sources that a saved `ask --json` output cites, in its order")
    ] = None,
    style: Annotated[ReferenceFormat, typer.Option("--format", help="What to print")] = "bibtex",
) -> None:
    """Print references of the catalogue's sources, or of an answer's citations, as a file format or in a style."""
    if source and answer:
        raise typer.BadParameter("name sources or give --answer FILE, not both")
    catalogue = load_catalogue(load_settings().catalogue_path)
    records = cited_records(answer, catalogue) if answer else _chosen(source, catalogue)
    if not records:
        messages.print("Nothing is cited." if answer else "The catalogue is empty.")
    if style in _DUMPS:
        text = _DUMPS[style](records)
    else:
        numbered = style == "vancouver"
        lines = format_references(records, next(known for known in get_args(ReferenceStyle) if known == style))
        lines = [line + _as_cited_in(record, catalogue) for line, record in zip(lines, records, strict=True)]
        text = "".join(f"{i}. {line}\n" if numbered else f"{line}\n" for i, line in enumerate(lines, start=1))
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def import_file(
    file: Annotated[Path, typer.Argument(help="A BibTeX or RIS file, such as Zotero exports")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, and write nothing")] = False,
    json: Json = False,
) -> None:
    """Add the references of a BibTeX or RIS file to the catalogue; those it has already stay as they are.

    Exit code 0 when every reference was added or known, 2 when one was refused; the report says why.
    """
    path = load_settings().catalogue_path
    catalogue = load_catalogue(path) if path.exists() else Catalogue()
    records, rows = import_references(file, catalogue)
    if not dry_run and records:
        append_records(path, records)
    if json:
        print_json({"written": not dry_run and bool(records), "rows": [row.model_dump(mode="json") for row in rows]})
    else:
        table = Table("where", "key", "status", "source", "remarks")
        for row in rows:
            remarks = "; ".join(row.remarks)
            table.add_row(
                row.where,
                escape(row.key or ""),
                f"[{_STYLES[row.status]}]{row.status}[/]",
                row.source_id,
                escape(remarks),
            )
        tables.print(table)
        counts = {status: sum(row.status == status for row in rows) for status in _STYLES}
        said = "; ".join(f"{number} {status}" for status, number in counts.items() if number)
        messages.print(f"{said}. Nothing was written." if dry_run else f"{said}.")
    if any(row.status == "refused" for row in rows):
        raise typer.Exit(2)


def _as_cited_in(record: SourceRecord, catalogue: Catalogue) -> str:
    """A work that was not read is never listed as if it had been."""
    citing = [other.short_reference for source_id in record.cited_in if (other := catalogue.get(source_id))]
    return f" [Not read; as cited in {'; '.join(citing)}.]" if citing else ""


def _chosen(source_ids: Sequence[str] | None, catalogue: Catalogue) -> list[SourceRecord]:
    if not source_ids:
        return list(catalogue)
    records: list[SourceRecord] = []
    for source_id in source_ids:
        record = catalogue.get(source_id)
        if record is None:
            raise CatalogueError(
                f"The catalogue has no source {source_id}.", "Check the id in sources/catalogue.toml, or name none."
            )
        records.append(record)
    return records
