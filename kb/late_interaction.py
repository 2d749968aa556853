"""Late interaction: how well each word of a query is met by the words of a text (MaxSim, Khattab and Zaharia 2020).

ColBERT trains its token vectors for this; here they are the untrained ones of the embedding model, which on its own
dev questions finds the answering sentence more often than the model's pooled vectors do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.embedding import INT8_SCALE, QueryTokens, Vectors
from kb.terms import content_terms

_FUNCTION_WORD_WEIGHT = 0.1


@dataclass(frozen=True)
class Interaction:
    """How a query and some texts meet, wordpiece by wordpiece."""

    maxima: NDArray[np.float32]
    """(texts, query wordpieces): the cosine of each query wordpiece with its best match in each text."""
    focus: NDArray[np.float32]
    """(texts,): over the wordpieces of a text, the mean of their best match in the query, times its weight."""


def interact(query: Vectors, texts: Sequence[NDArray[np.int8]], weights: NDArray[np.float32]) -> Interaction:
    """Both directions of MaxSim. `query` holds unit rows, `weights` one weight for each of them."""
    if not texts:
        return Interaction(np.empty((0, len(query)), dtype=np.float32), np.empty(0, dtype=np.float32))
    lengths = np.array([len(rows) for rows in texts])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    similarities = np.concatenate(texts).astype(np.float32) @ (query.T / INT8_SCALE)
    maxima: NDArray[np.float32] = np.maximum.reduceat(similarities, starts)
    heaviest = float(weights.max()) if len(weights) else 0.0
    about = (similarities * (weights / heaviest if heaviest else weights)).max(axis=1)
    return Interaction(maxima, (np.add.reduceat(about, starts) / lengths).astype(np.float32))


def token_weights(text: str, tokens: QueryTokens, term_weight: Callable[[str], float]) -> NDArray[np.float32]:
    """Weight of each wordpiece of a query, summing to 1: its word's, shared among the word's pieces.

    `term_weight` gives the weight of a stem; pieces of function words and of marks weigh next to nothing.
    """
    weights = np.full(len(tokens.offsets), _FUNCTION_WORD_WEIGHT, dtype=np.float32)
    for term in content_terms(text):
        pieces = [i for i, (start, end) in enumerate(tokens.offsets) if start < term.char_end and end > term.char_start]
        for piece in pieces:
            weights[piece] = max(term_weight(term.stem), _FUNCTION_WORD_WEIGHT) / len(pieces)
    total = float(weights.sum())
    return weights / total if total else weights
