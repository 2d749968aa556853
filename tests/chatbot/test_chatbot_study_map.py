"""The map of passages: places that are the same again, near where vectors are near, few marks for many passages."""

from __future__ import annotations

import time

import numpy as np
import pytest

from chatbot.study.gather_spots import COLUMNS, ROWS, gather_spots
from chatbot.study.place_passages import place_passages
from kb.embedding import Vectors


def _clustered(count: int, clusters: int, spread: float = 0.6) -> tuple[Vectors, list[int]]:
    rng = np.random.default_rng(7)
    middles = rng.normal(size=(clusters, 64))
    own = [index % clusters for index in range(count)]
    vectors = middles[own] + spread * rng.normal(size=(count, 64))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), own


def test_places_are_the_same_again_and_within_the_plane() -> None:
    vectors, _ = _clustered(200, 5)
    plane = place_passages(vectors)
    assert np.array_equal(plane.positions, place_passages(vectors.copy()).positions)
    assert plane.positions.shape == (200, 2)
    assert plane.positions.min() >= 0
    assert plane.positions.max() <= 1


def test_passages_that_are_alike_stand_near_and_the_loss_is_measured() -> None:
    vectors, own = _clustered(200, 5)
    plane = place_passages(vectors)
    distances = ((plane.positions[:, None] - plane.positions[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    alike = [own[index] == own[int(row.argmin())] for index, row in enumerate(distances)]
    assert np.mean(alike) > 0.8
    assert plane.kept_neighbours is not None
    assert 10 / 200 < plane.kept_neighbours < 1


@pytest.mark.parametrize("count", range(8))
def test_a_few_passages_are_placed_too_and_nothing_is_said_of_the_loss(count: int) -> None:
    plane = place_passages(_clustered(8, 3)[0][:count])
    assert plane.positions.shape == (count, 2)
    assert np.isfinite(plane.positions).all()
    assert plane.kept_neighbours is None


def test_passages_of_the_same_words_stand_on_one_another() -> None:
    plane = place_passages(np.repeat(_clustered(1, 1)[0], 30, axis=0))
    assert np.ptp(plane.positions, axis=0).tolist() == [0, 0]


def test_five_thousand_passages_are_placed_in_seconds_and_gathered_into_a_bounded_number_of_spots() -> None:
    vectors, own = _clustered(5_000, 40)
    start = time.perf_counter()
    plane = place_passages(vectors)
    spots = gather_spots(plane.positions, [str(group) for group in own])
    assert time.perf_counter() - start < 60  # a few on an idle machine
    assert len(spots) <= COLUMNS * ROWS
    members = sorted(index for spot in spots for index in spot.members)
    assert members == list(range(5_000))


def test_a_spot_stands_within_its_cell_and_for_the_group_of_most_of_its_passages() -> None:
    positions = np.array([[0.001, 0.001], [0.002, 0.002], [0.003, 0.001], [1.0, 1.0]])
    spots = gather_spots(positions, ["boards", "money", "money", "boards"])
    assert [(spot.spot_id, spot.members, spot.group) for spot in spots] == [
        ("0-0", (0, 1, 2), "money"),
        (f"{COLUMNS - 1}-{ROWS - 1}", (3,), "boards"),
    ]
    assert 0 < spots[0].x < 1 / COLUMNS
    assert 0 < spots[0].y < 1 / ROWS
    tie = gather_spots(positions[:2], ["money", "boards"])
    assert tie[0].group == "boards"
