"""What is called best is judged by seeds that did not choose it: intervals hold the truth of the exact recursion."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.analysis.theory import expected_loss
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Muon
from lrviz.sweeps import Axis, Recheck, Result, Sweep, recheck
from lrviz.sweeps.good_range import uncertain_range
from lrviz.sweeps.recheck import FRESH, LEAST, fresh_seed
from tests.sweeps.oracle import alone
from tests.sweeps.results import computed, filled

Floats = np.ndarray

STEPS, CURVATURES = 250, np.array([1.0, 100.0])
NOISY = Scene(Quadratic(100.0), start=(1.0, 1.0), steps=STEPS, noise=1.0, runs=(Run(SGD()),))
RATES = Axis("optimizer.lr", 1e-3, 4e-2, 33, log=True)
TIMES = 100


@pytest.fixture(scope="module")
def losses() -> Floats:
    """The final losses at each rate for the seeds from 0 on, shape (33, 1600)."""
    halves = [computed(Sweep(replace(NOISY, seed=seed), (RATES,), 800), 33) for seed in (0, 800)]
    return np.concatenate([half.values["final loss"] for half in halves], axis=1)


def second_moments(rate: float) -> Floats:
    """The expected square of each coordinate after the run, by the exact recursion."""
    rates = np.full(STEPS, rate)
    return np.array([2 / h * expected_loss(rates, [h], NOISY.noise, [STEPS])[0] for h in CURVATURES])


def expected() -> Floats:
    """The expected final loss at each rate."""
    return np.array([CURVATURES @ second_moments(rate) / 2 for rate in RATES.values])


def medians() -> Floats:
    """The median final loss at each rate, of what is left of the start and normal noise for the rest of its square."""
    normal = np.random.default_rng(0).standard_normal((2, 20_000))
    found = []
    for rate in RATES.values[RATES.values * CURVATURES.max() < 2]:
        middle = (1 - rate * CURVATURES) ** STEPS
        spread = np.sqrt(second_moments(rate) - middle**2)
        found.append(np.median(CURVATURES @ (middle[:, None] + spread[:, None] * normal) ** 2) / 2)
    return np.append(found, np.full(RATES.count - len(found), 1e9))


def exact_decades(values: Floats) -> float:
    """How wide the range is in which values on the axis are at most twice the lowest, between its points too."""
    place, height = np.log10(RATES.values), np.log2(values / values.min())
    best = int(np.argmin(height))
    low = np.interp(-1, -height[: best + 1], place[: best + 1])
    return float(np.interp(1, height[best:], place[best:]) - low)


@pytest.mark.parametrize("truth", [expected, medians])
@pytest.mark.parametrize("seeds", [6, 8, 16])
def test_the_interval_of_a_good_range_holds_the_exact_one(losses: Floats, seeds: int, truth: Any) -> None:
    exact, held, narrow = exact_decades(truth()), 0, []
    for time in range(TIMES):
        width = uncertain_range(RATES.values, losses[:, time * seeds : (time + 1) * seeds])
        assert width is not None
        assert width.interval is not None
        low, high = width.interval
        held += low <= exact <= high
        narrow.append(high - low)
    assert held >= 0.9 * TIMES
    assert np.median(narrow) < {6: 1.0, 8: 0.8, 16: 0.6}[seeds]


def swept(losses: Floats, time: int, seeds: int = 8) -> Result:
    """A sweep with seeds of its own."""
    sweep = Sweep(replace(NOISY, seed=time * seeds), (RATES,), seeds)
    return filled(sweep, losses[:, time * seeds : (time + 1) * seeds])


def test_the_best_is_luck_and_the_interval_of_fresh_seeds_holds_its_exact_median(losses: Floats) -> None:
    exact, held, flattered = medians(), 0, 0
    for time in range(TIMES):
        result = swept(losses, time)
        best = result.best("final loss") or 0
        judged = result.judged("final loss", best)
        others = filled(result.sweep, losses[:, 800 + 8 * time : 808 + 8 * time])
        fresh = others.judged("final loss", best, fresh=True)
        held += fresh.low <= exact[best] <= fresh.high
        flattered += judged.value < exact[best]
    assert held >= 0.9 * TIMES
    assert flattered >= 0.6 * TIMES


def test_a_recheck_chooses_by_some_of_the_fresh_seeds_and_judges_by_the_others(losses: Floats) -> None:
    first = swept(losses, 3)
    found = recheck(first, ["final loss"])
    cell = found.best("final loss")
    assert cell is not None
    assert found.sweep.scene.seed == 32
    scenes = (found.sweep.scene_of(cell, seed) for seed in range(found.sweep.seeds))
    values = np.array([alone(scene, 1e-6)["final loss"] for scene in scenes])
    judged = found.judged("final loss")
    assert judged is not None
    assert (judged.value, judged.seeds, judged.fresh) == (np.median(values[1::2]), FRESH // 2, True)
    assert min(values) <= judged.low <= judged.value <= judged.high <= max(values)
    pooled = np.hstack([first.values["final loss"][found.cells], found.values["final loss"][:, ::2]])
    assert cell == found.cells[np.median(pooled, axis=1).argmin()]
    width = found.width("final loss")
    assert width is not None
    assert width.seeds == FRESH
    own = first.width("final loss")
    assert own is not None
    assert np.ptp(width.interval) < np.ptp(own.interval)
    assert width.interval[0] <= exact_decades(expected()) <= width.interval[1]


def test_fresh_seeds_choose_better_and_their_interval_holds_the_exact_median(losses: Floats) -> None:
    exact, held, better = medians(), 0, 0.0
    for time in range(0, TIMES, 4):
        first = swept(losses, time)
        found = Recheck.planned(first, None, ["final loss"], ranges=False)
        assert 1 <= len(found.cells) <= 8
        found.run()
        cell, judged = found.best("final loss"), found.judged("final loss")
        assert cell is not None
        assert judged is not None
        held += judged.low <= exact[cell] <= judged.high
        better += np.log(exact[first.best("final loss") or 0] / exact[cell])
    assert held >= 0.9 * TIMES / 4
    assert better > 0


def test_a_recheck_without_room_judges_the_lowest_alone_or_nothing(losses: Floats) -> None:
    first = swept(losses, 0)
    one = Recheck.planned(first, LEAST, ["final loss"])
    assert one.cells.tolist() == [first.best("final loss")]
    one.run(lambda: True)
    assert not one.complete
    before = one.judged("final loss")
    assert before is not None
    assert (before.fresh, before.seeds) == (False, 8)
    one.run()
    assert one.complete
    after = one.judged("final loss")
    assert after is not None
    assert (after.fresh, after.seeds) == (True, LEAST // 2)
    assert one.width("final loss") == first.width("final loss")
    none = Recheck.planned(first, LEAST - 1, ["final loss"])
    assert none.complete
    assert none.judged("final loss") == before


def test_without_noise_there_is_nothing_to_judge_and_no_interval() -> None:
    result = computed(Sweep(replace(NOISY, noise=0.0, steps=20), (RATES,), 3))
    found = recheck(result)
    assert found.complete
    assert not len(found.cells)
    width = found.width("final loss")
    assert width is not None
    assert (width.interval, width.interval_words) == (None, "")


def test_noise_along_an_axis_counts_and_a_map_has_its_best_judged() -> None:
    axes = (RATES, Axis("noise", 0.0, 0.5, 2))
    result = computed(Sweep(replace(NOISY, noise=0.0, steps=20), axes, 2))
    found = recheck(result)
    judged = found.judged("final loss")
    assert judged is not None
    assert judged.fresh
    assert found.done.sum() == len(found.cells) < result.sweep.cells


def test_what_goes_through_torch_for_long_is_not_judged() -> None:
    scene = replace(NOISY, steps=3000, runs=(Run(Muon(lr=0.1)),))
    found = recheck(filled(Sweep(scene, (RATES,), 2), np.ones((33, 2))))
    assert found.complete
    judged = found.judged("final loss")
    assert judged is not None
    assert not judged.fresh


def test_a_share_has_an_interval_and_no_range() -> None:
    result = filled(Sweep(NOISY, (RATES,), 8), np.zeros((33, 8)), "diverged")
    judged = result.judged("diverged", 0)
    assert (judged.value, judged.low) == (0.0, 0.0)
    assert judged.high == pytest.approx(0.3244, abs=1e-4)
    assert result.width("diverged") is None


def test_few_seeds_say_that_they_are_too_few() -> None:
    result = filled(Sweep(NOISY, (RATES,), 1), np.linspace(1, 9, 33))
    width, judged = result.width("final loss"), result.judged("final loss", 0)
    assert width is not None
    assert width.interval == (0.0, np.inf)
    assert "1 seed is too few" in width.interval_words
    assert "1 seed is too few" in judged.words()


def test_fresh_seeds_follow_or_precede_where_there_are_no_more() -> None:
    assert fresh_seed(5, 8, 64) == 13
    assert fresh_seed(2**32 - 8, 8, 64) == 2**32 - 72
