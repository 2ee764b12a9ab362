"""Adaptive optimizers, lessons 29 to 34: what single ones do that their names do not say."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import first, moves, path
from lrviz.lessons.scenes import adam, sgd, slope, to_zero, with_schedule
from lrviz.lessons.task import Choose
from lrviz.objectives import Formula, Quadratic, Rosenbrock
from lrviz.optimizers import Lion, RMSprop, Rprop
from lrviz.scene import Run, Scene
from lrviz.schedules import ExponentialLR
from lrviz.sweeps import with_setting

_UNCORRECTED = slope(20, adam(0.01), Run(RMSprop(lr=0.01)), Run(RMSprop(lr=0.01, alpha=0.9)), reach=1.0)
_LONGER_MEMORY = with_setting(_UNCORRECTED, "optimizer.alpha", 0.999, 1)

RMSPROP_START = Lesson(
    key="rmsprop-start",
    chapter="adaptive",
    scene=_UNCORRECTED,
    outcomes=("descending", "descending", "descending"),
    task=Choose(2),
    claims=(
        *numbered("first", (0.01, 0.1, 0.0316), lambda run: moves(_UNCORRECTED, run)[0]),
        Claim("first_2_theory", 0.1, lambda: 0.01 / math.sqrt(1 - 0.99)),
        Claim("first_3_theory", 0.0316, lambda: 0.01 / math.sqrt(1 - 0.9)),
        Claim("longer", 0.316, lambda: moves(_LONGER_MEMORY, 2)[0]),
    ),
    rows=(Row("first_2", "first_2_theory", "first_2"), Row("first_3", "first_3_theory", "first_3")),
    formula=r"v_1 = (1 - \alpha)\, g^2 \;\Rightarrow\; \Delta\theta_1 = -\frac{\eta\, g}{\sqrt{v_1}}"
    r" = \mp\frac{\eta}{\sqrt{1 - \alpha}}",
    change=Change(_LONGER_MEMORY, ("descending", "descending", "descending")),
    look={"rate": "step length"},
)

_CENTERED = slope(100, Run(RMSprop(lr=0.01, alpha=0.9)), Run(RMSprop(lr=0.01, alpha=0.9, centered=True)), reach=40.0)
_SHAKEN = replace(_CENTERED, noise=0.1)

CENTERED = Lesson(
    key="centered",
    chapter="adaptive",
    scene=_CENTERED,
    outcomes=("descending", "descending"),
    task=Choose(2),
    claims=(
        Claim("twenty", 20, lambda: 20),
        Claim("early_theory", 0.0306, lambda: _centered_step(20)),
        Claim("early", 0.0306, lambda: moves(_CENTERED, 2)[19]),
        Claim("last_theory", 1.94, lambda: _centered_step(100)),
        Claim("last", 1.94, lambda: moves(_CENTERED, 2)[-1]),
        Claim("times", 194, lambda: moves(_CENTERED, 2)[-1] / 0.01),
        Claim("plain", 0.01, lambda: moves(_CENTERED, 1)[-1], 1e-6),
        Claim("shaken", 0.09, lambda: -np.diff(path(_SHAKEN, 2).points[-2:, 0])[0]),
    ),
    rows=(Row("early", "early_theory", "early"), Row("last", "last_theory", "last")),
    formula=r"v_t - \bar g_t^2 = \alpha^t (1 - \alpha^t)\, g^2 \to 0 \quad\Rightarrow\quad"
    r"|\Delta\theta_t| = \frac{\eta}{\sqrt{\alpha^t (1 - \alpha^t)}}",
    change=Change(_SHAKEN, ("descending", "descending")),
    look={"rate": "step length"},
)


def _centered_step(t: int) -> float:
    """The length of centered RMSprop's step t on a constant slope, at rate 0.01 and alpha 0.9."""
    return 0.01 / math.sqrt(0.9**t * (1 - 0.9**t))


_WITHIN = 0.025
_SIGNS = Scene(
    Quadratic(condition=100.0),
    start=(2.5, 0.8),
    steps=1500,
    runs=(Run(Lion(lr=0.01)), Run(Lion(lr=0.01), to_zero(1500))),
)
_ALL_DECAY = with_schedule(_SIGNS, 1, to_zero(1500))


def _within(axis: int) -> int:
    return first(np.abs(path(_SIGNS).points[:, axis]) < _WITHIN)


SIGN = Lesson(
    key="sign",
    chapter="adaptive",
    scene=_SIGNS,
    outcomes=("cycling", "converged"),
    task=Choose(1),
    claims=(
        Claim("within", _WITHIN, lambda: _WITHIN),
        Claim("x_theory", 248, lambda: math.ceil((2.5 - _WITHIN) / 0.01)),
        Claim("x", 248, lambda: _within(0)),
        Claim("y_theory", 78, lambda: math.ceil((0.8 - _WITHIN) / 0.01)),
        Claim("y", 78, lambda: _within(1)),
        Claim("left", 0.01, lambda: np.abs(path(_SIGNS).points[-200:]).max()),
        Claim("decayed", 0, lambda: np.abs(path(_SIGNS, 2).points[-1]).max(), 1e-9),
    ),
    rows=(Row("x", "x_theory", "x"), Row("y", "y_theory", "y")),
    formula=r"\Delta\theta = -\eta\,\operatorname{sign}\bigl(\beta_1 m + (1 - \beta_1)\, g\bigr)",
    change=Change(_ALL_DECAY, ("converged", "converged")),
)

