"""The essentials, lessons 4 to 7: a saddle, a plateau, a slope, a kink."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import arrival, first, loss, moves, path, value_at_end
from lrviz.lessons.scenes import adam, sgd, slope, to_zero
from lrviz.lessons.task import Choose
from lrviz.objectives import AbsoluteValues, BoundedSaddle, Plateau
from lrviz.optimizers import Adagrad, RMSprop
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR
from lrviz.sweeps import with_setting

_LEFT = 0.5
_RIDGE = Scene(BoundedSaddle(), start=(1.5, 1e-4), steps=200, runs=(sgd(0.1), sgd(0.1, momentum=0.9), adam(0.1)))
_NEARER = replace(_RIDGE, start=(1.5, 1e-8), steps=400)
_BALANCED = replace(_RIDGE, start=(1.5, 0.0))


def _leaving(scene: Scene, run: int) -> int:
    return first(np.abs(path(scene, run).points[:, 1]) >= _LEFT)


SADDLE = Lesson(
    key="saddle",
    chapter="essentials",
    scene=_RIDGE,
    outcomes=("converged", "converged", "converged"),
    task=Choose(2),
    claims=(
        Claim("left", _LEFT, lambda: _LEFT),
        *numbered("steps", (91, 33, 6), lambda run: _leaving(_RIDGE, run)),
        *numbered("nearer", (188, 67, 7), lambda run: _leaving(_NEARER, run)),
        Claim("nearer_start", 1e-8, lambda: _NEARER.origin[1]),
        Claim("growth_theory", 1.1, lambda: 1 + 0.1 * 1.0),
        Claim("growth", 1.1, lambda: np.divide(*path(_RIDGE).points[[11, 10], 1])),
        Claim("extra_theory", 96.6, lambda: math.log(1e4) / math.log(1.1)),
        Claim("extra", 97, lambda: _leaving(_NEARER, 1) - _leaving(_RIDGE, 1)),
        Claim("never", 0, lambda: np.abs(path(_BALANCED, 3).points[:, 1]).max()),
    ),
    rows=(Row("growth", "growth_theory", "growth"), Row("extra", "extra_theory", "extra")),
    formula=r"y_t = (1 + \eta\,|h|)^t\, y_0 \quad\Rightarrow\quad t = \frac{\log(1 / y_0)}{\log(1 + \eta\,|h|)}",
    change=Change(_BALANCED, ("stalled", "stalled", "stalled")),
)

_NEAR = 0.5
_FAR_OUT = Scene(
    Plateau(),
    start=(4.5, 3.0),
    steps=500,
    runs=(sgd(0.1), adam(0.1), Run(RMSprop(lr=0.1)), Run(Adagrad(lr=0.1))),
)
_BOLD = with_setting(_FAR_OUT, "optimizer.lr", 10.0, 0)
_SLOPE_X = 4.5 * math.exp(-(4.5**2 + 3.0**2) / 2)

PLATEAU = Lesson(
    key="plateau",
    chapter="essentials",
    scene=_FAR_OUT,
    outcomes=("stalled", "converged", "descending", "converged"),
    task=Choose(2),
    claims=(
        Claim("near", _NEAR, lambda: _NEAR),
        Claim("slope", 2.4e-6, lambda: np.hypot(*path(_FAR_OUT).gradients[0])),
        Claim("moved", 0.00012, lambda: math.dist(*path(_FAR_OUT).points[[0, -1]])),
        Claim("moved_theory", 0.00012, lambda: 0.1 * 500 * math.hypot(4.5, 3.0) * _SLOPE_X / 4.5),
        Claim("adam", 39, lambda: arrival(_FAR_OUT, 2, _NEAR)),
        Claim("rmsprop", 5, lambda: arrival(_FAR_OUT, 3, _NEAR)),
        Claim("adagrad", 100, lambda: arrival(_FAR_OUT, 4, _NEAR)),
        Claim("step_theory", 0.952, lambda: 0.1 * _SLOPE_X / (math.sqrt(1 - 0.99) * _SLOPE_X + 1e-8)),
        Claim("step", 0.952, lambda: -np.diff(path(_FAR_OUT, 3).points[:2, 0])[0]),
        Claim("bold", 0.012, lambda: math.dist(*path(_BOLD).points[[0, -1]])),
    ),
    rows=(Row("moved", "moved_theory", "moved"), Row("step", "step_theory", "step")),
    formula=r"\Delta\theta_\text{SGD} = -\eta\, g, \qquad"
    r"\Delta\theta_\text{RMSprop} = -\frac{\eta\, g}{\sqrt v + \epsilon}, \quad v \approx g^2",
    change=Change(_BOLD, ("stalled", "converged", "descending", "converged")),
)

_PLAIN = slope(1000, sgd(0.1), Run(Adagrad(lr=0.1)), Run(RMSprop(lr=0.1)), adam(0.1), reach=120.0)
_TENFOLD = with_setting(_PLAIN, "optimizer.lr", 1.0, 1)

ADAGRAD = Lesson(
    key="adagrad",
    chapter="essentials",
    scene=_PLAIN,
    outcomes=("descending", "descending", "descending", "descending"),
    task=Choose(2),
    claims=(
        Claim("sgd", 100, lambda: -value_at_end(_PLAIN, 1)),
        Claim("adagrad", 6.18, lambda: -value_at_end(_PLAIN, 2)),
        Claim("about", 6, lambda: -value_at_end(_PLAIN, 2)),
        Claim("adagrad_theory", 6.18, lambda: 0.1 * np.sum(1 / np.sqrt(np.arange(1, 1001)))),
        Claim("rmsprop", 112.4, lambda: -value_at_end(_PLAIN, 3)),
        Claim("adam", 100, lambda: -value_at_end(_PLAIN, 4)),
        Claim("adam_theory", 100, lambda: 0.1 * 1000),
        Claim("last_step", 0.0032, lambda: moves(_PLAIN, 2)[-1]),
        Claim("tenfold", 61.8, lambda: -value_at_end(_TENFOLD, 2)),
    ),
    rows=(Row("adagrad", "adagrad_theory", "adagrad"), Row("adam", "adam_theory", "adam")),
    formula=r"\Delta\theta_t = -\frac{\eta\, g}{\sqrt{\sum_{s \le t} g^2}} = -\frac{\eta}{\sqrt t}, \qquad"
    r"\sum_{t=1}^{T} \frac{\eta}{\sqrt t} \approx \eta\,(2\sqrt T - 1.46)",
    change=Change(_TENFOLD, ("descending", "descending", "descending", "descending")),
    look={"rate": "effective rate"},
)

_LAST = 50
_KINK = Scene(
    AbsoluteValues(),
    start=(2.3, -1.7),
    steps=300,
    runs=(adam(0.1), adam(0.1, CosineAnnealingLR(T_max=300)), adam(0.1, to_zero(300))),
)
_FINER = with_setting(_KINK, "optimizer.lr", 0.02, 0)


def _jumps(scene: Scene) -> float:
    return float(np.abs(path(scene).points[-_LAST:]).max())


COMES_TO_REST = Lesson(
    key="comes-to-rest",
    chapter="essentials",
    scene=_KINK,
    outcomes=("descending", "converged", "converged"),
    task=Choose(1),
    claims=(
        Claim("last", _LAST, lambda: _LAST),
        Claim("loss_1", 0.0353, lambda: loss(_KINK, 1)),
        Claim("loss_2", 8.2e-5, lambda: loss(_KINK, 2)),
        Claim("loss_3", 1.9e-4, lambda: loss(_KINK, 3)),
        Claim("lower", 430, lambda: loss(_KINK, 1) / loss(_KINK, 2), 5),
        Claim("jump_theory", 0.1, lambda: 0.1),
        Claim("jump", 0.044, lambda: _jumps(_KINK)),
        Claim("finer", 0.0096, lambda: _jumps(_FINER)),
    ),
    rows=(Row("jump", "jump_theory", "jump"),),
    formula=r"|x_{t+1} - x_t| \approx \eta_t \quad\text{however near the kink, so}\quad x_t \to 0"
    r"\;\text{needs}\; \eta_t \to 0",
    change=Change(_FINER, ("cycling", "converged", "converged")),
    look={"loss_scale": "logarithmic"},
)
