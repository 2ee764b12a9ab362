"""The loss around the weights of a run: a slice through two directions, and its sharpness."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.training.network import build_network, loss_and_score, split
from lrviz.training.record import Record
from lrviz.training.recorder import Vector

if TYPE_CHECKING:
    import torch

FINEST = 101
_WORK = 5_000_000
"""Samples, or places of a text, times weights: one loss of so much work takes a few milliseconds."""

_FEWEST = 8


@dataclass(frozen=True, eq=False)
class Slice:
    """The loss on a plane through the weights of a run.

    Attributes:
        offsets: shape (n,), how far each row and each column lies from the weights: 1 is as far as the weights of each
            filter are long.
        losses: shape (n, n), the training loss at each place, the first direction on the first axis.
        samples: how many samples the loss is taken on.
    """

    offsets: Floats
    losses: Floats
    samples: int


@dataclass(frozen=True)
class Sharpness:
    """The curvature of the loss at the weights of a run.

    Attributes:
        largest: the largest eigenvalue of the Hessian; plain gradient descent on all samples is stable below a rate of
            2 over it.
        smallest: the smallest one that was found; below 0 the loss also curves down.
        error: an eigenvalue lies within so much of `largest`, as far as float32 tells.
        samples: how many samples the loss is taken on.
    """

    largest: float
    smallest: float
    error: float
    samples: int


class _Place:
    """The network of a record, and its loss on the first training samples."""

    def __init__(self, record: Record, samples: int | None) -> None:
        import torch

        task, data = record.training.task, split(record.training.task)
        self.network = build_network(task, record.training.seed)
        values = {name: torch.from_numpy(weights) for name, weights in record.weights.items()}
        self.network.load_state_dict(values, strict=False)
        if samples is None and task.batch is not None:
            weights = sum(parameter.numel() for parameter in self.network.parameters())
            samples = max(_FEWEST, _WORK // (weights * data.targets[0].numel()))
        self.inputs, self.targets = data.inputs[:samples], data.targets[:samples]
        self._loss, _ = loss_and_score(task)

    def loss(self) -> "torch.Tensor":
        return self._loss(self.network(self.inputs), self.targets)


def landscape_slice(
    record: Record, size: int = 41, reach: float = 1.0, samples: int | None = None, seed: int = 0
) -> Slice:
    """The training loss on a plane through the last weights of a run, along two random directions.

    Each direction has in each filter (each row of a matrix) the length of the weights there, and 0 in biases and norms.
    Source: Li et al., arXiv 1712.09913. A plane shows two of many directions: what looks flat here need not be.

    Args:
        record: of the run.
        size: rows and columns, odd, so that the weights stand in the middle; 3 to 101.
        reach: how far it goes in each direction.
        samples: on how many training samples, the first ones of the task; None takes as many as cost
            a few milliseconds, and all of them where the task takes all at every step.
        seed: of the directions.

    Raises:
        ValueError: a size or a reach that cannot be used, or weights that are not finite.
    """
    import torch

    if not 3 <= size <= FINEST or size % 2 == 0:
        raise HyperparameterError(f"size of a slice must be an odd number from 3 to {FINEST}, got {size!r}")
    if not 0 < reach <= 1e3:
        raise HyperparameterError(f"reach of a slice must be in (0, 1000], got {reach!r}")
    _check(record, samples)
    offsets, losses = np.linspace(-reach, reach, size), np.empty((size, size))
    with single_precision(), torch.no_grad():
        place = _Place(record, samples)
        vector = Vector(place.network)
        random = torch.Generator().manual_seed(seed)
        first, second = (_direction(vector, random) for _ in range(2))
        centre = vector.weights.clone()
        for row, along in enumerate(offsets.tolist()):
            start = centre + along * first
            for column, across in enumerate(offsets.tolist()):
                torch.add(start, second, alpha=across, out=vector.weights)
                losses[row, column] = place.loss().item()
    return Slice(offsets, losses, len(place.inputs))


def _direction(vector: Vector, random: "torch.Generator") -> "torch.Tensor":
    """A random direction with the length of the weights in each filter."""
    import torch

    direction = torch.zeros_like(vector.weights)
    for parameter, part in zip(vector.parameters, vector.views(direction), strict=True):
        drawn = torch.randn(parameter.shape, generator=random)
        if parameter.ndim > 1:
            rest = tuple(range(1, parameter.ndim))
            lengths = torch.linalg.vector_norm(parameter, dim=rest, keepdim=True)
            part.copy_(drawn * lengths / torch.linalg.vector_norm(drawn, dim=rest, keepdim=True))
    return direction


def sharpness(record: Record, samples: int | None = None, iterations: int = 10) -> Sharpness:
    """The largest and the smallest eigenvalue of the loss's Hessian at the last weights of a run.

    By so many steps of Lanczos, each of which takes one product of the Hessian and a vector.

    Args:
        record: of the run.
        samples: on how many training samples, the first ones of the task; None takes as many as cost
            a few milliseconds, and all of them where the task takes all at every step.
        iterations: 1 to 100.

    Raises:
        ValueError: a number of iterations that cannot be used, or weights or a curvature that are not finite.
    """
    import torch

    if not 1 <= iterations <= 100:
        raise HyperparameterError(f"iterations must be from 1 to 100, got {iterations!r}")
    _check(record, samples)
    with single_precision():
        place = _Place(record, samples)
        parameters = list(place.network.parameters())
        gradients = torch.autograd.grad(place.loss(), parameters, create_graph=True)

        def product(vector: torch.Tensor) -> torch.Tensor:
            pieces = torch.split(vector, [p.numel() for p in parameters])
            parts = [piece.view_as(p) for piece, p in zip(pieces, parameters, strict=True)]
            curved = torch.autograd.grad(gradients, parameters, parts, retain_graph=True, materialize_grads=True)
            return torch.cat([part.flatten() for part in curved])

        smallest, largest, error = _lanczos(product, sum(p.numel() for p in parameters), iterations)
    return Sharpness(largest, smallest, error, len(place.inputs))


def _lanczos(
    product: Callable[["torch.Tensor"], "torch.Tensor"], size: int, iterations: int
) -> tuple[float, float, float]:
    """The smallest and the largest eigenvalue of a symmetric operator, and how far the largest may be off."""
    import torch

    start = torch.randn(size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    basis = [start / start.norm()]
    diagonal: list[float] = []
    beside: list[float] = []
    for _ in range(min(iterations, size)):
        moved = product(basis[-1].float()).double()
        diagonal.append(float(moved @ basis[-1]))
        known = torch.stack(basis)
        for _ in range(2):  # once is not enough against rounding
            moved = moved - known.T @ (known @ moved)
        beside.append(float(moved.norm()))
        if beside[-1] <= 1e-7 * max(map(abs, diagonal)):
            break
        basis.append(moved / beside[-1])
    if not np.isfinite([*diagonal, *beside]).all():
        raise HyperparameterError("the curvature must be finite at the last weights, got one that is not: it diverged")
    inner = beside[: len(diagonal) - 1]
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(inner, 1) + np.diag(inner, -1))
    sharpest = torch.from_numpy(vectors[:, -1]) @ torch.stack(basis[: len(diagonal)])
    residual = product(sharpest.float()).double() - values[-1] * sharpest
    return float(values[0]), float(values[-1]), float(residual.norm())


def _check(record: Record, samples: int | None) -> None:
    if samples is not None and samples < 1:
        raise HyperparameterError(f"samples must be at least 1, got {samples!r}")
    if not all(np.isfinite(weights).all() for weights in record.weights.values()):
        raise HyperparameterError(f"{record.run.label} must have finite weights, got some that are not: it diverged")
