"""The loss on a plane through the last weights of a run, along two random directions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.training.place import Place
from lrviz.training.record import Record
from lrviz.training.recorder import Vector

if TYPE_CHECKING:
    import torch

FINEST = 101
FARTHEST = 1e3


@dataclass(frozen=True, eq=False)
class Slice:
    """The loss on a plane through the weights of a run.

    Attributes:
        offsets: shape (n,), how far each row and each column lies from the weights: 1 is as far as the weights of each
            filter are long.
        losses: shape (n, n), the training loss at each place, the first direction on the first axis; NaN for what is
            to come.
        known: shape (n,), which rows are computed.
        samples: how many samples the loss is taken on.
    """

    offsets: Floats
    losses: Floats
    known: Flags
    samples: int


Follow: TypeAlias = Callable[[Floats, Flags], None]
"""Is called after each row with the losses so far and with which rows are known; what it raises ends all."""


def unfollowed(_: Floats, __: Flags) -> None:
    """Follows a slice without looking at it."""


def landscape_slice(
    record: Record,
    size: int = 41,
    reach: float = 1.0,
    samples: int | None = None,
    seed: int = 0,
    follow: Callable[[Slice], None] = lambda _: None,
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
        follow: called after each row with what is known until then; what it raises ends all.

    Raises:
        ValueError: a size or a reach that cannot be used, or weights that are not finite.
    """
    import torch

    check_size(size)
    if not 0 < reach <= FARTHEST:
        raise HyperparameterError(f"reach of a slice must be in (0, {FARTHEST:g}], got {reach!r}")
    offsets = np.linspace(-reach, reach, size)
    with single_precision():
        place = Place.of(record, samples)
        vector, random = Vector(place.network), torch.Generator().manual_seed(seed)
        directions = [_direction(vector, random) for _ in range(2)]

        def look(losses: Floats, known: Flags) -> None:
            follow(Slice(offsets, losses, known, len(place.inputs)))

        losses = losses_on(place, vector, directions, (offsets, offsets), look)
    return Slice(offsets, losses, np.ones(size, dtype=bool), len(place.inputs))


def check_size(size: int) -> None:
    """Refuses a number of rows that cannot be used.

    Raises:
        HyperparameterError: it cannot.
    """
    if not 3 <= size <= FINEST or size % 2 == 0:
        raise HyperparameterError(f"size of a slice must be an odd number from 3 to {FINEST}, got {size!r}")


def losses_on(
    place: Place,
    vector: Vector,
    directions: Sequence["torch.Tensor"],
    offsets: tuple[Floats, Floats],
    follow: Follow = unfollowed,
) -> Floats:
    """The losses on a plane through the weights that a network has, coarse first; the weights are lost.

    Args:
        place: the network.
        vector: its weights.
        directions: two.
        offsets: how far it goes along each of them.
        follow: called after each row.
    """
    import torch

    (first, second), (up, across) = directions, offsets
    centre, losses = vector.weights.clone(), np.full((len(up), len(across)), np.nan)
    known = np.zeros(len(up), dtype=bool)
    with torch.no_grad():
        for row in coarse_first(len(up)):
            start = centre + float(up[row]) * first
            for column, offset in enumerate(across.tolist()):
                torch.add(start, second, alpha=offset, out=vector.weights)
                losses[row, column] = place.loss().item()
            known[row] = True
            follow(losses.copy(), known.copy())
    return losses


def coarse_first(count: int) -> list[int]:
    """All numbers below a count: every eighth first, then what lies in the middle between those that have been."""
    return [*range(0, count, 8), *range(4, count, 8), *range(2, count, 4), *range(1, count, 2)]


def _direction(vector: Vector, random: "torch.Generator") -> "torch.Tensor":
    """A random direction with the length of the weights in each filter."""
    import torch

    direction = torch.zeros_like(vector.weights)
    for parameter, part in zip(vector.parameters, vector.views(direction), strict=True):
        drawn = torch.randn(parameter.shape, generator=random)
        if parameter.ndim > 1:
            rest = tuple(range(1, parameter.ndim))
            lengths = torch.linalg.vector_norm(parameter.detach(), dim=rest, keepdim=True)
            part.copy_(drawn * lengths / torch.linalg.vector_norm(drawn, dim=rest, keepdim=True))
    return direction
