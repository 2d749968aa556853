"""What the best candidates say together, and whether one of them stands out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.ranked_sentences import RankedSentence, RankedSentences

_SHARES = st.floats(0, 1, width=32)


def _ranked(met: Sequence[Sequence[float]], likely: Sequence[float] = (0.5, 0.3)) -> RankedSentences:
    weights = np.full(len(met[0]), 1 / len(met[0]), dtype=np.float32)
    rows = [np.array(row, dtype=np.float32) for row in met]
    read = [RankedSentence("", "", float(row @ weights), score, row) for row, score in zip(rows, likely, strict=False)]
    return RankedSentences(read, [0.0] * len(read), [0.0] * len(read), weights)


def test_a_question_met_in_two_places_is_met_apart() -> None:
    assert _ranked([[1, 0], [0, 1]]).met_apart == pytest.approx(0.5)
    assert _ranked([[1, 1], [0, 1]]).met_apart == pytest.approx(0.0)
    without_model = [RankedSentence("", "", 0.4, 1.0)]
    assert RankedSentences(without_model, [0.0], [0.0], None).met_apart == 0.0


@given(st.lists(st.tuples(_SHARES, _SHARES, _SHARES), min_size=2, max_size=2))
def test_together_they_never_meet_it_less_than_the_best_does(met: list[tuple[float, float, float]]) -> None:
    assert _ranked(met).met_apart >= -1e-6


def test_the_runner_up_is_told_as_a_share_of_the_best() -> None:
    assert _ranked([[1], [1]], (0.8, 0.2)).runner_up == pytest.approx(0.25)
    assert _ranked([[1]], (0.8,)).runner_up == 0.0


def test_whose_words_the_best_candidates_are_is_told_as_a_share() -> None:
    ours = RankedSentence("", "", 0.4, 0.5, in_original=False)
    theirs = RankedSentence("", "", 0.4, 0.5)
    assert RankedSentences([ours, ours, theirs, ours], [0.0] * 4, [0.0] * 4, None).in_originals == pytest.approx(0.25)
