"""Kernels compute what rules and functions compute: in the browser, in wasmtime and with numpy, bit for bit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrviz.kernels import kernel
from lrviz.objectives import OBJECTIVES, Beale, Himmelblau, Objective, Rastrigin, Rosenbrock
from lrviz.optimizers import SGD, Adam, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import (
    CosineAnnealingLR,
    CyclicLR,
    LinearLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    Sequential,
    Warmup,
)
from tests.kernels.running import Running, same_bits
from tests.kernels.runs import RULES, compare, descent, one
from tests.strategies import instances

STEPS = 40

SCHEDULES: tuple[Schedule, ...] = (
    Warmup(CosineAnnealingLR(T_max=STEPS), steps=5),
    CyclicLR(base_lr=1e-3, max_lr=1e-2, step_size_up=7),
    OneCycleLR(max_lr=1e-2, total_steps=STEPS, base_momentum=0.0, max_momentum=0.5),
    ReduceLROnPlateau(patience=2),
    Sequential((LinearLR(total_iters=4), ReduceLROnPlateau(patience=1, threshold=1e-2)), (4,)),
)


EACH = 5
"""Of how many functions a rule takes one: so each function is taken by some rules, and each rule takes some functions.

A rule and a function are traced apart and meet in the gradient alone: any function shows what is wrong with a rule.
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_on_functions_and_every_function_under_rules(rule: type[Rule]) -> None:
    for objective in OBJECTIVES[RULES.index(rule) % EACH :: EACH]:
        scene = one(rule(), objective=objective(), steps=STEPS)
        compare(Running(kernel(descent(scene))).record(scene.origin), scene)


@pytest.mark.parametrize(
    ("rule", "schedule"),
    [(rule, one) for rule in RULES for one in SCHEDULES if rule.cycled is not None or not one.cycles_momentum],
    ids=lambda value: value.label if isinstance(value, Schedule) else value.__name__,
)
def test_schedules_noise_clipping_and_boxes(rule: type[Rule], schedule: Schedule) -> None:
    noise, box = {"noise": 0.5, "clip": 1.0}, {"box": ((-2.0, 1.0), (-1.0, 2.0))}
    scenes: tuple[tuple[Objective, dict[str, Any]], ...] = (
        (Rosenbrock(), {}),
        (Himmelblau(), noise),
        (Rosenbrock(), box),
    )
    turn = RULES.index(rule) + SCHEDULES.index(schedule)  # each rule meets all scenes, and so does each schedule
    objective, more = scenes[turn % len(scenes)]
    scene = Scene(objective, runs=(Run(rule(), schedule),), steps=STEPS, **more)
    compare(Running(kernel(descent(scene))).record(scene.origin), scene)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_any_hyperparameters(rule: type[Rule]) -> None:
    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(optimizer=instances(rule), objective=st.sampled_from([Rosenbrock(), Beale()]))
    def compared(optimizer: Rule, objective: Any) -> None:
        scene = one(optimizer, objective=objective, steps=STEPS)
        compare(Running(kernel(descent(scene))).record(scene.origin), scene, limits=False)

    compared()


@pytest.mark.parametrize("pairs", [False, True], ids=["scalar", "pairs"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_column_among_others_ends_where_it_ends_alone(rule: type[Rule], pairs: bool) -> None:
    for objective in (Rosenbrock(), Rastrigin()):
        scene = one(rule(), objective=objective, steps=STEPS, noise=0.1)
        starts = np.random.default_rng(3).uniform(-2, 2, (2, 8))
        many = Running(kernel(descent(scene), capacity=8, pairs=pairs, records=False)).run(starts)
        alone = Running(kernel(descent(scene)))
        for column, start in enumerate(starts.T.tolist()):
            assert same_bits(many[:, column], alone.record((start[0], start[1])).points[-1])


def test_runs_of_a_kind_have_one_module() -> None:
    kernels = [
        kernel(descent(one(Adam(lr=lr), objective=Rosenbrock(), steps=steps))) for lr, steps in ((0.1, 9), (0.2, 5))
    ]
    assert kernels[0].module is kernels[1].module
    assert kernels[0].layout is kernels[1].layout
    assert [one.rows for one in kernels] == [10, 6]


def test_a_kernel_serves_runs_of_its_kind_one_after_the_other() -> None:
    scene = one(Adam(lr=0.1), objective=Rosenbrock(), steps=STEPS)
    running = Running(kernel(descent(scene)))
    first = running.record((0.5, -1.0))
    running.record((3.0, 2.0))
    assert same_bits(running.record((0.5, -1.0)).points, first.points)


@pytest.mark.parametrize(("capacity", "records"), [(3, False), (2, True)])
def test_pairs_need_an_even_number_and_keep_no_record(capacity: int, records: bool) -> None:
    with pytest.raises(ValueError, match="two columns"):
        kernel(descent(one(SGD(), objective=Rosenbrock())), capacity, pairs=True, records=records)
