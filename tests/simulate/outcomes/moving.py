"""Recomputes what is claimed of runs on functions that move: where the minimum is at each step, and who follows it."""

from collections.abc import Callable

import numpy as np

from lrviz import objectives as f
from tests.simulate.outcomes.facts import Facts, last_loss

CLIMBED, LEAVING, RISING = "-(x-t/200)**2 - y**2", "(x-t/40)**2 + y**2", "50*x**2 + y**2/2 + t"


def on_a_circle(objective, t) -> tuple:
    """Where the minimum of a drifting bowl is."""
    angle = 2 * np.pi * t / objective.period
    return objective.radius * np.cos(angle), objective.radius * np.sin(angle)


def to_and_fro(objective, t) -> tuple:
    """Where the minimum of a jumping bowl is."""
    x = objective.distance * np.where(t // objective.every % 2, -1.0, 1.0)
    return x, x / 2


ONLY_PLACE: dict[object, Callable] = {
    f.DriftingMinimum: on_a_circle,
    f.JumpingMinimum: to_and_fro,
    f.PeriodicSlopes: lambda objective, t: (np.nan * t, np.nan * t),
    CLIMBED: lambda objective, t: (t / 200, 0 * t),
    RISING: lambda objective, t: (0 * t, 0 * t),
    LEAVING: lambda objective, t: (np.where(t <= 120, t / 40, np.nan), np.where(t <= 120, 0, np.nan)),
}
"""Where the only minimum (or maximum) of a moving function is, by its class or its text: of x and y, at all steps."""


def minima_along(facts: Facts) -> np.ndarray:
    """(n, 2): the minimum of each step's function, the maximum for a climber."""
    objective = facts.scene.objective
    if facts.sign < 0 and objective.label != "Formula":
        return np.full((facts.count, 2), np.nan)
    place = ONLY_PLACE[getattr(objective, "text", type(objective))]
    return np.stack(place(objective, np.arange(facts.count)), axis=1)


def check_follows(facts: Facts, numbers, follows: bool) -> bool:
    """Whether the distances from each step's minimum are as told, and less than half those of a point that stands."""
    places, count = minima_along(facts), numbers["count"]
    apart = np.hypot(*(facts.points - places).T)
    late, before = apart[-count:], apart[-2 * count : -count]
    still = np.hypot(*(places - places.mean(axis=0)).T).mean()
    told = {"late": late.mean(), "least": late.min(), "most": late.max(), "before": before.mean()}
    near = late.mean() <= max(still / 2, 0.01 * facts.diagonal)
    fine = 1e-6 * facts.diagonal
    return near is np.bool_(follows) and all(abs(numbers[name] - true) <= fine for name, true in told.items())


def check_shifting(facts: Facts, numbers) -> bool:
    """Whether minima are known at so many steps, and not at all of the last two thirds."""
    known = np.isfinite(minima_along(facts)).all(axis=1)
    return int(known.sum()) == numbers["known"] and len(known) == numbers["points"] and last_loss(facts, numbers)
