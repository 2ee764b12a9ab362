"""A trajectory alone is the same one in a block, bit for bit, and nothing it meets raises or warns."""

import subprocess
import sys
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate
from lrviz.descent import Noise
from lrviz.objectives import OBJECTIVES, Formula, Objective, Quadratic, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Rule
from lrviz.schedules import Constant, CosineAnnealingLR, CyclicLR, OneCycleLR, ReduceLROnPlateau, ScheduleError, Warmup
from lrviz.simulate import batching, simulate_many
from tests.strategies import instances

RULES = [c for c in OPTIMIZERS if issubclass(c, Rule)]
STEPS = 60


def alone(objective: Objective, run: Run, start: tuple[float, float], **settings: Any) -> tuple[np.ndarray, int]:
    """End and number of finite steps of one run by itself."""
    (path,) = simulate(Scene(objective, start=start, steps=STEPS, runs=(run,), **settings))
    return path.points[-1], path.finite_steps


@pytest.mark.parametrize("rule", RULES, ids=lambda c: c.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_column_ends_where_it_ends_alone(rule: type[Rule], data: st.DataObject) -> None:
    optimizers = data.draw(st.lists(instances(rule), min_size=1, max_size=6))
    objective = data.draw(st.sampled_from(OBJECTIVES))()
    schedules = [Constant(), Warmup(CosineAnnealingLR(T_max=40), steps=9), ReduceLROnPlateau(patience=2)]
    if rule.cycled is not None:
        schedules += [OneCycleLR(max_lr=0.05, total_steps=STEPS), CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=7)]
    runs = [Run(optimizer, data.draw(st.sampled_from(schedules))) for optimizer in optimizers]
    scale, clip = data.draw(st.sampled_from([0.0, 0.3])), data.draw(st.sampled_from([None, 0.7]))
    ends = simulate_many(objective, runs, objective.start, STEPS, scale=scale, seed=5, clip=clip)
    for index, run in enumerate(runs):
        point, finite_steps = alone(objective, run, objective.start, noise=scale, seed=5, clip=clip)
        assert np.array_equal(ends.points[:, index], point, equal_nan=True), run
        assert ends.finite_steps[index] == finite_steps, run


def test_a_grid_of_all_hyperparameters_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BLOCK", 7)
    generator = np.random.default_rng(0)
    runs = [
        Run(Adam(lr=lr, beta1=b1, beta2=b2, eps=eps, weight_decay=wd))
        for lr, b1, b2, eps, wd in generator.uniform(0.001, 0.99, (40, 5))
    ] + [Run(SGD(lr=lr, momentum=m)) for lr, m in generator.uniform(0, 0.001, (5, 2))]
    starts = generator.uniform(-2, 2, (2, len(runs)))
    ends = simulate_many(Rosenbrock(), runs, starts, STEPS)
    for index, run in enumerate(runs):
        point, _ = alone(Rosenbrock(), run, (starts[0, index], starts[1, index]))
        assert np.array_equal(ends.points[:, index], point, equal_nan=True)
    assert np.isfinite(ends.points).all(axis=0).sum() > 30


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda c: c.__name__)
def test_many_starts_end_where_each_ends(objective: type[Objective]) -> None:
    function, run = objective(), Run(Adam(lr=0.1))
    (x0, x1), (y0, y1) = function.window
    starts = np.random.default_rng(1).uniform((x0, y0), (x1, y1), (23, 2)).T
    ends = simulate_many(function, run, starts, STEPS)
    for (x, y), end in zip(starts.T.tolist(), ends.points.T, strict=True):
        assert np.array_equal(end, alone(function, run, (x, y))[0], equal_nan=True)


def test_runs_share_their_noise_unless_each_has_a_replicate_of_its_own() -> None:
    run = Run(SGD(lr=0.1))
    ends = simulate_many(Sphere(), run, (1.0, 1.0), STEPS, scale=1.0, seed=3, replicates=range(4))
    assert len({tuple(point) for point in ends.points.T.tolist()}) == 4
    scene = Scene(Sphere(), start=(1.0, 1.0), steps=STEPS, noise=1.0, seed=3, runs=(run,) * 4, shared_noise=False)
    assert [path.points[-1].tolist() for path in simulate(scene)] == ends.points.T.tolist()
    first, second, *_ = simulate(replace(scene, shared_noise=True))
    assert first.points.tolist() == second.points.tolist()


def test_noise_is_reproducible_and_grows_by_appending() -> None:
    assert Noise(2.0, 3, 1).drawn(50).tolist() == Noise(2.0, 3, 1).drawn(80)[:50].tolist()
    assert Noise(2.0, 3, 1).drawn(50).tolist() != Noise(2.0, 3, 2).drawn(50).tolist()
    assert Noise(2.0, 3).drawn(20_000).std() == pytest.approx(2.0, rel=0.02)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="one or equally many"):
        simulate_many(Sphere(), [Run(SGD())] * 3, np.zeros((2, 4)), 5)
    with pytest.raises(ScheduleError):
        simulate(Scene(Sphere(), steps=11, runs=(Run(SGD(), OneCycleLR(total_steps=10)),)))


def test_shapes_and_read_only() -> None:
    (path,) = simulate(Scene(Rosenbrock(), steps=30, runs=(Run(Adam()),)))
    assert path.points.shape == (31, 2)
    assert path.losses.shape == (31,)
    assert path.learning_rates.shape == path.limits.shape == (30,)
    assert path.points[0].tolist() == list(Rosenbrock().start)
    assert list(path.states) == list(Adam.state_names)
    (cycled,) = simulate(Scene(Rosenbrock(), steps=30, runs=(Run(Adam(), OneCycleLR(total_steps=30)),)))
    assert cycled.momenta is not None
    for array in (path.points, path.losses, path.learning_rates, path.state_array, path.twin, cycled.momenta):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("lr", [3.0, 1e3, 1e4])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda c: c.__name__)
def test_divergence_is_silent_and_of_full_length(
    optimizer: type[Rule], lr: float, capfd: pytest.CaptureFixture[str]
) -> None:
    for objective in (Rosenbrock(), Quadratic(), Formula("exp(x**2) + y**4"), Formula("1/x + log(y)")):
        for start in ((1.5, 0.5), (-1e300, 1e300), (0.0, 0.0)):
            (path,) = simulate(Scene(objective, start=start, steps=40, runs=(Run(optimizer(lr=lr)),)))
            finite = path.finite_steps
            assert len(path.points) == len(path.losses) == 41
            assert np.isfinite(path.points[: finite + 1]).all()
            assert np.isnan(path.points[finite + 1 :]).all()
            assert path.outcome.sentence
            assert len(path.limits) == 40
    assert capfd.readouterr() == ("", "")


def test_the_package_starts_light() -> None:
    code = "import sys, lrviz; print([m for m in ('torch', 'streamlit', 'plotly', 'sympy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_many_starts_fit_into_memory() -> None:
    starts = np.stack(np.meshgrid(np.linspace(-2, 2, 256), np.linspace(-1, 3, 256))).reshape(2, -1)
    tracemalloc.start()
    ends = simulate_many(Rosenbrock(), Run(Adam(lr=0.05)), starts, 500)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.isfinite(ends.losses).all()
    assert peak < 500e6
