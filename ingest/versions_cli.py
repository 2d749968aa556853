"""`briefing sources list|show|history|remove|restore`: what the library holds, and taking it out and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from ingest.describe_quality import describe_quality, reading_doubts
from ingest.describe_sources import OutlineEntry, describe_sources, outline_of
from ingest.find_source import find_versions
from ingest.print_changes import count_changes, print_changes
from ingest.remove_source import remove_source
from ingest.restore_source import restore_source
from ingest.source_history import VersionState, source_history, version_state
from kb.catalogue import SourceRecord, load_catalogue
from kb.console import DataDir, Json, messages, print_json, tables
from kb.documents import Document, DocumentKind
from kb.errors import SourceError
from kb.settings import load_settings
from kb.store import DocumentStore, StoredVersion

Source = Annotated[str, typer.Argument(help="The source's id, as `briefing sources list` names it")]
Kind = Annotated[DocumentKind | None, typer.Option("--kind", help="The note or the original alone; without it both")]


def list_sources(json: Json = False, data_dir: DataDir = None) -> None:
    """All sources: what is held of each, how many versions, and whether its note or its original answers."""
    settings = load_settings(data_dir=data_dir)
    manifest = DocumentStore(settings.data_dir).manifest()
    summaries = describe_sources(manifest, load_catalogue(settings.catalogue_path), settings.corpus)
    if json:
        print_json({"corpus": settings.corpus, "sources": [summary.model_dump(mode="json") for summary in summaries]})
        return
    table = Table("source", "what it is", "note", "original", "versions", "passages", "answers from")
    for row in summaries:
        answers = row.answers or ("nothing: removed" if "removed" in (row.note, row.original) else "nothing")
        held = ("" if row.note == "none" else row.note, "" if row.original == "none" else row.original)
        named = row.reference if row.title in row.reference else f"{row.reference}: {row.title}"
        numbers = (str(row.versions or ""), str(row.passages or ""))
        table.add_row(row.source_id, escape(named), *held, *numbers, answers)
    tables.print(table)


def show(source: Source, kind: Kind = None, json: Json = False, data_dir: DataDir = None) -> None:
    """One source: its record, the sections of the document that answers, and how well that was read."""
    settings = load_settings(data_dir=data_dir)
    store = DocumentStore(settings.data_dir)
    manifest = store.manifest()
    record = load_catalogue(settings.catalogue_path).get(source)
    if record is not None and not any(version.source_id == source for version in manifest.versions):
        raise SourceError(f"Nothing of {source} has been ingested.", "Put its file into sources/originals/ and ingest.")
    version = _shown_version(find_versions(manifest, source), kind, source)
    newest = max((v for v in find_versions(manifest, source) if v.kind == version.kind), key=lambda v: v.version)
    state = version_state(version, newest)
    document = store.document(version.document_id)
    outline = outline_of(document)
    if json:
        print_json(_as_json(record, version, state, document, outline))
    else:
        _print_source(record or SourceRecord(source_id=source, title=document.title), version, state, document, outline)


def history(
    source: Source,
    everything: Annotated[
        bool, typer.Option("--all", help="List every changed sentence, not the first twenty")
    ] = False,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """The versions of a source, when each was added, and the sentences that came and went from one to the next."""
    rows = source_history(DocumentStore(load_settings(data_dir=data_dir).data_dir), source)
    if json:
        print_json({"source_id": source, "versions": [row.model_dump(mode="json") for row in rows]})
        return
    for row in rows:
        added = f", added {row.added_at:%Y-%m-%d %H:%M} UTC" if row.added_at else ""
        removed = f", removed {row.removed_at:%Y-%m-%d %H:%M} UTC" if row.removed_at else ""
        tables.print(
            f"[bold]{row.kind}, version {row.version}[/] ({row.state}{added}{removed}): {escape(Path(row.name).name)}, "
            f"{row.characters:,} characters, {row.passages} passages, SHA-256 {row.document_sha256[:12]}",
            soft_wrap=True,
        )
        if row.changes is not None:
            tables.print(f"  since version {row.version - 1}: {count_changes(row.changes)}")
            print_changes(tables, row.changes, shown=None if everything else 20)


def remove(source: Source, kind: Kind = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Take a source out of what answers. Nothing is deleted: saved answers that cite it can still be verified."""
    gone = remove_source(load_settings(data_dir=data_dir), source, kind)
    if json:
        print_json({"removed": [_brief(version) for version in gone]})
    left = DocumentStore(load_settings(data_dir=data_dir).data_dir).manifest().answering("auto")
    for version in gone:
        messages.print(f"Removed the {version.kind} of {source}, version {version.version}.")
    answers = next((version.kind for version in left if version.source_id == source), None)
    messages.print(f"It now answers from its {answers}." if answers else "It no longer answers.")
    chosen = f" --kind {gone[0].kind}" if len(gone) == 1 else ""
    messages.print(f"To undo this: briefing sources restore {source}{chosen}")


