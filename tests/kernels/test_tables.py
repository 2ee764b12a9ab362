"""The numbers that lists take: a row for each step, and one more."""

from typing import Any

import numpy as np
import pytest

from lrviz.kernels.kinds import RunKind
from lrviz.kernels.program import recording_program
from lrviz.kernels.tables import Given, Stretch, Tables, tables
from lrviz.kernels.trace import traced
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, LinearLR, OneCycleLR, ReduceLROnPlateau, ScheduleError, Sequential
from tests.kernels.runs import descent

STEPS = 30


def of(run: Run, **settings: Any) -> Tables:
    """The tables of a run."""
    one = descent(Scene(Rosenbrock(), steps=STEPS, runs=(run,), **settings))
    trace = traced(RunKind.of(one))
    names = [name for name in recording_program(trace).inputs if not name.startswith("nudge.")]
    return tables(trace, Given.of(one), names)


def test_a_run_says_its_fields_rates_and_noise() -> None:
    run = Run(SGD(lr=0.1, momentum=0.9, weight_decay=0.01), CosineAnnealingLR(T_max=STEPS))
    found = of(run, noise=0.5, seed=3, clip=2.0)
    assert found.fields == {"field.momentum": 0.9, "field.weight_decay": 0.01, "field.dampening": 0.0, "clip": 2.0}
    assert found.columns["rate"].tolist() == [*(rates := run.schedule.rates(0.1, STEPS)), rates[-1]]
    noise = descent(Scene(Rosenbrock(), steps=STEPS, runs=(run,), noise=0.5, seed=3)).drawn_noise()
    assert noise is not None
    assert np.array_equal(np.stack([found.columns["noise.x"], found.columns["noise.y"]], axis=1)[:-1], noise)
    assert found.stretches == (Stretch(1, 0, 1), Stretch(0, 1, STEPS + 1))
    assert found.steps == STEPS


def test_what_is_not_asked_for_is_not_there() -> None:
    assert set(of(Run(SGD())).columns) == {"rate"}


def test_what_python_works_out_has_its_bits() -> None:
    found = of(Run(Adam(beta1=0.8, beta2=0.99)))
    roots = [(1 - 0.99**step) ** 0.5 for step in range(1, STEPS + 2)]
    corrections = [1 - 0.8**step for step in range(1, STEPS + 2)]
    assert [found.columns[name].tolist() for name in ("table.0", "table.1")] == [roots, corrections]


def test_a_plateau_has_the_rates_that_it_would_leave() -> None:
    found = of(Run(SGD(lr=0.1), Sequential((LinearLR(total_iters=4), ReduceLROnPlateau()), (4,))))
    assert found.columns["watching"].tolist() == [0.0] * 4 + [1.0] * (STEPS - 3)
    assert found.columns["next"][:-1].tolist() == found.columns["rate"][1:].tolist()


def test_steps_of_a_kind_stand_together() -> None:
    cycling = OneCycleLR(max_lr=0.1, total_steps=STEPS, base_momentum=0.0, max_momentum=0.5)
    found = of(Run(SGD(momentum=0.9), cycling))
    still = [momentum == 0 for momentum in found.columns["momentum"]]
    assert sum(still) > 0
    kinds = [stretch.body for stretch in found.stretches for _ in range(stretch.start, stretch.stop)]
    assert len(kinds) == STEPS + 1
    assert len({(kind, moment) for kind, moment in zip(kinds[1:], still[1:], strict=True)}) == 2


def test_a_schedule_that_ends_too_early_says_so() -> None:
    with pytest.raises(ScheduleError):
        of(Run(SGD(momentum=0.9), OneCycleLR(max_lr=0.1, total_steps=STEPS - 9)))
