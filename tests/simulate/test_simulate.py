"""A trajectory alone is the same one in a block, bit for bit, and nothing it meets raises or warns."""

import subprocess
import sys
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz.descent import Noise
from lrviz.objectives import OBJECTIVES, Formula, Objective, Quadratic, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Rule
from lrviz.schedules import OneCycleLR, ScheduleError
from lrviz.simulate import simulate_many

STEPS = 60


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda c: c.__name__)
def test_many_starts_end_where_each_ends(objective: type[Objective]) -> None:
    function, run = objective(), Run(Adam(lr=0.1))
    (x0, x1), (y0, y1) = function.window
    starts = np.random.default_rng(1).uniform((x0, y0), (x1, y1), (23, 2)).T
    for box in (None, ((x0 / 2, x1), (y0, y1 / 2)))[
        : 2 if function.moves or OBJECTIVES.index(objective) % 5 == 0 else 1
    ]:
        ends = simulate_many(function, run, starts, STEPS, box=box)
        for (x, y), end, loss in zip(starts.T.tolist(), ends.points.T, ends.losses, strict=True):
            (path,) = simulate(Scene(function, start=(x, y), steps=STEPS, runs=(run,), box=box))
            assert np.array_equal(end, path.points[-1], equal_nan=True)
            assert np.array_equal(loss, path.losses[-1], equal_nan=True)


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


def test_paths_are_read_only_of_full_length_and_not_longer_than_their_schedule() -> None:
    (path,) = simulate(Scene(Rosenbrock(), steps=30, runs=(Run(Adam()),)))
    assert path.points.shape == (31, 2)
    assert path.losses.shape == (31,)
    assert path.learning_rates.shape == path.limits.shape == (30,)
    assert path.points[0].tolist() == list(Rosenbrock().start)
    assert list(path.states) == list(Adam.state_names)
    (cycled,) = simulate(Scene(Rosenbrock(), steps=30, runs=(Run(Adam(), OneCycleLR(max_lr=0.1, total_steps=30)),)))
    assert cycled.momenta is not None
    with pytest.raises(ScheduleError):
        simulate(Scene(Sphere(), steps=11, runs=(Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=10)),)))
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
