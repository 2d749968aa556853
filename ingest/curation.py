"""What a curator does, behind one door for whoever offers it: the page's Curate tab is given this by `briefing.py`.

Everything here is what `briefing ingest` and `briefing sources` do. It writes; one call at a time is the caller's care,
and the data folder's lock that of other programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.add_source import add_source
from ingest.connectors import open_connectors
from ingest.connectors.web import Web
from ingest.describe_quality import describe_quality, reading_doubts
from ingest.describe_sources import SourceSummary, describe_sources
from ingest.fetch_report import FetchRow
from ingest.pipeline import ingest_paths
from ingest.remove_source import remove_source
from ingest.report import FileRow, IngestReport
from ingest.restore_source import restore_source
from ingest.source_history import VersionRow, source_history
from kb.catalogue import load_catalogue
from kb.documents import DocumentKind
from kb.errors import CatalogueError, SourceError
from kb.quality import FileQuality
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings
from kb.store import DocumentStore, StoredVersion


@dataclass(frozen=True)
class Reading:
    """How well the newest version of a note or an original was read, in words."""

    kind: DocumentKind
    version: int
    measured: str
    doubts: tuple[str, ...]


class LibraryCuration:
    """Adds, compares, removes and restores sources of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = DocumentStore(settings.data_dir)

    def ingest(
        self,
        paths: Sequence[Path],
        password: str | None,
        source_id: str | None,
        on_progress: Callable[[str, int, int], None],
        on_row: Callable[[FileRow], None],
    ) -> IngestReport:
        """Read files into the library, as originals of `source_id` where it is given. Raises BriefingError."""
        return ingest_paths(self._settings, paths, password, on_progress, on_row, source_id)

    def add_doi(self, doi: str) -> Iterator[FetchRow]:
        """Look a work up, add its record, fetch its open full text. Touches the network. Raises BriefingError."""
        wanted = normalise_doi(doi)
        if wanted is None:
            raise CatalogueError(f"{doi[:80]} is not a DOI.", "A DOI looks like 10.1177/0046958017711760.")
        with Web(self._settings) as web:
            yield from add_source(wanted, self._settings, web, open_connectors(self._settings, web))

    def sources(self) -> list[SourceSummary]:
        """What is or was held, by id; records of the catalogue of which nothing was ever held are left out."""
        catalogue = load_catalogue(self._settings.catalogue_path)
        found = describe_sources(self._store.manifest(), catalogue, self._settings.corpus)
        return [summary for summary in found if summary.versions]

    def history(self, source_id: str) -> list[VersionRow]:
        """All versions with what changed. Raises SourceError for an unknown source."""
        return source_history(self._store, source_id)

    def readings(self, source_id: str) -> list[Reading]:
        """How well what is held was read: the newest version of each kind."""
        newest: dict[str, StoredVersion] = {}
        for version in self._store.manifest().versions:
            if version.source_id == source_id:
                newest[version.kind] = version
        readings = []
        for version in newest.values():
            document = self._store.document(version.document_id)
            measured = describe_quality(document.quality)
            readings.append(Reading(version.kind, version.version, measured, tuple(reading_doubts(document))))
        return readings

    def describe_quality(self, quality: FileQuality) -> str:
        """A quality record in one line."""
        return describe_quality(quality)

    def remove(self, source_id: str, kind: DocumentKind) -> None:
        """Take a note or an original out of what answers; nothing is deleted. Raises SourceError, also for the last one
        that answers: without any, the page has nothing to answer from."""
        corpus = self._settings.corpus
        answering = self._store.manifest().answering(corpus)
        left = [v for v in self._store.manifest().current if (v.source_id, v.kind) != (source_id, kind)]
        if answering and not any(corpus in ("auto", f"{version.kind}s") for version in left):
            raise SourceError(
                f"{source_id} is the last source that answers.", "Add another one first, then remove this one."
            )
        remove_source(self._settings, source_id, kind)

    def restore(self, source_id: str, kind: DocumentKind, password: str | None) -> None:
        """Let a removed note or original answer again. Raises BriefingError."""
        restore_source(self._settings, source_id, kind, password)
