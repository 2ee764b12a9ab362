"""Noise, lessons 34 to 38: what it costs, and what it is good for."""

import math
from dataclasses import replace

import numpy as np

from lrviz.analysis.theory import expected_loss
from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import expected, first, floor, mean_loss, path
from lrviz.lessons.scenes import bowl, sgd
from lrviz.lessons.task import Choose
from lrviz.objectives import BoundedSaddle
from lrviz.scene import Scene
from lrviz.schedules import InverseRoot, InverseTime, StepLR
from lrviz.sweeps import with_setting

_START = (2.5, 0.8)
_HUNDRED = 100
_SEEDS = 500

_DISGUISED = bowl(1.0, _START, 1000, sgd(0.1), sgd(0.01, momentum=0.9), sgd(0.1, momentum=0.9), noise=1.0)
_ALMOST_ALL = with_setting(_DISGUISED, "optimizer.momentum", 0.99, 1)


def _floor(lr: float, beta: float = 0.0) -> float:
    """The loss at which SGD rests under noise 1, in two directions of curvature 1."""
    return lr * (1 + beta) / ((1 - beta) * (2 * (1 + beta) - lr))


MOMENTUM_AND_NOISE = Lesson(
    key="momentum-and-noise",
    chapter="noise",
    scene=_DISGUISED,
    outcomes=("noise_floor", "noise_floor", "noise_floor"),
    task=Choose(2),
    claims=(
        Claim("seeds", _HUNDRED, lambda: _HUNDRED),
        *numbered("theory", (0.0526, 0.0501, 0.514), lambda run: _floor(*((0.1,), (0.01, 0.9), (0.1, 0.9))[run - 1])),
        *numbered("floor", (0.0522, 0.0495, 0.521), lambda run: floor(_DISGUISED, run)),
        Claim("times", 10, lambda: _floor(0.1, 0.9) / _floor(0.1), 0.5),
        Claim("almost", 0.501, lambda: _floor(0.01, 0.99)),
    ),
    rows=tuple(Row(f"floor_{run}", f"theory_{run}", f"floor_{run}") for run in (1, 2, 3)),
    formula=r"\operatorname{Var} = \frac{\eta\,\sigma^2\,(1 + \beta)}{(1 - \beta)\, h\,(2(1 + \beta) - \eta h)}"
    r" \approx \frac{\eta}{1 - \beta}\cdot\frac{\sigma^2}{2h}",
    change=Change(_ALMOST_ALL, ("noise_floor", "noise_floor", "noise_floor")),
    look={"loss_scale": "logarithmic"},
)

_DARING = bowl(1.0, _START, 1000, sgd(0.1), sgd(1.0), sgd(1.5), noise=1.0)
_CLOSER = with_setting(_DARING, "optimizer.lr", 1.9, 2)

NEAR_THE_LIMIT = Lesson(
    key="near-the-limit",
    chapter="noise",
    scene=_DARING,
    outcomes=("noise_floor", "noise_floor", "noise_floor"),
    task=Choose(2),
    claims=(
        Claim("limit", 2, lambda: path(_DARING).limits[0]),
        Claim("seeds", _HUNDRED, lambda: _HUNDRED),
        *numbered("theory", (0.0526, 1, 3), lambda run: _floor((0.1, 1.0, 1.5)[run - 1])),
        *numbered("floor", (0.0522, 1.004, 2.99), lambda run: floor(_DARING, run)),
        Claim("times", 57, lambda: _floor(1.5) / _floor(0.1)),
        Claim("closer", 19, lambda: _floor(1.9)),
    ),
    rows=tuple(Row(f"floor_{run}", f"theory_{run}", f"floor_{run}") for run in (1, 2, 3)),
    formula=r"\mathbb{E} f = \frac{\eta\,\sigma^2}{2(2 - \eta h)} \;\to\; \infty"
    r"\quad\text{as}\quad \eta \to \frac{2}{h}",
    change=Change(_CLOSER, ("noise_floor", "noise_floor", "noise_floor")),
    look={"loss_scale": "logarithmic"},
)

_ONE_OVER_T = InverseTime(decay_rate=1.0, decay_steps=1)
_VANISHING = bowl(1.0, _START, 1000, sgd(0.1), sgd(1.0, _ONE_OVER_T), sgd(1.0, InverseRoot()), noise=1.0)
_TOO_LOW = with_setting(_VANISHING, "optimizer.lr", 0.25, 1)

