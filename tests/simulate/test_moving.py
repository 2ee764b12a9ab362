"""Runs on functions that move, and in boxes, against theory: regret of Adam, lag behind a drift, return after jumps."""

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz.objectives import DriftingMinimum, Formula, JumpingMinimum, PeriodicSlopes, Quadratic
from lrviz.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop
from lrviz.schedules import LambdaLR, ReduceLROnPlateau
from lrviz.simulate import Trajectory
from lrviz.verify import verify

UNIT = ((-1.0, 1.0), (-1.0, 1.0))


def test_adam_goes_to_the_worst_point_where_amsgrad_and_gradient_descent_go_to_the_best() -> None:
    steep = 3.0
    adam = {"lr": 0.5, "beta1": 0.0, "beta2": 1 / (1 + steep**2)}
    optimizers = (Adam(**adam), Adam(**adam, amsgrad=True), SGD(lr=0.5), SGD(lr=0.1))
    runs = tuple(Run(optimizer, LambdaLR("1/sqrt(t + 1)")) for optimizer in optimizers)
    scene = Scene(PeriodicSlopes(steep), steps=300, runs=runs, box=UNIT)
    paths = simulate(scene)
    means = [path.points[-3:, 0].mean() for path in paths]
    assert means == pytest.approx([0.987, -0.990, -0.971, -0.994], abs=5e-4)
    regrets = [path.losses[:-1].mean() + (steep - 2) / 3 for path in paths[:3]]
    assert regrets == pytest.approx([0.69, 0.11, 0.10], abs=0.02)
    assert all(np.abs(path.points).max() <= 1 for path in paths)
    assert max(verify(scene).max_relative_error) <= 1e-12
    free = simulate(Scene(PeriodicSlopes(steep), steps=300, runs=runs[:1]))[0]
    assert free.points[-1, 0] > 1


def tracking_error(lr: float, curvature: float, angles: np.ndarray) -> np.ndarray:
    """How far gradient descent is behind a unit circle's real part once it has settled, at the angles that it takes."""
    turn = np.exp(1j * (angles[1] - angles[0]))
    return np.real((1 - turn) / (turn - 1 + lr * curvature) * np.exp(1j * angles))


@pytest.mark.parametrize("lr", [0.05, 0.3])
def test_gradient_descent_lags_behind_a_drift_by_as_much_as_a_filter_does(lr: float) -> None:
    objective = DriftingMinimum(period=80.0, radius=1.25, curvature=2.0)
    (path,) = simulate(Scene(objective, steps=900, runs=(Run(SGD(lr=lr)),)))
    t = np.arange(901)
    angles = 2 * np.pi * t / 80
    late = slice(700, None)
    across, up = path.points[:, 0] - 1.25 * np.cos(angles), path.points[:, 1] - 1.25 * np.sin(angles)
    assert across[late] == pytest.approx(1.25 * tracking_error(lr, 1.0, angles)[late], abs=1e-9)
    assert up[late] == pytest.approx(1.25 * tracking_error(lr, 2.0, angles - np.pi / 2)[late], abs=1e-9)
    np.testing.assert_allclose(path.losses, (across**2 + 2 * up**2) / 2, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(path.gradients, np.stack((across, 2 * up), axis=1), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(path.limits, 1.0)


def test_the_stability_limit_is_that_of_each_steps_function() -> None:
    (path,) = simulate(Scene(Formula("(1 + t)*x**2 + y**2/9"), steps=8, runs=(Run(SGD(lr=1e-3)),)))
    np.testing.assert_allclose(path.limits, 1 / (1.0 + np.arange(8)), rtol=1e-12)


def path_of(optimizer: Optimizer, steps: int = 1000) -> Trajectory:
    """One run after a minimum that jumps every hundred steps."""
    return simulate(Scene(JumpingMinimum(every=100), steps=steps, runs=(Run(optimizer),)))[0]


def test_after_a_jump_gradient_descent_comes_back_and_who_forgets_follows() -> None:
    path = path_of(SGD(lr=0.1), 450)
    assert path.points[400:450, 0] - 1.5 == pytest.approx((path.points[400, 0] - 1.5) * 0.9 ** np.arange(50))
    assert path.losses[400] > 100 * path.losses[399]
    kinds = [path_of(optimizer).outcome.kind for optimizer in (RMSprop(lr=0.05), Adagrad(lr=0.5), SGD(lr=1e-4))]
    assert kinds == ["following", "lagging", "lagging"]


def test_a_plateau_sees_the_loss_of_its_own_step() -> None:
    run = Run(SGD(lr=0.0), ReduceLROnPlateau(patience=0, factor=0.5, eps=0.0))
    falling, rising = (
        simulate(Scene(Formula(f"x**2 {sign} t"), steps=6, runs=(Run(SGD(lr=1e-9), run.schedule),)))[0] for sign in "-+"
    )
    assert (falling.learning_rates == 1e-9).all()
    assert falling.losses[:-1] - falling.losses[1:] == pytest.approx(1.0)
    assert rising.learning_rates.tolist() == [1e-9 / 2 ** max(0, step - 1) for step in range(6)]


def test_a_box_holds_each_step_and_leaves_the_start_alone() -> None:
    scene = Scene(Quadratic(), start=(2.5, -9.0), steps=30, runs=(Run(SGD(lr=0.15)),), box=((1.0, 2.0), (-4.0, 0.5)))
    (path,) = simulate(scene)
    by_hand = [np.array(scene.origin)]
    for _ in range(30):
        x, y = by_hand[-1] - 0.15 * Quadratic().gradient(*by_hand[-1])
        by_hand.append(np.array([min(max(x, 1.0), 2.0), min(max(y, -4.0), 0.5)]))
    assert path.points.tolist() == np.array(by_hand).tolist()
    assert path.outcome.kind == "boxed"
    assert Scene.from_json(scene.to_json()) == scene


def test_what_overflows_is_put_back_to_the_edge_as_torch_does_it() -> None:
    scene = Scene(Formula("1e300*x**2 + y**2"), start=(-5e7, 1.0), steps=4, runs=(Run(SGD(lr=1e4)),), box=UNIT)
    (path,) = simulate(scene)
    assert path.points[1:, 0].tolist() == [1.0, -1.0, 1.0, -1.0]
    assert verify(scene).max_relative_error == (0.0,)
