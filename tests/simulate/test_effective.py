"""What steps make of their rates, against theory and against torch's own steps."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz.descent import Descent
from lrviz.objectives import Formula, Objective, Quadratic, Rosenbrock
from lrviz.optimizers import LBFGS, SGD, Adagrad, Adam, Optimizer, RMSprop
from lrviz.reference import descend
from lrviz.schedules import CosineAnnealingLR, Warmup
from lrviz.simulate import Trajectory

SLOPE = Formula("3*x - 4*y", start_x=0.0, start_y=0.0)
"""Its gradient is (3, −4) everywhere."""


def path_of(optimizer: Optimizer, objective: Objective = SLOPE, steps: int = 60, **settings: Any) -> Trajectory:
    (path,) = simulate(Scene(objective, steps=steps, runs=(Run(optimizer),), **settings))
    return path


def test_adagrad_falls_like_the_root_of_the_step() -> None:
    path = path_of(Adagrad(lr=0.5))
    coordinate = 0.5 / np.sqrt(np.arange(1, 61))
    np.testing.assert_allclose(path.step_lengths, np.sqrt(2) * coordinate, rtol=1e-9)
    np.testing.assert_allclose(path.effective_rates, np.sqrt(2) * coordinate / 5, rtol=1e-9)


def test_adams_first_step_is_its_rate_in_each_coordinate() -> None:
    path = path_of(Adam(lr=0.1), Rosenbrock())
    np.testing.assert_allclose(np.abs(path.points[1] - path.points[0]), 0.1, rtol=1e-6)
    assert path.step_lengths[0] == pytest.approx(0.1 * np.sqrt(2), rel=1e-6)
    slope = np.hypot(*Rosenbrock().gradient(*path.points[0]))
    assert path.effective_rates[0] == pytest.approx(0.1 * np.sqrt(2) / slope, rel=1e-6)
    warm = path_of(Adam(lr=0.1), Formula("2*x", start_x=0.0, start_y=0.0))
    assert warm.step_lengths[0] == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_plain_descent_has_its_own_rate(noise: float) -> None:
    run = Run(SGD(lr=2e-3), Warmup(CosineAnnealingLR(T_max=250), steps=50))
    (path,) = simulate(Scene(Rosenbrock(), steps=300, noise=noise, seed=5, runs=(run,)))
    np.testing.assert_allclose(path.effective_rates, path.learning_rates, rtol=1e-3, atol=0)


def test_a_heavy_ball_comes_to_its_rate_over_what_it_forgets() -> None:
    path = path_of(SGD(lr=0.01, momentum=0.9))
    np.testing.assert_allclose(path.effective_rates, 0.01 * (1 - 0.9 ** np.arange(1, 61)) / 0.1, rtol=1e-9)


def test_clipping_leaves_less_of_the_rate() -> None:
    np.testing.assert_allclose(path_of(SGD(lr=0.01), clip=1.0).effective_rates, 0.01 / 5, rtol=1e-5)


def test_a_step_without_a_slope_or_lost_in_rounding_has_none() -> None:
    still = path_of(SGD(lr=0.1), Quadratic(), start=(0.0, 0.0))
    assert np.isnan(still.effective_rates).all()
    assert (still.step_lengths == 0).all()
    lost = path_of(SGD(lr=1e-17), start=(1.0, 1.0))
    assert np.isnan(lost.effective_rates).all()
    assert (path_of(SGD(lr=0.0)).effective_rates == 0).all()


@pytest.mark.parametrize("optimizer", [Adam(lr=0.1), RMSprop(), Adagrad(lr=0.5), SGD(momentum=0.9), LBFGS(lr=0.5)])
def test_the_steps_are_torchs(optimizer: Optimizer) -> None:
    scene = Scene(Rosenbrock(), steps=40, noise=0.5, runs=(Run(optimizer),))
    (path,) = simulate(scene)
    noise = Descent.of(scene, 0).drawn_noise()
    assert noise is not None
    torch = descend(Descent.of(scene, 0)).points
    moves, slopes = np.diff(torch, axis=0), scene.objective.gradient(*torch[:-1].T).T + noise
    told = np.isfinite(path.effective_rates)
    assert told.sum() > 30
    np.testing.assert_allclose(path.step_lengths, np.hypot(*moves.T), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(path.effective_rates[told], (np.hypot(*moves.T) / np.hypot(*slopes.T))[told], rtol=1e-5)


def test_nothing_is_told_after_the_end_of_a_run() -> None:
    path = path_of(SGD(lr=0.02), Rosenbrock())
    assert path.finite_steps < 30
    assert np.isnan(path.effective_rates[path.finite_steps :]).all()
    assert np.isnan(path.step_lengths[path.finite_steps :]).all()
    assert replace(path, make_noise=lambda: np.full((60, 2), 1e300)).effective_rates[0] < 1e-200
