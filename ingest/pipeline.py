"""The whole of an ingest: file -> read -> clean -> split -> embed -> store, one file at a time.

Each file is committed on its own, the new version before the old one is retired; a bad file is a row in the report
and the next one goes on. The Chroma index is brought in line at the end, and again on opening if that was cut short.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np

from ingest.archives import is_archive, read_members
from ingest.compare_versions import SentenceChanges, compare_versions
from ingest.discover import Identity, find_files, identify, is_no_source
from ingest.find_source import find_versions
from ingest.keep_guides import keep_guides
from ingest.near_duplicates import find_duplicates, text_sketch
from ingest.parse_in_subprocess import parsing_process
from ingest.recognise_text import can_recognise, recognise_text
from ingest.report import FileRow, IgnoredFile, IngestReport
from ingest.written_vectors import embed_written
from kb.catalogue import Catalogue, load_catalogue
from kb.catalogue_documents import CatalogueDocuments, keep_documents
from kb.documents import Document
from kb.embedding import Embedder
from kb.errors import BriefingError, IndexMismatchError, ScannedFileError, UnreadableFileError
from kb.ids import sha256_bytes
from kb.library import search_text
from kb.local_embedder import open_embedder
from kb.passage_index import open_index
from kb.settings import Settings
from kb.store import DocumentStore, DocumentVectors, Manifest, StoredVersion
from kb.tables import sentence_text
from kb.themes import find_themes
from kb.versions import add_version, next_version, restore_version

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many files are done, and how many there are."""
OnRow = Callable[[FileRow], None]
"""Called with the row of a file as soon as it is done, which is in the order of the files."""