def restore(
    source: Source,
    kind: Kind = None,
    password: Annotated[str | None, typer.Option("--password", help="Password, if it has to be read again")] = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Let a removed source answer again, in the version that answered before."""
    back = restore_source(load_settings(data_dir=data_dir), source, kind, password)
    if json:
        print_json({"restored": [_brief(version) for version in back]})
    for version in back:
        messages.print(f"Restored the {version.kind} of {source}, version {version.version}.")


def _brief(version: StoredVersion) -> dict[str, Any]:
    return version.model_dump(include={"source_id", "kind", "version", "document_sha256", "passages"})


def _shown_version(versions: tuple[StoredVersion, ...], kind: DocumentKind | None, source: str) -> StoredVersion:
    """The version that answers, else the removed one, else the newest; of the kind asked for, an original first."""
    of_kind = [version for version in versions if kind in (None, version.kind)]
    if not of_kind:
        raise SourceError(f"There is no {kind} of {source}.", "Leave --kind out to see what there is.")
    return max(of_kind, key=lambda v: (v.current, v.removed is not None, v.kind == "original", v.version))


def _as_json(
    record: SourceRecord | None,
    version: StoredVersion,
    state: VersionState,
    document: Document,
    outline: list[OutlineEntry],
) -> dict[str, Any]:
    return {
        "source_id": version.source_id,
        "record": record.model_dump(mode="json") if record else None,
        "kind": version.kind,
        "version": version.version,
        "state": state,
        "document_sha256": version.document_sha256,
        "media_type": document.media_type,
        "pages": len(document.pages) or None,
        "characters": len(document.text),
        "passages": len(document.passages),
        "outline": [entry.model_dump(mode="json") for entry in outline],
        "warnings": list(document.warnings),
        "quality": document.quality.model_dump(mode="json"),
    }


def _print_source(
    record: SourceRecord, version: StoredVersion, state: VersionState, document: Document, outline: list[OutlineEntry]
) -> None:
    title = "" if record.title in record.short_reference else f" {escape(record.title)}"
    tables.print(f"[bold]{escape(record.short_reference)}[/]{title}", soft_wrap=True)
    for name, value in record.model_dump(exclude={"source_id", "title", "authors", "original_sha256"}).items():
        if value not in (None, "", False):
            shown = "yes" if value is True else str(value)
            tables.print(f"  {name.replace('_', ' ')}: {escape(shown)}", soft_wrap=True)
    tables.print(
        f"\n[bold]The {version.kind}, version {version.version}[/] ({state}): {document.media_type}, "
        f"{len(document.text):,} characters, {len(document.passages)} passages"
        + (f", {len(document.pages)} pages" if document.pages else ""),
        soft_wrap=True,
    )
    table = Table("section", "role", "sentences", "passages")
    for entry in outline:
        indent = "  " * (len(entry.path) - 1)
        numbers = (str(entry.sentences or ""), str(entry.passages or ""))
        table.add_row(indent + escape(entry.path[-1]), entry.role.replace("_", " "), *numbers)
    tables.print(table)
    measured = describe_quality(document.quality)
    tables.print(f"[bold]How well it was read[/] {escape(measured)}", soft_wrap=True)
    for line in reading_doubts(document) or ["nothing to doubt was found"]:
        tables.print(f"  {escape(line)}", soft_wrap=True)
