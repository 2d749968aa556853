"""Passages on a plane by their vectors, the same on every run.

The two principal components of the stored vectors give the first places. Then each passage is drawn towards those
nearest to it in meaning, for a fixed number of rounds (power iteration on the net of nearest neighbours, which leads
from the principal components towards a spectral embedding: Belkin and Niyogi 2003). At last the coordinates are spread
between their values and their ranks, so that dense regions can be read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kb.embedding import Vectors

_NEIGHBOURS = 12
_LEAST_WEIGHT = 1e-6
_NOISE = 1e-6  # what is left of float32 vectors that are all the same
_ROUNDS = 10  # more draw the passages of a theme into a line, and keep fewer neighbours
_JUDGED_NEIGHBOURS = 10
_MOST_JUDGED = 100  # passages on which the picture is judged; a sample spread over all of them where there are more
_FEWEST = 4

Positions = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """Where passages stand."""

    positions: Positions
    """(passages, 2), each column from 0 to 1."""
    kept_neighbours: float | None
    """Of a passage's ten nearest by meaning, the mean share that is also among its ten nearest on the plane."""


def place_passages(vectors: Vectors) -> Plane:
    """`vectors`: unit rows, one a passage. Needs no model; a few seconds for 5,000 passages."""
    count = len(vectors)
    if count < _FEWEST:
        line = np.linspace(0.25, 0.75, count) if count > 1 else np.full(count, 0.5)
        return Plane(np.stack([line, np.full(count, 0.5)], axis=1), None)
    plane = _drawn_together(_principal_components(vectors), _net(vectors))
    coordinates = np.stack([_evened(column) for column in plane.T], axis=1)
    return Plane(coordinates, _kept(vectors, coordinates))


def _principal_components(vectors: Vectors) -> Positions:
    """(passages, 2): classical scaling; the sign is fixed by the passage that stands furthest out."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    plane: Positions = centred @ axes[:, [-1, -2]]
    return plane * np.sign(plane[np.abs(plane).argmax(axis=0), [0, 1]])


def _net(vectors: Vectors) -> csr_array:
    """(passages, passages): in each row the weights, summing to 1, of the passages that one is joined to."""
    count = len(vectors)
    near = min(_NEIGHBOURS, count - 1)
    columns, weights = [], []
    for start in range(0, count, 512):
        similar = vectors[start : start + 512] @ vectors.T
        own = np.arange(len(similar))
        similar[own, start + own] = -np.inf
        best = np.argpartition(similar, count - near, axis=1)[:, count - near :]
        columns.append(best.ravel())
        weights.append(np.maximum(np.take_along_axis(similar, best, axis=1).ravel(), _LEAST_WEIGHT))
    rows = np.repeat(np.arange(count), near)
    ends = (np.concatenate(weights).astype(np.float64), (rows, np.concatenate(columns)))
    joined = csr_array(ends, shape=(count, count))
    joined = joined.maximum(joined.T)
    return csr_array(joined.multiply(1.0 / joined.sum(axis=1)[:, None]))


def _drawn_together(plane: Positions, net: csr_array) -> Positions:
    """The plane after some rounds in which each passage moves half way to the mean of those it is joined to."""
    for _ in range(_ROUNDS):
        plane = (plane + net @ plane) / 2
        plane = plane - plane.mean(axis=0)
        along = plane[:, 0]
        if (length := float(along @ along)) > 0:  # the second axis goes on saying what the first does not
            plane[:, 1] -= along * (float(along @ plane[:, 1]) / length)
        spread = np.abs(plane).max(axis=0)
        plane = np.where(spread > _NOISE, plane / np.maximum(spread, _NOISE), 0.0)
    return plane


def _evened(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half value, half rank, from 0 to 1; equal values get the same place."""
    rounded = np.round(column, 9)
    low, high = rounded.min(), rounded.max()
    if high == low:
        return np.full(len(column), 0.5)
    ranks = np.searchsorted(np.sort(rounded), rounded) / (len(rounded) - 1)
    mixed: NDArray[np.float64] = 0.3 * (rounded - low) / (high - low) + 0.7 * ranks
    evened: NDArray[np.float64] = (mixed - mixed.min()) / (mixed.max() - mixed.min())
    return evened


def _kept(vectors: Vectors, positions: Positions) -> float | None:
    count = len(vectors)
    near = _JUDGED_NEIGHBOURS
    if count <= 2 * near:
        return None
    shares = []
    for index in np.unique(np.linspace(0, count - 1, min(count, _MOST_JUDGED)).astype(int)):
        similar = vectors @ vectors[index]
        distance = ((positions - positions[index]) ** 2).sum(axis=1)
        similar[index], distance[index] = -np.inf, np.inf
        meant = set(np.argpartition(-similar, near)[:near].tolist())
        shown = set(np.argpartition(distance, near)[:near].tolist())
        shares.append(len(meant & shown) / near)
    return float(np.mean(shares))
