"""What outcomes are judged by: the tail of a run, its spread, its excess loss and the curvature where it ends."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.objectives import Landscape, Point
from lrviz.objectives.course import course
from lrviz.simulate.trace import Trace

Shape = Literal["minimum", "valley", "saddle", "maximum", "level"]

CLOSE = 1e-3
"""Share of the window's diagonal below which two points are one."""

GONE = 0.01
"""Share of the highest rate below which a schedule leaves next to nothing to move with."""

_FLAT = 1e-9
"""A curvature is zero when it is smaller than this share of the largest at the point."""


@dataclass(frozen=True)
class LocalQuadratic:
    """The function to second order at one point, turned over where the optimizer maximizes.

    Attributes:
        slope: length of the gradient.
        shape: what the curvatures make of the point, were it stationary.
        sharpness: the largest curvature.
        stationary: the nearest stationary point of the touching parabola.
        distance: how far that is; along a direction without curvature a gradient counts a thousandfold.
        across: how far the bottom of a valley is: the distance along the direction of the largest curvature.
        marked: whether both curvatures count: the smaller is at least a hundredth of the larger.
        balanced: whether there is exactly no slope along the direction of the smallest curvature.
    """

    slope: float
    shape: Shape
    sharpness: float
    stationary: Point
    distance: float
    across: float = np.inf
    balanced: bool = False
    marked: bool = False

    @staticmethod
    def at(objective: Landscape, point: Floats, sign: float) -> "LocalQuadratic":
        """The function around `point`; `distance` is inf where the derivatives are not finite."""
        gradient, hessian = sign * objective.gradient(*point), sign * objective.hessian(*point)
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return LocalQuadratic(np.inf, "level", np.nan, (np.nan, np.nan), np.inf)
        curvatures, directions = np.linalg.eigh(hessian)
        largest = np.abs(curvatures).max()
        along = directions.T @ gradient
        curved = np.abs(curvatures) > _FLAT * largest
        with np.errstate(all="ignore"):
            steps = np.where(curved, along / curvatures, 0.0)
            flat = np.where(curved | (along == 0), 0.0, along / largest / CLOSE)
        x, y = (point - directions @ steps).tolist()
        distance, across = float(np.hypot(*(steps + flat))), float(abs(steps[1]))
        slope, sharpness = float(np.hypot(*gradient)), float(curvatures[1])
        shape, balanced = _shape(curvatures, _FLAT * largest), bool(along[0] == 0)
        marked = bool(np.abs(curvatures).min() >= 0.01 * largest)
        return LocalQuadratic(slope, shape, sharpness, (x, y), distance, across, balanced, marked)


def _shape(curvatures: Floats, zero: float) -> Shape:
    small, large = curvatures
    if small > zero:
        return "minimum"
    if large > zero:
        return "saddle" if small < -zero else "valley"
    return "maximum" if large < -zero else "level"


