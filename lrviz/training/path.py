"""The way of a run through its weights, the plane that lies closest to it, and the loss on that plane."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.training.landscape import check_size, losses_on
from lrviz.training.loop import Follow, TrainingRun, unfollowed
from lrviz.training.place import Place, check_samples
from lrviz.training.record import Record
from lrviz.training.recorder import Vector
from lrviz.training.training import Training

if TYPE_CHECKING:
    import torch

_PLACES, _FEWEST = 100, 8
_NUMBERS = 5_000_000
"""Weights of all places together; larger networks have fewer places."""

_MARGIN = 0.25
"""How far a slice goes beyond the path on each side, as a share of the path's extent."""

_FLAT = 1e-6
"""A second direction of such a share of the first one's length is rounding: the path is a straight line."""


@dataclass(frozen=True, eq=False)
class Path:
    """The weights of a run at some of its steps.

    Attributes:
        record: of the run.
        steps: shape (n,), after how many steps; the first is 0, the last the end.
        weights: shape (n, weights), in float32, all parameters one after another.
    """

    record: Record
    steps: Integers
    weights: Floats


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane through the end of a path that lies closest to all of it.

    Attributes:
        directions: shape (2, weights), of length 1 and at right angles, the one along which the path is longest first.
        points: shape (n, 2), where the points of the path lie on it; the end is (0, 0).
        share: the part of the squared distances of the path's points from its end that lies in the plane: its share of
            their variance around the end.
    """

    directions: Floats
    points: Floats
    share: float


@dataclass(frozen=True, eq=False)
class PathSlice:
    """The loss on the plane that lies closest to the path of a run.

    Attributes:
        up, across: shape (n,), how far each row and each column lies from the last weights, along the first and the
            second direction.
        losses: shape (n, n), the training loss at each place, the first direction on the first axis; NaN for what is
            to come.
        known: shape (n,), which rows are computed.
        samples: how many samples the loss is taken on.
        steps: shape (m,), of the path, as `Path.steps`.
        points: shape (m, 2), the path on the plane.
        own: shape (m,), the loss at the run's own weights, on the same samples.
        on_plane: shape (m,), the loss at `points`.
        share: as `Plane.share`.
    """

    up: Floats
    across: Floats
    losses: Floats
    known: Flags
    samples: int
    steps: Integers
    points: Floats
    own: Floats
    on_plane: Floats
    share: float

    @property
    def errors(self) -> Floats:
        """How far the loss on the plane is from the run's own, at each point of the path."""
        return np.abs(self.on_plane - self.own)


def follow_path(training: Training, follow: Follow = unfollowed) -> tuple[Path, ...]:
    """Trains each run of a training and keeps its weights at up to 101 steps that lie evenly.

    Keeping them leaves the run as it is, to the last bit.

    Args:
        training: whose runs they are.
        follow: as `train` calls it.

    Raises:
        ValueError: a run diverges or is refused: it has no path that ends somewhere.
    """
    ones = [replace(training, runs=(run,)) for run in training.runs]
    with single_precision():
        return tuple(_followed(one, follow) for one in ones)


