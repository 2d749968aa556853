"""The Chroma index kept in line with the manifest: opened, filled, and made again where it is stale or damaged."""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np

from kb.chroma import ChromaIndex, remove_index
from kb.embedding import Vectors
from kb.errors import IndexMismatchError
from kb.store import DocumentStore, Manifest


def open_index(store: DocumentStore, manifest: Manifest, writing: AbstractContextManager[None]) -> ChromaIndex:
    """The index in line with the manifest. `writing` is entered before anything is written.

    It takes the data folder's lock (`store.writing()`) or, where that is held already, does nothing.
    """
    index: ChromaIndex | None
    try:
        index = ChromaIndex(store.chroma_dir)
        if index.corpus_hash == manifest.corpus_hash:
            return index
    except IndexMismatchError:
        index = None
    with writing:
        if index is None:
            remove_index(store.chroma_dir)
            index = ChromaIndex(store.chroma_dir)
        _fill(index, store, manifest)
    return index


def _fill(index: ChromaIndex, store: DocumentStore, manifest: Manifest) -> None:
    """Put the passages of all current documents into Chroma, marked with their kind and whether superseded."""
    answering = {version.document_id for version in manifest.answering("auto")}
    ids: list[str] = []
    scopes: list[dict[str, str | bool]] = []
    blocks: list[Vectors] = [np.empty((0, manifest.embedder.dimension if manifest.embedder else 0), dtype=np.float32)]
    for version in manifest.current:
        document = store.document(version.document_id)
        ids += [passage.passage_id for passage in document.passages]
        scopes += [{"kind": version.kind, "superseded": version.document_id not in answering}] * len(document.passages)
        blocks.append(store.vectors(version.document_id).passages)
    index.replace_all(ids, np.concatenate(blocks), scopes, manifest.corpus_hash)
