"""The library's search as a LlamaIndex retriever.

retriever = LibraryRetriever(Library.open(load_settings()))
nodes = retriever.retrieve("How do medical groups pay specialists?")
"""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.library import Library, SearchHit, SearchMode
from kb.provenance import provenance


class LibraryRetriever(BaseRetriever):
    """Hybrid, BM25 or dense search over a `Library`; nodes carry provenance and the named scores as metadata."""

    def __init__(self, library: Library, k: int = 10, mode: SearchMode = "hybrid", **options: Any) -> None:
        super().__init__(**options)
        self._library = library
        self._k = k
        self._mode: SearchMode = mode

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=_node(hit, self._library), score=hit.fused_score or hit.bm25_score or hit.cosine_similarity
            )
            for hit in self._library.search(query_bundle.query_str, self._k, mode=self._mode)
        ]


def _node(hit: SearchHit, library: Library) -> TextNode:
    return TextNode(
        id_=hit.passage.passage_id,
        text=hit.text,
        metadata=provenance(hit, library)
        | {
            "bm25_score": hit.bm25_score,
            "cosine_similarity": hit.cosine_similarity,
            "fused_score": hit.fused_score,
        },
    )
