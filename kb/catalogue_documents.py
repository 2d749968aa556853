"""Documents made from the catalogue: a record a source, and what the library holds. They can be cited as notes are.

A document's hash is that of its text, so the same record gives the same document everywhere. `briefing ingest` keeps
each one under its id and numbers it in `Manifest.records`, so that an answer that cites it resolves after the
catalogue has changed. They are not searched: what they say is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from kb.catalogue import HOLDINGS_ID, Catalogue, SourceRecord
from kb.describe_holdings import Holding, describe_holdings
from kb.describe_record import describe_record
from kb.documents import Document, MapSegment, Passage, Section, Sentence
from kb.ids import content_id, sha256_bytes
from kb.store import DocumentStore, Manifest, StoredVersion
from kb.themes import Themes

RECORD_SECTION = "Catalogue record"
HOLDINGS_SECTION = "What the library holds"
_MEDIA_TYPE = "text/plain"


def is_catalogue_section(path: tuple[str, ...]) -> bool:
    """Whether a citation's section is the catalogue's, and not one of a source."""
    return path[:1] in ((RECORD_SECTION,), (HOLDINGS_SECTION,))


class CatalogueDocuments:
    """The catalogue's documents as they are now, and those that were kept. Reads the store for the latter alone."""

    def __init__(
        self, catalogue: Catalogue, manifest: Manifest, themes: Themes | None = None, store: DocumentStore | None = None
    ) -> None:
        self._catalogue = catalogue
        self._manifest = manifest
        self._themes = themes or Themes()
        self._store = store
        self._made: dict[str, Document] = {}

    @cached_property
    def held(self) -> tuple[SourceRecord, ...]:
        """Records of the sources that are stored, in the catalogue's order."""
        stored = {version.source_id for version in self._manifest.current}
        return tuple(record for record in self._catalogue if record.source_id in stored)

    @cached_property
    def is_complete(self) -> bool:
        """Whether every source that is stored has a record."""
        return len(self.held) == len({version.source_id for version in self._manifest.current})

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """What the library holds, by every facet."""
        return tuple(describe_holdings(self.held, self._themes))

    def of_record(self, record: SourceRecord) -> Document:
        """The document of a source's record: a sentence a field, `claim_kind` being the field's name."""
        if record.source_id not in self._made:
            lines = list(describe_record(record, self._catalogue))
            self._made[record.source_id] = _document(record.source_id, record.title, RECORD_SECTION, lines)
        return self._made[record.source_id]

    @cached_property
    def of_holdings(self) -> Document:
        """The document that counts the library: `claim_kind` of its sentences is the facet's name."""
        lines = [(holding.facet, line) for holding in self.holdings for line in holding.lines]
        return _document(HOLDINGS_ID, HOLDINGS_SECTION, HOLDINGS_SECTION, lines)

    def all_now(self) -> Iterator[Document]:
        """Every document of the catalogue as it is now."""
        yield from (self.of_record(record) for record in self._catalogue)
        yield self.of_holdings

    def document(self, document_sha256: str, source_id: str) -> Document | None:
        """The document with this hash, as it is now or as it was kept, or None."""
        record = self._catalogue.get(source_id)
        if record is not None:
            now = self.of_holdings if source_id == HOLDINGS_ID else self.of_record(record)
            if now.document_sha256 == document_sha256:
                return now
        kept = (v for v in self._manifest.records if (v.document_sha256, v.source_id) == (document_sha256, source_id))
        stored = next(kept, None)
        return self._store.document(stored.document_id) if stored is not None and self._store is not None else None

    def by_version(self, source_id: str, version: int, sha256_start: str) -> Document | None:
        """The document of this version whose hash begins so, or None."""
        hashes = [row.document_sha256 for row in self._manifest.records if row.source_id == source_id]
        record = self._catalogue.get(source_id)
        if record is not None:
            now = self.of_holdings if source_id == HOLDINGS_ID else self.of_record(record)
            hashes.append(now.document_sha256)
        for sha256 in hashes:
            document = self.document(sha256, source_id) if sha256.startswith(sha256_start) else None
            if document is not None and self.version_of(document).version == version:
                return document
        return None

    def version_of(self, document: Document) -> StoredVersion:
        """The manifest's row for a document of the catalogue; for one that is not kept yet, the row it would get."""
        rows = [row for row in self._manifest.records if row.source_id == document.source_id]
        kept = next((row for row in rows if row.document_id == document.document_id), None)
        number = 1 + max((row.version for row in rows), default=0)
        return kept or StoredVersion.of(document, version=number, name="catalogue", current=False)


def keep_documents(documents: CatalogueDocuments, manifest: Manifest, store: DocumentStore) -> Manifest:
    """Write the documents that are new; the manifest, not yet committed, names them too."""
    known = {row.document_id for row in manifest.records}
    new = [document for document in documents.all_now() if document.document_id not in known]
    for document in new:
        store.put_document(document)
    rows = tuple(documents.version_of(document) for document in new)
    return manifest.model_copy(update={"records": (*manifest.records, *rows)})


def _document(source_id: str, title: str, section: str, lines: Iterable[tuple[str, str]]) -> Document:
    sentences: list[Sentence] = []
    position = 0
    said: list[str] = []
    for field, line in lines:
        sentences.append(
            Sentence(char_start=position, char_end=position + len(line), kind="card", section_index=1, claim_kind=field)
        )
        said.append(line)
        position += len(line) + 1
    text = "\n".join(said)
    sha256 = sha256_bytes(text.encode())
    whole = {"char_start": 0, "char_end": len(text)}
    return Document(
        document_id=content_id("d", source_id, "record", sha256),
        source_id=source_id,
        kind="note",
        document_sha256=sha256,
        media_type=_MEDIA_TYPE,
        title=title,
        source_text=text,
        text=text,
        offset_map=(MapSegment(char_start=0, source_start=0, length=len(text)),) if text else (),
        sections=(Section(path=(), **whole), Section(path=(section,), **whole)),
        sentences=tuple(sentences),
        passages=_passages(source_id, sha256, sentences),
    )


def _passages(source_id: str, sha256: str, sentences: list[Sentence]) -> tuple[Passage, ...]:
    """For reading in context alone: a record is one passage, a long account of holdings has one a sentence."""
    if not sentences:
        return ()
    together = [(0, len(sentences) - 1)] if source_id != HOLDINGS_ID else [(i, i) for i in range(len(sentences))]
    return tuple(
        Passage(
            passage_id=content_id("p", source_id, "record", sha256, first),
            char_start=sentences[first].char_start,
            char_end=sentences[last].char_end,
            section_index=1,
            first_sentence=first,
            last_sentence=last,
            size_tokens=1 + sum(s.char_end - s.char_start for s in sentences[first : last + 1]) // 4,
        )
        for first, last in together
    )
