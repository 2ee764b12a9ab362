"""The script of a training is executed and prints what the records hold, bit for bit."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.export import training_script
from lrviz.optimizers import LBFGS, SGD, AdaBelief, Adam, Muon, ScheduleFreeAdamW, SparseAdam
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Warmup
from lrviz.tasks import Task
from lrviz.training import Record, Training, train
from tests.export.running import executed
from tests.training.small import MOONS, TASKS


def lines_of(record: Record) -> list[dict[str, Any]]:
    """What a script should print of a run."""
    rows = zip(record.validation_steps.tolist(), record.validation_losses, record.scores, strict=True)
    known = [(step, loss, score) for step, loss, score in rows]
    return [
        {
            "run": record.run.label,
            "step": step,
            "train_loss": float(record.train_losses[step - 1]) if step else None,
            "validation_loss": float(loss) if math.isfinite(loss) else None,
            "score": float(score) if math.isfinite(score) else None,
            "lr": float(record.learning_rates[max(step - 1, 0)]),
        }
        for step, loss, score in known
    ]


def assert_repeats(training: Training) -> None:
    told = [line for record in train(training) for line in lines_of(record)]
    assert executed(training_script(training)) == told


def third(task: Task) -> Run:
    """A run of an optimizer that only some tasks can have."""
    if task.gives_sparse_gradients:
        return Run(SparseAdam(lr=0.1))
    return Run(Muon(lr=0.02)) if task.matrices_only else Run(LBFGS(max_iter=2), CosineAnnealingLR(T_max=9))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_every_task_repeats(task: Task) -> None:
    runs = (Run(Adam(lr=0.01)), Run(SGD(lr=0.1, momentum=0.9), name='say "it"'), third(task))
    assert_repeats(Training(replace(task, validate_every=1), runs, seed=11))


@pytest.mark.parametrize("stepped", ["each step", "each epoch"])
@pytest.mark.parametrize("batch", [32, None])
def test_every_loop_repeats(stepped: str, batch: int | None) -> None:
    plateau = ReduceLROnPlateau(patience=0, factor=0.5, mode="max")
    runs = (
        Run(Adam(lr=0.02), CosineAnnealingLR(T_max=5)),
        Run(SGD(lr=0.5), plateau),
        Run(SGD(lr=0.5, momentum=0.5), Warmup(plateau, steps=3)),
        Run(ScheduleFreeAdamW(lr=0.05)),
        Run(AdaBelief(lr=0.02), OneCycleLR(max_lr=0.1, total_steps=60)),
        Run(LBFGS(max_iter=2), plateau),
        Run(SGD(lr=1e4)),
        Run(LBFGS(lr=0.0, line_search_fn="strong_wolfe")),
    )
    task = replace(MOONS, batch=batch, validate_every=2)
    assert_repeats(Training(task, runs, seed=2, clip=0.3, stepped=stepped, watched="score"))


def test_a_script_says_only_what_it_needs() -> None:
    training = Training(replace(MOONS, epochs=2), (Run(Adam(lr=0.01)),))
    script = training_script(training)
    assert executed(script) == json.loads(json.dumps(lines_of(train(training)[0])))
    for absent in ("scheduler", "CLIP", "closure", "eval()", "sparse", "metric"):
        assert absent not in script
    assert np.isfinite(train(training)[0].train_losses).all()
    assert "RUNS = []" in training_script(replace(training, runs=()))
