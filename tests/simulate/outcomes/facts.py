"""A run as plain arrays, from which claims of it are recomputed."""

import math

import numpy as np

from lrviz import Scene
from lrviz.simulate import Trajectory


class Facts:
    """A run as plain arrays, as far as it is finite."""

    def __init__(self, scene: Scene, path: Trajectory) -> None:
        self.scene, self.path = scene, path
        self.sign = -1.0 if path.run.optimizer.climbs else 1.0
        finite = np.isfinite(path.points).all(axis=1)
        self.count = int(finite.sum())
        self.objective = scene.objective.at(self.count - 1)
        self.points, self.losses = path.points[: self.count], path.losses[: self.count]
        self.rates, self.limits = path.learning_rates, path.limits
        self.steps = scene.steps
        self.tail = max(-(-self.steps // 10), min(10, -(-self.steps // 2)))
        window = np.array(scene.objective.window)
        self.diagonal, self.centre = float(np.hypot(*np.ptp(window, axis=1))), window.mean(axis=1)

    def away(self, point) -> np.ndarray:
        """(n,): distances of all points from one."""
        return np.hypot(*(self.points - np.asarray(point)).T)

    def same(self, claimed: float, true: float, relative: float = 1e-9) -> bool:
        """Whether a number is what it is said to be."""
        return claimed == true or math.isclose(claimed, true, rel_tol=relative, abs_tol=1e-300)

    def place(self, claimed, true) -> bool:
        """Whether a point is where it is said to be, to what a map shows."""
        return math.dist(claimed, true) <= 2e-5 * self.diagonal or claimed == tuple(true)

    def slope(self, point) -> float:
        """The length of the gradient at a point."""
        return float(np.hypot(*self.objective.gradient(*point)))

    def excess(self) -> np.ndarray:
        """(n,): the costs above the lowest value that is known, on the path or anywhere."""
        lowest = self.costs().min()
        if self.sign > 0 and self.objective.minimum_value is not None:
            lowest = min(lowest, self.objective.minimum_value)
        return self.costs() - lowest

    def costs(self) -> np.ndarray:
        """(n,): the losses, negated where the optimizer climbs."""
        return self.sign * self.losses


def stays_near(facts: Facts, point, since: int, share: float = 1e-3) -> bool:
    """Whether the path is within a share of the diagonal of a point from a step on, and was not just before."""
    gaps = facts.away(point) / facts.diagonal
    return bool(gaps[since:].max() <= share + 3e-5 and (since == 0 or gaps[since - 1] > share - 3e-5))


def low_since(facts: Facts, gone: int) -> bool:
    """Whether the rate is below 1 % of its highest from a step on, and was not at the step before."""
    rates = facts.rates[: max(facts.count - 1, 1)]
    peak = rates.max()
    return bool((rates[gone - 1 :] <= 0.01 * peak).all() and (gone == 1 or rates[gone - 2] > 0.01 * peak))


def last_loss(facts: Facts, numbers) -> bool:
    """Whether the last loss is what is said."""
    return facts.same(numbers["loss"], float(facts.losses[-1]))
