"""Runs under the same seeds are compared as the paired t-test compares them, and luck is called luck."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from lrviz.sweeps.paired import LUCK, compared

LOSSES = st.lists(st.tuples(st.floats(0.01, 10), st.floats(0.01, 10)), min_size=2, max_size=16)


@given(LOSSES, st.integers(1, 7))
def test_luck_is_what_the_paired_t_test_calls_so(pairs: list[tuple[float, float]], together: int) -> None:
    own, base = np.array(pairs).T
    said = compared("base", base, [("own", own)] * together)
    spread = float((own - base).std())
    if spread > 1e-9:
        p = together * float(ttest_rel(own, base).pvalue)
        if abs(p - LUCK) > 1e-9:
            assert all(("more than luck" in one.sentence) == (p < LUCK) for one in said)
        assert ("lower" in said[0].sentence) == ((own - base).mean() < 0)


@pytest.mark.parametrize(
    ("own", "base", "words"),
    [
        ([0.06, 0.07, 0.08, 0.05], [0.1, 0.11, 0.12, 0.09], "a ends lower than b by 0.04 ± "),
        ([0.2], [0.1], "a ends higher than b by 0.1 under one seed: that may be luck."),
        ([0.1, 0.1], [0.1, 0.1], "a ends like b under each of 2 seeds."),
        ([math.nan, 0.3], [0.1, 0.2], "a diverged under 1 of 2 seeds, b diverged under 0 of 2 seeds. a ends higher"),
        ([math.inf], [math.inf], "a diverged under 1 of 1 seeds, b diverged under 1 of 1 seeds."),
    ],
)
def test_what_is_said(own: list[float], base: list[float], words: str) -> None:
    (pair,) = compared("b", np.array(base), [("a", np.array(own))])
    assert re.match(re.escape(words), pair.sentence), pair.sentence


def test_only_seeds_that_both_have_count() -> None:
    (pair,) = compared("b", np.array([0.1, 0.2]), [("a", np.array([0.2, 0.4, 9.0])), ("none", np.array([]))])
    assert pair.differences.tolist() == pytest.approx([0.1, 0.2])
    assert compared("b", np.array([]), [("a", np.array([0.2]))]) == []
