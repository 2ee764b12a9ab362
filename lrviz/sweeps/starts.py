"""Basins: which minimum the runs from every start in a window reach, and how soon."""

from dataclasses import dataclass, field, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from lrviz.hyperparameters import Declared, HyperparameterError, Range
from lrviz.objectives import Objective
from lrviz.scene import Scene
from lrviz.simulate import simulate_many
from lrviz.simulate.measures import tail
from lrviz.sweeps.sweep import Block

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

OPEN, DIVERGED, STALLED, UNFINISHED = -1, -2, -3, -4
"""What a start reaches instead of a minimum; `OPEN` is not computed yet."""

_NEAR = 0.01
"""How near a minimum counts as reached, in diagonals of the window."""

_STILL = 1e-6
"""A run that has moved less than this in its last stretch stands still, in diagonals of the window."""

_RATIO = 0.08
"""Logarithm of the ratio of two later steps at which the runs are looked at."""

_FAR = 3.0
_STRIDES = (8, 4, 2, 1)


@dataclass(frozen=True)
class Starts(Declared):
    """The first run of a scene from every start of a grid over the function's window.

    Starts are numbered across first: number = (index in x)·count + (index in y).
    """

    scene: Annotated[Scene, "Its first run is started everywhere; its own start does not count."]
    count: Annotated[int, "Starts along each side.", Range(2, 1024, log=True, usual=(32, 512))] = 128

    def check(self) -> None:
        if not self.scene.runs:
            raise HyperparameterError("Starts.scene must have at least one run, got none")
        if type(self.scene.objective).start is not Objective.start:
            raise HyperparameterError(
                f"Starts.scene must have a function without a start of its own, got {self.scene.objective.title}"
            )

    @property
    def sides(self) -> tuple[Floats, Floats]:
        """The starts' x and y, each (count,): the middles of the window's cells."""
        share = (np.arange(self.count) + 0.5) / self.count
        (left, right), (low, high) = self.scene.objective.window
        return left + share * (right - left), low + share * (high - low)

    @property
    def cells(self) -> int:
        """How many starts there are."""
        return self.count**2

    def scene_of(self, cell: int) -> Scene:
        """The scene of one start: its trajectory ends, bit for bit, where the map says.

        Raises:
            HyperparameterError: there is no such start.
        """
        if not 0 <= cell < self.cells:
            raise HyperparameterError(f"a start must be from 0 to {self.cells - 1}, got {cell}")
        x, y = self.sides
        place = float(x[cell // self.count]), float(y[cell % self.count])
        return replace(self.scene, start=place, runs=self.scene.runs[:1], shared_noise=True)

    def blocks(self, size: int) -> tuple[Block, ...]:
        """All starts in blocks of at most `size`: every 8th of each side first, then every 4th, every 2nd, all."""
        strides = np.full(self.count, _STRIDES[-1])
        for stride in reversed(_STRIDES):
            strides[::stride] = stride
        of_cell = np.minimum(strides[:, None], strides[None]).ravel()
        levels = [np.flatnonzero(of_cell == stride) for stride in _STRIDES]
        cuts = [piece for level in levels if len(level) for piece in np.array_split(level, -(-len(level) // size))]
        return tuple(Block(index, cells) for index, cells in enumerate(cuts))


@dataclass(frozen=True, eq=False)
class Reached:
    """What the starts reach, so far.

    Attributes:
        starts: what was asked for.
        ends: (cells,), the index of a minimum in `scene.objective.minima`, or one of the codes.
        steps: (cells,), from which step on the run stays near its minimum, to within a twelfth; −1 where it reaches
            none.
    """

    starts: Starts
    ends: Integers = field(repr=False)
    steps: Integers = field(repr=False)

    @staticmethod
    def none(starts: Starts) -> "Reached":
        """Nothing computed yet."""
        return Reached(starts, np.full(starts.cells, OPEN), np.full(starts.cells, -1))

    @property
    def done(self) -> NDArray[np.bool_]:
        """(cells,), which are computed."""
        return np.asarray(self.ends != OPEN)

    def shares(self) -> dict[int, float]:
        """The share of the computed starts that reach each minimum or code."""
        found, counts = np.unique(self.ends[self.done], return_counts=True)
        return dict(zip(found.tolist(), (counts / max(1, counts.sum())).tolist(), strict=True))

    def run(self, block: Block) -> None:
        """Computes a block of starts.

        Raises:
            ScheduleError: the schedule ends before the run.
        """
        scene, (x, y) = self.starts.scene, self.starts.sides
        origins = np.stack([x[block.cells // self.starts.count], y[block.cells % self.starts.count]])
        marks = _marks(scene.steps)
        found = simulate_many(
            scene.objective,
            scene.runs[0],
            origins,
            scene.steps,
            scale=scene.noise,
            seed=scene.seed,
            clip=scene.clip,
            marks=marks,
        ).marked
        assert found is not None
        ends = _ends(scene, found[-1], found[marks.index(scene.steps - tail(scene.steps))])
        self.ends[block.cells] = ends
        self.steps[block.cells] = np.where(ends >= 0, _steps(scene, np.array(marks), found, ends), -1)


def _marks(steps: int) -> list[int]:
    """The steps at which the runs are looked at: all of the first, and later ones at equal ratios; the last is last."""
    spread = np.unique(np.round(np.geomspace(1, steps, max(2, int(np.log(steps + 1) / _RATIO) + 1))))
    return sorted({0, steps - tail(steps), steps, *spread.astype(int).tolist()})


def _ends(scene: Scene, last: Floats, before: Floats) -> Integers:
    """The index of the minimum that each run ends at, or a code; from its last points and those a stretch before."""
    (low, high), size = np.array(scene.objective.window, dtype=float).T, _size(scene)
    with np.errstate(all="ignore"):
        moved = np.hypot(*(last - before))
        out = np.maximum(low[:, None] - last, last - high[:, None]) / (high - low)[:, None]
        gone = ~np.isfinite(last).all(axis=0) | (out.max(axis=0) > _FAR)
        codes = np.where(moved <= _STILL * size, STALLED, UNFINISHED)
        nearest, distance = _nearest(np.array(scene.objective.minima, dtype=float).reshape(-1, 2), last)
    codes = np.where(distance <= _NEAR * size, nearest, codes)
    return np.asarray(np.where(gone, DIVERGED, codes), dtype=np.int64)


def _nearest(minima: Floats, points: Floats) -> tuple[Integers, Floats]:
    """The index of the minimum nearest to each point, and how far it is; inf without any minimum."""
    best, index = np.full(points.shape[1], np.inf), np.zeros(points.shape[1], dtype=np.int64)
    for number, (x, y) in enumerate(minima.tolist()):
        distance = np.hypot(points[0] - x, points[1] - y)
        nearer = distance < best
        best, index = np.where(nearer, distance, best), np.where(nearer, number, index)
    return index, best


def _steps(scene: Scene, marks: Integers, points: Floats, ends: Integers) -> Integers:
    """The first mark from which on each run stays near the minimum that it ends at."""
    places = np.array(scene.objective.minima, dtype=float).reshape(-1, 2)
    if not len(places):
        return np.full(len(ends), -1)
    x, y = places[np.maximum(ends, 0)].T
    with np.errstate(all="ignore"):
        away = ~(np.hypot(points[:, 0] - x, points[:, 1] - y) <= _NEAR * _size(scene))
    later = away.any(axis=0) * (len(marks) - np.argmax(away[::-1], axis=0))
    return np.asarray(marks[np.minimum(later, len(marks) - 1)])


def _size(scene: Scene) -> float:
    """The diagonal of the window."""
    return float(np.hypot(*np.ptp(np.array(scene.objective.window), axis=1)))
