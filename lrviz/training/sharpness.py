"""The sharpness of the loss: the largest eigenvalue of its Hessian, at the end of a run and along it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.training.loop import TrainingRun
from lrviz.training.place import Place, check_samples
from lrviz.training.record import Record
from lrviz.training.training import Training

if TYPE_CHECKING:
    import torch

_ITERATIONS = 10
"""Steps of Lanczos where nothing else is asked for."""


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


def sharpness(record: Record, samples: int | None = None, iterations: int = _ITERATIONS) -> Sharpness:
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
    if not 1 <= iterations <= 100:
        raise HyperparameterError(f"iterations must be from 1 to 100, got {iterations!r}")
    with single_precision():
        return _sharpness_at(Place.of(record, samples), iterations)


def _sharpness_at(place: Place, iterations: int) -> Sharpness:
    import torch

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


MOST_PLACES = 200
"""Steps of a run at which its sharpness may be taken."""


@dataclass(frozen=True, eq=False)
class SharpnessPath:
    """The sharpness along a run, at steps that lie evenly.

    Attributes:
        steps: shape (n,), after how many steps; the first is 0, the last the end.
        rates: shape (n,), the rate of the next step; at the end, that of the last one.
        largest, smallest, errors: shape (n,), as in `Sharpness`; NaN where the weights or the curvature are not finite
            and for what is to come.
        midway: shape (n,), the largest eigenvalue midway between the step before and this one, NaN at the first: at the
            edge of stability gradient descent hops from one side of a valley to the other, which curve differently.
        losses: shape (n,), the loss at the steps, on the same samples.
        samples: how many samples the loss is taken on.
        share: the part that is measured, 0 to 1.
        ended: how the run ended, as a sentence; empty before that.
    """

    steps: Integers
    rates: Floats
    largest: Floats
    smallest: Floats
    errors: Floats
    midway: Floats
    losses: Floats
    samples: int
    share: float
    ended: str


class SharpnessWatch:
    """Takes the sharpness of a run while it is trained."""

    def __init__(self, training: Training, places: int, samples: int | None) -> None:
        """Nothing is measured yet.

        Args:
            training: of one run.
            places, samples: as `sharpness_along` takes them.
        """
        (self._run,) = training.runs
        self._training, self._place = training, Place(training.task, samples)
        self._steps = np.unique(np.linspace(0, training.task.steps, places).round().astype(int))
        self._found = np.full((5, len(self._steps)), np.nan)
        self._rates = np.full(len(self._steps), np.nan)
        self._before: dict[str, Floats] = {}
        self._at, self._ended = 0, ""

    def so_far(self) -> SharpnessPath:
        """What is known now."""
        share, samples = self._at / len(self._steps), len(self._place.inputs)
        largest, smallest, errors, midway, losses = self._found.copy()
        found = largest, smallest, errors, midway, losses
        return SharpnessPath(self._steps, self._rates.copy(), *found, samples, share, self._ended)

    def measure(self, follow: "Follow") -> SharpnessPath:
        """Trains the run and measures meanwhile."""

        def look(going: TrainingRun) -> None:
            wanted = self._steps[self._at]
            if going.taken == wanted - 1:
                self._before = {name: value.copy() for name, value in going.weights().items()}
            if going.taken == wanted:
                self._rates[self._at] = going.lr
                self._take(going)
            follow(self)

        going = TrainingRun(self._training, self._run)
        self._take(going)
        self._before = {name: value.copy() for name, value in going.weights().items()}
        record = going.record(look)
        rates, last = record.learning_rates[: record.taken], self._at - 1
        if len(rates):
            self._rates[0], self._rates[last] = rates[0], rates[min(self._steps[last], len(rates) - 1)]
        self._at, self._ended = len(self._steps), record.outcome.sentence
        return self.so_far()

    def _take(self, going: TrainingRun) -> None:
        weights = going.weights()
        midway = {name: (value + weights[name]) / 2 for name, value in self._before.items()}
        between, _ = self._measured(midway) if midway else (None, np.nan)
        here, loss = self._measured(weights)
        known = [here.largest, here.smallest, here.error] if here else [np.nan] * 3
        self._found[:, self._at] = [*known, between.largest if between else np.nan, loss]
        self._at += 1

    def _measured(self, weights: Mapping[str, Floats]) -> tuple[Sharpness | None, float]:
        """The sharpness at weights, None where the curvature is not finite, and the loss."""
        self._place.put(weights)
        loss = self._place.loss().item()
        with suppress(HyperparameterError):
            return (_sharpness_at(self._place, _ITERATIONS) if np.isfinite(loss) else None), loss
        return None, loss


Follow: TypeAlias = Callable[[SharpnessWatch], None]
"""Is called after each step; what it raises ends all."""


def unfollowed(_: SharpnessWatch) -> None:
    """Follows a run without looking at it."""


def sharpness_along(
    training: Training, places: int = 21, samples: int | None = None, follow: Follow = unfollowed
) -> tuple[SharpnessPath, ...]:
    """Trains each run of a training and takes its sharpness on the way, from the first weights to the last ones.

    Measuring leaves the run as it is, to the last bit.

    Args:
        training: whose runs they are.
        places: at how many steps, 2 to 200.
        samples: as `sharpness` takes them.
        follow: called after each step with what is measured, whose `so_far` is what is known until then.

    Returns:
        one path per run, in order.

    Raises:
        ValueError: places or samples that cannot be used.
    """
    if not 2 <= places <= MOST_PLACES:
        raise HyperparameterError(f"places must be from 2 to {MOST_PLACES}, got {places!r}")
    check_samples(samples)
    ones = [replace(training, runs=(run,)) for run in training.runs]
    with single_precision():
        return tuple(SharpnessWatch(one, places, samples).measure(follow) for one in ones)
