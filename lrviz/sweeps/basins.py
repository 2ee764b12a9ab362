"""Basins: which minimum the runs from every start in a window reach, and how soon."""

import json
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.hyperparameters import Declared, HyperparameterError, Length, Range, hyperparameters
from lrviz.objectives import Objective, Point, Window
from lrviz.scene import Scene, loaded
from lrviz.simulate import simulate_many
from lrviz.simulate.outcomes.measures import tail
from lrviz.sweeps.sweep import Block, check_seeded, coarse_first, in_blocks

OPEN, DIVERGED, STALLED, UNFINISHED = -1, -2, -3, -4
"""What a start reaches instead of a minimum; `OPEN` is not computed yet."""

ELSEWHERE = {DIVERGED: "diverged", STALLED: "stalled away from a minimum", UNFINISHED: "still on its way"}
"""What a start reaches instead of a minimum, in words."""

_NEAR = 0.01
"""How near a minimum counts as reached, in diagonals of the function's window."""

_STILL = 1e-6
"""A run that has moved less than this in its last stretch stands still, in diagonals of the function's window."""

_RATIO = 0.08
"""Logarithm of the ratio of two later steps at which the runs are looked at."""

_FAR = 3.0
_REACH = 10.0


@dataclass(frozen=True)
class Basins(Declared):
    """The first run of a scene from every start of a grid over a window.

    Starts are numbered across first: number = (index in x)·count + (index in y).
    """

    scene: Annotated[Scene, "Its first run is started everywhere; its own start does not count."]
    count: Annotated[int, "Starts along each side.", Range(2, 1024, log=True, usual=(32, 512))] = 128
    window: Annotated[
        Window | None, "Where starts lie: x from and to, y from and to; None is the function's window.", Length(2, 2)
    ] = None

    def check(self) -> None:
        check_seeded("Basins", self.scene)
        if self.scene.objective.moves:
            raise HyperparameterError(
                "Basins.scene must have a function that stands still, whose minima starts can reach: got"
                f" {self.scene.objective.label}, which moves, so that each of its minima is one of a single step"
            )
        if self.window is None:
            object.__setattr__(self, "window", self.scene.objective.window)
        ranges = reach(self.scene.objective)
        for name, ends, allowed, side in zip("xy", self.extent, ranges, self.sides, strict=True):
            _check_side(name, ends, allowed, side)

    @property
    def extent(self) -> Window:
        """The window, never None."""
        return self.scene.objective.window if self.window is None else self.window

    @property
    def sides(self) -> tuple[Floats, Floats]:
        """The starts' x and y, each (count,): the middles of the window's cells."""
        share = (np.arange(self.count) + 0.5) / self.count
        (left, right), (low, high) = self.extent
        return left + share * (right - left), low + share * (high - low)

    @property
    def cells(self) -> int:
        """How many starts there are."""
        return self.count**2

    def places(self, cells: Integers) -> Floats:
        """The x and the y of some starts, (2, n)."""
        x, y = self.sides
        return np.stack([x[cells // self.count], y[cells % self.count]])

    def scene_of(self, cell: int) -> Scene:
        """The scene of one start: its trajectory ends, bit for bit, where the map says.

        Raises:
            HyperparameterError: there is no such start.
        """
        if not 0 <= cell < self.cells:
            raise HyperparameterError(f"a start must be from 0 to {self.cells - 1}, got {cell}")
        x, y = self.places(np.array([cell]))[:, 0].tolist()
        return replace(started_at(self.scene, (x, y)), runs=self.scene.runs[:1], shared_noise=True)

    def blocks(self, size: int) -> tuple[Block, ...]:
        """All starts in blocks of at most `size`: every 8th of each side first, then every 4th, every 2nd, all."""
        return in_blocks(coarse_first((self.count, self.count)), size)

    def to_json(self) -> str:
        """The whole as JSON; `from_json` gives an equal one back."""
        return json.dumps(self.to_dict())

    @staticmethod
    def from_json(text: str) -> "Basins":
        """The starts that `to_json` wrote.

        Raises:
            ValueError: not JSON, no starts, or a value that is refused; the message names it.
        """
        data = loaded(text, "starts")
        names = {"type", *(parameter.name for parameter in hyperparameters(Basins))}
        if not isinstance(data, dict) or data.get("type") not in ("Basins", "Starts") or set(data) != names:
            raise HyperparameterError("starts must be a JSON object of the type Basins with scene, count and window")
        return Basins(Scene.from_json(json.dumps(data["scene"])), data["count"], data["window"])


def _check_side(name: str, ends: Point, allowed: Range, side: Floats) -> None:
    """Refuses a side of a window that is empty or too far away, or whose starts floats cannot tell apart."""
    low, high = ends
    wanted = ""
    if not (low in allowed and high in allowed and low < high):
        wanted = f"go from a number in {allowed} to a greater one"
    elif not (np.diff(side) > 0).all():
        wanted = f"be wide enough for {len(side)} different starts"
    if wanted:
        raise HyperparameterError(f"Basins.window: {name} must {wanted}, got {low!r} to {high!r}")


def starts_itself(objective: Objective) -> bool:
    """Whether a function's own fields, start_x and start_y, say where its runs start."""
    return type(objective).start is not Objective.start


def started_at(scene: Scene, place: Point) -> Scene:
    """The scene from another start; a function with a start of its own is told it."""
    if not starts_itself(scene.objective):
        return replace(scene, start=place)
    x, y = place
    told: dict[str, Any] = {"start_x": x, "start_y": y}
    return replace(scene, objective=replace(scene.objective, **told), start=None)


def reach(objective: Objective) -> tuple[Range, Range]:
    """Where the x and the y of starts may lie: at most ten of the function's windows away from it."""
    return _reach(objective, 0), _reach(objective, 1)


def _reach(objective: Objective, axis: int) -> Range:
    low, high = objective.window[axis]
    least, most = low - _REACH * (high - low), high + _REACH * (high - low)
    own = next((one for one in hyperparameters(type(objective)) if one.name == f"start_{'xy'[axis]}"), None)
    if starts_itself(objective) and own and own.range:
        least, most = max(least, own.range.low), min(most, own.range.high)
    return Range(least, most, usual=(low, high))


@dataclass(frozen=True, eq=False)
class BasinsResult:
    """What the starts reach, so far.

    One thread may read while another one computes: a start's steps are there before its end is.

    Attributes:
        basins: what was asked for.
        ends: (cells,), the index of a minimum in `scene.objective.minima`, or one of the codes.
        steps: (cells,), from which step on the run stays near its minimum, to within a twelfth; −1 where it reaches
            none.
    """

    basins: Basins
    ends: Integers = field(repr=False)
    steps: Integers = field(repr=False)

    @staticmethod
    def empty(basins: Basins) -> "BasinsResult":
        """Nothing computed yet."""
        return BasinsResult(basins, np.full(basins.cells, OPEN), np.full(basins.cells, -1))

    @property
    def done(self) -> Flags:
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
        scene = self.basins.scene
        marks = _marks(scene.steps)
        found = simulate_many(
            scene.objective,
            scene.runs[0],
            self.basins.places(block.cells),
            scene.steps,
            scale=scene.noise,
            seed=scene.seed,
            clip=scene.clip,
            marks=marks,
            box=scene.box,
        ).marked
        assert found is not None
        ends = reached(scene, found[-1], found[marks.index(scene.steps - tail(scene.steps))])
        self.steps[block.cells] = np.where(ends >= 0, _steps(scene, np.array(marks), found, ends), -1)
        self.ends[block.cells] = ends


def _marks(steps: int) -> list[int]:
    """The steps at which the runs are looked at: all of the first, and later ones at equal ratios; the last is last."""
    spread = np.unique(np.round(np.geomspace(1, steps, max(2, int(np.log(steps + 1) / _RATIO) + 1))))
    return sorted({0, steps - tail(steps), steps, *spread.astype(int).tolist()})


def reached(scene: Scene, last: Floats, before: Floats) -> Integers:
    """The index of the minimum that each run ends at, or a code; from its last points and those a stretch before."""
    (low, high), size = np.array(scene.objective.window, dtype=float).T, scene.objective.diagonal
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
        away = ~(np.hypot(points[:, 0] - x, points[:, 1] - y) <= _NEAR * scene.objective.diagonal)
    later = away.any(axis=0) * (len(marks) - np.argmax(away[::-1], axis=0))
    return np.asarray(marks[np.minimum(later, len(marks) - 1)])
