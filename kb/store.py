"""The store: documents, passages and vectors in files of our own, and a manifest that says which are current.

    <data_dir>/manifest.json            what is stored; replacing it is the only commit point
    <data_dir>/files/<sha256>           the bytes that were read, so that a newer reader can read them again
    <data_dir>/documents/<id>.json      the document as read
    <data_dir>/vectors/<id>.npz         its passage and sentence vectors, and <id>.wordpieces.npy
    <data_dir>/sketches/<id>.npy        what near-duplicates are told by
    <data_dir>/readings/<id>/           what older readers made of a document, for the answers that cite it
    <data_dir>/chroma/                  rebuildable from the above

Everything but the manifest is named by content and written before the manifest names it: a crash at any point leaves
the previous state whole and at most some files that nothing refers to.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import numpy as np
import orjson
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from kb.documents import Document, DocumentKind
from kb.embedding import EmbedderIdentity, TokenVectors, Vectors
from kb.errors import DataFolderError, IndexMismatchError
from kb.ids import sha256_bytes
from kb.settings import Corpus

FORMAT_VERSION = 1
Sketch = NDArray[np.uint64]
_LOCK_WAIT_SECONDS = 20


class Removal(BaseModel):
    """That a version was the current one when its source was removed, and how the index was made then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    removed_at: datetime
    reading_hash: str


class StoredVersion(BaseModel):
    """One version of one source's note or original. Versions count from 1 and are never reused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    kind: DocumentKind
    version: int
    document_id: str
    document_sha256: str
    name: str
    title: str
    current: bool
    passages: int
    characters: int
    added_at: datetime | None = None
    """None for a version that was stored before times were kept; no id and no hash depends on it."""
    removed: Removal | None = None
    """Set on the one version of a removed note or original that `restore` makes current again."""

    @classmethod
    def of(
        cls, document: Document, *, version: int, name: str, current: bool, added_at: datetime | None = None
    ) -> StoredVersion:
        """A document's row; `name` says where it came from."""
        return cls(
            source_id=document.source_id,
            kind=document.kind,
            version=version,
            document_id=document.document_id,
            document_sha256=document.document_sha256,
            name=name,
            title=document.title,
            current=current,
            passages=len(document.passages),
            characters=len(document.text),
            added_at=added_at,
        )


class Manifest(BaseModel):
    """What is stored, in the order it was first stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    index_hash: str = ""
    embedder: EmbedderIdentity | None = None
    versions: tuple[StoredVersion, ...] = ()
    records: tuple[StoredVersion, ...] = ()
    """Documents made from the catalogue (`kb/catalogue_documents.py`); never current, since they are not searched."""
    guides: tuple[StoredVersion, ...] = ()
    """The project's notes on originals that are held without one: read for their written questions, never current."""

    @property
    def current(self) -> tuple[StoredVersion, ...]:
        """The newest version of each note and original, sorted by source and kind."""
        return tuple(sorted((v for v in self.versions if v.current), key=lambda v: (v.source_id, v.kind)))

    @property
    def removed(self) -> tuple[StoredVersion, ...]:
        """The version to restore of each note and original that was removed, sorted by source and kind."""
        return tuple(sorted((v for v in self.versions if v.removed), key=lambda v: (v.source_id, v.kind)))

    def answering(self, corpus: Corpus) -> tuple[StoredVersion, ...]:
        """What answers: the notes, the originals, or (`auto`) of each source its original where there is one."""
        if corpus != "auto":
            return tuple(version for version in self.current if version.kind == corpus.removesuffix("s"))
        with_original = {version.source_id for version in self.current if version.kind == "original"}
        return tuple(v for v in self.current if v.kind == "original" or v.source_id not in with_original)

    @property
    def reading_hash(self) -> str:
        """16 hexadecimal characters over the index settings and the embedder: how stored documents were read."""
        identity = self.embedder.model_dump() if self.embedder else None
        return sha256_bytes(orjson.dumps([self.index_hash, identity]))[:16]

    @property
    def corpus_hash(self) -> str:
        """16 hexadecimal characters over the current documents, the index settings and the embedder."""
        parts = [[v.source_id, v.kind, v.document_sha256, v.version] for v in self.current]
        parts += [[guide.source_id, "guide", guide.document_sha256] for guide in self.guides]
        identity = self.embedder.model_dump() if self.embedder else None
        return sha256_bytes(orjson.dumps([self.format_version, self.index_hash, identity, parts]))[:16]


