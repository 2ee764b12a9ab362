"""What is recorded of a network's predictions is what the network says when it is asked afresh."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import Run
from lrviz.optimizers import SGD, Adam, Optimizer, ScheduleFreeSGD
from lrviz.tasks import BreastCancer, Factorization, Moons, Task
from lrviz.tasks.probes import NONE, TOP, Letters, Line, Plane, Probe, Spectrum, written
from lrviz.training import Record, Training, train
from lrviz.training.network import build_network
from lrviz.training.predictions import MOST_FRAMES, probe, steps_with_frames
from tests.training.small import MOONS, TASKS


def trained(task: Task, optimizer: Optimizer) -> Record:
    (record,) = train(Training(task, (Run(optimizer),), seed=2))
    return record


def asked(task: Task, weights: dict[str, Any]) -> torch.Tensor:
    """What a new network with these weights says on the probe; without any, one with its first weights."""
    network = build_network(task, 2)
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()} or network.state_dict())
    with torch.no_grad():
        return network(torch.from_numpy(probe(task).inputs))  # type: ignore[no-any-return]


def told(asking: Probe, outputs: torch.Tensor) -> list[tuple[torch.Tensor, float, float]]:
    """Numbers that a frame is to hold, each with the ends of their span; computed in torch."""
    if isinstance(asking, Line):
        return [(outputs[:, 0], *asking.window[1])]
    if isinstance(asking, Spectrum):
        size = len(asking.inputs)
        target = asking.left * asking.values @ asking.right
        assert outputs.shape == target.shape == (size, size)
        both = torch.from_numpy(asking.left).T @ outputs @ torch.from_numpy(asking.right).T
        return [(both.diagonal() / torch.from_numpy(asking.values), -0.25, 1.25)]
    if isinstance(asking, Letters):
        true = outputs.softmax(-1).gather(-1, torch.from_numpy(asking.following)[..., None])[..., 0]
        return [(outputs.argmax(-1), 0, TOP), (true, 0, 1)]
    return [(outputs.softmax(-1) if outputs.ndim > 1 else outputs.sigmoid(), 0, 1)]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_frames_are_what_the_network_says(task: Task) -> None:
    record, asking = trained(task, Adam(lr=0.01)), probe(task)
    assert record.prediction_steps.tolist() == steps_with_frames(task).tolist()
    json.dumps(asking.shown(), allow_nan=False)
    for frame, weights in ((record.predictions[0], {}), (record.predictions[-1], dict(record.weights))):
        parts = told(asking, asked(task, weights))
        rows = frame if len(parts) > 1 else frame[None]
        for row, (values, low, high) in zip(rows, parts, strict=True):
            back = low + row.astype(float) / TOP * (high - low)
            wanted = values.double().clamp(low, high).numpy()
            assert np.abs(back - wanted).max() <= 0.501 * (high - low) / TOP


@pytest.mark.parametrize("optimizer", [Adam(lr=0.01), ScheduleFreeSGD(lr=0.5)], ids=["Adam", "schedule-free"])
def test_frames_say_what_the_validation_of_the_same_step_says(optimizer: Optimizer) -> None:
    task = BreastCancer(train=519, epochs=2, validate_every=5)
    record = trained(task, optimizer)
    asking = probe(task)
    wanted = task.data().made()[3]
    assert len(asking.inputs) == len(wanted) == 50
    right = ((record.predictions > TOP / 2) == (wanted > 0.5)).mean(1)
    doubtful = (record.predictions == TOP / 2).mean(1)
    validated = np.isin(record.validation_steps, record.prediction_steps)
    assert (np.abs(right - record.scores[validated]) <= doubtful + 1e-6).all()
    assert len(set(record.scores)) > 1


@pytest.mark.parametrize(
    "task",
    [MOONS, replace(MOONS, validate_every=1), replace(MOONS, epochs=999), replace(MOONS, validate_every=100_000)],
    ids=["few", "each step", "long", "ends alone"],
)
def test_frames_are_thinned_evenly_to_what_was_validated(task: Moons) -> None:
    steps = steps_with_frames(task)
    validated = sorted({*range(0, task.steps + 1, task.validate_every), task.steps})
    assert set(steps) <= set(validated)
    assert len(steps) == min(len(validated), MOST_FRAMES)
    assert (steps[0], steps[-1]) == (0, task.steps)
    apart = np.diff(np.searchsorted(validated, steps))
    assert apart.max() - apart.min() <= 1


def test_a_run_that_breaks_off_keeps_the_frames_before() -> None:
    record = trained(replace(MOONS, validate_every=1), SGD(lr=1e4, momentum=0.9))
    count = len(record.prediction_steps)
    assert record.predictions.shape == (count, 1024)
    assert count >= 1
    endless = trained(Factorization(size=4, rank=1, epochs=300, validate_every=1), SGD(lr=1e4))
    assert not np.isfinite(endless.train_losses[endless.taken - 1])
    assert len(endless.prediction_steps) < len(steps_with_frames(endless.training.task))


def test_no_number_has_a_byte_of_its_own() -> None:
    values = np.array([np.nan, -np.inf, -1.0, 0.0, 0.5, 1.0, 7.0, np.inf])
    assert written(values).tolist() == [NONE, 0, 0, 0, TOP // 2, TOP, TOP, TOP]
    wide = probe(MOONS).frame(np.array([np.nan, -1e30, 0.0, 1e30], dtype=np.float32))
    assert wide.tolist() == [NONE, 0, TOP // 2, TOP]
    task = next(task for task in TASKS if isinstance(probe(task), Letters))
    shape = (*probe(task).inputs.shape, 128)
    guesses, true = probe(task).frame(np.full(shape, np.nan, dtype=np.float32))
    assert set(guesses.ravel()) == set(true.ravel()) == {NONE}


def test_the_window_of_own_points_stays_while_they_come_and_go() -> None:
    def window(*points: tuple[float, float]) -> Any:
        pairs = np.array(points, dtype=np.float32).reshape(-1, 2)
        none = np.zeros(len(pairs), dtype=np.float32)
        asking = Plane.over(pairs, none, pairs[:0], none[:0], steady=True)
        assert np.isfinite(asking.inputs).all()
        for column, (low, high) in zip(pairs.T, asking.window, strict=True):
            assert low < high
            assert ((column > low) & (column < high)).all()
        return asking.window

    assert window() == window((0.1, 0.1)) == window((1.4, 0), (0, -1.4)) == ((-1.6, 1.6), (-1.6, 1.6))
    assert window((1.6, 0), (0, 0)) == window((-2.9, 1), (1, 1)) == ((-3.2, 3.2), (-3.2, 3.2))
    (left, right), _ = window((100, 100), (110, 105))
    assert (left, right) == pytest.approx((98.8, 111.2))
    window((1e6, -1e6))
    window((1e6, -1e6), (1e6, 1e6))
