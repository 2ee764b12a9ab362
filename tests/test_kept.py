"""What nobody could keep in memory is refused with its size, before any memory is taken."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import lrviz
from lrviz import Run, Scene
from lrviz.comparison.metrics import Measured, Metric
from lrviz.hyperparameters import HyperparameterError, in_bytes
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import SCHEDULES, Constant, ReduceLROnPlateau, Schedule, Warmup, watch
from lrviz.search import Search
from lrviz.search.search import GRID
from lrviz.simulate import simulate_many
from lrviz.sweeps import MEASURES, Axis, Result, Sweep
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison

SCENE = Scene(Rosenbrock(), steps=5, runs=(Run(Adam()),))
RATE = Axis("optimizer.lr", 1e-3, 1.0, 256)
START = Axis("start.x", -1.0, 1.0, 4096)
FOUR = (RATE, *(Axis(path, 0.1, 0.9, 256) for path in ("optimizer.beta1", "optimizer.beta2", "start.x")))
WIDE = Sweep(SCENE, (RATE, START), seeds=1024)
LONG = 10**12
WATCHED = watch(Warmup(ReduceLROnPlateau(), steps=5))
assert WATCHED is not None

TOO_MUCH: dict[str, tuple[Callable[[], object], str]] = {
    "a sweep": (lambda: lrviz.sweep(SCENE, FOUR), "got 241 GB for 4,294,967,296 cells × 1 seed × 7 measures"),
    "its description": (lambda: Sweep(SCENE, (RATE, START, replace(START, path="start.y"))), "4,294,967,296 cells"),
    "its seeds": (lambda: lrviz.sweep(SCENE, WIDE.axes, seeds=1024), "1,048,576 cells × 1,024 seeds × 7 measures"),
    "its values": (lambda: Result.empty(WIDE), "got 61 GB"),
    "a metric": (lambda: Metric().values(LONG), "a metric must keep at most"),
    "measured": (lambda: Measured(np.ones(3)).values(LONG), "a metric must keep at most"),
    "watched rates": (lambda: WATCHED.rates(0.1, LONG), "1,000,000,000,000 steps"),
    "many runs": (lambda: simulate_many(Rosenbrock(), Run(SGD()), (0, 0), LONG), "1,000,000,000,000 steps"),
    "marked runs": (
        lambda: simulate_many(Rosenbrock(), Run(SGD()), np.zeros((2, 100_000)), 2000, marks=range(2000)),
        "got 3,200 MB for 2,000 marks of 100,000 runs",
    ),
    "a grid": (lambda: Search(SCENE, FOUR, sampler=GRID), "at most 100,000, got 4,294,967,296"),
    "a map": (lambda: Basins(SCENE, 10**6), "Basins.count must be an integer in [2, 1024]"),
    "a comparison": (lambda: FairComparison(SCENE, count=10**9), "FairComparison.count must be"),
    "a run": (lambda: replace(SCENE, steps=LONG), "Scene.steps must be"),
}


def refusal(ask: Callable[[], object]) -> str:
    """Why something is refused, which takes next to no memory."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=", got ") as refused:
            ask()
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    return str(refused.value)


@pytest.mark.parametrize(("ask", "said"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_nobody_could_keep_is_refused_with_its_size(ask: Callable[[], object], said: str) -> None:
    assert said in refusal(ask)


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if not kind.feedback], ids=lambda kind: kind.__name__)
def test_no_schedule_is_asked_for_more_rates_than_anybody_could_keep(kind: type[Schedule]) -> None:
    schedule = kind.usual()
    for steps in (LONG, 10**400):
        for ask in (schedule.rates, lambda lr, count: schedule.used(lr, 0.9, count)):
            told = refusal(lambda ask=ask, steps=steps: ask(0.1, steps))  # type: ignore[misc]
            assert told.startswith(f"the rates of a schedule must keep at most {in_bytes(2 * 10**9)}, got ")
            assert told.endswith(f" for {steps:,} steps")


def test_what_can_be_kept_is_taken() -> None:
    assert len(Constant().rates(0.1, 1_000_000)) == 1_000_000
    assert Sweep(SCENE, (RATE, START)).kept(1) == 256 * 4096 * 8 * len(MEASURES)
    assert Search(SCENE, FOUR).grid_size == 256**4  # a sampler that draws keeps no grid
    assert isinstance(Sweep(SCENE, WIDE.axes).blocks(4096)[-1].cells[0], np.integer)


@pytest.mark.parametrize("steps", [-1, 2.5, [3, -2], float("nan"), float("inf")])
def test_steps_that_are_no_number_of_steps_are_refused(steps: float | list[int]) -> None:
    with pytest.raises(ValueError, match="steps must be whole numbers of at least 0, got"):
        simulate_many(Rosenbrock(), Run(SGD()), np.zeros((2, 2)), steps)


def test_amounts_of_memory_are_told_rounded_up() -> None:
    assert [in_bytes(size) for size in (0, 1, 96_000_000, 2 * 10**9 + 1)] == ["0 MB", "1 MB", "96 MB", "2,001 MB"]
    assert in_bytes(10**13) == "10,000 GB"
    with pytest.raises(HyperparameterError, match=r"a sweep must keep at most 2,000 MB, got 241 GB for"):
        Sweep(SCENE, FOUR)
