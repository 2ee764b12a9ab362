"""Cells become columns: each distinct part is built once, and what does not vary stays one value."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import Constant, OneCycleLR, StepLR, TanhCycles
from lrviz.simulate.outcomes.measures import lowest_cost
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.grid import Grid, Parts

RATE = Axis("optimizer.lr", 0.1, 0.4, 4)
SCENE = Scene(Quadratic(), start=(1.0, 2.0), steps=30, seed=3, clip=0.5, runs=(Run(SGD()), Run(Adam(), StepLR.usual())))


def grid(*axes: Axis, scene: Scene = SCENE, seeds: int = 1) -> Grid:
    """All cells of a sweep."""
    sweep = Sweep(scene, axes, seeds)
    return Grid(sweep, np.arange(sweep.cells))


def test_equal_keys_share_a_part_and_one_that_cannot_be_built_has_a_problem() -> None:
    built: list[int] = []
    parts = Parts.built(np.array([7, 3, 7, 3, 9]), lambda first: built.append(first) or str(first))
    assert sorted(built) == [0, 1, 4]
    assert parts.of(np.arange(5)) == ["0", "1", "0", "1", "4"]
    assert parts.of(np.array([4, 0])) == ["4", "0"]
    assert Parts.built(np.zeros(5, dtype=np.int64), str).of(np.arange(5)) == ["0"]
    halves = Parts.built(np.array([0, 1]), lambda first: TanhCycles(t_initial=100, lb=0.0, ub=float(first)))
    assert "must be below" in str(halves.table[0])
    assert halves.table[1] == TanhCycles(t_initial=100, lb=0.0, ub=1.0)


def test_what_does_not_vary_is_one_value_and_equal_runs_are_one_object() -> None:
    one = grid(RATE)
    members = one.members()
    assert members.tolist() == list(range(8))
    assert one.objectives.of(members) == [Quadratic()]
    assert one.starts(members).tolist() == [[1.0], [2.0]]
    assert (one.steps(members).tolist(), one.noises(members).tolist(), one.clips(members)) == ([30], [0.0], [0.5])
    assert one.runs.of(members) == [
        *(Run(SGD(lr=lr)) for lr in RATE.values.tolist()),
        *(Run(Adam(lr=lr), StepLR.usual()) for lr in RATE.values.tolist()),
    ]
    runs = grid(RATE, Axis("noise", 0.0, 1.0, 3)).runs.of(np.arange(24))
    assert (len({id(run) for run in runs}), len({id(run.schedule) for run in runs})) == (8, 2)


@pytest.mark.parametrize(
    ("axis", "column"),
    [
        (Axis("start.x", -1.0, 1.0, 3), "starts"),
        (Axis("noise", 0.0, 2.0, 3), "noises"),
        (Axis("steps", 10, 30, 3, whole=True), "steps"),
        (Axis("clip", 0.1, 0.3, 3), "clips"),
    ],
)
def test_what_varies_is_a_column(axis: Axis, column: str) -> None:
    one = grid(axis)
    values = np.array(getattr(one, column)(np.array([5, 0, 1])))
    assert np.atleast_2d(values)[0].tolist() == axis.values[[2, 0, 1]].tolist()


def test_functions_that_vary_or_are_climbed_are_columns() -> None:
    one = grid(Axis("objective.condition", 2.0, 8.0, 3))
    members = one.members()
    assert one.objectives.of(members) == [Quadratic(c) for c in (2.0, 5.0, 8.0)] * 2
    found = one.baselines(members)
    assert found.costs(np.ones((2, 6))).tolist() == [1.5, 3.0, 4.5] * 2
    assert np.abs(np.broadcast_to(found.lowest, 6)).max() == 0.0
    both = replace(SCENE, runs=(Run(SGD()), Run(SGD(maximize=True))))
    found = grid(RATE, scene=both).baselines(np.arange(8))
    assert np.array(found.sign).tolist() == [1.0] * 4 + [-1.0] * 4
    assert np.array(found.lowest).tolist() == [0.0] * 4 + [lowest_cost(Quadratic(), True)] * 4


@pytest.mark.parametrize(("noise", "count"), [(0.0, 1), (0.5, 5)])
def test_seeds_are_run_only_where_there_is_noise(noise: float, count: int) -> None:
    scene = Scene(Quadratic(), noise=noise, seed=3, runs=(Run(SGD()),))
    assert grid(RATE, scene=scene, seeds=5).seeds.tolist() == list(range(3, 3 + count))
    varied = grid(Axis("noise", 0.0, 1.0, 2), scene=scene, seeds=5)
    assert varied.seeds.tolist() == [3, 4, 5, 6, 7]


def test_cells_without_rates_are_refused() -> None:
    run = Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=20, cycle_momentum=False))
    scene = Scene(Quadratic(), runs=(run, Run(SGD(), Constant())))
    one = grid(Axis("steps", 10, 30, 3, whole=True), scene=scene)
    assert one.members().tolist() == [0, 1, 2, 3, 4, 5]
    one.refuse_without_rates()
    assert one.members().tolist() == [0, 1, 3, 4, 5]
    assert list(one.refusals) == [2]
