"""Putting BM25 and dense results together. docs/decisions/0003 has the figures that chose this form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def min_max(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scaled to 0..1 over the candidates; all zeros where every value is the same."""
    if not len(values):
        return values
    low, high = float(values.min()), float(values.max())
    return np.zeros_like(values) if high - low < 1e-9 else (values - low) / (high - low)


def fuse_min_max(
    bm25_scores: NDArray[np.float32], cosine_similarities: NDArray[np.float32], dense_weight: float
) -> NDArray[np.float32]:
    """fused_score of each candidate, 0..1: weighted sum of both lists, each min-max scaled over the candidates."""
    return (1 - dense_weight) * min_max(bm25_scores) + dense_weight * min_max(cosine_similarities)
