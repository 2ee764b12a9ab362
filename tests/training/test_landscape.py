"""Slices and sharpness are those of the loss at the weights of a run, by other means."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import SGD, Adam
from lrviz.tasks import Characters, Digits, Task, criteria
from lrviz.training import Record, Training, landscape_slice, sharpness, train
from tests.training.small import FACTORS, MOONS, RARE, TASKS, first_network

CNN = next(task for task in TASKS if isinstance(task, Digits) and not task.dense)
SMALL_TEXT = Characters(length=2000, context=8, width=4, heads=1, layers=1, epochs=1, batch=64)


def trained(task: Task) -> Record:
    (record,) = train(Training(task, (Run(Adam(lr=0.02)),), seed=1))
    return record


def network_of(record: Record) -> Any:
    network = first_network(record.training.task, 9, False)
    for name, parameter in network.named_parameters():
        parameter.data = torch.from_numpy(record.weights[name].copy())
    return network


def loss_of(record: Record, network: Any, samples: int) -> torch.Tensor:
    task = record.training.task
    inputs, targets = (torch.from_numpy(part)[:samples] for part in task.data().made()[:2])
    loss: torch.Tensor = getattr(criteria, f"{task.criterion}_loss")(network(inputs), targets)
    return loss


@pytest.mark.parametrize(
    "task", [replace(MOONS, hidden=(8, 4)), replace(FACTORS, size=6)], ids=lambda task: type(task).__name__
)
def test_the_sharpness_is_the_largest_eigenvalue_of_the_whole_hessian(task: Task) -> None:
    record = trained(task)
    network, samples = network_of(record), 6
    parameters = list(network.parameters())
    gradients = torch.autograd.grad(loss_of(record, network, samples), parameters, create_graph=True)
    flat = torch.cat([part.flatten() for part in gradients])
    options: Any = {"retain_graph": True, "materialize_grads": True}
    rows = [torch.autograd.grad(one, parameters, **options) for one in flat]
    hessian = torch.stack([torch.cat([part.flatten() for part in row]) for row in rows]).double()
    values = torch.linalg.eigvalsh((hessian + hessian.T) / 2)
    found = sharpness(record, samples, iterations=40)
    assert found.samples == samples
    assert found.largest == pytest.approx(values[-1].item(), rel=1e-4)
    assert found.smallest == pytest.approx(values[0].item(), rel=1e-2, abs=2e-3 * values[-1].item())
    assert found.error < 1e-3 * found.largest
    quick = sharpness(record, samples)
    assert abs(values - quick.largest).min() <= quick.error + 1e-4 * quick.largest


@pytest.mark.parametrize("task", [MOONS, CNN, RARE, SMALL_TEXT], ids=lambda task: type(task).__name__)
def test_a_slice_has_the_loss_at_each_place(task: Task) -> None:
    record = trained(task)
    found = landscape_slice(record, size=5, reach=0.5, samples=20, seed=4)
    assert found.offsets.tolist() == [-0.5, -0.25, 0.0, 0.25, 0.5]
    assert found.losses[2, 2] == loss_of(record, network_of(record), 20).item()
    random = torch.Generator().manual_seed(4)
    network = network_of(record)
    directions = []
    for _ in range(2):
        drawn = [torch.randn(parameter.shape, generator=random) for parameter in network.parameters()]
        for direction, parameter in zip(drawn, network.parameters(), strict=True):
            for row, filtered in zip(direction, parameter.detach(), strict=True):
                row *= filtered.norm() / row.norm() if parameter.ndim > 1 else 0.0
        directions.append(drawn)
    weights = sum(parameter.numel() for parameter in network.parameters()) * task.data().made()[1][0].size
    for row, column in ((0, 3), (4, 1)):
        place = network_of(record)
        for parameter, first, second in zip(place.parameters(), *directions, strict=True):
            parameter.data += found.offsets[row] * first + found.offsets[column] * second
        assert found.losses[row, column] == pytest.approx(loss_of(record, place, 20).item(), rel=1e-5)
    assert sharpness(record).samples == landscape_slice(record, 3).samples == min(task.samples, 5_000_000 // weights)


def test_bad_slices_are_refused_in_words() -> None:
    record = trained(MOONS)
    regression = next(task for task in TASKS if type(task).__name__ == "Regression")
    (blown,) = train(Training(regression, (Run(SGD(lr=1e4)),)))
    nowhere = np.full(10, np.nan)
    refused: dict[str, Any] = {
        "size of a slice must be an odd number from 3 to 101, got 4": lambda: landscape_slice(record, 4),
        r"reach of a slice must be in \(0, 1000\], got 0": lambda: landscape_slice(record, 3, 0),
        "samples must be at least 1, got 0": lambda: sharpness(record, 0),
        "iterations must be from 1 to 100, got 0": lambda: sharpness(record, iterations=0),
        "curvature must be finite at the last weights, got one that is not": lambda: sharpness(blown),
        "must have finite weights, got some that are not": lambda: sharpness(
            replace(blown, weights={"0.bias": nowhere})
        ),
    }
    for says, make in refused.items():
        with pytest.raises(HyperparameterError, match=says):
            make()
    assert np.isfinite(landscape_slice(record, 3).losses).all()
