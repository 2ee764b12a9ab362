"""Curvature and momentum, lessons 19 to 23: what momentum does, and what it cannot."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import arrival, distance, moves, path, stable_up_to
from lrviz.lessons.scenes import bowl, sgd, slope
from lrviz.lessons.task import Choose, SetValue
from lrviz.objectives import Formula
from lrviz.scene import Scene
from lrviz.sweeps import with_setting

_NEAR = 0.01
_ROUND = bowl(1.0, (2.5, 1.0), 200, sgd(0.01, momentum=0.5))


def _calm(scene: Scene) -> bool:
    """Whether x never passes the minimum, and arrives within 85 steps."""
    return bool((path(scene).points[:, 0] >= 0).all()) and 0 <= arrival(scene, 1, _NEAR) <= 85


_CALMEST = SetValue(
    path="optimizer.momentum",
    run=0,
    allowed=(0.0, 0.99),
    accepted=(0.8, 0.81),
    answer=0.81,
    solved=_calm,
)
_CRITICAL, _SWINGS = _CALMEST.made(_ROUND, 0.81), _CALMEST.made(_ROUND, 0.95)

DAMPING = Lesson(
    key="damping",
    chapter="curvature",
    scene=_ROUND,
    outcomes=("descending",),
    task=_CALMEST,
    claims=(
        Claim("near", _NEAR, lambda: _NEAR),
        Claim("critical", 0.81, lambda: (1 - math.sqrt(0.01 * 1.0)) ** 2),
        Claim("most", 0.81, lambda: _most_calm(), 0.002),
        Claim("arrives", 74, lambda: arrival(_CRITICAL, 1, _NEAR)),
        Claim("left", 0.014, lambda: distance(_SWINGS)),
        Claim("beyond", 1.1, lambda: -path(_SWINGS).points[:, 0].min()),
    ),
    rows=(Row("critical", "critical", "most"),),
    formula=r"\beta^* = \left(1 - \sqrt{\eta h}\right)^2",
    change=Change(_SWINGS, ("descending",)),
)


def _most_calm() -> float:
    """The largest of many momenta with which x never passes the minimum."""
    momenta = np.arange(0.780, 0.840, 0.001)
    calm = [(path(_CALMEST.made(_ROUND, float(beta))).points[:, 0] >= 0).all() for beta in momenta]
    return float(momenta[np.flatnonzero(calm)[-1]])


_RINGING = bowl(1.0, (2.5, 0.0), 300, *(sgd(lr, momentum=0.9) for lr in (0.01, 0.1, 1.0)))
_LESS = with_setting(_RINGING, "optimizer.momentum", 0.7, 2)


def _factor(scene: Scene, run: int, early: int, late: int) -> float:
    """By which factor a step the swings shrink between two stretches of as many steps as lie between them."""
    far = np.abs(path(scene, run).points[:, 0])
    length = late - early
    return float((far[late : late + length].max() / far[early:late].max()) ** (1 / length))


RINGING = Lesson(
    key="ringing",
    chapter="curvature",
    scene=_RINGING,
    outcomes=("converged", "converged", "converged"),
    task=Choose(3),
    claims=(
        Claim("envelope", 0.949, lambda: math.sqrt(0.9)),
        *numbered("factor", (0.945, 0.949, 0.95), lambda run: _factor(_RINGING, run, 100, 200)),
        Claim("less", 0.837, lambda: _factor(_LESS, 3, 40, 80), 0.005),
    ),
    rows=tuple(Row(f"factor_{run}", "envelope", f"factor_{run}") for run in (1, 2, 3)),
    formula=r"|z_{1,2}| = \sqrt\beta \quad\text{once } \beta > \left(1 - \sqrt{\eta h}\right)^2",
    change=Change(_LESS, ("converged", "converged", "converged")),
    look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
)

_RACE = bowl(1.0, (2.0, 1.0), 150, sgd(1.5), sgd(1.5, momentum=0.9), sgd(1.5, momentum=0.9, nesterov=True))
_MILD = with_setting(_RACE, "optimizer.momentum", 0.3, 2)

NESTEROV = Lesson(
    key="nesterov",
    chapter="curvature",
    scene=_RACE,
    outcomes=("converged", "converged", "diverged"),
    task=Choose(2),
    claims=(
        Claim("plain_theory", 2, lambda: 2 / 1),
        Claim("plain", 1.99, lambda: _stable(1, 1.9, 2.1)),
        Claim("heavy_theory", 3.8, lambda: 2 * (1 + 0.9)),
        Claim("heavy", 3.79, lambda: _stable(2, 3.7, 3.9)),
        Claim("nesterov_theory", 1.357, lambda: (2 + 2 * 0.9) / (1 + 2 * 0.9)),
        Claim("nesterov", 1.35, lambda: _stable(3, 1.25, 1.45)),
        Claim("mild", 1.625, lambda: (2 + 2 * 0.3) / (1 + 2 * 0.3)),
    ),
    rows=tuple(Row(name, f"{name}_theory", name) for name in ("plain", "heavy", "nesterov")),
    formula=r"\eta h < 2, \qquad \eta h < 2(1 + \beta), \qquad \eta h < \frac{2 + 2\beta}{1 + 2\beta}",
    change=Change(_MILD, ("converged", "converged", "converged")),
)


def _stable(run: int, low: float, high: float) -> float:
    return stable_up_to(_RACE, run, np.arange(low, high, 0.01), 3000)


_ADDS_UP = slope(100, sgd(0.01), sgd(0.01, momentum=0.5), sgd(0.01, momentum=0.9), sgd(0.01, momentum=0.99), reach=40.0)
_DAMPENED = with_setting(_ADDS_UP, "optimizer.dampening", 0.9, 2)


def _pace(run: int) -> float:
    """A run's last step, in steps of the first run."""
    return float(moves(_ADDS_UP, run)[-1] / moves(_ADDS_UP, 1)[-1])


