"""How long runs through torch take: counted by the work, measured by the clock."""

import pytest

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import LBFGS, Adam, Muon
from lrviz.scene import Run, Scene
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.estimate import estimate, torch_seconds
from lrviz.sweeps.size import TORCH, block_size, sweep_work, work

RATES = Axis("optimizer.lr", 1e-3, 1.0, 8, log=True)


def test_nothing_goes_through_torch() -> None:
    assert estimate(Sweep(Scene(Rosenbrock(), runs=(Run(Adam()),)), (RATES,))) == 0.0


def test_longer_and_wider_sweeps_take_longer() -> None:
    runs = (Run(Muon()), Run(Adam()))
    short, long = (Scene(Rosenbrock(), runs=runs, steps=steps) for steps in (50, 5000))
    assert 0 < torch_seconds(short, 1) < torch_seconds(long, 1)
    assert torch_seconds(long, 8) == pytest.approx(8 * torch_seconds(long, 1))
    assert estimate(Sweep(long, (RATES,), seeds=3)) == pytest.approx(24 * torch_seconds(long, 1))


def test_the_longest_run_counts_where_steps_vary() -> None:
    sweep = Sweep(Scene(Rosenbrock(), runs=(Run(Muon()),), steps=10), (Axis("steps", 100, 900, 5, whole=True),))
    assert estimate(sweep) == pytest.approx(5 * torch_seconds(Scene(Rosenbrock(), runs=(Run(Muon()),), steps=900), 1))
    assert sweep_work(sweep) == 5 * 900 * TORCH


def test_work_weighs_what_a_step_may_evaluate() -> None:
    assert work(Scene(Rosenbrock(), runs=(Run(Adam()), Run(Adam())), steps=30), 7) == 2 * 7 * 30
    assert work(Scene(Rosenbrock(), runs=(Run(LBFGS(max_iter=8)),), steps=30), 7) == 7 * 30 * 10 * TORCH
    assert work(Scene(Rosenbrock(), runs=(Run(Adam()), Run(Muon()))), 1, 1) == 1 + TORCH


@pytest.mark.parametrize("steps", [1, 1000, 100_000])
@pytest.mark.parametrize("run", [Run(Adam()), Run(Muon()), Run(LBFGS())], ids=lambda run: run.label)
def test_a_block_is_no_more_work_than_it_shall_be(run: Run, steps: int) -> None:
    sweep = Sweep(Scene(Rosenbrock(), runs=(run,), steps=steps), (RATES,), seeds=4)
    size = block_size(sweep, most=20_000_000)
    assert size >= 1
    least = 256 if isinstance(run.optimizer, Adam) else 4
    assert work(sweep.scene, 4 * size) <= max(20_000_000, work(sweep.scene, least))