class Measures:
    """What the outcomes are judged by; costs are losses, negated where the optimizer maximizes.

    `objective` is the function of the step that would come next; of a moving one each loss is of its own step's.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace, self.steps = trace, trace.steps
        self.climbs, self.sign = trace.run.optimizer.climbs, trace.run.optimizer.sign
        self.points = trace.points[: trace.finite_steps + 1]
        self.objective = trace.objective.at(len(self.points) - 1)
        self.costs = self.sign * trace.losses[: len(self.points)]
        self.rates = trace.learning_rates[: max(len(self.points) - 1, 1)]
        self.diagonal = self.objective.diagonal
        self.tail, self.third = tail(self.steps), max(1, self.steps // 3)

    @property
    def ended(self) -> bool:
        """Whether the parameter stopped being finite before the last step."""
        return len(self.points) <= self.steps

    def rate(self, index: int) -> float:
        """The rate of one step."""
        return float(self.rates[index])

    def place(self, point: Floats | Point) -> Point:
        """A point as it is told: what is lost on a map of this size is 0."""
        x, y = (0.0 if abs(value) < 1e-5 * self.diagonal else float(value) for value in point)
        return x, y

    def around(self, point: Floats) -> Point:
        """The known minimum around which a path goes, or else the middle of the path, as it is told."""
        return self.place(self.nearest(self.objective.minima, point, 20 * CLOSE) or point)

    @cached_property
    def distances(self) -> Floats:
        """(n,): from the middle of the window, in diagonals."""
        return self.away_from(self.objective.centre)

    def away_from(self, point: Floats | Point) -> Floats:
        """(n,): the distances of all points of the path from a point, in diagonals."""
        with np.errstate(all="ignore"):
            gaps = (self.points - np.asarray(point)) / self.diagonal
            return np.asarray(np.hypot(gaps[:, 0], gaps[:, 1]))

    def nearest(self, points: tuple[Point, ...], point: Floats | Point, reach: float = CLOSE) -> Point | None:
        """The one of some points that is nearest to another, if it lies within `reach` diagonals of it."""
        gaps = [np.hypot(point[0] - x, point[1] - y) / self.diagonal for x, y in points]
        return points[int(np.argmin(gaps))] if gaps and min(gaps) <= reach else None

    def settled_since(self, point: Floats | Point, reach: float = CLOSE) -> int:
        """The first step after which the path stays within `reach` diagonals of a point."""
        outside = np.flatnonzero(~(self.away_from(point) <= reach))
        return int(outside[-1]) + 1 if len(outside) else 0

    @cached_property
    def targets(self) -> Floats:
        """(n, 2): the minimum of each step's function nearest to the run, the maximum for a climber; NaN if unknown."""
        return course(self.trace.objective, self.steps).nearest(self.points, self.climbs)

    @cached_property
    def apart(self) -> Floats:
        """(n,): how far the run is from `targets`."""
        gaps = self.points - self.targets
        return np.asarray(np.hypot(gaps[:, 0], gaps[:, 1]))

    @cached_property
    def spread(self) -> float:
        """How far the points of the tail lie from the last one, in diagonals."""
        return float(self.away_from(self.points[-1])[-self.tail - 1 :].max())

    @cached_property
    def excess(self) -> Floats:
        """(n,): the costs above the lowest one known in the window and on the path."""
        with np.errstate(all="ignore"):
            finite = self.costs[np.isfinite(self.costs)]
            lowest = min(lowest_cost(self.objective, self.climbs), finite.min(initial=np.inf))
            return np.asarray(self.costs - lowest)

    @cached_property
    def fall(self) -> float:
        """Share of the excess that the tail took off; negative where the path rose."""
        first, last = self.excess[-self.tail - 1], self.excess[-1]
        with np.errstate(all="ignore"):
            return float((first - last) / first) if first > 0 else 0.0

    @cached_property
    def local(self) -> LocalQuadratic:
        """The function around the last point."""
        return LocalQuadratic.at(self.objective, self.points[-1], self.sign)

    @cached_property
    def means(self) -> tuple[float, float]:
        """The mean excess over the last third of the steps, and over the third before."""
        late, before = self.excess[-self.third :], self.excess[-2 * self.third : -self.third]
        return float(late.mean()) - self.floor, float(before.mean()) - self.floor

    @cached_property
    def floor(self) -> float:
        """The lowest excess of the path where the function's own lowest value is not known, else 0."""
        known = self.objective.minimum_value is not None and not self.climbs
        return 0.0 if known else float(np.min(self.excess))

    @cached_property
    def restless(self) -> bool:
        """Whether the loss also rose in the last third by more than rounding, or stayed though the path moved."""
        late = self.excess[-self.third - 1 :]
        with np.errstate(all="ignore"):
            return bool((np.diff(late) > 1e-9 * np.abs(late[:-1])).any() or self.level)

    @cached_property
    def level(self) -> bool:
        """Whether the loss stayed in the tail though the path moved."""
        return bool(abs(self.fall) < 1e-9 and self.spread > CLOSE)

    @cached_property
    def period(self) -> int | None:
        """After how many steps the path repeats itself, or None."""
        late = self.points[-min(max(self.tail, self.steps // 3), 600) - 1 :]
        size = np.ptp(late, axis=0).max()
        for period in range(2, len(late) // 3 + 1):
            laps = (len(late) - 1) // period
            apart = np.abs(late[period:] - late[:-period]).max()
            drift = np.abs(late[-1] - late[-1 - laps * period]).max()
            if max(apart, drift) <= CLOSE * size:
                return period
        return None

    @cached_property
    def gone(self) -> int | None:
        """The first step whose rate and all later ones are below 1 % of the highest; None where the last is not."""
        low = self.rates <= GONE * self.rates.max()
        if not low[-1] or not self.rates.max() > 0:
            return None
        kept = np.flatnonzero(~low)
        return int(kept[-1]) + 2

    @cached_property
    def unstable(self) -> Flags:
        """(n,): the steps whose rate was above the stability limit; none where no limit is known."""
        with np.errstate(all="ignore"):
            return np.asarray(self.rates > self.trace.limits[: len(self.rates)])

    def kinked_at(self, point: Point) -> bool:
        """Whether the gradient stays steep right up to a point instead of vanishing there."""
        angles = 0.3 + np.arange(8) * np.pi / 4
        ring = self.diagonal * np.stack((np.cos(angles), np.sin(angles)))
        rings = (np.reshape(point, (2, 1)) + size * ring for size in (1e-8, CLOSE))
        near, far = (np.nan_to_num(np.hypot(*self.objective.gradient(x, y))).max() for x, y in rings)
        return bool(near > 0.01 * far)


def tail(steps: int) -> int:
    """How many of the last steps tell how a run ended."""
    return max(-(-steps // 10), min(10, -(-steps // 2)))


@lru_cache(maxsize=256)
def lowest_cost(objective: Landscape, climbs: bool) -> float:
    """The lowest cost in the window: of the minima where the lowest is one, else of those and a grid."""
    if not climbs and objective.minimum_value is not None:
        return objective.minimum_value
    x, y = np.meshgrid(*(np.linspace(low, high, 41) for low, high in objective.window))
    known = objective.critical_points
    points = np.array(known.maxima if climbs else known.minima, dtype=float).reshape(-1, 2)
    with np.errstate(all="ignore"):
        values = np.concatenate((objective.value(x, y).ravel(), objective.value(points[:, 0], points[:, 1])))
        costs = -values if climbs else values
    return float(np.min(costs, where=np.isfinite(costs), initial=np.inf))
