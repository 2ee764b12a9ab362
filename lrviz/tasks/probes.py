"""What a network's predictions are asked on while it trains, and how they are written down: a byte for each number.

From the lower to the upper end of a span it goes from 0 to `TOP`, and stays there beyond the ends; `NONE` is no number.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Arrays: TypeAlias = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
"""Inputs and targets to train on, inputs and targets to validate on."""

TOP, NONE = 254, 255

SIDE = 32
"""Places of the plane in each direction."""

_POINTS = 250
"""So many points of each part are drawn, evenly chosen."""

_PLACES = 1000
"""Points are drawn at one of so many places in each direction."""

_HALF = 1.6
"""Half the side of the smallest steady window."""

_CURVE, _CASES, _IMAGES, _LETTERS, _BARS = 128, 60, 12, 64, 16
_SHARES = (-0.25, 1.25)
"""Shares of singular values that are told apart."""


def written(values: NDArray[Any], low: float = 0.0, high: float = 1.0) -> Bytes:
    """Numbers as bytes."""
    with np.errstate(all="ignore"):
        levels = np.rint(np.clip((values - low) / (high - low), 0, 1) * TOP)
    return np.where(np.isnan(levels), NONE, levels).astype(np.uint8)


def _sigmoid(logits: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-logits)))


def _softmax(logits: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(all="ignore"):
        powers = np.exp(logits - logits.max(-1, keepdims=True))
        return np.asarray(powers / powers.sum(-1, keepdims=True))


def _some(count: int, most: int) -> NDArray[np.intp]:
    """So many of 0, …, count − 1, evenly chosen."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.intp)


def _span(values: NDArray[Any], margin: float) -> tuple[float, float]:
    """The ends of some numbers with a margin, a share of what lies between them."""
    low, high = float(values.min()), float(values.max())
    room = margin * (high - low) or max(0.5, 1e-3 * abs(high))
    return low - room, high + room


def _steady_window(points: NDArray[Any]) -> tuple[tuple[float, float], tuple[float, float]]:
    """A square around 0 that stays while points come and go in it; points that are far from 0 get their own."""
    farthest = 1.07 * float(np.abs(points).max(initial=0))
    half = _HALF * 2 ** max(0, math.ceil(math.log2(max(farthest, _HALF) / _HALF)))
    if half > _HALF and float(np.ptp(points, axis=0).max()) < half / 2:
        return _span(points[:, 0], 0.12), _span(points[:, 1], 0.12)
    return (-half, half), (-half, half)


@dataclass(frozen=True, eq=False)
class Probe(ABC):
    """What a network's predictions are asked on.

    Attributes:
        kind: how they are drawn.
        inputs: what goes into the network.
    """

    kind: ClassVar[str]

    inputs: NDArray[Any]

    @abstractmethod
    def frame(self, outputs: NDArray[Any]) -> Bytes:
        """What the network says, as bytes; always of the same shape.

        Args:
            outputs: what comes out of the network for `inputs`.
        """

    @abstractmethod
    def shown(self) -> dict[str, Any]:
        """What a picture needs besides the frames, as plain data."""


