"""Work, time and the sizes of blocks: more steps, more seeds and torch make smaller blocks and take longer."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz import Run, Scene
from lrviz.objectives import Rosenbrock, Sphere
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adafactor, Adam, Muon, TorchOptimizer
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.gathering import duration
from lrviz.sweeps.size import (
    TORCH,
    block_size,
    estimate,
    most_steps,
    sweep_work,
    through_torch,
    torch_seconds,
    weight,
    work,
)

SCENE = Scene(Sphere(), steps=50, runs=(Run(SGD()), Run(Adam())))
SWEEP = Sweep(SCENE, (Axis("optimizer.lr", 1e-3, 1.0, 64, log=True), Axis("noise", 0.1, 1.0, 64)), seeds=4)
RATES = Axis("optimizer.lr", 1e-3, 1.0, 8, log=True)
STEPS = Axis("steps", 10, 900, 5, whole=True)


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.__name__)
def test_what_runs_through_torch_weighs_its_evaluations(kind: type[Any]) -> None:
    run = Run(kind())
    through = issubclass(kind, TorchOptimizer)
    assert weight(run) == (TORCH * run.optimizer.evaluations if through else 1)
    assert through_torch(replace(SCENE, runs=(run, Run(SGD())))) == ([run] if through else [])


def test_work_is_the_steps_of_all_columns_and_the_longest_run_counts() -> None:
    assert work(SCENE, 10) == 2 * 10 * 50
    assert work(SCENE, 10, steps=7) == 2 * 10 * 7
    assert (most_steps(SWEEP), most_steps(Sweep(SCENE, (STEPS,)))) == (50, 900)
    assert sweep_work(SWEEP) == 2 * 64 * 64 * 4 * 50
    assert sweep_work(Sweep(SCENE, (STEPS,), seeds=3)) == 2 * 5 * 3 * 900
    assert weight(Run(LBFGS(max_iter=8))) == 10 * TORCH
    assert work(replace(SCENE, runs=(Run(SGD()), Run(Adafactor()))), 1) == 50 * (1 + weight(Run(Adafactor())))


@given(st.integers(1, 100_000), st.integers(1, 1024), st.integers(1, 64), st.integers(1, 10**9), st.integers(2, 50))
def test_a_block_has_from_one_cell_to_thousands_of_columns_and_fewer_where_there_is_more_to_do(
    steps: int, seeds: int, threads: int, most: int, times: int
) -> None:
    sweep = replace(SWEEP, scene=replace(SCENE, steps=steps), seeds=seeds)
    size = block_size(sweep, threads)
    for each in (size, block_size(sweep, threads, most)):
        assert 1 <= each <= max(1, 4096 // seeds)
    assert block_size(replace(sweep, scene=replace(SCENE, steps=min(steps * times, 100_000))), threads) <= size
    assert block_size(replace(sweep, scene=replace(SCENE, steps=steps, runs=(Run(LBFGS()),))), threads) <= size
    assert block_size(sweep, 1) >= size
    if seeds * times <= 1024:
        assert block_size(replace(sweep, seeds=seeds * times), 1) <= block_size(sweep, 1)


@pytest.mark.parametrize("steps", [1, 1000, 100_000])
@pytest.mark.parametrize("run", [Run(Adam()), Run(Adafactor()), Run(LBFGS())], ids=lambda run: run.label)
def test_a_block_is_no_more_work_than_it_shall_be(run: Run, steps: int) -> None:
    sweep = replace(SWEEP, scene=replace(SCENE, runs=(run,), steps=steps))
    columns, most, weighs = 4 * block_size(sweep, most=20_000_000), 20_000_000, steps * weight(run)
    least = 256 if weight(run) == 1 else 4
    assert columns * weighs <= max(most, least * weighs)
    assert columns == 4096 or (columns + 4) * weighs > most


def test_every_thread_gets_several_blocks() -> None:
    assert len(SWEEP.blocks(block_size(SWEEP, 8))) >= 4 * 8


def test_longer_and_wider_sweeps_through_torch_take_longer_and_the_longest_run_counts_where_steps_vary() -> None:
    assert estimate(Sweep(Scene(Rosenbrock(), runs=(Run(Adam()),)), (RATES,))) == 0.0
    runs = (Run(Muon()), Run(Adam()))
    short, long = (Scene(Rosenbrock(), runs=runs, steps=steps) for steps in (50, 5000))
    assert 0 < torch_seconds(short, 1) < torch_seconds(long, 1)
    assert torch_seconds(long, 8) == pytest.approx(8 * torch_seconds(long, 1))
    assert estimate(Sweep(long, (RATES,), seeds=3)) == pytest.approx(24 * torch_seconds(long, 1))
    sweep = Sweep(replace(short, runs=runs[:1]), (STEPS,))
    assert estimate(sweep) == pytest.approx(5 * torch_seconds(replace(short, runs=runs[:1], steps=900), 1))
    assert sweep_work(sweep) == 5 * 900 * TORCH


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (18_130, "5 h 2 min")],
)
def test_durations_are_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words
