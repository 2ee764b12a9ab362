"""ReduceLROnPlateau: one rule for floats and blocks, torch's bits."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate, verify
from lrviz.arithmetic import BLOCKS
from lrviz.comparison import Entry, Measured, Plan, curve
from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    OneCycleLR,
    Phase,
    ReduceLROnPlateau,
    Schedule,
    Sequential,
    Warmup,
    watch,
)
from lrviz.simulate import simulate_many
from tests.schedules.oracle import run
from tests.strategies import instances

METRICS = st.lists(
    st.sampled_from([math.nan, -1.0, 0.0, 1.0, 1.0, math.inf, -math.inf, 1.0 - 1e-4, 1.0 - 1e-5]) | st.floats(-10, 10),
    min_size=1,
    max_size=80,
)


@st.composite
def impatient(draw: st.DrawFn) -> ReduceLROnPlateau:
    """Any plateau, with so little patience that it acts."""
    patience, cooldown = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    return replace(draw(instances(ReduceLROnPlateau)), patience=patience, cooldown=cooldown)


@settings(max_examples=300, derandomize=True)
@given(impatient(), st.floats(1e-6, 10.0), METRICS)
def test_equals_torch_bit_for_bit(schedule: ReduceLROnPlateau, lr: float, metrics: list[float]) -> None:
    rates, _, _ = run(schedule.torch_code(lr), lr, len(metrics), metrics=metrics)
    assert schedule.rates_for(lr, metrics).tolist() == rates.tolist()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(impatient(), st.lists(METRICS, min_size=2, max_size=5))
@example(ReduceLROnPlateau(factor=0.0, patience=0, threshold=1.0), [[1.0, 0.5], [2.0, 3.0]])
def test_columns_equal_floats(schedule: ReduceLROnPlateau, columns: list[list[float]]) -> None:
    rows = list(zip(*columns, strict=False))
    lr = rate = np.linspace(0.1, 0.5, len(columns))
    used, state = [], schedule.begin(lr, BLOCKS)
    for row in rows:
        used.append(rate)
        state, rate = schedule.react(state, rate, np.array(row), BLOCKS)
    alone = [schedule.rates_for(base, column[: len(rows)]) for base, column in zip(lr, columns, strict=True)]
    np.testing.assert_array_equal(np.array(used).T, alone)


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind.feedback])
def test_combinations_refuse_it_where_no_hand_could_step_it(kind: type[ReduceLROnPlateau]) -> None:
    cycle = OneCycleLR(max_lr=0.1, total_steps=50)
    for combine in (
        Phase,
        lambda part: Sequential((part, Constant()), (5,)),
        lambda part: Sequential((Sequential((Constant(), part), (5,)), Constant()), (9,)),
        lambda part: Sequential((cycle, part), (9,)),
        lambda part: Chained((part,)),
        lambda part: Phase(Warmup(part)),
    ):
        with pytest.raises(HyperparameterError, match=r"ReduceLROnPlateau|Warmup|Sequential"):
            combine(kind.usual())


def by_hand(warmup: int, plateau: dict[str, Any], lr: float, metrics: list[float]) -> list[float]:
    """The rates of people who step a warmup first, and then the plateau with the loss of each step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    rising = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: min(1.0, t / max(1, warmup)))
    falling = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **plateau)
    rates = []
    for step, metric in enumerate(metrics):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        rising.step() if step < warmup else falling.step(metric)
    return rates


@settings(max_examples=60, derandomize=True)
@given(impatient(), st.integers(1, 30), st.floats(1e-6, 10.0), METRICS)
def test_behind_a_warmup_it_is_what_people_step_by_hand(
    plateau: ReduceLROnPlateau, warmup: int, lr: float, metrics: list[float]
) -> None:
    schedule = Warmup(plateau, steps=warmup)
    watching = watch(schedule)
    assert watching is not None
    expected = by_hand(warmup, plateau.arguments(), lr, metrics)
    assert watching.rates_for(lr, metrics).tolist() == expected
    assert run(schedule.torch_code(lr), lr, len(metrics), metrics=metrics)[0].tolist() == expected


LED: list[Schedule] = [
    Warmup(ReduceLROnPlateau(patience=3, factor=0.5), steps=20),
    Warmup(ReduceLROnPlateau(patience=1, factor=0.7, cooldown=4), steps=7, start_factor=0.1, shape="cosine"),
    Warmup(Warmup(ReduceLROnPlateau(patience=2), steps=11), steps=0),
    Sequential((Warmup(CosineAnnealingLR(40), 10), ReduceLROnPlateau(patience=2, factor=0.3)), (30,)),
    Sequential((ExponentialLR(0.99), Constant(), ReduceLROnPlateau(patience=4, min_lr=1e-3)), (20, 25)),
    Sequential((ReduceLROnPlateau(patience=5),), ()),
]


@pytest.mark.parametrize("schedule", LED, ids=lambda schedule: schedule.label)
def test_runs_are_those_of_torch_alone_and_together(schedule: Schedule) -> None:
    optimizers = [SGD(lr=rate, momentum=momentum) for rate in (2e-3, 0.05) for momentum in (0.0, 0.9)]
    runs = tuple(Run(optimizer, schedule) for optimizer in optimizers)
    scene = Scene(Quadratic(), steps=120, noise=0.3, seed=4, runs=runs)
    paths = simulate(scene)
    assert max(verify(scene).max_relative_error) < 1e-9
    assert any(len(set(path.learning_rates[40:].tolist())) > 1 for path in paths), "no plateau acted"
    again = [Run(one.optimizer, kept) for kept in LED for one in runs]
    starts = np.tile(np.array(scene.start)[:, None], len(again))
    together = simulate_many(scene.objective, again, starts, 120, scale=0.3, seed=4)
    first = LED.index(schedule) * len(runs)
    for index, path in enumerate(paths):
        np.testing.assert_array_equal(together.points[:, first + index], path.points[-1])


def test_the_curve_of_a_plan_has_the_warmup_and_says_what_cut_it() -> None:
    metric = Measured(np.ones(200))
    drawn = curve(Entry(Warmup(ReduceLROnPlateau(patience=4), steps=30), 0.1), Plan(200), metric=metric)
    np.testing.assert_allclose(drawn.rates[:31], 0.1 * np.arange(31) / 30)
    assert [cut.step for cut in drawn.cuts][:2] == [36, 41]
    assert drawn.problem == ""
    ended = curve(Entry(Sequential((LambdaLR("sqrt(20 - t)"), ReduceLROnPlateau()), (30,)), 0.1), Plan(200))
    assert len(ended.rates) == 21
    assert ended.problem