ONE_OVER_T = Lesson(
    key="one-over-t",
    chapter="noise",
    scene=_VANISHING,
    outcomes=("noise_floor", "settled", "descending"),
    task=Choose(1),
    claims=(
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        *numbered("theory", (0.0526, 0.001, 0.0162), lambda run: expected(_VANISHING, run)),
        *numbered("mean", (0.0542, 0.00098, 0.017), lambda run: mean_loss(_VANISHING, run, _SEEDS)),
        Claim("low", 0.079, lambda: mean_loss(_TOO_LOW, 2, _SEEDS)),
    ),
    rows=tuple(Row(f"mean_{run}", f"theory_{run}", f"mean_{run}") for run in (1, 2, 3)),
    formula=r"\eta_t = \frac{1}{h\,(t + 1)} \;\Rightarrow\; x_T = \text{mean of } T \text{ noisy guesses},\quad"
    r"\mathbb{E}\,x_T^2 = \frac{\sigma^2}{h^2\, T}",
    change=Change(_TOO_LOW, ("noise_floor", "settled", "descending")),
    look={"loss_scale": "logarithmic"},
)

_STEPS = bowl(1.0, _START, 900, sgd(0.1, StepLR(step_size=300)), noise=1.0)
_ONCE = with_setting(_STEPS, "schedule.step_size", 450, 0)


def _on_average(step: int, scene: Scene = _STEPS) -> float:
    own = scene.runs[0]
    rates = own.schedule.rates(own.optimizer.lr, scene.steps)
    return float(expected_loss(rates, (1.0, 1.0), 1.0, [step])[0])


def _measured(step: int) -> float:
    return mean_loss(replace(_STEPS, steps=step), 1, _SEEDS)


SECOND_DROP = Lesson(
    key="second-drop",
    chapter="noise",
    scene=_STEPS,
    outcomes=("descending",),
    task=Choose(1),
    claims=(
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        Claim("first", 300, lambda: 300),
        Claim("second", 600, lambda: 600),
        Claim("before_theory", 0.0526, lambda: _on_average(300)),
        Claim("between_theory", 0.00514, lambda: _on_average(600)),
        Claim("end_theory", 0.00305, lambda: _on_average(900)),
        Claim("before", 0.0554, lambda: _measured(300)),
        Claim("between", 0.0054, lambda: _measured(600)),
        Claim("end", 0.003, lambda: _measured(900)),
        Claim("fell", 10.2, lambda: _on_average(300) / _on_average(600)),
        Claim("fell_again", 1.7, lambda: _on_average(600) / _on_average(900)),
        Claim("wait", 500, lambda: 1 / (2 * 0.001)),
        Claim("floor", 0.0005, lambda: _floor(0.001)),
        Claim("once", 0.00503, lambda: _on_average(900, _ONCE), 0.0001),
    ),
    rows=tuple(Row(name, f"{name}_theory", name) for name in ("before", "between", "end")),
    formula=r"\mathbb{E} f_t = f_\infty + (f_0 - f_\infty)\,(1 - \eta h)^{2t}, \qquad"
    r"\text{time} \approx \frac{1}{2 \eta h}",
    change=Change(_ONCE, ("descending",)),
    look={"loss_scale": "logarithmic"},
)

_LEFT = 0.5
_TRIES = 50
_ON_RIDGE = Scene(BoundedSaddle(), start=(1.5, 0.0), steps=400, noise=0.01, runs=(sgd(0.1),))
_QUIETER = replace(_ON_RIDGE, noise=0.001)


def _escape(scene: Scene) -> float:
    """The mean number of steps until |y| is half, over seeds."""
    seeds = (replace(scene, seed=seed) for seed in range(_TRIES))
    return float(np.mean([first(np.abs(path(one).points[:, 1]) >= _LEFT) for one in seeds]))


NOISE_FREES = Lesson(
    key="noise-frees",
    chapter="noise",
    scene=_ON_RIDGE,
    outcomes=("noise_floor",),
    task=Choose(1),
    claims=(
        Claim("left", _LEFT, lambda: _LEFT),
        Claim("tries", _TRIES, lambda: _TRIES),
        Claim("loud", 65.7, lambda: _escape(_ON_RIDGE)),
        Claim("quiet", 90, lambda: _escape(_QUIETER)),
        Claim("more_theory", 24.2, lambda: math.log(10) / math.log(1.1)),
        Claim("more", 24.3, lambda: _escape(_QUIETER) - _escape(_ON_RIDGE)),
    ),
    rows=(Row("more", "more_theory", "more"),),
    formula=r"y_t \sim \sigma\,(1 + \eta\,|h|)^t \quad\Rightarrow\quad"
    r" t = \frac{\log(1/\sigma) + \text{const}}{\log(1 + \eta\,|h|)}",
    change=Change(_QUIETER, ("noise_floor",)),
)

NOISE = (MOMENTUM_AND_NOISE, NEAR_THE_LIMIT, ONE_OVER_T, SECOND_DROP, NOISE_FREES)
"""In the order of teaching."""