def _followed(training: Training, follow: Follow) -> Path:
    (run,), last = training.runs, training.task.steps
    going = TrainingRun(training, run)
    kept = [(0, going.flat_weights())]
    places = max(_FEWEST, min(_PLACES, _NUMBERS // len(kept[0][1])))
    wanted = set(np.linspace(0, last, places + 1).round().astype(int).tolist())

    def keep(going: TrainingRun) -> None:
        if going.taken in wanted:
            kept.append((going.taken, going.flat_weights()))
        follow(going)

    record = going.record(keep)
    check_end(record)
    steps, weights = zip(*kept, strict=True)
    return Path(record, np.array(steps), np.stack(weights))


def check_end(record: Record) -> None:
    """Refuses a run without an end around which there is a landscape.

    Raises:
        HyperparameterError: it diverged or was refused.
    """
    outcome = record.outcome
    if outcome.kind in ("diverged", "stopped"):
        raise HyperparameterError(f"{record.run.label} has no landscape: it {outcome.sentence}")


def principal_plane(path: Path) -> Plane:
    """The plane through the end of a path that lies closest to all of it, by principal components.

    Raises:
        ValueError: the weights never move.
    """
    rows = path.weights[:-1].astype(float) - path.weights[-1]
    squares, vectors = np.linalg.eigh(rows @ rows.T)
    lengths = np.sqrt(np.maximum(squares[::-1][:2], 0.0))
    if not len(lengths) or lengths[0] == 0:
        raise HyperparameterError(f"{path.record.run.label} has no path to draw: its weights never move")
    first = _unit(vectors[:, -1] @ rows)
    bent = len(lengths) > 1 and lengths[1] > _FLAT * lengths[0]
    beside = vectors[:, -2] @ rows if bent else np.random.default_rng(0).standard_normal(len(first))
    directions = np.stack([first, _unit(beside - (beside @ first) * first)])
    points = np.vstack([rows @ directions.T, np.zeros(2)])
    return Plane(directions, points, float((points**2).sum() / (rows**2).sum()))


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


def path_slice(
    path: Path,
    size: int = 41,
    samples: int | None = None,
    follow: Callable[[PathSlice], None] = lambda _: None,
) -> PathSlice:
    """The training loss on the plane that lies closest to the path of a run.

    Args:
        path: of the run.
        size: rows and columns, odd; 3 to 101.
        samples: as `landscape_slice` takes them.
        follow: called after each row with what is known until then; what it raises ends all.

    Raises:
        ValueError: a size or samples that cannot be used, or weights that never move.
    """
    check_size(size)
    check_samples(samples)
    plane = principal_plane(path)
    up, across = (_stretch(side, size) for side in plane.points.T)
    with single_precision():
        place = Place.of(path.record, samples)
        vector = Vector(place.network)
        directions = [_spread(vector, direction) for direction in plane.directions]
        told = len(place.inputs), path.steps, plane.points, *_along(place, vector, path, plane, directions), plane.share

        def look(losses: Floats, known: Flags) -> None:
            follow(PathSlice(up, across, losses, known, *told))

        losses = losses_on(place, vector, directions, (up, across), look)
    return PathSlice(up, across, losses, np.ones(size, dtype=bool), *told)


def _stretch(side: Floats, size: int) -> Floats:
    """Places along one direction, from beyond the path's first place on it to beyond its last one."""
    extent = float(np.ptp(side)) or 1.0
    return np.linspace(side.min() - _MARGIN * extent, side.max() + _MARGIN * extent, size)


def _spread(vector: Vector, flat: Floats) -> "torch.Tensor":
    """Numbers of all parameters, one after another, as the network's vector has them."""
    import torch

    spread = torch.zeros_like(vector.weights)
    parts = torch.split(torch.from_numpy(flat.astype(np.float32)), [p.numel() for p in vector.parameters])
    for view, part in zip(vector.views(spread), parts, strict=True):
        view.copy_(part.view_as(view))
    return spread


def _along(
    place: Place, vector: Vector, path: Path, plane: Plane, directions: list["torch.Tensor"]
) -> tuple[Floats, Floats]:
    """The losses at the path's own points and at their places on the plane; the network then is where the path ends."""
    import torch

    end, losses = vector.weights.clone(), np.empty((2, len(path.steps)))
    with torch.no_grad():
        for at, (own, (up, across)) in enumerate(zip(path.weights, plane.points.tolist(), strict=True)):
            places = _spread(vector, own), end + up * directions[0] + across * directions[1]
            for kind, weights in enumerate(places):
                vector.weights.copy_(weights)
                losses[kind, at] = place.loss().item()
        vector.weights.copy_(end)
    return losses[0], losses[1]
