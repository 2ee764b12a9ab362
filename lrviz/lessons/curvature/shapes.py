"""Curvature and momentum, lessons 13 to 18: what the shape of a function does to one rate."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import distances, diverged_at, first, path, sharpness, stable_up_to
from lrviz.lessons.scenes import bowl, sgd
from lrviz.lessons.task import Choose, PlaceStart, SetValue
from lrviz.objectives import EdgeOfStability, Formula, Point, SharpAndFlat
from lrviz.scene import Scene
from lrviz.simulate import simulate_many
from lrviz.sweeps import with_setting

_BOWL = bowl(20.0, (1.0, 1.0), 100, sgd(0.01))
_ONE_STEP = SetValue(
    path="optimizer.lr",
    run=0,
    allowed=(0.001, 0.2),
    accepted=(0.0495, 0.0505),
    answer=0.05,
    solved=lambda scene: bool(abs(path(scene).points[1, 1]) <= 0.01 + 1e-9),
)
_SOLVED = _ONE_STEP.made(_BOWL, 0.05)
_AT_LIMIT = _ONE_STEP.made(_BOWL, 0.1)

ONE_STEP = Lesson(
    key="one-step",
    chapter="curvature",
    scene=_BOWL,
    outcomes=("descending",),
    task=_ONE_STEP,
    claims=(
        Claim("right", 0.05, lambda: 1 / sharpness(_BOWL, (0.0, 0.0))),
        Claim("after_theory", 0, lambda: 1 - 0.05 * 20.0),
        Claim("after", 0, lambda: path(_SOLVED).points[1, 1]),
        Claim("factor_theory", 0.95, lambda: 1 - 0.05 * 1.0),
        Claim("factor", 0.95, lambda: np.divide(*path(_SOLVED).points[[11, 10], 0])),
    ),
    rows=(Row("after", "after_theory", "after"), Row("factor", "factor_theory", "factor")),
    formula=r"y_1 = \left(1 - \eta h\right) y_0 = 0 \iff \eta = \frac{1}{h}",
    change=Change(_AT_LIMIT, ("cycling",)),
)

_WELLS = Scene(SharpAndFlat(), start=(-1.001, 0.5), steps=500, runs=(sgd(0.01),))
_FLAT: Point = (2.0, 0.0)
_LEAVES = SetValue(
    path="optimizer.lr",
    run=0,
    allowed=(0.001, 1.2),
    accepted=(0.0202, 0.96),
    answer=0.05,
    solved=lambda scene: bool(distances(scene, goal=_FLAT)[-1] < 0.01),
)
_JUST_BELOW = _LEAVES.made(_WELLS, 0.0198)


def _leaving_rate() -> float:
    """The smallest of many rates with which the run ends in the flat well."""
    rates = np.arange(0.0150, 0.0250, 0.0001)
    runs = [sgd(float(rate)) for rate in rates]
    ends = simulate_many(_WELLS.objective, runs, _WELLS.origin, _WELLS.steps).points
    return float(rates[first(np.hypot(ends[0] - 2.0, ends[1]) < 0.01)])


SHARP_OR_FLAT = Lesson(
    key="sharp-or-flat",
    chapter="curvature",
    scene=_WELLS,
    outcomes=("converged",),
    task=_LEAVES,
    claims=(
        *numbered("curvature", (100, 2), lambda well: sharpness(_WELLS, ((-1.0, 0.0), _FLAT)[well - 1])),
        Claim("leaves_theory", 0.02, lambda: 2 / 100),
        Claim("leaves", 0.0202, _leaving_rate, 0.0002),
        Claim("flat_limit", 1, lambda: 2 / 2),
        Claim("stays", -1, lambda: path(_JUST_BELOW).points[-1, 0], 0.01),
    ),
    rows=(Row("leaves", "leaves_theory", "leaves"),),
    formula=r"\eta > \frac{2}{h_\text{sharp}} \;\Rightarrow\; \text{the sharp minimum repels}",
    change=Change(_JUST_BELOW, ("converged",)),
)

_EDGE = Scene(EdgeOfStability(), start=(2.57, 0.44), steps=1000, runs=(sgd(0.2),))
_EDGE_SLOWER = with_setting(_EDGE, "optimizer.lr", 0.16, 0)


def _sharpness_there(scene: Scene, step: int) -> float:
    """The sharpness of the curve of minima beside a point of the path: 2(x² + y²)."""
    return float(2 * np.square(path(scene).points[step]).sum())


EDGE = Lesson(
    key="edge",
    chapter="curvature",
    scene=_EDGE,
    outcomes=("converged",),
    task=Choose(1),
    claims=(
        Claim("begin", 13.6, lambda: _sharpness_there(_EDGE, 0)),
        Claim("bound", 10, lambda: 2 / 0.2),
        Claim("end", 9.93, lambda: sharpness(_EDGE, tuple(path(_EDGE).points[-1].tolist()))),
        Claim("slower_bound", 12.5, lambda: 2 / 0.16),
        Claim("slower", 12.43, lambda: sharpness(_EDGE, tuple(path(_EDGE_SLOWER).points[-1].tolist()))),
    ),
    rows=(Row("end", "bound", "end"),),
    formula=r"h(\theta_\infty) \lesssim \frac{2}{\eta}",
    change=Change(_EDGE_SLOWER, ("converged",)),
    look={"loss_scale": "logarithmic"},
)

_SQUARE = 4.01
_CATAPULT = Scene(
    Formula(text="(x*y)**2/2"),
    start=(2.0, 0.1),
    steps=100,
    runs=tuple(sgd(rate) for rate in (0.374, 0.623, 0.873, 1.122)),
)
_BEYOND = with_setting(_CATAPULT, "optimizer.lr", 0.973, 3)


def _squares(run: int) -> float:
    return float(np.square(path(_CATAPULT, run).points[-1]).sum())


def _raised(run: int) -> float:
    losses = path(_CATAPULT, run).losses
    return float(losses.max() / losses[0])


CATAPULT = Lesson(
    key="catapult",
    chapter="curvature",
    scene=_CATAPULT,
    outcomes=("converged", "converged", "descending", "diverged"),
    task=Choose(1),
    claims=(
        Claim("limit", 0.495, lambda: path(_CATAPULT).limits[0]),
        *numbered("high", (1, 12, 64), _raised)[1:],
        Claim("square", _SQUARE, lambda: np.square(_CATAPULT.origin).sum()),
        *numbered("square", (3.96, 2, 0.044), _squares),
        Claim("last_theory", 0.998, lambda: 4 / _SQUARE),
        Claim("last", 0.997, lambda: stable_up_to(_CATAPULT, 1, np.arange(0.950, 1.050, 0.001), 400)),
    ),
    rows=(Row("last", "last_theory", "last"),),
    formula=r"f = \tfrac12 u^2,\; u = xy,\; \lambda = x^2 + y^2: \quad"
    r"\lambda_{t+1} = \lambda_t + \eta\, u_t^2\,(\eta \lambda_t - 4)",
    change=Change(_BEYOND, ("converged", "converged", "descending", "converged")),
    look={"loss_scale": "logarithmic"},
)

_WALLS = Formula(text="x**4/4 + y**2/2", x_min=-6.0, x_max=6.0, y_min=-4.0, y_max=4.0)
_STEEP = Scene(_WALLS, start=(2.0, 1.0), steps=300, runs=(sgd(0.1),))
_FARTHEST = PlaceStart(
    accepted=((4.2, 4.47), (-4.0, 4.0)),
    answer=(4.4, 1.0),
    solved=lambda scene: scene.origin[0] >= 4.2 and bool(path(scene).losses[-1] < 1),
)
_TOO_FAR = _FARTHEST.made(_STEEP, (4.5, 1.0))


def _farthest() -> float:
    """The farthest of many starts from which the run converges."""
    x = np.arange(4.300, 4.600, 0.001)
    ends = simulate_many(_WALLS, _STEEP.runs[0], np.stack([x, np.ones_like(x)]), 300).losses
    return float(x[first(~(ends < 1)) - 1])


STEEP_WALLS = Lesson(
    key="steep-walls",
    chapter="curvature",
    scene=_STEEP,
    outcomes=("descending",),
    task=_FARTHEST,
    claims=(
        Claim("beyond", 4.2, lambda: _FARTHEST.accepted[0][0]),
        Claim("farthest_theory", 4.472, lambda: math.sqrt(2 / 0.1)),
        Claim("farthest", 4.472, _farthest, 0.001),
        Claim("lost", 5, lambda: diverged_at(_TOO_FAR)),
    ),
    rows=(Row("farthest", "farthest_theory", "farthest"),),
    formula=r"x_{t+1} = (1 - \eta\, x_t^2)\, x_t, \qquad |1 - \eta\, x_0^2| < 1 \iff x_0 < \sqrt{2 / \eta}",
    change=Change(_TOO_FAR, ("diverged",)),
)

_WIDE = Formula(text="x**4/4 + y**2/2", x_min=-12.0, x_max=12.0, y_min=-8.0, y_max=8.0)
_CLIPPED = Scene(_WIDE, start=(10.0, 1.0), steps=200, clip=1.0, runs=(sgd(0.1),))
_UNCLIPPED = replace(_CLIPPED, clip=None)

CLIPPING = Lesson(
    key="clipping",
    chapter="curvature",
    scene=_CLIPPED,
    outcomes=("descending",),
    task=Choose(1),
    claims=(
        Claim("slope", 1_000, lambda: path(_CLIPPED).gradients[0, 0]),
        Claim("limit", 0.0067, lambda: path(_CLIPPED).limits[0]),
        Claim("longest", 0.1, lambda: 0.1 * 1.0),
        Claim("walk_theory", 90, lambda: (10 - 1) / 0.1),
        Claim("walk", 91, lambda: first(np.abs(path(_CLIPPED).points[:, 0]) < 1)),
        Claim("lost", 2, lambda: diverged_at(_UNCLIPPED)),
    ),
    rows=(Row("walk", "walk_theory", "walk"),),
    formula=r"g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g\rVert}\right)"
    r"\quad\Rightarrow\quad \lVert\Delta\theta\rVert \le \eta c",
    change=Change(_UNCLIPPED, ("diverged",)),
)
