"""Two classes of points in the plane: made-up ones and the user's own."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lrviz.hyperparameters import HyperparameterError, Length, Range
from lrviz.tasks.base import Activation, Batch, DataSeed, Epochs, Every, Hidden, Perceptron, Samples, ValidationSamples
from lrviz.tasks.call import Call
from lrviz.tasks.probes import Plane, Probe

Drawn: TypeAlias = tuple[NDArray[Any], NDArray[Any]]
"""Points, shape (n, 2), and their classes, 0 or 1."""

PointNoise = Annotated[float, "Standard deviation of the noise in each coordinate.", Range(0.0, 10.0, usual=(0.0, 0.5))]
OwnPairs = Annotated[tuple[tuple[float, float], ...], "The points of this class, as x and y.", Length(0, 2000)]
FARTHEST = 1e6
"""How large a coordinate of an own point may be."""


def draws(seed: int, stream: int) -> np.random.Generator:
    """The random numbers of one stream of a seed."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, stream], dtype=np.uint64)))


def moons(count: int, random: np.random.Generator) -> Drawn:
    """Points on two half circles, the second one shifted and turned over."""
    labels = np.arange(count) % 2.0
    angle = random.uniform(0, math.pi, count)
    first = np.stack([np.cos(angle), np.sin(angle)], 1)
    second = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], 1)
    return np.where(labels[:, None] > 0, second, first), labels


def circles(count: int, random: np.random.Generator) -> Drawn:
    """Points on two circles around the same centre."""
    labels = np.arange(count) % 2.0
    angle = random.uniform(0, 2 * math.pi, count)
    radius = np.where(labels > 0, 0.5, 1.0)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1), labels


def spirals(count: int, random: np.random.Generator) -> Drawn:
    """Points on two arms that wind around each other."""
    labels = np.arange(count) % 2.0
    radius = np.sqrt(random.uniform(0, 1, count))
    angle = 1.75 * 2 * math.pi * radius + math.pi * labels
    return 2 * np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1), labels


def xor(count: int, random: np.random.Generator) -> Drawn:
    """Points in a square, whose class says whether the signs of x and y differ."""
    points = random.uniform(-1, 1, (count, 2))
    return points + 0.1 * np.sign(points), (points[:, 0] * points[:, 1] < 0) * 1.0


def noisy_points(shape: Callable[..., Drawn], train: int, validation: int, noise: float, seed: int) -> Any:
    """Points of a shape with noise: inputs and labels to train on, and others to validate on."""
    arrays: list[Any] = []
    for stream, count in enumerate((train, validation)):
        random = draws(seed, stream)
        points, labels = shape(count, random)
        points = points + noise * random.standard_normal((count, 2))
        arrays += [points.astype(np.float32), labels.astype(np.float32)]
    return arrays


def validating(share: float, count: int) -> int:
    """How many of so many validate: about a share, at least one, and one stays."""
    return min(max(round(share * count), 1), count - 1)


def own_points(first: Any, second: Any, share: float, seed: int) -> Any:
    """The user's points, of which a share of each class, at least one, is kept for validation."""
    random, kept, held = draws(seed, 0), [], []
    for label, members in enumerate((first, second)):
        rows = np.array([(x, y, label) for x, y in members], dtype=np.float32)
        rows = rows[random.permutation(len(rows))]
        size = validating(share, len(rows))
        held.append(rows[:size])
        kept.append(rows[size:])
    train, validation = np.concatenate(kept), np.concatenate(held)
    return train[:, :2].copy(), train[:, 2].copy(), validation[:, :2].copy(), validation[:, 2].copy()


@dataclass(frozen=True)
class _TwoClasses(Perceptron, abstract=True):
    """Two classes of points in the plane, told apart by one number, the logit."""

    criterion = "binary"
    score_name = "accuracy"
    last = "nn.Flatten(0)"

    batch: Batch = 32
    epochs: Epochs = 31
    validate_every: Every = 13
    data_seed: DataSeed = 0
    hidden: Hidden = (16, 16)
    activation: Activation = "Tanh"

    @property
    def ends(self) -> tuple[int, int]:
        return 2, 1

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Plane.over(inputs, targets, held, wanted)


