"""A sweep: a scene, the axes along which its settings vary, and what each cell of that grid is."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Annotated

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import (
    Declared,
    HyperparameterError,
    Length,
    Range,
    check_kept,
    counted,
    from_dict,
    hyperparameters,
)
from lrviz.scene import Scene, loaded
from lrviz.sweeps.axis import Axis
from lrviz.sweeps.measures import MEASURES
from lrviz.sweeps.settings import changed, has, is_shared, setting_at, shared_changed

MOST_SEEDS = 1024
_STRIDES = (8, 4, 2, 1)

Tolerance = Annotated[
    float,
    "Converged once the loss above the minimum falls to this fraction of its start.",
    Range(0.0, 1.0, log=True, low_open=True, usual=(1e-12, 0.1)),
]


@dataclass(frozen=True, eq=False)
class Block:
    """Cells of a sweep that are computed together.

    Attributes:
        index: which of the sweep's blocks, from 0.
        cells: (n,), their numbers.
    """

    index: int
    cells: Integers


@dataclass(frozen=True)
class Sweep(Declared):
    """Every run of a scene at every combination of the axes' values, once for each seed.

    Cells are numbered in the order of `shape`, the last axis fastest.
    """

    scene: Annotated[Scene, "Its runs are the curves; its other settings hold wherever no axis varies them."]
    axes: Annotated[tuple[Axis, ...], "What varies.", Length(1, 16)]
    seeds: Annotated[int, "How many seeds of the noise, from the scene's own on.", Range(1, MOST_SEEDS, log=True)] = 1
    tolerance: Tolerance = 1e-6

    def check(self) -> None:
        check_seeded("Sweep", self.scene, self.seeds)
        paths = [axis.path for axis in self.axes]
        if len(set(paths)) < len(paths):
            raise HyperparameterError(f"Sweep.axes must have different paths, got {', '.join(paths)}")
        for axis in self.axes:
            _check_axis(self.scene, axis)
        self.check_kept(1)

    @cached_property
    def values(self) -> tuple[Floats, ...]:
        """The values of each axis."""
        return tuple(axis.values for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """(runs, count of the first axis, …)."""
        return (len(self.scene.runs), *(axis.count for axis in self.axes))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return math.prod(self.shape)

    def kept(self, seeds: int) -> int:
        """The bytes of all measures of all cells with so many seeds."""
        return 8 * self.cells * seeds * len(MEASURES)

    def check_kept(self, seeds: int) -> None:
        """Refuses so many seeds where nobody could keep what all cells measure with them.

        Raises:
            ValueError: it is too much; the message says how much it is, and of what.
        """
        numbers = counted(self.cells, "cell"), counted(seeds, "seed"), counted(len(MEASURES), "measure")
        check_kept("a sweep", self.kept(seeds), " × ".join(numbers))

    @property
    def noisy(self) -> bool:
        """Whether gradients have noise somewhere, so that seeds differ."""
        return max([axis.high for axis in self.axes if axis.path == "noise"] or [self.scene.noise]) > 0

    def place_of(self, cell: int) -> tuple[int, ...]:
        """(run, index on the first axis, …) of a cell.

        Raises:
            ValueError: there is no such cell.
        """
        if not 0 <= cell < self.cells:
            raise HyperparameterError(f"a cell must be from 0 to {self.cells - 1}, got {cell}")
        return tuple(int(index) for index in np.unravel_index(cell, self.shape))

    def scene_of(self, cell: int, seed: int = 0) -> Scene:
        """The scene of one run that a cell is; its trajectory is, bit for bit, what the cell measures.

        Args:
            cell: its number.
            seed: which of the sweep's seeds, from 0.

        Raises:
            ValueError: there is no such cell or seed, or its settings do not go together.
        """
        if not 0 <= seed < self.seeds:
            raise HyperparameterError(f"a seed must be from 0 to {self.seeds - 1}, got {seed}")
        run = self.scene.runs[self.place_of(cell)[0]]
        settings = self.settings_of(cell)
        own = {tuple(path.split(".")): value for path, value in settings.items() if has(run, path)}
        scene = replace(self.scene, runs=(changed(run, own),), seed=self.scene.seed + seed, shared_noise=True)
        return shared_changed(scene, {path: value for path, value in settings.items() if is_shared(path)})

    def settings_of(self, cell: int) -> dict[str, float]:
        """The value of each axis at a cell, by path."""
        _, *indices = self.place_of(cell)
        pairs = zip(self.axes, self.values, indices, strict=True)
        return {axis.path: float(values[index]) for axis, values, index in pairs}

    def blocks(self, size: int) -> tuple[Block, ...]:
        """All cells in blocks of at most `size`: every 8th value of each axis first, then every 4th, every 2nd, all.

        Raises:
            ValueError: the size is not positive.
        """
        if size < 1:
            raise HyperparameterError(f"the size of a block must be at least 1, got {size}")
        runs, *counts = self.shape
        firsts = np.arange(0, self.cells, self.cells // runs)[:, None]
        return in_blocks([(firsts + level).ravel() for level in coarse_first(counts)], size)

    def to_json(self) -> str:
        """The whole sweep as JSON; `from_json` gives an equal one back."""
        return json.dumps(self.to_dict())

    @staticmethod
    def from_json(text: str) -> "Sweep":
        """The sweep that `to_json` wrote.

        Raises:
            ValueError: not JSON, not a sweep, or a value that is refused; the message names it.
        """
        data = loaded(text, "a sweep")
        if not isinstance(data, dict) or set(data) - {"type"} - {p.name for p in hyperparameters(Sweep)}:
            raise HyperparameterError("a sweep must be a JSON object with the fields scene, axes, seeds and tolerance")
        if data.get("type", "Sweep") != "Sweep":
            raise HyperparameterError(f"a sweep must have the type Sweep, got {data['type']!r}")
        axes = from_dict(data.get("axes", []), {"Axis": Axis})
        rest = {name: data[name] for name in ("seeds", "tolerance") if name in data}
        return Sweep(Scene.from_json(json.dumps(data.get("scene"))), axes, **rest)


def check_seeded(owner: str, scene: Scene, seeds: int = 1) -> None:
    """Refuses a scene without a run, and seeds from its own on that go beyond the last one."""
    if not scene.runs:
        raise HyperparameterError(f"{owner}.scene must have at least one run, got none")
    if scene.seed + seeds > 2**32:
        raise HyperparameterError(f"{owner}.seeds must end below 2**32, got {seeds} from {scene.seed} on")


def coarse_first(counts: Sequence[int]) -> list[Integers]:
    """The cells of a grid with so many values along each axis, the last one fastest: those that each stride adds."""
    sides = [np.gcd(np.arange(count), _STRIDES[0]).astype(np.uint8) for count in counts]
    strides = reduce(np.minimum.outer, sides).ravel()
    return [level for stride in _STRIDES if len(level := np.flatnonzero(strides == stride))]


def in_blocks(levels: Sequence[Integers], size: int) -> tuple[Block, ...]:
    """The cells of some levels, one level after the other, in blocks of at most `size`."""
    cuts = [piece for level in levels for piece in np.array_split(level, -(-len(level) // size))]
    return tuple(Block(index, cells) for index, cells in enumerate(cuts))


def _check_axis(scene: Scene, axis: Axis) -> None:
    """Refuses an unknown path, fractions where the setting is whole, and ends outside the declared range."""
    where = setting_at(scene, axis.path)
    if where.whole and not axis.whole:
        raise HyperparameterError(f"Axis {axis.path} must be whole, as its setting is, got whole=False")
    for end in (axis.low, axis.high):
        if end not in where.range:
            raise HyperparameterError(f"Axis {axis.path} must stay in {where.range}, got {end:g}")
