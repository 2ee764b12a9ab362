"""Runs whose kernels are compared with the engine."""

import numpy as np

from lrviz.descent import Descent
from lrviz.kernels import Record
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.trace import traced
from lrviz.optimizers import OPTIMIZERS, Rule
from lrviz.scene import Run, Scene
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.trace import SENSITIVE
from tests.kernels.running import same_bits

RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]

CLOSE = 1e-12
"""Of the window: so far a run may be away that is not chaotic, where a function has an exp or the like."""

_LIMITS = 1e-9
"""Relatively: what rounding makes of a sum of curvatures that nearly cancel."""


def descent(scene: Scene) -> Descent:
    """Its first run."""
    return Descent.of(scene, 0)


def calls_functions(run: Descent) -> bool:
    """Whether its lists call functions of our own."""
    bodies = traced(RunKind.of(run)).bodies
    outputs = [(body.listing, [*body.carried.values(), *body.seen.values()]) for body in bodies]
    return any(listing.operations[index].name == "call" for listing, out in outputs for index in listing.reachable(out))


def compare(found: Record, scene: Scene, limits: bool = True) -> None:
    """Compares what a kernel records with the engine's trajectory: its bits, or closely where functions are called.

    Limits are compared closely, and only if asked: of curvatures that cancel nothing may be left but rounding.
    """
    (wanted,) = simulate(scene)
    exact = not calls_functions(descent(scene))
    if not exact and wanted.sensitivity > SENSITIVE:
        return
    count = wanted.finite_steps
    broken = ~np.isfinite(found.points[count + 1 :]).all(axis=1)
    assert broken[:1].all()
    pairs = [
        (found.points[: count + 1], wanted.points[: count + 1]),
        (found.losses[: count + 1], wanted.losses[: count + 1]),
        (found.gradients[: count + 1], wanted.gradients[: count + 1]),
        (found.rates[: count + 1], wanted.learning_rates[: count + 1]),
        (found.states[:count], wanted.state_array[:count]),
    ]
    span = max(high - low for low, high in scene.objective.window)
    if exact:
        assert [same_bits(*pair) for pair in pairs] == [True] * len(pairs)
    else:
        assert np.abs(pairs[0][0] - pairs[0][1]).max() <= CLOSE * span
    if limits:
        _compare_limits(found, wanted, count)


def _compare_limits(found: Record, wanted: Trajectory, count: int) -> None:
    limits = wanted.limits[:count]
    if found.limits is None:
        assert np.isnan(limits).all()
        return
    told = np.isfinite(limits) & np.isfinite(found.limits[:count])
    assert np.allclose(found.limits[:count][told], limits[told], rtol=_LIMITS, atol=0.0)
    assert told.sum() >= 0.9 * np.isfinite(limits).sum()


def one(optimizer: Rule, **settings: object) -> Scene:
    """A scene of one run."""
    return Scene(runs=(Run(optimizer),), **settings)  # type: ignore[arg-type]
