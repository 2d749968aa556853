"""Intervals and tests against figures from the literature and by hand, and the properties they must have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.measures.intervals import bootstrap_mean, holm, mcnemar, paired_bootstrap, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (90, 100, 0.8256, 0.9448),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 29, 0.0061, 0.1718),  # Newcombe 1998, table I
    ],
)
def test_wilson_by_hand(successes: int, trials: int, low: float, high: float) -> None:
    interval = wilson(successes, trials)
    assert interval == pytest.approx((low, high), abs=5e-5)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert bootstrap_mean([], []) is None
    assert paired_bootstrap([], [], []) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_bounds(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson(successes, trials) or (1.0, 0.0)
    assert 0 <= low <= successes / trials <= high <= 1
    mirrored = wilson(trials - successes, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 200))
def test_wilson_narrows_with_more_trials(half: int) -> None:
    few, many = wilson(half, 2 * half), wilson(4 * half, 8 * half)
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize(
    ("failing", "passing", "p"),
    [(0, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (3, 3, 1.0), (8, 1, 20 / 512), (1, 8, 20 / 512)],
)
def test_mcnemar_by_hand(failing: int, passing: int, p: float) -> None:
    assert mcnemar(failing, passing) == pytest.approx(p)


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_is_a_symmetric_probability(failing: int, passing: int) -> None:
    assert 0 < mcnemar(failing, passing) <= 1
    assert mcnemar(failing, passing) == mcnemar(passing, failing)


values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@settings(max_examples=20, deadline=None)
@given(values)
def test_the_bootstrap_interval_lies_within_the_values(sample: list[float]) -> None:
    low, high = bootstrap_mean(sample, range(len(sample))) or (2.0, -1.0)
    assert min(sample) - 1e-9 <= low <= high <= max(sample) + 1e-9


@settings(max_examples=20, deadline=None)
@given(values)
def test_the_same_runs_do_not_differ(sample: list[float]) -> None:
    same = paired_bootstrap(sample, sample, range(len(sample)))
    assert same is not None
    assert (same.mean, same.low, same.high, same.p) == (0, 0, 0, 1)


@settings(max_examples=20, deadline=None)
@given(values, values)
def test_swapping_the_runs_turns_the_difference_round(first: list[float], second: list[float]) -> None:
    size = min(len(first), len(second))
    a, b = first[:size], second[:size]
    forth, back = paired_bootstrap(a, b, range(size)), paired_bootstrap(b, a, range(size))
    assert forth is not None
    assert back is not None
    assert back.mean == pytest.approx(-forth.mean)
    assert (back.low, back.high) == pytest.approx((-forth.high, -forth.low), abs=1e-9)
    assert back.p == pytest.approx(forth.p)


def test_the_bootstrap_of_independent_values_matches_the_normal_interval() -> None:
    sample = [0.0, 1.0] * 100
    low, high = bootstrap_mean(sample, range(200)) or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.5 / 200**0.5, 0.5 + 1.96 * 0.5 / 200**0.5), abs=0.006)


def test_clusters_widen_the_interval_when_their_members_agree() -> None:
    sample = [0.0] * 50 + [1.0] * 50
    alone = bootstrap_mean(sample, range(100))
    clustered = bootstrap_mean(sample, [number // 10 for number in range(100)])
    assert alone is not None
    assert clustered is not None
    assert clustered[1] - clustered[0] > 2 * (alone[1] - alone[0])


def test_a_clear_difference_is_told_from_noise() -> None:
    before = [0.0, 1.0] * 20
    worse = paired_bootstrap(before, [0.0] * 40, range(40))
    noise = paired_bootstrap(before, [1.0, 0.0] * 20, range(40))
    assert worse is not None
    assert noise is not None
    assert worse.mean == -0.5
    assert worse.high < 0
    assert worse.p < 0.01
    assert noise.mean == 0
    assert noise.low < 0 < noise.high
    assert noise.p > 0.5


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        paired_bootstrap([1.0], [1.0, 0.0], [1])
    with pytest.raises(ValueError, match="clusters"):
        bootstrap_mean([1.0, 0.0], [1])


def test_holm_corrects_for_how_many_tests_are_read() -> None:
    assert holm([]) == []
    assert holm([0.03]) == [0.03]
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.5]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_corrected_p_values_keep_their_order_and_only_grow(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= after <= 1 for p, after in zip(p_values, corrected, strict=True))
    ranked = [after for _, after in sorted(zip(p_values, corrected, strict=True))]
    assert ranked == sorted(ranked)
