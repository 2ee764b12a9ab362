"""How long runs through torch take: counted by the work, measured by the clock, told in words."""

import pytest

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam, Muon
from lrviz.scene import Run, Scene
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.estimate import estimate, torch_seconds
from lrviz.sweeps.gathering import duration
from lrviz.sweeps.size import TORCH, sweep_work

RATES = Axis("optimizer.lr", 1e-3, 1.0, 8, log=True)


def test_longer_and_wider_sweeps_through_torch_take_longer() -> None:
    assert estimate(Sweep(Scene(Rosenbrock(), runs=(Run(Adam()),)), (RATES,))) == 0.0
    runs = (Run(Muon()), Run(Adam()))
    short, long = (Scene(Rosenbrock(), runs=runs, steps=steps) for steps in (50, 5000))
    assert 0 < torch_seconds(short, 1) < torch_seconds(long, 1)
    assert torch_seconds(long, 8) == pytest.approx(8 * torch_seconds(long, 1))
    assert estimate(Sweep(long, (RATES,), seeds=3)) == pytest.approx(24 * torch_seconds(long, 1))


def test_the_longest_run_counts_where_steps_vary() -> None:
    sweep = Sweep(Scene(Rosenbrock(), runs=(Run(Muon()),), steps=10), (Axis("steps", 100, 900, 5, whole=True),))
    assert estimate(sweep) == pytest.approx(5 * torch_seconds(Scene(Rosenbrock(), runs=(Run(Muon()),), steps=900), 1))
    assert sweep_work(sweep) == 5 * 900 * TORCH


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (18_130, "5 h 2 min")],
)
def test_durations_are_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words
