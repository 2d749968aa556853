"""How sure a number is: intervals for one run, tests for two. All seeded; the same input gives the same figures.

- Wilson (1927) interval for a proportion: keeps its coverage for small samples and near 0 and 1.
- Percentile bootstrap (Efron and Tibshirani 1993) of a mean, resampling whole clusters (Field and Welsh 2007):
  questions on one fact succeed and fail together, so that the fact is what was sampled.
- Paired bootstrap of a difference, clustered likewise; p is two-sided, with one added to both counts (Davison and
  Hinkley 1997), so that it is never 0.
- Exact McNemar test for pass and fail: the binomial probability of the discordant pairs.
- Holm's (1979) step-down correction where several tests are read at once.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_SEED = 20_261_122


@dataclass(frozen=True)
class Difference:
    """A paired difference B - A with its 95% interval and two-sided p."""

    mean: float
    low: float
    high: float
    p: float


def wilson(successes: float, trials: int, z: float = 1.959964) -> tuple[float, float] | None:
    """95% interval of a proportion, within 0 and 1; None without trials."""
    if trials == 0:
        return None
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # On paper the interval lies within 0 and 1 and holds the share; rounding can put it a hair outside at 0 and 1.
    return min(share, max(0.0, (centre - spread) / scale)), max(share, min(1.0, (centre + spread) / scale))


def bootstrap_mean(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[float, float] | None:
    """95% interval of the mean of `values`, resampled by cluster; None without values."""
    if not values:
        return None
    low, high = np.quantile(_resampled_means(values, clusters), [0.025, 0.975])
    return float(low), float(high)


def paired_bootstrap(
    before: Sequence[float], after: Sequence[float], clusters: Sequence[Hashable]
) -> Difference | None:
    """Mean of after - before, pair by pair; None without pairs. Raises ValueError on unequal lengths."""
    differences = [b - a for a, b in zip(before, after, strict=True)]
    if not differences:
        return None
    means = _resampled_means(differences, clusters)
    low, high = np.quantile(means, [0.025, 0.975])
    # Sums of floats that cancel on paper may leave dust; it is not a difference.
    at_most, at_least = int((means <= 1e-12).sum()), int((means >= -1e-12).sum())
    p = min(1.0, 2 * (min(at_most, at_least) + 1) / (RESAMPLES + 1))
    return Difference(float(np.mean(differences)), float(low), float(high), p)


def mcnemar(newly_failing: int, newly_passing: int) -> float:
    """Two-sided exact p that failing and passing anew are equally likely; 1 without discordant pairs."""
    pairs, fewer = newly_failing + newly_passing, min(newly_failing, newly_passing)
    tail = sum(math.comb(pairs, count) for count in range(fewer + 1))
    return min(1.0, float(2 * tail / (1 << pairs)))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values corrected for their number, in their order: the chance of any false alarm among them stays at p."""
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for position, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - position) * p_values[index]))
        corrected[index] = highest
    return corrected


def _resampled_means(values: Sequence[float], clusters: Sequence[Hashable]) -> NDArray[np.float64]:
    """RESAMPLES means, each over as many clusters drawn with replacement as there are."""
    if len(values) != len(clusters):
        raise ValueError(f"{len(values)} values in {len(clusters)} clusters")
    rows = {cluster: row for row, cluster in enumerate(dict.fromkeys(clusters))}
    sums, sizes = np.zeros(len(rows)), np.zeros(len(rows))
    for value, cluster in zip(values, clusters, strict=True):
        sums[rows[cluster]] += value
        sizes[rows[cluster]] += 1
    draws = _draws(len(rows))
    means: NDArray[np.float64] = (draws @ sums) / (draws @ sizes)
    return means


@lru_cache(maxsize=4)  # every measure of a run is resampled over much the same number of clusters
def _draws(clusters: int) -> NDArray[np.float64]:
    """(RESAMPLES, clusters): how often each cluster is drawn; the same draws for every measure."""
    counts = np.random.default_rng(_SEED).multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)
    return counts.astype(np.float64)
