"""Documents, records and notices by what a proof names; needs no embedding model."""

from __future__ import annotations

from kb.catalogue import Catalogue, SourceRecord
from kb.catalogue_documents import CatalogueDocuments
from kb.documents import Document
from kb.retractions import RetractionSnapshot, describe_notices, retraction_status
from kb.store import DocumentStore
from kb.themes import Themes


class StoredSources:
    """Looks up whichever version of a document a brief cites. Documents are read from disk once."""

    def __init__(
        self,
        store: DocumentStore,
        catalogue: Catalogue,
        retractions: RetractionSnapshot | None,
        themes: Themes | None = None,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._retractions = retractions
        self.manifest = store.manifest()
        self._documents: dict[str, Document] = {}
        self._catalogue_documents = CatalogueDocuments(catalogue, self.manifest, themes, store)

    def document(self, source_id: str, kind: str, version: int, sha256_start: str) -> Document | None:
        """The stored document, or None. `sha256_start` is the hash of its file or the beginning of it."""
        for stored in self.manifest.versions:
            if (stored.source_id, stored.kind, stored.version) == (
                source_id,
                kind,
                version,
            ) and stored.document_sha256.startswith(sha256_start):
                if stored.document_id not in self._documents:
                    self._documents[stored.document_id] = self._store.document(stored.document_id)
                return self._documents[stored.document_id]
        return self._catalogue_documents.by_version(source_id, version, sha256_start) if kind == "note" else None

    def record(self, source_id: str) -> SourceRecord:
        """The catalogue's record; for a source without one, a bare record made from the document's title."""
        record = self._catalogue.get(source_id)
        if record is None:
            title = next((v.title for v in self.manifest.versions if v.source_id == source_id), source_id)
            record = SourceRecord(source_id=source_id, title=title)
        return record

    def notices(self, source_id: str) -> str:
        """Whether the source was retracted, corrected or doubted, in words; empty when no notice is known.

        The day of the snapshot is not named: a later one with the same notices says the same of a brief.
        """
        return describe_notices(retraction_status(self.record(source_id), self._retractions))