@dataclass(frozen=True)
class WrittenVectors:
    """The questions written in a note, each (questions, dimension of the sentence model), unit rows; none elsewhere."""

    asked: NDArray[np.float16]
    """What its cards answer."""
    left_open: NDArray[np.float16]
    """What its source leaves open."""
    mistaken: NDArray[np.float16]
    """What takes a mistake for granted, in the order of the mistakes."""
    rather: NDArray[np.float16]
    """The same put rightly."""

    @classmethod
    def none(cls) -> WrittenVectors:
        """For documents that are only searched."""
        return cls(*[np.empty((0, 0), dtype=np.float16)] * len(fields(cls)))


@dataclass(frozen=True)
class DocumentVectors:
    """Unit rows, float32: one a passage and one a sentence, in the document's order; and the sentences' wordpieces."""

    passages: Vectors
    sentences: Vectors
    tokens: TokenVectors
    meanings: NDArray[np.float16]
    """(sentences, dimension of the sentence model): unit rows."""
    written: WrittenVectors


class DocumentStore:
    """Reads and writes the data folder. Reading needs no lock; writing happens inside `writing()`."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    @property
    def chroma_dir(self) -> Path:
        return self.data_dir / "chroma"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the data folder's only writer lock. Raises DataFolderError when it is read-only or held."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.data_dir):
                pass
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.data_dir} cannot be written ({error.strerror}).",
                "Choose another with --data-dir or BRIEFING_DATA_DIR, or mend its permissions.",
            ) from error
        lock = FileLock(self.data_dir / "writer.lock", timeout=_LOCK_WAIT_SECONDS)
        try:
            with lock:
                yield
        except Timeout as error:
            raise DataFolderError(
                f"Another program is writing to {self.data_dir}.", "Wait until it has finished.", retry=True
            ) from error

    def manifest(self) -> Manifest:
        """What is stored; empty for a new folder. Raises IndexMismatchError when it cannot be understood."""
        path = self.data_dir / "manifest.json"
        try:
            manifest = Manifest.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Manifest()
        except NotADirectoryError as error:
            raise DataFolderError(f"{self.data_dir} is not a folder.", "Choose another with --data-dir.") from error
        except PermissionError as error:
            raise DataFolderError(
                f"{path} cannot be read.", "Mend its permissions, or choose another --data-dir."
            ) from error
        except (ValidationError, UnicodeDecodeError) as error:
            raise IndexMismatchError(
                f"The manifest {path} is damaged or from another version.",
                f"Move it away and run `briefing ingest`; the files read before are in {self.data_dir / 'files'}.",
            ) from error
        if manifest.format_version != FORMAT_VERSION:
            raise IndexMismatchError(
                f"{path} has format {manifest.format_version}; this program reads {FORMAT_VERSION}.",
                "Use a new data folder with --data-dir and ingest again.",
            )
        return manifest

    def commit(self, manifest: Manifest) -> None:
        """Replace the manifest in one step."""
        self._write_atomic(self.data_dir / "manifest.json", manifest.model_dump_json(indent=1).encode() + b"\n")

    def put_file(self, data: bytes) -> str:
        """Keep the bytes that were read; returns their SHA-256."""
        digest = sha256_bytes(data)
        path = self.data_dir / "files" / digest
        if not path.exists():
            self._write_atomic(path, data)
        return digest

    def file_bytes(self, sha256: str) -> bytes:
        """The bytes kept under this hash. Raises IndexMismatchError when they are gone."""
        return self._read(self.data_dir / "files" / sha256)

    def put_document(self, document: Document) -> None:
        """Write a document under its id. What an older reader made of the same bytes is kept: answers may cite it."""
        path = self._document_path(document.document_id)
        try:
            before = path.read_bytes()
            differs = Document.model_validate_json(before).text != document.text
        except (OSError, ValidationError):
            differs = False
        if differs:
            self._write_atomic(self._readings_dir(document.document_id) / f"{sha256_bytes(before)[:16]}.json", before)
        self._write_atomic(path, orjson.dumps(document.model_dump(mode="json")))

    def document(self, document_id: str) -> Document:
        """A stored document. Raises IndexMismatchError when it is missing or damaged."""
        try:
            return Document.model_validate_json(self._read(self._document_path(document_id)))
        except ValidationError as error:
            raise _inconsistent(self._document_path(document_id)) from error

    def earlier_readings(self, document_id: str) -> Iterator[Document]:
        """What older readers made of a document's file; one that is damaged is passed over."""
        for path in sorted(self._readings_dir(document_id).glob("*.json")):
            with suppress(OSError, ValidationError):
                yield Document.model_validate_json(path.read_bytes())

    def put_vectors(self, document_id: str, vectors: DocumentVectors) -> None:
        """Write a document's vectors."""
        path = self._vectors_path(document_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary, temporary.open("wb") as stream:
            np.savez(
                stream,
                passages=vectors.passages,
                sentences=vectors.sentences,
                starts=vectors.tokens.starts,
                meanings=vectors.meanings,
                **{field.name: getattr(vectors.written, field.name) for field in fields(WrittenVectors)},
            )
        with replacing(self._tokens_path(document_id)) as temporary, temporary.open("wb") as stream:
            np.save(stream, vectors.tokens.vectors)

    def vectors(self, document_id: str) -> DocumentVectors:
        """A document's vectors, those of wordpieces left on disk until used. Raises IndexMismatchError when missing."""
        path = self._vectors_path(document_id)
        try:
            wordpieces = np.load(self._tokens_path(document_id), mmap_mode="r")
            with np.load(path) as arrays:
                tokens = TokenVectors(wordpieces, arrays["starts"])
                written = WrittenVectors(*(arrays[field.name] for field in fields(WrittenVectors)))
                return DocumentVectors(arrays["passages"], arrays["sentences"], tokens, arrays["meanings"], written)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise _inconsistent(path) from error

    def put_sketch(self, document_id: str, sketch: Sketch) -> None:
        """Write what near-duplicates of a document are told by."""
        path = self._sketch_path(document_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary, temporary.open("wb") as stream:
            np.save(stream, sketch)

    def sketch(self, document_id: str) -> Sketch | None:
        """A document's sketch; None where there is none, or none that can be read."""
        try:
            sketch: Sketch = np.load(self._sketch_path(document_id))
        except (OSError, ValueError, EOFError):
            return None
        return sketch

    def _sketch_path(self, document_id: str) -> Path:
        return self.data_dir / "sketches" / f"{document_id}.npy"

    def _readings_dir(self, document_id: str) -> Path:
        return self.data_dir / "readings" / document_id

    def _document_path(self, document_id: str) -> Path:
        return self.data_dir / "documents" / f"{document_id}.json"

    def _vectors_path(self, document_id: str) -> Path:
        return self.data_dir / "vectors" / f"{document_id}.npz"

    def _tokens_path(self, document_id: str) -> Path:
        return self.data_dir / "vectors" / f"{document_id}.wordpieces.npy"

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise _inconsistent(path) from error

    def _write_atomic(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary neighbour of `path` that takes its place, flushed to disk, when the block ends without an error."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise DataFolderError(
            f"{path} could not be written ({error.strerror}).", "Check free space and permissions; nothing was lost."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _inconsistent(path: Path) -> IndexMismatchError:
    return IndexMismatchError(
        f"{path} is missing or damaged.",
        "Run `briefing ingest`: it is made again from the files kept in the data folder.",
    )
