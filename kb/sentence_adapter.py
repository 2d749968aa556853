"""A map of the sentence model's vectors, learned from written questions: x + (x down) up, made unit length again.

The model was trained on questions and answers of every kind. What a question of a policymaker and the sentence that
answers it have in common it sees better after this map, of low rank and learned on the questions of the notes
(`python -m evals.train_sentence_adapter`). It is the same for questions and sentences, so a question stays as near to
another that asks the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from kb.embedding import Vectors
from kb.ids import sha256_bytes

ADAPTER_PATH = Path(__file__).with_name("sentence_adapter.safetensors")


@dataclass(frozen=True)
class SentenceAdapter:
    """The two factors of the map, and the hash of the file they are from."""

    down: NDArray[np.float32]
    """(dimension, rank)"""
    up: NDArray[np.float32]
    """(rank, dimension)"""
    sha256: str = ""

    def adapt(self, vectors: Vectors) -> Vectors:
        """float32 (rows, dimension) of unit rows, from unit rows of the sentence model."""
        moved = vectors + (vectors @ self.down) @ self.up
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        adapted: Vectors = moved / np.maximum(length, np.float32(1e-12))
        return adapted


@cache
def load_adapter() -> SentenceAdapter:
    """The adapter that comes with the program."""
    data = ADAPTER_PATH.read_bytes()
    factors = {name: factor.astype(np.float32) for name, factor in load(data).items()}
    return SentenceAdapter(factors["down"], factors["up"], sha256_bytes(data))
