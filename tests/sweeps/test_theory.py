"""Sweeps on quadratics find what theory says: the best rate, the limit, the heavy ball's optimum, the noise floor."""

import math

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.objectives import Objective, Quadratic, Sphere
from lrviz.optimizers import SGD
from lrviz.sweeps import Axis, Result, Sweep
from tests.sweeps.results import computed


def swept(scene: Scene, *axes: Axis, seeds: int = 1) -> Result:
    """The whole result of a sweep."""
    return computed(Sweep(scene, axes, seeds), 4096)


def rates(low: float, high: float, count: int) -> Axis:
    """A logarithmic axis of learning rates."""
    return Axis("optimizer.lr", low, high, count, log=True)


@pytest.mark.parametrize("start", [(2.5, 0.8), (-0.1, 2.0), (1.0, -1.0)])
@pytest.mark.parametrize("angle", [0.0, 30.0])
@pytest.mark.parametrize("condition", [3.0, 10.0, 100.0, 1000.0])
def test_the_best_constant_rate_is_two_over_the_sum_of_the_curvatures(
    condition: float, angle: float, start: tuple[float, float]
) -> None:
    """|1 − lr·μ| = |1 − lr·L| at 2/(L + μ): Nesterov 2004, theorem 2.1.15."""
    best = 2 / (condition + 1)
    scene = Scene(Quadratic(condition, angle), start=start, steps=400, runs=(Run(SGD()),))
    axis = rates(0.51 * best, 2.3 * best, 97)
    result = swept(scene, axis)
    (found,) = result.sweep.settings_of(result.best("final loss") or 0).values()
    ratio = axis.values[1] / axis.values[0]
    assert best / ratio < found < best * ratio
    assert result.values["excess loss"].min() > 0


@pytest.mark.parametrize("objective", [Sphere(), *(Quadratic(condition, 20.0) for condition in (1.0, 7.0, 300.0))])
def test_divergence_begins_at_two_over_the_largest_curvature(objective: Objective) -> None:
    limit = 2 / np.linalg.eigvalsh(objective.hessian(0.0, 0.0))[-1]
    scene = Scene(objective, start=(1.0, 0.7), steps=1500, runs=(Run(SGD()),))
    result = swept(scene, rates(0.8 * limit, 1.3 * limit, 60))
    below = result.sweep.values[0] < limit
    assert 10 < below.sum() < 50
    assert result.table("diverged")[0].tolist() == np.where(below, 0.0, 1.0).tolist()
    assert np.isinf(result.table("final loss")[0]).tolist() == (~below).tolist()


@pytest.mark.parametrize("factor", [1 - 1e-3, 1 - 1e-6, 1.0])
def test_up_to_the_limit_nothing_grows(factor: float) -> None:
    limit = 2 / 10.0
    scene = Scene(Quadratic(10.0), start=(0.0, 1.0), steps=500, runs=(Run(SGD()),))
    result = swept(scene, Axis("optimizer.lr", factor * limit, factor * limit, 1))
    assert result.table("diverged").item() == 0.0
    assert result.table("final loss").item() <= 5.0 * (1 + 1e-9)


@pytest.mark.parametrize("condition", [9.0, 25.0, 100.0])
def test_the_heavy_balls_optimum_is_at_its_rate_and_momentum(condition: float) -> None:
    """lr = 4/(√L + √μ)² and β = ((√L − √μ)/(√L + √μ))²: Polyak 1964.

    The mean of the last tenth smooths the swings of complex roots. At the exact optimum both directions have a double
    root (a Jordan block), whose factor n² moves the optimum of n steps by less than a cell when n is large.
    """
    root = math.sqrt(condition)
    lr, momentum = 4 / (root + 1) ** 2, ((root - 1) / (root + 1)) ** 2
    scene = Scene(Quadratic(condition), start=(1.5, 1.0), steps=600, runs=(Run(SGD()),))
    span = min(momentum, 1 - momentum)
    axes = rates(lr / 1.6, lr * 1.7, 41), Axis("optimizer.momentum", momentum - 0.9 * span, momentum + 0.95 * span, 43)
    result = swept(scene, *axes)
    _, *found = result.sweep.place_of(result.best("mean of the last 10 %") or 0)
    exact = np.searchsorted(axes[0].values, lr) - 0.5, np.searchsorted(axes[1].values, momentum) - 0.5
    assert np.abs(np.array(found) - exact).max() <= 1.5
    assert result.values["mean of the last 10 %"].min() > 0


@pytest.mark.parametrize("measure", ["final loss", "mean of the last 10 %"])
@pytest.mark.parametrize(("condition", "noise"), [(1.0, 1.0), (4.0, 0.5), (20.0, 3.0)])
def test_the_noise_floor_follows_the_rate(condition: float, noise: float, measure: str) -> None:
    """E[f − f*] = Σ lr·σ²/(2(2 − lr·h)) over the curvatures h, the fixed point of v ← (1 − lr·h)²v + lr²σ²."""
    scene = Scene(Quadratic(condition, 35.0), start=(0.0, 0.0), steps=600, noise=noise, runs=(Run(SGD()),))
    result = swept(scene, rates(0.2 / condition, 1.7 / condition, 6), seeds=256)
    values, lr = result.values[measure], result.sweep.values[0]
    settled = (1 - lr) ** (2 * 540) < 1e-3
    expected = sum(lr * noise**2 / (2 * (2 - lr * curvature)) for curvature in (1.0, condition))
    error = values.std(axis=1, ddof=1) / math.sqrt(values.shape[1])
    assert settled.all()
    assert (error < 0.1 * expected).all()
    assert (np.abs(values.mean(axis=1) - expected) < 4 * error).all()
