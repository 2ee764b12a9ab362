"""Results: what is done, tables and quantiles over the seeds, the best cell and the good range."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.objectives import Formula, Quadratic, Saddle, Sphere
from lrviz.optimizers import SGD, Adam
from lrviz.sweeps import Axis, Result, Sweep, run_block
from lrviz.sweeps.good_range import good_range
from tests.sweeps.results import MAP, computed, filled, same, whole_map

RATE = Axis("optimizer.lr", 1e-3, 10.0, 5, log=True)
ONE = Sweep(Scene(Sphere(), runs=(Run(SGD(lr=0.1), name="first"), Run(Adam(lr=0.1), name="second"))), (RATE,))


def test_nothing_is_done_at_first() -> None:
    result = Result.empty(MAP)
    assert not result.done.any()
    assert all(np.isnan(values).all() and values.shape == (18, 3) for values in result.values.values())
    assert np.isnan(result.table("final loss")).all()
    assert result.best("final loss") is None
    assert list(result.rows()) == []


def test_blocks_are_taken_in_any_order_and_more_than_once() -> None:
    result, blocks = Result.empty(MAP), MAP.blocks(4)
    for block in [*blocks[::-1], blocks[0]]:
        before = result.done.sum()
        result.take(run_block(MAP, block))
        assert result.done.sum() - before in (0, len(block.cells))
    assert same(result, whole_map())


def test_tables_have_the_shape_of_the_sweep_and_the_refused_are_done_and_say_why() -> None:
    whole = whole_map()
    assert whole.done.all()
    assert sorted(whole.refusals) == list(range(6, 12))
    assert all("total_steps" in why for why in whole.refusals.values())
    assert np.isnan(whole.table("diverged")[1]).all()
    table = whole.table("final loss")
    assert table.shape == (3, 3, 2)
    assert table[2, 1, 1] == np.median(whole.values["final loss"][2 * 6 + 1 * 2 + 1])
    assert np.isnan(table[1]).all()
    assert np.isfinite(table[0]).all()


@pytest.mark.parametrize(
    ("seeds", "summary", "found"),
    [
        ([3.0, 1.0, 2.0], "median", 2.0),
        ([3.0, 1.0, 2.0], 0, 1.0),
        ([3.0, 1.0, 2.0], 1, 3.0),
        ([3.0, 1.0, 2.0], 0.25, 1.5),
        ([np.inf, 1.0, np.inf], "median", np.inf),
        ([np.inf, 1.0, 2.0], 0.75, np.inf),
        ([np.nan, np.inf, 2.0], 0.0, np.nan),
    ],
)
def test_a_table_is_a_quantile_over_the_seeds(seeds: list[float], summary: Any, found: float) -> None:
    result = filled(replace(ONE, seeds=3), [seeds] * 10)
    assert np.array_equal(result.table("final loss", summary), np.full((2, 5), found), equal_nan=True)


def test_of_shares_the_mean_counts_whatever_the_summary() -> None:
    result = filled(replace(ONE, seeds=4), [[0, 0, 0, 1]] * 10, "diverged")
    for summary in ("median", 0.0, 1.0):
        assert result.table("diverged", summary).tolist() == [[0.25] * 5] * 2


def test_an_unknown_summary_or_measure_is_refused() -> None:
    empty = Result.empty(ONE)
    for summary in ("mean", "", -0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match=r"a summary must be median or a quantile in \[0, 1\], got"):
            empty.table("final loss", summary)
    for refused in (empty.table, empty.best, empty.width):
        with pytest.raises(ValueError, match=r"a measure must be one of final loss, .* got 'loss'"):
            refused("loss")


@pytest.mark.parametrize(
    ("values", "run", "best"),
    [
        ([5, 4, 3, 4, 5, 9, 8, 1, 8, 9], None, 7),
        ([5, 4, 3, 4, 5, 9, 8, 1, 8, 9], 0, 2),
        ([5, 4, 3, 4, 5, 9, 8, 1, 8, 9], 1, 7),
        ([np.nan, np.inf, 3, np.nan, 3, np.inf, np.nan, 7, -1, np.inf], None, 8),
        ([np.nan, np.inf, 3, np.nan, 3, np.inf, np.nan, 7, -1, np.inf], 0, 2),
        ([np.inf] * 5 + [np.nan] * 5, None, None),
        ([1.0] + [np.inf] * 9, 1, None),
        ([-np.inf, 2.0] + [np.inf] * 8, None, 1),
    ],
)
def test_the_best_cell_has_the_lowest_median(values: list[float], run: int | None, best: int | None) -> None:
    assert filled(ONE, values).best("final loss", run) == best


@pytest.mark.parametrize(
    ("medians", "low", "high", "best", "opens"),
    [
        ([9, 3, 2, 4, 9], 1, 3, 2, (False, False)),
        ([4, 4, 2, 4.1, 2], 0, 2, 2, (True, False)),
        ([9, 9, 2, 9, 3], 2, 2, 2, (False, False)),
        ([1, 9, 9, 9, 1], 0, 0, 0, (True, False)),
        ([9, 9, 9, 2, 1], 3, 4, 4, (False, True)),
        ([3, 3, 3, 3, 3], 0, 4, 0, (True, True)),
        ([9, 0, 0, 1e-300, 0], 1, 2, 1, (False, False)),
        ([np.inf, np.inf, 5, np.nan, 5], 2, 2, 2, (False, False)),
        ([np.nan, 6, 5, 7, np.inf], 1, 3, 2, (False, False)),
    ],
)
def test_a_good_range_reaches_to_twice_the_best(
    medians: list[float], low: int, high: int, best: int, opens: tuple[bool, bool]
) -> None:
    width, values = filled(ONE, medians + [1.0] * 5, "excess loss").width("excess loss"), RATE.values
    assert (width.low, width.high, width.best) == (values[low], values[high], values[best])
    assert (width.open_low, width.open_high) == opens
    assert width.decades == pytest.approx(high - low)


@pytest.mark.parametrize("name", ["final loss", "best loss", "mean of the last 10 %"])
def test_losses_count_above_the_lowest_value(name: str) -> None:
    raised = replace(ONE, scene=replace(ONE.scene, objective=Formula("x**2 + y**2 + 100")))
    width = filled(raised, [109, 103, 102, 104, 109] + [101] * 5, name).width(name)
    assert (width.low, width.high) == (RATE.values[1], RATE.values[3])


def test_each_run_has_a_good_range_of_its_own_but_none_where_nothing_converged() -> None:
    for name in ("steps to tolerance", "distance to a minimum"):
        result = filled(ONE, [400, 200, 100, 210, np.inf] + [np.inf, np.nan] + [np.inf] * 3, name)
        width = result.width(name)
        assert (width.low, width.high) == (RATE.values[1], RATE.values[2])
        assert result.width(name, 1) is None
    second = filled(ONE, [9, 3, 2, 4, 9, 1, 1, 9, 9, 9], "excess loss").width("excess loss", 1)
    assert second.best == RATE.values[0]
    assert good_range(RATE.values, np.full(5, np.nan)) is None


def test_losses_count_from_the_highest_value_where_a_run_climbs_and_a_diverged_seed_takes_no_floor_away() -> None:
    run = Run(SGD(lr=0.1, maximize=True))
    scene = Scene(Formula("7 - x**2 - y**2"), start=(1.0, 1.0), steps=60, runs=(run,))
    climbed = computed(Sweep(scene, (Axis("optimizer.lr", 1e-3, 1.0, 31, log=True),)))
    scene = Scene(Quadratic(), noise=0.1, runs=(Run(SGD()),))
    sweep = Sweep(scene, (Axis("objective.condition", 1.0, 100.0, 3, log=True),), seeds=3)
    varied = filled(sweep, [[np.inf, 1, 1], [2, 2, 2], [9, 9, 9]], "excess loss")
    varied.values["final loss"][...] = varied.values["excess loss"]
    for result in (climbed, varied):
        assert result.width("final loss") == result.width("excess loss")


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_where_a_function_has_no_lowest_value_nothing_is_twice_as_bad(noise: float) -> None:
    scene = Scene(Saddle(), start=(1.0, 0.5), steps=60, noise=noise, runs=(Run(SGD(lr=0.1)),))
    found = computed(Sweep(scene, (Axis("optimizer.lr", 1e-2, 0.1, 5, log=True),), seeds=8))
    assert found.best("final loss") is not None
    assert found.width("final loss") is None
    assert found.width("excess loss") is None


def test_a_good_range_needs_one_logarithmic_axis() -> None:
    for axes in ((replace(RATE, log=False),), (RATE, Axis("noise", 0.1, 1.0, 2, log=True))):
        with pytest.raises(ValueError, match="needs one logarithmic axis"):
            Result.empty(replace(ONE, axes=axes)).width("final loss")
