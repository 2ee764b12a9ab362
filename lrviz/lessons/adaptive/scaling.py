"""Adaptive optimizers, lessons 24 to 28: what dividing by the gradient's size does, and what it does not."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import diverged_at, first, path, value_at_end
from lrviz.lessons.scenes import adam, sgd, to_zero
from lrviz.lessons.task import Choose
from lrviz.objectives import Formula, Quadratic, Rosenbrock
from lrviz.optimizers import Adagrad, AdamW, RMSprop
from lrviz.scene import Run, Scene
from lrviz.sweeps import with_setting

_UNEQUAL = Scene(
    Formula(text="x + 1000*y", x_min=-6.0, x_max=1.0, y_min=-6.0, y_max=1.0),
    start=(0.0, 0.0),
    steps=50,
    runs=(adam(0.1),),
)
_LARGE_EPS = with_setting(_UNEQUAL, "optimizer.eps", 1.0, 0)

FIRST_STEP = Lesson(
    key="first-step",
    chapter="adaptive",
    scene=_UNEQUAL,
    outcomes=("descending",),
    task=Choose(1),
    claims=(
        Claim("steeper", 1_000, lambda: np.divide(*path(_UNEQUAL).gradients[0][::-1])),
        Claim("after", 10, lambda: 10),
        Claim("first", 0.1, lambda: -path(_UNEQUAL).points[1, 0]),
        Claim("x_theory", 1, lambda: 10 * 0.1),
        Claim("x", 1, lambda: -path(_UNEQUAL).points[10, 0], 1e-6),
        Claim("y", 1, lambda: -path(_UNEQUAL).points[10, 1], 1e-6),
        Claim("slow", 0.05, lambda: -np.diff(path(_LARGE_EPS).points[:, 0])[-1]),
        Claim("still_fast", 0.1, lambda: -np.diff(path(_LARGE_EPS).points[:, 1])[-1], 0.0002),
    ),
    rows=(Row("x", "x_theory", "x"), Row("y", "x_theory", "y")),
    formula=r"\Delta\theta = -\eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    r" = -\eta\,\frac{g}{|g| + \epsilon} \approx \mp\,\eta",
    change=Change(_LARGE_EPS, ("descending",)),
)

_TIMES = "10000*((1 - x)**2 + 100*(y - x**2)**2)"
_SCALED = Scene(
    Formula(text=_TIMES, x_min=-2.0, x_max=2.0, y_min=-1.0, y_max=3.0),
    start=(-1.2, 1.0),
    steps=500,
    runs=(adam(0.02), sgd(0.001)),
)
_UNSCALED = replace(_SCALED, objective=Rosenbrock())

SCALE = Lesson(
    key="scale",
    chapter="adaptive",
    scene=_SCALED,
    outcomes=("descending", "diverged"),
    task=Choose(0),
    claims=(
        Claim("times", 10_000, lambda: np.divide(*(one.objective.value(0.5, 0.5) for one in (_SCALED, _UNSCALED)))),
        Claim("plain", -0.353, lambda: value_at_end(_UNSCALED)),
        Claim("scaled", -0.353, lambda: value_at_end(_SCALED)),
        Claim("apart", 6e-10, lambda: np.abs(path(_SCALED).points - path(_UNSCALED).points).max()),
        Claim("lost", 1, lambda: diverged_at(_SCALED, 2)),
        Claim("limit_theory", 1.33e-7, lambda: 2 / (10_000 * _steepest_curvature(-1.2, 1.0))),
        Claim("limit", 1.33e-7, lambda: path(_SCALED, 2).limits[0]),
        Claim("sgd_end", -0.51, lambda: value_at_end(_UNSCALED, 2)),
    ),
    rows=(Row("end", "plain", "scaled"), Row("limit", "limit_theory", "limit")),
    formula=r"f \to c f:\quad g \to c g,\; \sqrt{v} \to c\,\sqrt{v}"
    r"\quad\Rightarrow\quad \frac{m}{\sqrt{v}} \text{ stays}",
    change=Change(_UNSCALED, ("descending", "descending")),
)


def _steepest_curvature(x: float, y: float) -> float:
    """Of Rosenbrock's valley, from its second derivatives by hand."""
    xx, xy, yy = 2 - 400 * (y - x**2) + 800 * x**2, -400 * x, 200.0
    return (xx + yy) / 2 + math.hypot((xx - yy) / 2, xy)


