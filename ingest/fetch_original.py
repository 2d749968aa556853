"""The open full text of a source into `sources/originals/`, where `briefing ingest` finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx

from ingest.connectors.download import SUFFIXES, download
from ingest.connectors.licences import lets_copy, licence_id
from ingest.connectors.look_up import LookedUp
from ingest.connectors.web import Web
from ingest.fetch_report import FetchRow
from kb.catalogue import SourceRecord
from kb.errors import FetchError
from kb.ids import sha256_file
from kb.settings import Settings


def original_at_hand(record: SourceRecord, originals_dir: Path) -> Path | None:
    """A file that ingest would take for this source's original: by its name, or by a hash that the record knows."""
    if not originals_dir.is_dir():
        return None
    files = [path for path in sorted(originals_dir.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    named = next((path for path in files if path.stem.lower() == record.source_id), None)
    if named is not None or not record.original_sha256:
        return named
    return next((path for path in files if sha256_file(path) in record.original_sha256), None)


def fetch_original(record: SourceRecord, found: LookedUp, settings: Settings, web: Web) -> Iterator[FetchRow]:
    """Try each place whose licence lets anyone keep a copy, until one gives the whole file. Touches the network.

    A place without such a licence is not tried: free to read is not free to copy. The record's own licence counts
    where a place states none.
    """
    common = {"source_id": record.source_id, "step": "full text"}
    at_hand = original_at_hand(record, settings.originals_dir)
    if at_hand is not None:
        yield FetchRow.model_validate({**common, "status": "present", "path": str(at_hand)})
        return
    if not found.links:
        yield FetchRow.model_validate(common | _no_place(found))
        return
    for link in found.links:
        host = httpx.URL(link.url).host if _is_address(link.url) else None
        licence = link.licence or licence_id(record.licence)
        row = {**common, "service": host, "licence": licence}
        if not lets_copy(licence):
            reason = "it can be read there, but no licence lets anyone keep a copy; get it by hand"
            yield FetchRow.model_validate({**row, "status": "not_open", "reason": reason})
            continue
        target = settings.originals_dir / f"{record.source_id}{SUFFIXES[link.media_type]}"
        try:
            download(web, link.url, link.media_type, target, int(settings.fetch_max_megabytes * 1e6))
        except FetchError as error:
            reason = f"{error.message} {error.hint}"
            yield FetchRow.model_validate({**row, "status": "failed", "outcome": error.outcome, "reason": reason})
            continue
        yield FetchRow.model_validate({**row, "status": "fetched", "path": str(target)})
        return


def _no_place(found: LookedUp) -> dict[str, str]:
    """That a copy is not open is said only when every service that was to be asked has answered."""
    if found.failed:
        return {"status": "failed", "reason": f"no open copy is known, but {', '.join(found.failed)} did not answer"}
    return {"status": "not_open", "reason": "no service knows an open copy"}


def _is_address(url: str) -> bool:
    try:
        return bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        return False
