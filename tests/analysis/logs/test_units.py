"""A log that counts something else is converted into the steps of a plan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import read_log
from lrviz.analysis.logs import in_steps
from lrviz.comparison import Plan

PLAN = Plan(budget=1000.0, samples=6400, batch_size=16, accumulation=2, devices=2, tokens_per_sample=10)


def _log(unit: str, counts: list[float]) -> str:
    return "\n".join([f"{unit},lr", *(f"{count},{0.5 / (1 + n)}" for n, count in enumerate(counts))])


@pytest.mark.parametrize(
    ("unit", "counts", "steps"),
    [
        ("step", [0, 10, 20], [0, 10, 20]),
        ("batch", [0, 10, 20], [0, 5, 10]),
        ("samples_seen", [64, 640, 6400], [1, 10, 100]),
        ("tokens_seen", [640, 6400, 64000], [1, 10, 100]),
        ("epoch", [0, 1, 2], [0, 100, 200]),
        ("epoch", [0.5, 1.0, 1.5], [50, 100, 150]),
    ],
)
def test_units_become_steps(unit: str, counts: list[float], steps: list[int]) -> None:
    converted = in_steps(read_log(_log(unit, counts)), PLAN)
    assert (converted.steps.tolist(), converted.unit) == (steps, "step")
    assert converted.rates.tolist() == [0.5, 0.25, 0.5 / 3]


@pytest.mark.parametrize(("first", "shift"), [(0, 0), (0, 100), (1, -100), (1, 0)])
def test_a_row_for_each_epoch_is_laid_where_the_plan_has_its_rate(first: int, shift: int) -> None:
    plan = np.linspace(1, 0, 1000)
    steps = [100 * n + shift for n in range(first, 9)]
    text = "\n".join(
        ["epoch,lr", *(f"{n},{float(plan[step])!r}" for n, step in zip(range(first, 9), steps, strict=True))]
    )
    assert in_steps(read_log(text), PLAN, plan).steps.tolist() == steps


@settings(max_examples=40)
@given(st.integers(2, 3000), st.integers(1, 60), st.integers(3, 60), st.sampled_from([2, 4, 15]))
def test_rounded_epochs_of_rows_at_equal_distances_come_to_their_very_steps(
    length: int, every: int, rows: int, decimals: int
) -> None:
    plan = Plan(budget=1000.0, samples=length, batch_size=1)
    steps = [every * n for n in range(1, rows + 1)]
    said = [round(step / length, decimals) for step in steps]
    log = read_log("\n".join(["epoch,lr", *(f"{epoch!r},0.5" for epoch in said)]))
    converted = in_steps(log, plan)
    if len(set(said)) == rows and log.steps.dtype == np.float64:
        off = np.abs(converted.steps - steps)
        assert off.max() <= max(0.5 * 10.0**-decimals * length, 0)
        if length * 10.0**-decimals < 1:
            assert off.max() == 0


def test_a_row_of_the_first_step_does_not_shift_the_others() -> None:
    plan = Plan(budget=3000.0, samples=3000, batch_size=1)
    steps = [1, *range(25, 500, 25)]
    text = "\n".join(["epoch,lr", *(f"{round(step / 3000, 2)},0.5" for step in steps)])
    said = [round(step / 3000, 2) for step in steps]
    assert len(set(said)) < len(steps)
    exact = "\n".join(["epoch,lr", *(f"{round(step / 3000, 4)},0.5" for step in steps)])
    assert in_steps(read_log(exact), plan).steps.tolist() == steps
    assert len(in_steps(read_log(text), plan).steps) == len(set(said))


@pytest.mark.parametrize("epochs", [[0.5], [0.5, 1.25]])
def test_few_rows_are_laid_by_their_epochs_alone(epochs: list[float]) -> None:
    assert in_steps(read_log(_log("epoch", epochs)), PLAN).steps.tolist() == [100 * epoch for epoch in epochs]


def test_batches_that_start_anew_become_steps() -> None:
    rows = [f"{e},{n},0.5" for e in (0, 1, 2) for n in (0, 50, 100)]
    log = read_log("\n".join(["epoch,batch,lr", *rows]))
    assert log.unit == "batch"
    assert in_steps(log, PLAN).steps.tolist() == [0, 25, 50, 100, 125, 150, 200, 225, 250]


def test_epochs_whose_length_is_a_guess_are_as_long_as_the_plans() -> None:
    rows = [f'{{"epoch": {e}, "iter": {n}, "lr": {0.1 / e}, "loss": 1}}' for e in (1, 2, 3) for n in (30, 60, 90)]
    rows.insert(3, '{"mode": "val", "epoch": 1, "iter": 5, "acc": 1}')
    log = read_log("\n".join(rows))
    assert log.steps.tolist() == [30, 60, 90, 120, 150, 180, 210, 240, 270]
    converted = in_steps(log, PLAN)
    assert converted.steps.tolist() == [30, 60, 90, 130, 160, 190, 230, 260, 290]
    assert converted.validation["acc"].steps.tolist() == [90]
    assert in_steps(log, Plan(budget=1000.0, samples=64, batch_size=1)).steps.tolist() == log.steps.tolist()