class Ingest:
    """One ingest into one data folder, inside its writer lock."""

    def __init__(
        self,
        settings: Settings,
        password: str | None = None,
        progress: Progress | None = None,
        on_row: OnRow | None = None,
        source_id: str | None = None,
    ) -> None:
        """`source_id` says whose original every file is, whatever is recognised in it; a note says that itself."""
        self._on_row = on_row or (lambda row: None)
        self._source_id = source_id
        self._settings = settings
        self._password = password
        self._progress = progress or (lambda what, done, total: None)
        self._store = DocumentStore(settings.data_dir)
        self._parsing = parsing_process(settings)
        self._catalogue: Catalogue = load_catalogue(settings.catalogue_path)

    def run(self, paths: Iterable[Path] | None = None) -> IngestReport:
        """Ingest files and folders (None: the project's own). Raises BriefingError for the data folder alone."""
        paths = None if paths is None else list(paths)
        named = frozenset(path for path in paths or () if not path.is_dir())
        files, ignored = find_files(self._settings, paths)
        with self._store.writing():
            embedder, warnings = open_embedder(self._settings)
            manifest = self._store.manifest()
            if self._source_id is not None and self._catalogue.get(self._source_id) is None:
                find_versions(manifest, self._source_id)  # raises where there is no such source
            manifest, remade, rows = self._remake_outdated(manifest, embedder)
            for done, path in enumerate(files):
                self._progress(path.name, done, len(files))
                told = len(rows)
                if is_archive(path):
                    manifest = self._ingest_archive(path, manifest, embedder, rows, ignored)
                else:
                    read = partial(_read_bytes, path)
                    row, manifest = self._ingest_file(path, read, manifest, embedder, named=path in named)
                    _file_away(row, rows, ignored)
                for finished in rows[told:]:
                    self._on_row(finished)
            self._progress("indexing", len(files), len(files))
            manifest = self._keep_guides(self._keep_catalogue(manifest), embedder)
            if embedder is not None and manifest.versions:
                open_index(self._store, manifest, nullcontext())
        return IngestReport(files=tuple(rows), ignored=tuple(ignored), remade=remade, warnings=tuple(warnings))

    def _keep_catalogue(self, manifest: Manifest) -> Manifest:
        """The manifest with the catalogue's records and holdings as they are now, committed where any is new."""
        documents = CatalogueDocuments(self._catalogue, manifest, find_themes(self._settings.themes_path))
        kept = keep_documents(documents, manifest, self._store)
        if kept.versions and kept.records != manifest.records:
            self._store.commit(kept)
        return kept

    def _keep_guides(self, manifest: Manifest, embedder: Embedder | None) -> Manifest:
        """The manifest with the notes that guide to originals held without one, committed where any is new."""

        def read_note(path: Path, original: StoredVersion) -> Document | None:
            data = path.read_bytes()
            known = next((guide for guide in manifest.guides if guide.source_id == original.source_id), None)
            if known is not None and known.document_sha256 == sha256_bytes(data) and self._is_whole(known, embedder):
                return self._store.document(known.document_id)
            self._progress(path.name, 0, 1)
            try:
                identity = Identity(original.source_id, "note", self._catalogue.get(original.source_id))
                note = self._read(data, path.name, identity)
            except BriefingError:
                return None  # a note that does not validate is refused when it is ingested, and `sources check` says so
            if embedder is None or note.original_sha256 != original.document_sha256 or not note.asked:
                return None
            self._store.put_document(note)
            self._store.put_vectors(note.document_id, embed_document(note, embedder, self._settings.models_dir))
            return note

        kept = keep_guides(manifest, self._settings, read_note)
        if kept is not manifest:
            self._store.commit(kept)
        return kept

    def _ingest_archive(
        self,
        path: Path,
        manifest: Manifest,
        embedder: Embedder | None,
        rows: list[FileRow],
        ignored: list[IgnoredFile],
    ) -> Manifest:
        """Ingest the members of a ZIP archive; their rows are added to `rows`."""
        try:
            for member in read_members(path, self._settings):
                place = path / member.name.replace("\\", "/")
                if is_no_source(PurePosixPath(member.name)):
                    ignored.append(IgnoredFile(path=str(place), reason="by its name not a source"))
                elif member.data is None:
                    reason = f"{member.name} was left in its archive: {member.reason}."
                    rows.append(FileRow(path=str(place), status="refused", reason=reason))
                else:
                    row, manifest = self._ingest_file(place, partial(bytes, member.data), manifest, embedder)
                    _file_away(row, rows, ignored)
        except BriefingError as error:
            rows.append(FileRow(path=str(path), status="refused", reason=f"{error.message} {error.hint}"))
        return manifest

    def _ingest_file(
        self,
        path: Path,
        read: Callable[[], bytes],
        manifest: Manifest,
        embedder: Embedder | None,
        *,
        named: bool = False,
    ) -> tuple[FileRow | IgnoredFile, Manifest]:
        """One file, whose bytes `read` gives; `named` says that the user named this very file, not its folder."""
        started = time.perf_counter()
        try:
            data = read()
            sha256 = sha256_bytes(data)
            opening = self._parsing.opening_text(data, path.name, self._password)
            identity = identify(data, sha256, path, opening, self._catalogue, manifest)
            if self._source_id is not None and identity.kind == "original":
                identity = Identity(self._source_id, "original", self._catalogue.get(self._source_id))
            removed = _version_of(identity, manifest.removed)
            if removed is not None and not named:
                reason = (
                    f"{removed.source_id} has been removed; `briefing sources restore {removed.source_id}` "
                    "brings it back, and so does naming this file"
                )
                return IgnoredFile(path=str(path), reason=reason), manifest
            if removed is not None and removed.document_sha256 == sha256:
                manifest = self.bring_back(removed, manifest, embedder)
                self._store.commit(manifest)
                document = self._store.document(removed.document_id)
                return self._row(path, "added", document, started, was_removed=True), manifest
            before = _version_of(identity, manifest.current)
            if before is not None and before.document_sha256 == sha256:
                return self._row(path, "unchanged", self._store.document(before.document_id), started), manifest
            document = self._with_duplicates(self._read(data, path.name, identity))
            earlier = before or removed
            changes = self._changes(earlier, document) if earlier else None
            manifest = self._store_document(data, path, document, manifest, embedder)
            row = self._row(path, "new_version" if earlier else "added", document, started, was_removed=bool(removed))
            return row.model_copy(update={"changes": changes}), manifest
        except BriefingError as error:
            reason = f"{error.message} {error.hint}"
            seconds = round(time.perf_counter() - started, 3)
            return FileRow(path=str(path), status="refused", reason=reason, seconds=seconds), manifest

    def _read(self, data: bytes, name: str, identity: Identity) -> Document:
        read = partial(
            self._parsing.read_document,
            name=name,
            source_id=identity.source_id,
            kind=identity.kind,
            settings=self._settings,
            title=identity.record.title if identity.record else None,
            password=self._password,
        )
        try:
            return read(data)
        except ScannedFileError:
            if not can_recognise():
                raise
        recognised = recognise_text(data, name, self._settings.ocr_max_seconds)
        return read(recognised, recognised_from=sha256_bytes(data))

    def _store_document(
        self, data: bytes, path: Path, document: Document, manifest: Manifest, embedder: Embedder | None
    ) -> Manifest:
        """Write everything under content names, then commit the manifest that makes it current."""
        self._store.put_file(data)
        self._store.put_document(document)
        if embedder is not None:
            self._store.put_vectors(document.document_id, embed_document(document, embedder, self._settings.models_dir))
        stored = StoredVersion.of(
            document,
            version=next_version(manifest, document.source_id, document.kind),
            name=str(path.resolve()),
            current=True,
            added_at=datetime.now(UTC).replace(microsecond=0),
        )
        manifest = add_version(manifest, stored)
        self._store.commit(manifest)
        return manifest

    def _with_duplicates(self, document: Document) -> Document:
        """The document with the originals that hold much the same text on its record; its sketch is stored."""
        sketch = text_sketch(document) if document.kind == "original" else None
        if sketch is None:
            return document
        self._store.put_sketch(document.document_id, sketch)
        found = find_duplicates(document, sketch, self._store)
        return document.model_copy(update={"quality": document.quality.model_copy(update={"duplicates": found})})

    def _remake_outdated(
        self, manifest: Manifest, embedder: Embedder | None
    ) -> tuple[Manifest, tuple[str, ...], list[FileRow]]:
        """Read every current document again from its kept bytes when settings, readers or the model changed.

        One that cannot be read again (its password is not given this time) is a refused row; its bytes stay, and it
        answers again once it is ingested again.
        """
        wanted = {"index_hash": self._settings.index_hash, "embedder": embedder.identity if embedder else None}
        outdated = manifest.index_hash != wanted["index_hash"] or manifest.embedder != wanted["embedder"]
        remade: list[str] = []
        refused: list[FileRow] = []
        updated: dict[str, StoredVersion] = {}
        for version in manifest.current:
            if not outdated and self._is_whole(version, embedder):
                continue
            self._progress(f"{version.source_id} again", len(remade), len(manifest.current))
            try:
                updated[version.document_id] = self._read_again(version, embedder)
            except BriefingError as error:
                reason = f"It had to be read again: {error.message} {error.hint}"
                refused.append(FileRow(path=version.name, status="refused", reason=reason, source_id=version.source_id))
                updated[version.document_id] = version.model_copy(update={"current": False})
                continue
            remade.append(version.source_id)
        if outdated or updated:
            versions = tuple(updated.get(v.document_id, v) if v.current else v for v in manifest.versions)
            guides = () if outdated else manifest.guides  # read again at the end
            manifest = manifest.model_copy(update={**wanted, "versions": versions, "guides": guides})
            if versions:
                self._store.commit(manifest)
        return manifest, tuple(remade), refused

    def bring_back(self, removed: StoredVersion, manifest: Manifest, embedder: Embedder | None) -> Manifest:
        """The manifest, not yet committed, with a removed version current again.

        It is read again from its kept bytes where settings, readers or the model changed since it was removed. Raises
        BriefingError when it cannot be.
        """
        as_then = removed.removed is not None and removed.removed.reading_hash == manifest.reading_hash
        if not (as_then and self._is_whole(removed, embedder)):
            removed = self._read_again(removed, embedder)
        return restore_version(manifest, removed)

    def _read_again(self, version: StoredVersion, embedder: Embedder | None) -> StoredVersion:
        """Read a version from its kept bytes and store what came of it, under the same id."""
        identity = Identity(version.source_id, version.kind, self._catalogue.get(version.source_id))
        data = self._store.file_bytes(version.document_sha256)
        document = self._with_duplicates(self._read(data, Path(version.name).name, identity))
        self._store.put_document(document)
        if embedder is not None:
            self._store.put_vectors(document.document_id, embed_document(document, embedder, self._settings.models_dir))
        return version.model_copy(
            update={"passages": len(document.passages), "characters": len(document.text), "title": document.title}
        )

    def _changes(self, earlier: StoredVersion, document: Document) -> SentenceChanges | None:
        """What changed since an earlier version; None when that version's document is lost."""
        try:
            return compare_versions(self._store.document(earlier.document_id), document)
        except IndexMismatchError:
            return None

    def _is_whole(self, version: StoredVersion, embedder: Embedder | None) -> bool:
        try:
            self._store.document(version.document_id)
            if embedder is not None:
                self._store.vectors(version.document_id)
        except IndexMismatchError:
            return False
        return True

    @staticmethod
    def _row(path: Path, status: str, document: Document, started: float, *, was_removed: bool = False) -> FileRow:
        remarks = [*(("it had been removed and answers again",) if was_removed else ()), *document.warnings]
        return FileRow.model_validate(
            {
                "path": str(path),
                "status": status,
                "reason": "; ".join(remarks) or None,
                "source_id": document.source_id,
                "pages": len({page.page_index for page in document.pages}) or None,
                "characters": len(document.text),
                "passages": len(document.passages),
                "seconds": round(time.perf_counter() - started, 3),
                "quality": document.quality,
            }
        )


