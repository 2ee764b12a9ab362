"""A network with given weights, and its loss on the first training samples."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.tasks import Task
from lrviz.training.network import build_network, loss_and_score, split
from lrviz.training.record import Record

if TYPE_CHECKING:
    import torch

_WORK = 5_000_000
"""Samples, or places of a text, times weights: one loss of so much work takes a few milliseconds."""

_FEWEST = 8


class Place:
    """The network of a task, and its loss on the first training samples.

    Attributes:
        network: the network.
        inputs, targets: the samples.
    """

    def __init__(self, task: Task, samples: int | None) -> None:
        """The network has its first weights.

        Args:
            task: whose network it is.
            samples: how many; None takes as many as cost a few milliseconds, and all of them where the task takes all
                at every step.
        """
        data = split(task)
        self.network = build_network(task, 0)
        if samples is None and task.batch is not None:
            weights = sum(parameter.numel() for parameter in self.network.parameters())
            samples = max(_FEWEST, _WORK // (weights * data.targets[0].numel()))
        self.inputs, self.targets = data.inputs[:samples], data.targets[:samples]
        self._loss, _ = loss_and_score(task)

    @staticmethod
    def of(record: Record, samples: int | None) -> "Place":
        """The place where a run has ended.

        Raises:
            ValueError: weights that are not finite, or no samples.
        """
        check_samples(samples)
        if not all(np.isfinite(weights).all() for weights in record.weights.values()):
            raise HyperparameterError(
                f"{record.run.label} must have finite weights, got some that are not: it diverged"
            )
        place = Place(record.training.task, samples)
        place.put(record.weights)
        return place

    def put(self, weights: Mapping[str, Floats]) -> None:
        """Gives the network weights, by the names of its parameters."""
        import torch

        values = {name: torch.from_numpy(value) for name, value in weights.items()}
        self.network.load_state_dict(values, strict=False)

    def loss(self) -> "torch.Tensor":
        """The loss at the weights that the network has."""
        return self._loss(self.network(self.inputs), self.targets)


def check_samples(samples: int | None) -> None:
    """Refuses a number of samples that cannot be used.

    Raises:
        HyperparameterError: it cannot.
    """
    if samples is not None and samples < 1:
        raise HyperparameterError(f"samples must be at least 1, got {samples!r}")
