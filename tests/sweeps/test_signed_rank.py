"""The signed-rank test, its interval and Holm's correction, against scipy and plain counting."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wilcoxon

from lrviz.sweeps.signed_rank import holm, shift, signed_rank_p, smallest_p

Floats = np.ndarray

continuous = st.lists(st.floats(-1e3, 1e3).filter(bool), min_size=1, max_size=20, unique_by=abs).map(np.array)
tied = st.lists(st.integers(-3, 3), min_size=1, max_size=9).map(lambda drawn: np.array(drawn, dtype=float))


def counted_p(differences: Floats) -> float:
    """Every way to sign the sizes, one after the other."""
    sizes = np.abs(differences[differences != 0])
    ranks = [sum(sizes < size) + (sum(sizes == size) + 1) / 2 for size in sizes]
    sums = [
        sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign)
        for signs in itertools.product((0, 1), repeat=len(ranks))
    ]
    reached = sum(rank for rank, difference in zip(ranks, differences[differences != 0], strict=True) if difference > 0)
    tails = np.mean([one <= reached for one in sums]), np.mean([one >= reached for one in sums])
    return min(1.0, 2 * min(tails))


@given(continuous)
def test_without_ties_it_is_scipys(differences: Floats) -> None:
    assert signed_rank_p(differences) == pytest.approx(wilcoxon(differences, method="exact").pvalue, rel=1e-12)


@given(tied)
def test_with_ties_and_zeros_it_is_counted_out(differences: Floats) -> None:
    assert signed_rank_p(differences) == pytest.approx(counted_p(differences), rel=1e-12)


def test_infinite_differences_rank_highest_and_few_or_none_are_no_evidence() -> None:
    assert signed_rank_p(np.array([1.0, 2, 3, 4, 5, math.inf])) == 2 / 2**6 == smallest_p(6)
    assert signed_rank_p(np.zeros(12)) == signed_rank_p(np.empty(0)) == 1.0
    for count in (1, 5):
        found = shift(np.arange(1.0, count + 1))
        assert (found.low, found.high) == (-math.inf, math.inf)
        assert smallest_p(count) > 0.05


@given(continuous, st.floats(-10, 10))
def test_the_estimate_moves_with_the_differences(differences: Floats, by: float) -> None:
    here, there = shift(differences), shift(differences + by)
    assert there.estimate == pytest.approx(here.estimate + by, abs=1e-9)
    assert here.low <= here.estimate <= here.high


@given(st.integers(0, 10_000), st.integers(6, 30))
def test_the_interval_is_what_the_test_does_not_refuse(seed: int, count: int) -> None:
    differences = np.random.default_rng(seed).normal(0.5, 1.0, count)
    found = shift(differences)
    for end, outwards in ((found.low, -1e-9), (found.high, 1e-9)):
        assert signed_rank_p(differences - end - outwards) <= 0.05
        assert signed_rank_p(differences - end + outwards) > 0.05


def test_the_interval_covers_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    covered = 0
    for draw in generator.standard_normal((2000, 12)) + 0.7:
        found = shift(draw)
        covered += found.low <= 0.7 <= found.high
    assert 0.945 <= covered / 2000 <= 0.975


def test_holm_as_in_his_example() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.6, 0.7])).tolist() == [1.0, 1.0]
    assert holm(np.empty(0)).tolist() == []
