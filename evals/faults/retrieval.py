"""Faults of search. The evals judge the search that the answers came from, so these show in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chatbot.pipeline import Briefing
from evals.faults.spec import Fault, Healthy, with_search
from evals.system import SearchMode
from kb.embedding import Embedder, EmbedderIdentity, QueryTokens, TokenVectors, Vectors
from kb.ids import sha256_bytes
from kb.library import Library, SearchHit


class RandomEmbedder:
    """Unit vectors that follow from a text's hash and mean nothing."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def identity(self) -> EmbedderIdentity:
        return self._embedder.identity

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._random(text, 1)[0] for text in texts])

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, TokenVectors]:
        return self.embed_texts(texts), self._embedder.embed_with_tokens(texts)[1]

    def embed_query(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        offsets = self._embedder.embed_query(text)[1].offsets
        return self._random(text, 1)[0], QueryTokens(self._random(text, len(offsets)), offsets)

    def embed_sentences(self, texts: Sequence[str]) -> Vectors:
        dimension = self._embedder.embed_sentences([""]).shape[1]
        return np.concatenate([self._random(text, 1, dimension) for text in texts])

    def is_word(self, word: str) -> bool:
        return self._embedder.is_word(word)

    def _random(self, text: str, rows: int, dimension: int | None = None) -> NDArray[np.float32]:
        generator = np.random.default_rng(int(sha256_bytes(text.encode())[:16], 16))
        vectors = generator.standard_normal((rows, dimension or self.identity.dimension)).astype(np.float32)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def without_bm25(
    library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
) -> list[SearchHit]:
    """Dense search, whatever is asked for."""
    del mode
    hits = library.search(query, k, mode="dense", query_vector=query_vector)
    return [replace(hit, fused_score=hit.cosine_similarity) for hit in hits]


def with_half_missing(
    library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
) -> list[SearchHit]:
    """Passages whose id hashes to an odd number are not in the index."""
    hits = library.search(query, 2 * k, mode=mode, query_vector=query_vector)
    return [hit for hit in hits if not int(sha256_bytes(hit.passage.passage_id.encode())[:8], 16) % 2][:k]


def with_stale_index(
    library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
) -> list[SearchHit]:
    """What is found stands where it stood before an edit: half a document away."""
    return [_moved(hit) for hit in library.search(query, k, mode=mode, query_vector=query_vector)]


def with_truncated_passages(
    library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
) -> list[SearchHit]:
    """Each passage ends after its first sentence."""
    return [_truncated(hit) for hit in library.search(query, k, mode=mode, query_vector=query_vector)]


def _moved(hit: SearchHit) -> SearchHit:
    passages = hit.document.passages
    place = passages.index(hit.passage)
    return replace(hit, passage=passages[(place + max(1, len(passages) // 2)) % len(passages)])


def _truncated(hit: SearchHit) -> SearchHit:
    first = hit.passage.first_sentence
    end = hit.document.sentences[first].char_end
    return replace(hit, passage=hit.passage.model_copy(update={"last_sentence": first, "char_end": end}))


def _random_vectors(healthy: Healthy) -> Briefing:
    embedder = healthy.briefing.library.embedder
    assert embedder is not None, "the evals of the evals need the embedding model"
    noise = RandomEmbedder(embedder)

    def search(
        library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
    ) -> list[SearchHit]:
        del query_vector
        return library.search(query, k, mode=mode, query_vector=noise.embed_texts([query])[0])

    return with_search(healthy.briefing, search, noise)


FAULTS = (
    Fault("BM25 dropped", "search is by vectors alone", lambda healthy: with_search(healthy.briefing, without_bm25)),
    Fault("random embedder", "the question's vectors mean nothing", _random_vectors),
    Fault(
        "half the index missing",
        "every other passage is never found",
        lambda healthy: with_search(healthy.briefing, with_half_missing),
    ),
    Fault(
        "stale index",
        "what is found stands half a document away",
        lambda healthy: with_search(healthy.briefing, with_stale_index),
    ),
    Fault(
        "truncated passages",
        "each passage ends after its first sentence",
        lambda healthy: with_search(healthy.briefing, with_truncated_passages),
    ),
)