_DEAF = Scene(
    Rosenbrock(),
    start=(-1.2, 1.0),
    steps=200,
    runs=(Run(Rprop(lr=0.01)), Run(Rprop(lr=0.01), ExponentialLR(gamma=0.1)), sgd(0.001, ExponentialLR(gamma=0.1))),
)
_SMALLER = with_setting(_DEAF, "optimizer.lr", 0.001, 1)

RPROP = Lesson(
    key="rprop",
    chapter="adaptive",
    scene=_DEAF,
    outcomes=("descending", "settled", "frozen"),
    task=Choose(1),
    claims=(
        Claim("apart_theory", 0, lambda: 0),
        Claim("apart", 0, lambda: np.abs(path(_DEAF, 1).points - path(_DEAF, 2).points).max()),
        Claim("after", 10, lambda: 10),
        Claim("rate", 1e-12, lambda: path(_DEAF, 2).learning_rates[10]),
        Claim("smaller", 0.327, lambda: path(_SMALLER, 2).losses[-1]),
        Claim("usual", 0.267, lambda: path(_DEAF, 2).losses[-1]),
    ),
    rows=(Row("apart", "apart_theory", "apart"),),
    formula=r"\Delta_t = \Delta_{t-1} \cdot \begin{cases} 1.2 & g_t\, g_{t-1} > 0 \\ 0.5 & g_t\, g_{t-1} < 0"
    r"\end{cases}, \qquad \Delta_1 = \eta",
    change=Change(_SMALLER, ("descending", "settled", "frozen")),
)


_BLUNT = Scene(
    Quadratic(condition=10.0), start=(2.0, 1.0), steps=300, runs=(adam(10.0, beta1=0.0, eps=1000.0), sgd(0.01))
)
_SHARP = with_setting(_BLUNT, "optimizer.eps", 1.0, 0)

EPSILON = Lesson(
    key="epsilon",
    chapter="adaptive",
    scene=_BLUNT,
    outcomes=("descending", "descending"),
    task=Choose(1),
    claims=(
        Claim("hundred", 100, lambda: 100),
        Claim("same", 0.01, lambda: 10.0 / 1000.0),
        Claim("x_theory", 0.732, lambda: 2 * (1 - 0.01) ** 100),
        Claim("x", 0.733, lambda: path(_BLUNT).points[100, 0]),
        Claim("apart", 0.0033, lambda: np.abs(path(_BLUNT, 1).points - path(_BLUNT, 2).points).max()),
        Claim("wild", 10, lambda: np.abs(path(_SHARP).points[:, 0]).max(), 5),
    ),
    rows=(Row("x", "x_theory", "x"),),
    formula=r"\epsilon \gg |g|:\quad \frac{\eta\, g}{|g| + \epsilon} \approx \frac{\eta}{\epsilon}\, g",
    change=Change(_SHARP, ("restless", "descending")),
)

_LAST = 500
_FALLING = Scene(Formula(text="(x**2 + y**2)/2"), start=(1.0, 0.5), steps=2200, runs=(adam(0.01, beta2=0.99),))
_LESS_MOMENTUM = with_setting(_FALLING, "optimizer.beta1", 0.5, 0)


def _share(scene: Scene) -> float:
    """The limit over the rate, in the middle of the last steps."""
    end = path(scene)
    return float(np.median((end.limits / end.learning_rates)[-_LAST:]))


ADAM_EDGE = Lesson(
    key="adam-edge",
    chapter="adaptive",
    scene=_FALLING,
    outcomes=("restless",),
    task=Choose(1),
    claims=(
        Claim("last", _LAST, lambda: _LAST),
        Claim("begin", 1.9, lambda: path(_FALLING).limits[0]),
        Claim("share_theory", 1, lambda: 1),
        Claim("share", 1.08, lambda: _share(_FALLING)),
        Claim("met", 1_349, lambda: first(path(_FALLING).limits < 0.01)),
        Claim("factor", 38, lambda: 2 * (1 + 0.9) / (1 - 0.9), 1e-6),
        Claim("less", 0.93, lambda: _share(_LESS_MOMENTUM)),
        Claim("factor_then", 6, lambda: 2 * (1 + 0.5) / (1 - 0.5)),
    ),
    rows=(Row("share", "share_theory", "share"),),
    formula=r"\eta < \frac{2(1 + \beta_1)}{1 - \beta_1}\cdot\frac{\sqrt v}{h} = \frac{38\,\sqrt v}{h}",
    change=Change(_LESS_MOMENTUM, ("restless",)),
    look={"loss_scale": "logarithmic", "rate_scale": "logarithmic"},
)
