"""What an embedder is, and its face as a LlamaIndex `BaseEmbedding`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PrivateAttr

Vectors = NDArray[np.float32]
INT8_SCALE = 127


class EmbedderIdentity(BaseModel):
    """Which model made a vector, and how; stored with the vectors, which are never mixed across identities."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    weights_sha256: str
    quantisation: str
    dimension: int
    max_wordpieces: int


@dataclass(frozen=True)
class TokenVectors:
    """A vector for every wordpiece of some texts: unit rows times 127, so a dot product over 127 is a cosine."""

    vectors: NDArray[np.int8]
    """(wordpieces of all texts, dimension)."""
    starts: NDArray[np.int64]
    """(texts + 1,): text i has rows starts[i]..starts[i + 1], at least one."""

    def of_text(self, index: int) -> NDArray[np.int8]:
        """The rows of one text."""
        return self.vectors[self.starts[index] : self.starts[index + 1]]


@dataclass(frozen=True)
class QueryTokens:
    """The wordpieces of a query: unit rows, and where each stands in the query (half-open, code points)."""

    vectors: Vectors
    offsets: tuple[tuple[int, int], ...]


class Embedder(Protocol):
    """Turns texts into vectors of unit length whose dot product is the cosine similarity."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """float32 array (len(texts), dimension), rows in order; each row depends on its own text alone."""
        ...

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, TokenVectors]:
        """The same vectors, and the vectors of the texts' wordpieces that they are the means of."""
        ...

    def embed_query(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        """Vector (dimension,) of one text, and its wordpieces."""
        ...


class PluggableEmbedding(BaseEmbedding):
    """Any `Embedder` as a LlamaIndex embedding model."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **options: Any) -> None:
        super().__init__(model_name=embedder.identity.model, **options)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._embedder.embed_texts(texts)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)
