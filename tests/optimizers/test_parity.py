"""Every coordinate-wise optimizer is torch's: to the bit, to two ulp a step, and over whole scenes."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate
from lrviz import reference as oracle
from lrviz.descent import Descent
from lrviz.objectives import Beale, Objective, Quadratic, Rastrigin, Rosenbrock, Sphere, StyblinskiTang
from lrviz.optimizers import OPTIMIZERS, Optimizer, Rule
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Schedule, StepLR, Warmup
from lrviz.simulate import Trajectory
from tests.strategies import instances

STEPS = 80
RULES = [c for c in OPTIMIZERS if issubclass(c, Rule)]
SCHEDULES: list[Schedule] = [
    Constant(),
    Warmup(CosineAnnealingLR(T_max=60), steps=15),
    StepLR(step_size=25, gamma=0.5),
    ReduceLROnPlateau(patience=5, factor=0.5),
    OneCycleLR(max_lr=0.05, total_steps=STEPS),
]
QUIET = {"weight_decay": 0.0, "lambd": 0.0, "initial_accumulator": 1e-6, "centered": False}
CALM: list[Objective] = [Sphere(), Quadratic(), Rosenbrock(), Beale(), StyblinskiTang(), Rastrigin()]
EACH = 2
"""On so many of them each pair is compared; the schedules of an optimizer begin with different ones."""
DRAWS = 6


def test_every_bit_is_torchs_without_fused_kernels() -> None:
    tests = Path(__file__).with_name("bitwise.py")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-p", "no:cacheprovider", str(tests)]
    unfused = os.environ | {"ATEN_CPU_CAPABILITY": "default"}
    root = tests.parents[2]
    done = subprocess.run(command, env=unfused, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert f"{sum(rule.torch_name is not None for rule in RULES)} passed" in done.stdout


def pairs() -> list[tuple[type[Rule], Schedule]]:
    """Every rule under every schedule that torch lets it have."""
    return [(r, s) for r in RULES for s in SCHEDULES if r.cycled is not None or not s.cycles_momentum]


@pytest.mark.parametrize(("rule", "schedule"), pairs(), ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_scenes_agree_with_real_torch(rule: type[Rule], schedule: Schedule) -> None:
    first, compared = SCHEDULES.index(schedule), 0
    for objective in (*CALM[first:], *CALM[:first]):
        scene = Scene(objective, steps=STEPS, noise=0.01, seed=3, runs=(Run(rule(), schedule),))
        (ours,) = simulate(scene)
        if ours.finite_steps == STEPS and ours.sensitivity < 1e-12:
            compared += 1
            assert relative_gap(ours, scene) < 1e-11, objective
        if compared == EACH:
            break
    assert compared >= 2, "too many chaotic scenes to say anything"


def relative_gap(ours: Trajectory, scene: Scene) -> float:
    """Largest distance to torch's path, relative to its size."""
    real = oracle.descend(Descent.of(scene, 0))
    scale = max(1.0, float(np.abs(real.points).max()))
    assert np.allclose(ours.learning_rates, real.learning_rates, rtol=1e-12, atol=1e-300)
    return float(np.abs(ours.points - real.points).max()) / scale


def lost_digits(optimizer: Optimizer) -> float:
    """By how much a rule that divides by |g − m| makes rounding larger at the first step, where that is β₁·|g|."""
    return 1 / (getattr(optimizer, "beta1", 1.0) or 1.0) if "belief" in optimizer.state_names else 1.0


@pytest.mark.parametrize("rule", RULES, ids=lambda c: c.__name__)
def test_one_step_is_within_two_ulp(rule: type[Rule]) -> None:
    compared = []

    @settings(max_examples=DRAWS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(instances(rule), st.sampled_from(CALM))
    def step(optimizer: Optimizer, objective: Objective) -> None:
        # what may cancel the gradient or its square would measure torch's fused kernels alone
        optimizer = replace(optimizer, **{name: value for name, value in QUIET.items() if hasattr(optimizer, name)})
        scene = Scene(objective, steps=8, runs=(Run(optimizer),))
        (ours,) = simulate(scene)
        assume(np.isfinite(ours.points).all())
        real = oracle.descend(Descent.of(scene, 0), gradient=objective.gradient)
        assume(np.isfinite(real.points).all())
        before, first = np.abs(ours.points[0]), np.abs(ours.points[1])
        step_error = 1e-15 * np.abs(ours.points[1] - ours.points[0]) * lost_digits(optimizer)
        allowed = 2 * np.spacing(np.maximum(before, first)) + step_error
        assert (np.abs(ours.points[1] - real.points[1]) <= allowed).all(), (ours.points[1], real.points[1])
        compared.append(optimizer)

    step()
    assert len(compared) >= DRAWS / 2, "too few draws stay finite to say anything"
