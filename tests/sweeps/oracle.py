"""What every cell of a sweep must measure, from the points and losses of its own trajectory in plain numpy."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import SGD
from lrviz.simulate import Trajectory
from lrviz.simulate.monitor import statistics_of
from lrviz.simulate.outcomes.measures import lowest_cost
from lrviz.sweeps import MEASURES, Result, settings_of
from lrviz.sweeps.baselines import Baselines, Case, quick_baselines
from lrviz.sweeps.measures import measured

_NUMBERS = [
    (kind, one) for kind in OBJECTIVES for one in settings_of(Scene(kind(), runs=(Run(SGD()),))) if "objec" in one.path
]
VARIED = pytest.mark.parametrize(("kind", "place"), _NUMBERS, ids=[f"{k.__name__}-{one.path}" for k, one in _NUMBERS])
OUTCOMES = [name for name, measure in MEASURES.items() if not measure.share]


@lru_cache(64)  # all seeds of a cell count from the same ones
def least(case: Case, varied: bool) -> tuple[float, Sequence[tuple[float, float]]]:
    """The lowest height and the minima that a run's measures count from, those of its last step."""
    if varied:
        (found,) = quick_baselines([case])
        return found.lowest, [(x, y) for x, y in found.minima.T.tolist()]
    last = case.objective.at(case.steps)
    points = last.critical_points
    return lowest_cost(last, case.climbs), points.maxima if case.climbs else points.minima


def has_left(scene: Scene, points: np.ndarray, costs: np.ndarray) -> bool:
    """Whether a path ends outside all numbers, or beyond ten diagonals and still on its way out."""
    if not np.isfinite(points[-1]).all() or np.isnan(costs[-1]):
        return True
    window, steps = np.array(scene.objective.window), scene.steps
    tail = max(int(np.ceil(steps / 10)), min(10, int(np.ceil(steps / 2))))
    gaps = (points[[-1, -1 - tail, 0]] - window.mean(axis=1)) / np.hypot(*np.ptp(window, axis=1))
    last, before, first = np.hypot(gaps[:, 0], gaps[:, 1])
    return bool(last > 10 and last > before and last > 3 * first)


def alone(scene: Scene, tolerance: float, varied: bool = False) -> dict[str, float]:
    """All measures of the only run of a scene, from its points and losses."""
    (path,) = simulate(scene)
    climbs = scene.runs[0].optimizer.climbs
    costs = -path.losses if climbs else path.losses
    lowest, minima = least(Case(scene.objective, climbs, scene.steps), varied)
    if has_left(scene, path.points, costs):
        return dict.fromkeys(OUTCOMES, np.inf) | {"diverged": 1.0}
    late, goal = costs[-int(np.ceil(scene.steps / 10)) :], lowest + tolerance * (costs[0] - lowest)
    arrived = np.flatnonzero(costs <= goal) if np.isfinite(goal) else []
    never = np.nan if scene.objective.moves else np.inf
    gaps = [np.hypot(*(path.points[-1] - np.array(place))) for place in minima]
    return {
        "final loss": costs[-1],
        "best loss": np.nanmin(costs),
        "mean of the last 10 %": sum(late[1:], start=late[0]) / len(late),
        "steps to tolerance": float(arrived[0]) if len(arrived) and not scene.objective.moves else never,
        "diverged": 0.0,
        "distance to a minimum": min(gaps) if gaps else np.nan,
        "excess loss": costs[-1] - lowest,
    }


def check(found: Result) -> None:
    """Compares a whole result with the scenes of its cells: all measures, or NaN and why there are none."""
    sweep = found.sweep
    varied = any(axis.path.startswith("objective.") for axis in sweep.axes)
    assert found.done.all()
    for cell in range(sweep.cells):
        for seed in range(sweep.seeds):
            try:
                with np.errstate(all="ignore"):
                    values, refusal = alone(sweep.scene_of(cell, seed), sweep.tolerance, varied), ""
            except ValueError as error:
                values, refusal = dict.fromkeys(MEASURES, np.nan), str(error)
            assert found.refusals.get(cell, "") == refusal
            for name, value in values.items():
                assert np.array_equal(found.values[name][cell, seed], value, equal_nan=True), (cell, seed, name)


def path_measures(path: Trajectory, tolerance: float) -> dict[str, float]:
    """All measures of one trajectory, by name, against its objective's own baseline."""
    baselines = Baselines.of(path.objective, path.run.optimizer.climbs, path.steps)
    start = path.points[0][:, None]
    seen = statistics_of(path.points, baselines.sign * path.losses, float(baselines.goals(start, tolerance)[0]))
    return {name: float(values[0]) for name, values in measured(seen, baselines, start).items()}