@dataclass(frozen=True, eq=False)
class AmongPoints(Probe):
    """What is told all over a window, drawn with the points that lie in it.

    Attributes:
        window: the ends of x, then those of y.
        parts: inputs and targets to train on, and to validate on.
    """

    window: tuple[tuple[float, float], tuple[float, float]]
    parts: Arrays

    def shown(self) -> dict[str, Any]:
        inputs, targets, held, wanted = self.parts
        points = {"train": self._points(inputs, targets), "validation": self._points(held, wanted)}
        counts = {"train": len(inputs), "validation": len(held)}
        return {"window": self.window, "places": _PLACES, "points": points, "counts": counts}

    def _points(self, inputs: NDArray[Any], targets: NDArray[Any]) -> list[list[int]]:
        """Some of the points: the places of all x in the window, those of all y, and what else is drawn of them."""
        chosen = _some(len(inputs), _POINTS)
        x, y, *others = self._columns(inputs[chosen], targets[chosen])
        pairs = zip((x, y), self.window, strict=True)
        places = [np.rint((values.astype(float) - low) / (high - low) * _PLACES) for values, (low, high) in pairs]
        return [column.astype(int).tolist() for column in (*places, *others)]

    @abstractmethod
    def _columns(self, inputs: NDArray[Any], targets: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """The x and the y of points, and what else is drawn of them, as whole numbers."""


@dataclass(frozen=True, eq=False)
class Plane(AmongPoints):
    """The probability of the second class over the plane, row by row from below; targets are classes."""

    kind = "plane"

    @classmethod
    def over(cls, *parts: NDArray[Any], steady: bool = False) -> "Plane":
        """The plane around points; a steady one stays where it is as points come and go."""
        inputs, targets, held, wanted = parts
        points = np.concatenate([inputs, held]).astype(float)
        x, y = _steady_window(points) if steady else (_span(points[:, 0], 0.12), _span(points[:, 1], 0.12))
        grid = np.meshgrid(np.linspace(*x, SIDE), np.linspace(*y, SIDE))
        return cls(np.stack(grid, -1).reshape(-1, 2).astype(np.float32), (x, y), (inputs, targets, held, wanted))

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        return written(_sigmoid(outputs))

    def shown(self) -> dict[str, Any]:
        return {"side": SIDE, **super().shown()}

    def _columns(self, inputs: NDArray[Any], targets: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        return *inputs.T, targets


@dataclass(frozen=True, eq=False)
class Line(AmongPoints):
    """What is told along a line of inputs."""

    kind = "curve"

    @classmethod
    def over(cls, *parts: NDArray[Any]) -> "Line":
        """The line through all inputs."""
        inputs, targets, held, wanted = parts
        x, y = _span(np.concatenate([inputs, held]), 0.05), _span(np.concatenate([targets, wanted]), 0.15)
        along = np.linspace(*x, _CURVE, dtype=np.float32)[:, None]
        return cls(along, (x, y), (inputs, targets, held, wanted))

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        return written(outputs[:, 0], *self.window[1])

    def _columns(self, inputs: NDArray[Any], targets: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        return inputs[:, 0], targets[:, 0]


@dataclass(frozen=True, eq=False)
class Images(Probe):
    """The probability of each class for some images.

    Attributes:
        pictures: (n, rows, columns), the images.
        classes: the class of each.
    """

    kind = "images"

    pictures: NDArray[Any]
    classes: NDArray[Any]

    @classmethod
    def among(cls, held: NDArray[Any], wanted: NDArray[Any], size: int) -> "Images":
        """The first images that validate, which were drawn by lot; they have so many rows and columns."""
        inputs = held[:_IMAGES]
        return cls(inputs, inputs.reshape(len(inputs), size, size), wanted[:_IMAGES])

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        return written(_softmax(outputs))

    def shown(self) -> dict[str, Any]:
        _, *size = self.pictures.shape
        ends = float(self.pictures.min()), float(self.pictures.max())
        greys = written(self.pictures, *ends).reshape(len(self.pictures), -1)
        return {"size": size, "images": greys.tolist(), "classes": self.classes.tolist()}


@dataclass(frozen=True, eq=False)
class Cases(Probe):
    """The probability of the second class for some samples.

    Attributes:
        classes: the class of each.
        names: of the classes.
    """

    kind = "cases"

    classes: NDArray[Any]
    names: tuple[str, str]

    @classmethod
    def among(cls, held: NDArray[Any], wanted: NDArray[Any], names: tuple[str, str]) -> "Cases":
        """The first samples that validate, which were drawn by lot."""
        return cls(held[:_CASES], wanted[:_CASES], names)

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        return written(_sigmoid(outputs))

    def shown(self) -> dict[str, Any]:
        return {"classes": self.classes.astype(int).tolist(), "names": self.names}


@dataclass(frozen=True, eq=False)
class Letters(Probe):
    """The likeliest next character at each place of some text, by its number, and the probability of the true one.

    Attributes:
        following: (windows, places), the number of the true next character.
        alphabet: all characters in the order of their numbers.
    """

    kind = "text"

    following: NDArray[Any]
    alphabet: str

    @classmethod
    def among(cls, held: NDArray[Any], wanted: NDArray[Any], alphabet: str) -> "Letters":
        """The first windows that validate."""
        windows = max(1, _LETTERS // held.shape[1])
        return cls(held[:windows], wanted[:windows], alphabet)

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        shares = _softmax(outputs)
        true = np.take_along_axis(shares, self.following[..., None], -1)[..., 0]
        return np.stack([np.where(np.isnan(true), NONE, outputs.argmax(-1)).astype(np.uint8), written(true)])

    def shown(self) -> dict[str, Any]:
        return {"alphabet": self.alphabet, "given": self.inputs.tolist(), "following": self.following.tolist()}


@dataclass(frozen=True, eq=False)
class Spectrum(Probe):
    """How much of each of the largest singular values of a matrix its product has in the same direction.

    Attributes:
        left, right: (size, n) and (n, size), the singular vectors.
        values: (n,), the singular values, the largest first.
    """

    kind = "spectrum"

    left: NDArray[Any]
    right: NDArray[Any]
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: NDArray[Any], target: NDArray[Any], rank: int) -> "Spectrum":
        """Of a matrix of a rank, where `rows` are those of the identity."""
        left, values, right = np.linalg.svd(target)
        count = min(rank, _BARS)
        return cls(rows, left[:, :count], right[:count], values[:count])

    def frame(self, outputs: NDArray[Any]) -> Bytes:
        learnt = (self.left.T @ outputs * self.right).sum(1)
        return written(learnt / self.values, *_SHARES)

    def shown(self) -> dict[str, Any]:
        return {"values": [float(f"{value:.4g}") for value in self.values], "shares": _SHARES}
