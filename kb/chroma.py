"""Chroma behind one file: the approximate nearest-neighbour index that searches large libraries.

The folder is rebuildable from the store's own files and is never the only copy of anything. Chroma's local mode does
not survive two writing processes, so every write happens under the data folder's lock, which the store holds.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from kb.embedding import Vectors
from kb.errors import IndexMismatchError

_COLLECTION = "passages"
# Chroma's defaults found 0.68 of the exact top 20 on 50,000 clustered vectors; docs/decisions/0004 has these measured.
HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}


class ChromaIndex:
    """Passage vectors by id, searched by cosine similarity."""

    def __init__(self, folder: Path) -> None:
        """Open or create the index in `folder`. Raises IndexMismatchError when it is damaged or was made otherwise."""
        self._folder = folder
        try:
            self._client = chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
            )
            self._collection = self._open_collection()
        except IndexMismatchError:
            raise
        # Chroma raises whatever its storage raises: sqlite, Rust panics and KeyErrors among them.
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            raise _damaged(folder) from error

    def _open_collection(self) -> Any:
        names = {collection.name for collection in self._client.list_collections()}
        if _COLLECTION not in names:
            return self._client.create_collection(
                _COLLECTION, configuration=_configuration(), embedding_function=None, metadata={"corpus_hash": ""}
            )
        collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        found = collection.configuration_json.get("hnsw", {})
        if any(found.get(key) != value for key, value in HNSW.items()):
            raise IndexMismatchError(
                "The Chroma index was created with other settings.", "Run `briefing ingest` to rebuild it."
            )
        return collection

    @property
    def corpus_hash(self) -> str:
        """Hash of the corpus the index was last brought in line with; empty for a new index."""
        return str((self._collection.metadata or {}).get("corpus_hash", ""))

    def replace_all(
        self, ids: Sequence[str], vectors: Vectors, scopes: Sequence[dict[str, str | bool]], corpus_hash: str
    ) -> None:
        """Bring the index in line with exactly these vectors: what is new is added, what is gone is deleted.

        The corpus hash is taken off first and put back last, so an interrupted call is noticed and repeated.
        """
        self._collection.modify(metadata={"corpus_hash": "incomplete"})
        present = set(self._collection.get(include=[])["ids"])
        batch = self._client.get_max_batch_size()
        gone = sorted(present - set(ids))
        for start in range(0, len(gone), batch):
            self._collection.delete(ids=gone[start : start + batch])
        for start in range(0, len(ids), batch):
            stop = start + batch
            self._collection.upsert(
                ids=list(ids[start:stop]), embeddings=vectors[start:stop], metadatas=list(scopes[start:stop])
            )
        self._collection.modify(metadata={"corpus_hash": corpus_hash})

    def nearest(self, vector: NDArray[np.float32], k: int, where: dict[str, Any]) -> list[tuple[str, float]]:
        """Ids and cosine similarities of the nearest `k`, most similar first, ties by id."""
        try:
            found = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        except (ChromaError, RuntimeError) as error:
            raise _damaged(self._folder) from error
        pairs = [
            (id_, 1.0 - float(distance)) for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _configuration() -> Any:
    """The settings as Chroma takes them; its type for them leaves out names that it accepts."""
    return {"hnsw": HNSW}


def remove_index(folder: Path) -> None:
    """Delete the index folder, for a rebuild."""
    shutil.rmtree(folder, ignore_errors=True)


def _damaged(folder: Path) -> IndexMismatchError:
    return IndexMismatchError(
        f"The Chroma index in {folder} cannot be read.",
        "Run `briefing ingest`: the index is rebuilt from the stored documents, nothing is lost.",
    )
