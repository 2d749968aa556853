"""Retrieval on a BEIR-form collection (Thakur et al. 2021): corpus.jsonl, queries*.jsonl and qrels*.tsv in one folder.

The product's own reader, chunker, embedder and search, on a scratch data folder that is removed afterwards. A document
is given to the reader as a section of Markdown under its title; its place in a ranking is that of its best passage.
nDCG@10 and recall@100 as BEIR reports them, by ir-measures; MRR over the first 100 documents.
Departures: only queries with a relevant document count; a document that has the query's own id is not left out, since
not every collection keeps queries and documents in one name space. Vectors of sentences, which answers need and
searches do not, are not made, so that documents_per_second is reading, embedding and indexing for search.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from evals.beir_collection import Collection, load_collection
from evals.measures.retrieval import per_query, ranking_scores
from evals.system import SEARCH_MODES, SearchMode
from ingest.read import read_document
from kb.catalogue import Catalogue
from kb.documents import Document
from kb.embedding import Embedder, TokenVectors
from kb.errors import UnreadableFileError
from kb.library import Library, search_text
from kb.passage_index import open_index
from kb.settings import Settings
from kb.store import DocumentStore, DocumentVectors, Manifest, StoredVersion, WrittenVectors

DEPTH = 100
_NEAREST = 20
_NEAREST_QUERIES = 200
_BLOCK_DOCUMENTS = 64  # embedded together, so that batches of like length fill up; also how often progress shows
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


def evaluate_collection(
    folder: Path, settings: Settings, embedder: Embedder, *, limit: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """The figures that `briefing eval beir --json` prints: hybrid search's at the top, `bm25` and `dense` beneath.

    Reads the folder and writes a temporary one. Raises QuestionFileError when the collection is not in BEIR's form.
    """
    report = progress or _silent
    collection = load_collection(folder, limit=limit)
    with TemporaryDirectory(prefix="briefing-beir-") as scratch:
        scratch_settings = settings.model_copy(update={"data_dir": Path(scratch), "corpus": "originals"})
        clock = time.perf_counter()
        library, ids_by_source = index_collection(collection, scratch_settings, embedder, report)
        indexing_seconds = time.perf_counter() - clock
        chroma_recall = nearest_recall(library, embedder, collection.queries)
        rankings = rank_documents(library, embedder, collection.queries, ids_by_source, report)
    figures = {mode: mean_measures(collection, rankings[mode]) for mode in SEARCH_MODES}
    return {
        "collection": folder.name,
        **figures["hybrid"],
        "bm25": figures["bm25"],
        "dense": figures["dense"],
        "queries": len(collection.queries),
        "documents": len(collection.documents),
        "documents_indexed": len(ids_by_source),
        "chroma_recall_at_20": chroma_recall,
        "documents_per_second": round(len(ids_by_source) / indexing_seconds, 2),
    }


def index_collection(
    collection: Collection, settings: Settings, embedder: Embedder, report: Progress
) -> tuple[Library, dict[str, str]]:
    """A library over the collection in `settings.data_dir`, and the corpus id of each of its source ids.

    A document that the reader refuses (an empty text) is left out; queries for it count as missed.
    """
    store = DocumentStore(settings.data_dir)
    ids_by_source: dict[str, str] = {}
    versions: list[StoredVersion] = []
    with store.writing():
        rows = list(enumerate(collection.documents.items()))
        for start in range(0, len(rows), _BLOCK_DOCUMENTS):
            block = []
            for number, (corpus_id, text) in rows[start : start + _BLOCK_DOCUMENTS]:
                if (document := _read(text, f"doc-{number}", settings)) is not None:
                    ids_by_source[document.source_id] = corpus_id
                    block.append(document)
            _store_block(store, block, embedder)
            versions += [_version(document) for document in block]
            report("documents indexed", min(start + _BLOCK_DOCUMENTS, len(rows)), len(rows))
        manifest = Manifest(index_hash=settings.index_hash, embedder=embedder.identity, versions=tuple(versions))
        store.commit(manifest)
    return Library(settings, store, Catalogue(), manifest, embedder), ids_by_source


def rank_documents(
    library: Library, embedder: Embedder, queries: dict[str, str], ids_by_source: dict[str, str], report: Progress
) -> dict[SearchMode, dict[str, dict[str, float]]]:
    """For each mode and query the first 100 documents, with scores that fall with the rank of their best passage."""
    vectors = embedder.embed_texts(list(queries.values()))
    rankings: dict[SearchMode, dict[str, dict[str, float]]] = {mode: {} for mode in SEARCH_MODES}
    for done, (query_id, query) in enumerate(queries.items(), start=1):
        for mode in SEARCH_MODES:
            found = _first_documents(library, query, vectors[done - 1], mode)
            rankings[mode][query_id] = ranking_scores([ids_by_source[source_id] for source_id in found])
        report("queries answered", done, len(queries))
    return rankings


def nearest_recall(library: Library, embedder: Embedder, queries: dict[str, str]) -> float:
    """Share of the exact 20 nearest passages that Chroma returns, over at most 200 queries."""
    vectors = embedder.embed_texts(list(queries.values())[:_NEAREST_QUERIES])
    index = open_index(library.store, library.manifest, library.store.writing())
    shares = []
    for vector in vectors:
        exact = set(library.exact_nearest(vector, _NEAREST))
        found = index.nearest(vector, _NEAREST, {"superseded": False})
        shares.append(len(exact & {passage_id for passage_id, _ in found}) / len(exact))
    return round(sum(shares) / len(shares), 4)


def mean_measures(collection: Collection, rankings: dict[str, dict[str, float]]) -> dict[str, float]:
    """Means over the queries: `ndcg_at_10`, `recall_at_100`, `mrr`."""
    rows = per_query(collection.relevance, rankings, DEPTH).values()
    names = {"ndcg_at_10": "ndcg_at_10", "recall_at_100": "recall", "mrr": "mrr"}
    return {name: round(sum(row[key] for row in rows) / len(rows), 4) for name, key in names.items()}


def _silent(what: str, done: int, total: int) -> None:
    pass


def _first_documents(library: Library, query: str, vector: Any, mode: SearchMode) -> list[str]:
    """Source ids of the first 100 documents; asks for more passages until there are so many, or no more passages."""
    wanted = 2 * DEPTH
    while True:
        hits = library.search(query, wanted, mode=mode, query_vector=vector)
        documents = list(dict.fromkeys(hit.document.source_id for hit in hits))
        if len(documents) >= DEPTH or len(hits) < wanted:
            return documents[:DEPTH]
        wanted *= 2


def _read(text: str, source_id: str, settings: Settings) -> Document | None:
    try:
        return read_document(text.encode(), f"{source_id}.md", source_id=source_id, kind="original", settings=settings)
    except UnreadableFileError:
        return None


def _store_block(store: DocumentStore, documents: Sequence[Document], embedder: Embedder) -> None:
    texts = [search_text(document, passage) for document in documents for passage in document.passages]
    vectors, start = embedder.embed_texts(texts), 0
    for document in documents:
        stop = start + len(document.passages)
        no_sentences = np.empty((0, vectors.shape[1]), dtype=np.float32)
        no_tokens = TokenVectors.of_no_texts(vectors.shape[1])
        no_meanings = np.empty((0, 0), dtype=np.float16)
        store.put_document(document)
        held = DocumentVectors(vectors[start:stop], no_sentences, no_tokens, no_meanings, WrittenVectors.none())
        store.put_vectors(document.document_id, held)
        start = stop


def _version(document: Document) -> StoredVersion:
    return StoredVersion.of(document, version=1, name=f"{document.source_id}.md", current=True)