_SMALL = 1e-8
_START = (math.sqrt(2) * math.cos(math.pi / 8), math.sqrt(2) * math.sin(math.pi / 8))
"""Half-way between both pairs of axes, so that turning the valley mirrors the start in it."""

_TURNED = Scene(
    Quadratic(condition=100.0, angle=45.0),
    start=_START,
    steps=600,
    runs=(sgd(0.0198), Run(Adagrad(lr=0.5)), Run(RMSprop(lr=0.01)), adam(0.01)),
)
_STRAIGHT = with_setting(_TURNED, "objective.angle", 0.0)


def _solved(scene: Scene, run: int) -> int:
    losses = path(scene, run, 3000).losses
    return first(losses <= _SMALL * losses[0])


ROTATION = Lesson(
    key="rotation",
    chapter="adaptive",
    scene=_TURNED,
    outcomes=("converged", "converged", "descending", "descending"),
    task=Choose(0),
    claims=(
        Claim("small", _SMALL, lambda: _SMALL),
        *numbered("straight", (457, 22, 218, 400), lambda run: _solved(_STRAIGHT, run)),
        *numbered("turned", (457, 627, 696, 2_284), lambda run: _solved(_TURNED, run)),
        Claim("sgd_theory", 457, lambda: _sgd_steps()),
    ),
    rows=(Row("sgd", "sgd_theory", "turned_1"),),
    formula=r"\theta \to R\,\theta:\quad g \to R\, g, \qquad\text{but}\qquad"
    r"\frac{R\, g}{\sqrt{(R\, g)^2}} \ne R\,\frac{g}{\sqrt{g^2}}",
    change=Change(_STRAIGHT, ("converged", "converged", "converged", "converged")),
    look={"loss_scale": "logarithmic"},
)


def _sgd_steps() -> int:
    """How many steps plain gradient descent needs, from its two factors."""
    steps = np.arange(3000)
    u, v = (0.5 * h * (start * (1 - 0.0198 * h) ** steps) ** 2 for h, start in zip((1.0, 100.0), _START, strict=True))
    return first(u + v <= _SMALL * (u[0] + v[0]))


def _well(formula: str) -> Formula:
    return Formula(text=formula, x_min=-1.0, x_max=6.0, y_min=-3.0, y_max=3.0)


_PULLED = Scene(
    _well("(x - 5)**2/2 + y**2/2"),
    start=(0.0, 1.0),
    steps=4000,
    runs=(
        adam(0.05, to_zero(4000), weight_decay=0.5),
        Run(AdamW(lr=0.05, weight_decay=0.5), to_zero(4000)),
    ),
)
_STEEPER = replace(_PULLED, objective=_well("50*(x - 5)**2 + y**2/2"))

WEIGHT_DECAY = Lesson(
    key="weight-decay",
    chapter="adaptive",
    scene=_PULLED,
    outcomes=("balanced", "balanced"),
    task=Choose(2),
    claims=(
        Claim("minimum", 5, lambda: _PULLED.objective.minima[0][0], 1e-6),
        Claim("penalty_theory", 3.33, lambda: 1.0 * 5.0 / (1.0 + 0.5)),
        Claim("penalty", 3.33, lambda: value_at_end(_PULLED, 1)),
        Claim("decoupled_theory", 2, lambda: 1 / 0.5),
        Claim("decoupled", 1.99, lambda: value_at_end(_PULLED, 2)),
        Claim("steep", 100, lambda: _STEEPER.objective.hessian(0.0, 0.0)[0, 0]),
        Claim("steep_penalty", 4.98, lambda: value_at_end(_STEEPER, 1)),
        Claim("steep_decoupled", 1.99, lambda: value_at_end(_STEEPER, 2)),
    ),
    rows=(Row("penalty", "penalty_theory", "penalty"), Row("decoupled", "decoupled_theory", "decoupled")),
    formula=r"\text{Adam + L}_2:\; x = \frac{h\,a}{h + w}, \qquad \text{AdamW}:\; |x| \le \frac{1}{w}",
    change=Change(_STEEPER, ("balanced", "balanced")),
)
