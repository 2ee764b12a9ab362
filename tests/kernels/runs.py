"""Runs whose kernels are compared with their trajectories, and these with plain Python."""

import numpy as np

from lrviz.descent import Descent
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.trace import traced
from lrviz.optimizers import OPTIMIZERS, Rule
from lrviz.scene import Run, Scene
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.trace import SENSITIVE
from tests.kernels.plain import plain
from tests.kernels.running import Seen, same_bits

RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]

CLOSE = 1e-12
"""Of the window: so far a run may be away that is not chaotic, where a function has an exp or the like."""

_LIMITS = 1e-9
"""Relatively: what rounding makes of a sum of curvatures that nearly cancel."""


def descent(scene: Scene) -> Descent:
    """Its first run."""
    return Descent.of(scene, 0)


def calls_functions(run: Descent) -> bool:
    """Whether its function has an exp or the like."""
    (body, *_) = traced(RunKind.of(run)).bodies
    order = body.listing.reachable(body.seen[name] for name in ("loss", "gradient.x", "gradient.y"))
    return any(body.listing.operations[index].name == "call" for index in order)


def compare(found: Seen, scene: Scene, limits: bool = True) -> None:
    """Compares what a kernel records with the trajectory, bit for bit, and that with plain Python.

    Limits are compared closely, and only if asked: of curvatures that cancel nothing may be left but rounding.
    """
    (wanted,) = simulate(scene)
    count = wanted.finite_steps
    broken = ~np.isfinite(found.points[count + 1 :]).all(axis=1)
    assert broken[:1].all()
    for name in ("points", "losses", "gradients", "learning_rates", "state_array"):
        whole, stop = getattr(wanted, name), count + (name != "state_array")
        assert same_bits(getattr(found, name)[:stop], whole[:stop]), name
    if limits:
        _compare_limits(found, wanted, count)
    compare_with_plain(wanted, scene)


def compare_with_plain(path: Trajectory, scene: Scene) -> None:
    """Compares a trajectory with its rule in a loop: its bits, or closely where functions are called."""
    alone, exact = plain(descent(scene)), not calls_functions(descent(scene))
    count = len(alone.points)
    assert count <= path.finite_steps + 1
    if exact:
        pairs = [(alone.points, path.points), (alone.losses, path.losses), (alone.gradients, path.gradients)]
        pairs += [(alone.rates, path.learning_rates), (alone.states, path.state_array)]
        assert [same_bits(one, other[:count].reshape(one.shape)) for one, other in pairs] == [True] * len(pairs)
    elif count and path.sensitivity <= SENSITIVE:
        span = max(high - low for low, high in scene.objective.window)
        assert np.abs(alone.points - path.points[:count]).max() <= CLOSE * span


def _compare_limits(found: Seen, wanted: Trajectory, count: int) -> None:
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
