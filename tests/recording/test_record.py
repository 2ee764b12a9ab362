"""What `lrviz.record` writes: the rates that the steps used, line by line, in a log that lrviz reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

import lrviz
from lrviz.analysis.partings import parting
from lrviz.schedules import LinearLR
from tests.recording.reading import column, logged, rows

STEPS = 12


def optimizer(**groups: float) -> torch.optim.Optimizer:
    named = [{"params": [torch.ones(1, requires_grad=True)], "lr": lr, "name": name} for name, lr in groups.items()]
    plain = [{"params": [torch.ones(1, requires_grad=True)], "lr": 0.1}]
    driven = torch.optim.SGD(named or plain, lr=0.1)
    for group in driven.param_groups:
        group["params"][0].grad = torch.ones(1)
    return driven


def train(path: Path, steps: int = STEPS, **given: Any) -> None:
    """A training loop whose scheduler steps before the recorder is called."""
    driven = optimizer()
    scheduler = lr_scheduler.LinearLR(driven, 0.1, total_iters=8)
    with lrviz.record(driven, path, **given) as log:
        for step in range(steps):
            driven.step()
            scheduler.step()
            log(loss=torch.tensor(1.0 / (1 + step), requires_grad=True), validation=0.5 if step % 5 == 4 else None)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_log_agrees_with_its_plan(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"run{suffix}"
    train(path)
    run = logged(path)
    assert run.steps.tolist() == list(range(STEPS))
    plan = LinearLR(start_factor=0.1, total_iters=8).rates(0.1, STEPS)
    np.testing.assert_allclose(run.rates, plan, rtol=1e-12)
    assert parting(plan, run).step is None
    assert run.losses is not None
    np.testing.assert_allclose(run.losses, 1 / (1 + np.arange(STEPS)), rtol=1e-6)
    assert np.flatnonzero(np.isfinite(column(path, "validation_loss"))).tolist() == [4, 9]


def test_the_file_is_plain_and_each_line_is_there_at_once(tmp_path: Path) -> None:
    driven, path = optimizer(backbone=0.01, head=0.1), tmp_path / "run.csv"
    log = lrviz.record(driven, path)
    assert path.read_text() == "step,lr/backbone,lr/head,loss,validation_loss\n"
    driven.step()
    log(loss=2.5)
    assert path.read_text().splitlines()[1:] == ["0,0.01,0.1,2.5,"]
    driven.param_groups[0]["lr"] = torch.tensor(0.5)
    driven.step()
    log(2.0, 3.0)
    assert path.read_text().splitlines()[2:] == ["1,0.5,0.1,2.0,3.0"]
    log(validation=1.5)
    assert path.read_text().splitlines()[3:] == ["1,,,,1.5"]
    log.close()
    driven.step()
    assert len(path.read_text().splitlines()) == 4
    run = logged(path)
    assert (run.steps.tolist(), run.rates.tolist()) == ([0, 1], [0.01, 0.5])
    assert run.losses is not None
    assert run.losses.tolist() == [2.5, 2.0]


def test_accumulated_gradients_are_one_line_and_forgotten_calls_lose_no_rate(tmp_path: Path) -> None:
    driven, path = optimizer(), tmp_path / "run.jsonl"
    with lrviz.record(driven, path) as log:
        for step in range(2):
            log(loss=1.0 + step)
            log(loss=2.0 + step)
            driven.param_groups[0]["lr"] = 0.1 * (1 + step)
            driven.step()
            log(loss=3.0 + step)
        driven.step()
        driven.step()
        log(loss=float("nan"))
    assert [row["step"] for row in rows(path)] == [0, 1, 2, 3]
    assert [row.get("loss") for row in rows(path)][:3] == [2.0, 3.0, None]
    assert [row["lr"] for row in rows(path)] == [0.1, 0.2, 0.2, 0.2]


def test_a_run_that_goes_on_goes_on_in_its_log(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    train(path, 5)
    with pytest.raises(ValueError, match="is there already: give append=True"):
        train(path)
    with path.open("a") as file:
        file.write("5,0.0")
    train(path, 3, append=True)
    steps = [line.split(",")[0] for line in path.read_text().splitlines()[1:]]
    assert steps == [str(step) for step in range(8)]
    train(path, 1, append=True, start=7)
    assert path.read_text().splitlines()[-1].startswith("7,")
    with pytest.raises(ValueError, match="has the columns step,lr,loss,validation_loss, and this run step,lr/a,lr/b"):
        lrviz.record(optimizer(a=0.1, b=0.2), path, append=True)
    lines = tmp_path / "run.jsonl"
    train(lines, 2)
    train(lines, 2, append=True)
    assert column(lines, "step") == [0, 1, 2, 3]


class Bare:
    """An optimizer that knows no hooks."""

    def __init__(self) -> None:
        self.param_groups: list[dict[str, Any]] = [{"lr": 0.5}, {"lr": 0.25}]


def test_an_optimizer_without_hooks_is_asked_as_the_recorder_is_called(tmp_path: Path) -> None:
    with lrviz.record(Bare(), tmp_path / "run.csv") as log:
        log()
        log(loss=np.float32(1))
    assert (tmp_path / "run.csv").read_text().splitlines() == [
        "step,lr/pg0,lr/pg1,loss,validation_loss",
        "0,0.5,0.25,,",
        "1,0.5,0.25,1.0,",
    ]


def tell_no_loss(place: Path) -> None:
    with lrviz.record(optimizer(), place / "a.csv") as log:
        log(loss="low")


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "another ending": (lambda place: lrviz.record(optimizer(), place / "run.txt"), r"\.csv or \.jsonl, got"),
    "no optimizer": (lambda place: lrviz.record(3, place / "run.csv"), "param_groups with a rate lr in each, got int"),
    "a bad start": (lambda place: lrviz.record(optimizer(), place / "a.csv", start=-1), "start must be a whole"),
    "no loss": (tell_no_loss, "loss must be a number, got str"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_recorded_is_refused_in_words(name: str, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make(tmp_path)


def test_a_file_that_is_no_log_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("something else\n")
    with pytest.raises(ValueError, match="ends with 'something else', which has no step"):
        lrviz.record(optimizer(), path, append=True)
    assert path.read_text() == "something else\n"