ADDS_UP = Lesson(
    key="adds-up",
    chapter="curvature",
    scene=_ADDS_UP,
    outcomes=("descending", "descending", "descending", "descending"),
    task=Choose(1),
    claims=(
        *numbered("pace", (1, 2, 10, 63), _pace)[1:],
        Claim("pace_2_theory", 2, lambda: 1 / (1 - 0.5)),
        Claim("pace_3_theory", 10, lambda: 1 / (1 - 0.9)),
        Claim("final", 100, lambda: 1 / (1 - 0.99)),
        Claim("pace_4_theory", 63, lambda: (1 - 0.99**100) / (1 - 0.99)),
        Claim("dampened", 1, lambda: moves(_DAMPENED, 3)[-1] / 0.01),
        Claim("first", 0.01, lambda: moves(_DAMPENED, 3)[0]),
    ),
    rows=tuple(Row(f"pace_{run}", f"pace_{run}_theory", f"pace_{run}") for run in (2, 3, 4)),
    formula=r"v_t = \sum_{s=0}^{t-1} \beta^s g = \frac{1 - \beta^t}{1 - \beta}\, g"
    r"\;\longrightarrow\; \frac{g}{1 - \beta}",
    change=Change(_DAMPENED, ("descending", "descending", "descending", "descending")),
    look={"rate": "step length"},
)

_BENT = Formula(
    text="12.5*x**2 - 12*max(x - 1, 0)**2 + 12*max(x - 2, 0)**2 + y**2/2", x_min=-4.0, x_max=4.0, y_min=-2.0, y_max=2.0
)
_BEST = Scene(
    _BENT,
    start=(3.3, 0.5),
    steps=300,
    runs=(sgd(1 / 9, momentum=4 / 9), sgd(0.04), sgd(0.04, momentum=2 / 3, nesterov=True)),
)
_SLOWER = replace(_BEST, runs=(sgd(0.04, momentum=4 / 9), *_BEST.runs[1:]))

NOT_EVERYWHERE = Lesson(
    key="not-everywhere",
    chapter="curvature",
    scene=_BEST,
    outcomes=("cycling", "converged", "converged"),
    task=Choose(1),
    claims=(
        Claim("flattest", 1, lambda: _BENT.hessian(1.5, 0.0)[0, 0]),
        Claim("steepest", 25, lambda: _BENT.hessian(0.0, 0.0)[0, 0]),
        Claim("period", 3, lambda: path(_BEST).outcome.claims[0].numbers["period"]),
        Claim("out_theory", 2.116, lambda: 2592 / 1225),
        Claim("out", 2.116, lambda: path(_BEST).points[-3:, 0].max()),
        Claim("back_theory", -1.802, lambda: -2208 / 1225),
        Claim("back", -1.802, lambda: path(_BEST).points[-3:, 0].min()),
    ),
    rows=(Row("out", "out_theory", "out"), Row("back", "back_theory", "back")),
    formula=r"x:\; \tfrac{2592}{1225} \to \tfrac{792}{1225} \to -\tfrac{2208}{1225} \to \tfrac{2592}{1225} \to \dots",
    change=Change(_SLOWER, ("converged", "converged", "converged")),
)
