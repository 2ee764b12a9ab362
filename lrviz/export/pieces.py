"""The simple curves, such as a line or half a cosine, that schedules of all libraries are put together from."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers

Tanh: TypeAlias = tuple[float, float]


class Piece(ABC):
    """A rate as a function of the steps since its start."""

    @abstractmethod
    def rates(self, t: Integers) -> Floats:
        """The rates at the times `t`, shape (n,)."""


@dataclass(frozen=True)
class Steady(Piece):
    """One rate."""

    rate: float

    def rates(self, t: Integers) -> Floats:
        return np.full(len(t), self.rate)


FALLS: dict[str, Callable[[Floats], Floats]] = {
    "linear": lambda u: 1 - u,
    "cosine": lambda u: 0.5 * (1 + np.cos(np.pi * u)),
    "1-sqrt": lambda u: 1 - np.sqrt(u),
    "1-square": lambda u: 1 - np.square(u),
    "exponential": lambda u: (np.exp(-5 * u) - np.exp(-5.0)) / (1 - np.exp(-5.0)),
}


@dataclass(frozen=True)
class Ramp(Piece):
    """From one rate to another along a shape that falls from 1 to 0, raised to a power; then the other for ever."""

    start: float
    end: float
    steps: int
    shape: str = "linear"
    power: float = 1.0

    def rates(self, t: Integers) -> Floats:
        left = FALLS[self.shape](np.minimum(t / self.steps, 1.0))
        return np.asarray(np.where(t < self.steps, (self.start - self.end) * left**self.power + self.end, self.end))


@dataclass(frozen=True)
class Geometric(Piece):
    """Multiplied by a factor every so many steps."""

    start: float
    factor: float
    every: int = 1

    def rates(self, t: Integers) -> Floats:
        return np.asarray(self.start * np.power(self.factor, t // self.every))


@dataclass(frozen=True)
class Stairs(Piece):
    """One rate after the other; a boundary is the first step of its new rate."""

    boundaries: tuple[int, ...]
    values: tuple[float, ...]

    def rates(self, t: Integers) -> Floats:
        return np.array(self.values)[np.searchsorted(self.boundaries, t, side="right")]


@dataclass(frozen=True)
class Points(Piece):
    """From point to point, straight or along half cosines; the first point is at step 0."""

    steps: tuple[int, ...]
    values: tuple[float, ...]
    shape: str = "linear"

    def rates(self, t: Integers) -> Floats:
        at, values = np.array([*self.steps, self.steps[-1] + 1]), np.array([*self.values, self.values[-1]])
        i = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(at) - 2)
        u = np.minimum((t - at[i]) / (at[i + 1] - at[i]), 1.0)
        return np.asarray(values[i + 1] + (values[i] - values[i + 1]) * FALLS[self.shape](u))


@dataclass(frozen=True)
class Restarts(Piece):
    """A fall again and again, each cycle longer and lower than the one before, then the end for ever.

    Along a cosine whose phase is bent by a power, or along a hyperbolic tangent between two arguments.
    """

    top: float
    end: float
    steps: int
    longer: float = 1.0
    lower: float = 1.0
    cycles: int = 1
    bend: float = 1.0
    tanh: Tanh | None = None

    @property
    def ends(self) -> Floats:
        """The time at which each cycle ends, shape (cycles,)."""
        return np.cumsum(self.lengths)

    @property
    def lengths(self) -> Floats:
        """The steps of each cycle, shape (cycles,)."""
        return np.asarray(self.steps * np.power(float(self.longer), np.arange(self.cycles)))

    @property
    def tops(self) -> Floats:
        """The rate at which each cycle starts, shape (cycles,)."""
        return np.asarray(self.top * np.power(self.lower, np.arange(self.cycles)))

    def rates(self, t: Integers) -> Floats:
        cycle = np.searchsorted(self.ends, t, side="right")
        i = np.minimum(cycle, self.cycles - 1)
        since, length = np.minimum(t - (self.ends - self.lengths)[i], self.lengths[i]), self.lengths[i]
        if self.tanh:
            low, high = self.tanh
            fall = 0.5 * (1 - np.tanh(low * (1 - since / length) + high * since / length))
        else:
            fall = 0.5 * (1 + np.cos(np.pi * since**self.bend / length**self.bend))
        return np.where(cycle < self.cycles, self.end + (self.tops[i] - self.end) * fall, self.end)

    def fitting(self, steps: int) -> "Restarts":
        """The same with no more cycles than `steps` steps see."""
        seen = int(np.searchsorted(self.ends, steps - 1, side="right")) + 1
        return replace(self, cycles=min(seen, self.cycles))


@dataclass(frozen=True)
class InverseTime(Piece):
    """Falls as one over the time, in stairs if asked."""

    start: float
    decay_rate: float
    decay_steps: int
    staircase: bool = False

    def rates(self, t: Integers) -> Floats:
        u = t // self.decay_steps if self.staircase else t / self.decay_steps
        return np.asarray(self.start / (1 + self.decay_rate * u))


@dataclass(frozen=True)
class InverseRoot(Piece):
    """Falls as one over the square root of the time."""

    start: float
    timescale: int

    def rates(self, t: Integers) -> Floats:
        return np.asarray(self.start / np.sqrt(1 + t / self.timescale))


Line: TypeAlias = tuple[tuple[int, Piece], ...]
"""Pieces, each with the step at which it starts; the first starts at 0."""


def line_rates(line: Line, steps: int) -> Floats:
    """The rates of `steps` steps along the pieces, shape (steps,)."""
    parts = []
    for (start, piece), (end, _) in pairwise((*line, (steps, line[-1][1]))):
        parts.append(piece.rates(np.arange(max(0, min(end, steps) - start))))
    return np.concatenate(parts)
