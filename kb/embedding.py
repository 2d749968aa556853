"""What an embedder is, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

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
    sentence_model: str = ""
    sentence_weights_sha256: str = ""
    sentence_adapter_sha256: str = ""


@dataclass(frozen=True)
class TokenVectors:
    """A vector for every wordpiece of some texts: unit rows times 127, so a dot product over 127 is a cosine."""

    vectors: NDArray[np.int8]
    """(wordpieces of all texts, dimension)."""
    starts: NDArray[np.int64]
    """(texts + 1,): text i has rows starts[i]..starts[i + 1], at least one."""

    @classmethod
    def of_no_texts(cls, dimension: int) -> TokenVectors:
        """For documents whose sentences are not needed, such as a collection that is only searched."""
        return cls(np.empty((0, dimension), dtype=np.int8), np.zeros(1, dtype=np.int64))

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

    def embed_sentences(self, texts: Sequence[str]) -> Vectors:
        """float32 array (len(texts), dimension of the sentence model) of unit rows; for sentences and questions."""
        ...

    def is_word(self, word: str) -> bool:
        """Whether the model knows a lower-case word as one word; a misspelt one it takes to pieces."""
        ...