@dataclass(frozen=True)
class _DrawnPoints(_TwoClasses, abstract=True):
    """Points that are drawn from a shape.

    Attributes:
        shape: draws so many points and their labels.
    """

    shape: ClassVar[Callable[..., Drawn]]

    train: Samples = 400
    validation: ValidationSamples = 400
    noise: PointNoise = 0.05

    @property
    def samples(self) -> int:
        return self.train

    def data(self) -> Call:
        shape = type(self).shape
        sizes = {"train": self.train, "validation": self.validation, "noise": self.noise, "seed": self.data_seed}
        return Call(noisy_points, {"shape": Named(shape)} | sizes, (draws, shape))


class Named:
    """A function as an argument of a call, which a script writes by its name."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)

    def __repr__(self) -> str:
        return self._function.__name__


@dataclass(frozen=True)
class Moons(_DrawnPoints):
    """Two half circles that reach into each other.

    The usual first task: no straight line tells the classes apart, and a small network does within seconds.
    """

    title = "Moons"
    shape = moons

    noise: PointNoise = 0.2


@dataclass(frozen=True)
class Circles(_DrawnPoints):
    """A circle inside another one.

    No straight line tells them apart: a linear model guesses.
    """

    title = "Circles"
    shape = circles

    noise: PointNoise = 0.1


@dataclass(frozen=True)
class Spirals(_DrawnPoints):
    """Two arms that wind around each other.

    Harder than it looks: a network has to bend its boundary often, and needs many epochs for it.
    """

    title = "Spirals"
    shape = spirals

    epochs: Epochs = 120
    hidden: Hidden = (32, 32)


@dataclass(frozen=True)
class Xor(_DrawnPoints):
    """Four corners of a square, where opposite ones belong together.

    The exclusive or, which no linear model can learn (Minsky & Papert 1969).
    """

    title = "XOR"
    also_called = ("exclusive or",)
    shape = xor


_INNER = (
    (0.6, 0.0),
    (0.3, 0.2),
    (0.3, 0.5),
    (0.0, 0.4),
    (-0.3, 0.5),
    (-0.3, 0.2),
    (-0.6, 0.0),
    (-0.3, -0.2),
    (-0.3, -0.5),
    (-0.0, -0.4),
    (0.3, -0.5),
    (0.3, -0.2),
)
_OUTER = (
    (1.3, 0.0),
    (1.0, 0.4),
    (0.9, 0.9),
    (0.4, 1.0),
    (0.0, 1.3),
    (-0.4, 1.0),
    (-0.9, 0.9),
    (-1.0, 0.4),
    (-1.3, 0.0),
    (-1.0, -0.4),
    (-0.9, -0.9),
    (-0.4, -1.0),
    (-0.0, -1.3),
    (0.4, -1.0),
    (0.9, -0.9),
    (1.0, -0.4),
)


@dataclass(frozen=True)
class OwnPoints(_TwoClasses):
    """Points of your own, of two classes.

    A share of each class is kept for validation. Both classes need at least two points.
    """

    title = "Points of your own"

    batch: Batch = None
    epochs: Epochs = 100
    validate_every: Every = 10
    first: OwnPairs = _INNER
    second: OwnPairs = _OUTER
    share: Annotated[float, "Share of each class that validates.", Range(0.05, 0.9)] = 0.25

    @property
    def samples(self) -> int:
        sizes = (len(self.first), len(self.second))
        return sum(size - validating(self.share, size) for size in sizes)

    def check(self) -> None:
        if min(len(self.first), len(self.second)) < 2:
            raise HyperparameterError(
                "OwnPoints must have at least 2 points of each class, one to train on and one to validate on, got"
                f" {len(self.first)} of the first and {len(self.second)} of the second"
            )
        for x, y in (*self.first, *self.second):
            if max(abs(x), abs(y)) > FARTHEST:
                raise HyperparameterError(
                    f"OwnPoints must have coordinates from {-FARTHEST:g} to {FARTHEST:g}, got ({x:g}, {y:g})"
                )
        super().check()

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Plane.over(inputs, targets, held, wanted, steady=True)

    def data(self) -> Call:
        chosen = {"first": self.first, "second": self.second, "share": self.share, "seed": self.data_seed}
        return Call(own_points, chosen, (draws, validating))