def ingest_paths(
    settings: Settings,
    paths: Iterable[Path] | None = None,
    password: str | None = None,
    progress: Progress | None = None,
    on_row: OnRow | None = None,
    source_id: str | None = None,
) -> IngestReport:
    """Ingest files and folders into `settings.data_dir`; see `Ingest`."""
    return Ingest(settings, password, progress, on_row, source_id).run(paths)


def embed_document(document: Document, embedder: Embedder, models_dir: Path) -> DocumentVectors:
    """Vectors of a document's passages (with their headings), of its sentences and their wordpieces, and of the
    questions written in a note, which are kept in `models_dir`."""
    passages = embedder.embed_texts([search_text(document, passage) for passage in document.passages])
    texts = [sentence_text(document, sentence) for sentence in document.sentences]
    sentences, tokens = embedder.embed_with_tokens(texts)
    meanings = embedder.embed_sentences(texts).astype(np.float16)
    return DocumentVectors(passages, sentences, tokens, meanings, embed_written(document, embedder, models_dir))


def _file_away(row: FileRow | IgnoredFile, rows: list[FileRow], ignored: list[IgnoredFile]) -> None:
    if isinstance(row, FileRow):
        rows.append(row)
    else:
        ignored.append(row)


def _version_of(identity: Identity, versions: Iterable[StoredVersion]) -> StoredVersion | None:
    return next((v for v in versions if (v.source_id, v.kind) == (identity.source_id, identity.kind)), None)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"There is no file {path}.", "Check the spelling of the path.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read ({error.strerror}).", "Check its permissions.") from error
