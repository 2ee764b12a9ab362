"""The essentials, lessons 8 to 12: noise, and the schedules that answer it."""

import math
from dataclasses import replace

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import (
    diverged_at,
    expected,
    first,
    floor,
    late_loss,
    loss,
    mean_loss,
    path,
    sharpness,
    survivors,
)
from lrviz.lessons.scenes import bowl, sgd, with_schedule
from lrviz.lessons.task import Choose
from lrviz.objectives import Formula
from lrviz.scene import Scene
from lrviz.schedules import CosineAnnealingLR, ReduceLROnPlateau, StepLR, Warmup
from lrviz.sweeps import with_setting

_SEEDS = 500
_NOISY = bowl(1.0, (2.5, 0.8), 1000, sgd(0.1), sgd(0.01), noise=1.0)
_LOUDER = replace(_NOISY, noise=2.0)


def _resting(lr: float, noise: float) -> float:
    """The loss at which SGD comes to rest in a bowl of curvature 1 in two directions."""
    return 2 * lr * noise**2 / (2 * (2 - lr))


NOISE_FLOOR = Lesson(
    key="noise-floor",
    chapter="essentials",
    scene=_NOISY,
    outcomes=("noise_floor", "noise_floor"),
    task=Choose(1),
    claims=(
        Claim("seeds", 100, lambda: 100),
        *numbered("floor_theory", (0.0526, 0.00503), lambda run: _resting((0.1, 0.01)[run - 1], 1.0)),
        *numbered("floor", (0.0522, 0.00502), lambda run: floor(_NOISY, run)),
        *numbered("seed", (0.0379, 0.0017), lambda run: late_loss(_NOISY, run, 500)),
        Claim("ratio", 10.5, lambda: _resting(0.1, 1.0) / _resting(0.01, 1.0)),
        Claim("louder", 0.21, lambda: _resting(0.1, 2.0)),
    ),
    rows=(Row("floor_1", "floor_theory_1", "floor_1"), Row("floor_2", "floor_theory_2", "floor_2")),
    formula=r"\mathbb{E} f = \frac{\eta\,\sigma^2}{2(2 - \eta h)} \quad\text{in each direction of curvature } h",
    change=Change(_LOUDER, ("noise_floor", "noise_floor")),
    look={"loss_scale": "logarithmic"},
)

_DECAYS = bowl(
    1.0,
    (2.5, 0.8),
    1000,
    sgd(0.1),
    sgd(0.1, StepLR(step_size=300)),
    sgd(0.1, CosineAnnealingLR(T_max=1000)),
    noise=1.0,
)
_EARLY = with_setting(_DECAYS, "schedule.step_size", 100, 1)

DECAY = Lesson(
    key="decay",
    chapter="essentials",
    scene=_DECAYS,
    outcomes=("noise_floor", "settled", "settled"),
    task=Choose(1),
    claims=(
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        *numbered("theory", (0.0526, 0.00299, 0.00364), lambda run: expected(_DECAYS, run)),
        *numbered("mean", (0.0542, 0.003, 0.0035), lambda run: mean_loss(_DECAYS, run, _SEEDS)),
        *numbered("seed", (0.0062, 8.4e-5, 7.5e-4), lambda run: loss(_DECAYS, run)),
        Claim("least", 14, lambda: expected(_DECAYS, 1) / expected(_DECAYS, 3)),
        Claim("most", 18, lambda: expected(_DECAYS, 1) / expected(_DECAYS, 2)),
        Claim("early", 0.0092, lambda: expected(_EARLY, 2)),
    ),
    rows=tuple(Row(f"mean_{run}", f"theory_{run}", f"mean_{run}") for run in (1, 2, 3)),
    formula=r"m_{t+1} = (1 - \eta_t h)^2\, m_t + \eta_t^2 \sigma^2, \qquad \mathbb{E} f = \tfrac12 h\, m",
    change=Change(_EARLY, ("noise_floor", "settled", "settled")),
    look={"loss_scale": "logarithmic"},
)

_BUDGET = bowl(
    1.0, (2.5, 0.8), 1000, *(sgd(0.1, CosineAnnealingLR(T_max=length)) for length in (500, 1000, 2000)), noise=1.0
)
_A_QUARTER_MORE = with_setting(_BUDGET, "schedule.T_max", 1250, 2)

BUDGET = Lesson(
    key="budget",
    chapter="essentials",
    scene=_BUDGET,
    outcomes=("restless", "settled", "descending"),
    task=Choose(1),
    claims=(
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        *numbered("theory", (0.0526, 0.00364, 0.0261), lambda run: expected(_BUDGET, run)),
        *numbered("mean", (0.0542, 0.0035, 0.0271), lambda run: mean_loss(_BUDGET, run, _SEEDS)),
        Claim("last_rate", 0.1, lambda: path(_BUDGET, 1).learning_rates[-1], 1e-4),
        Claim("more", 0.00649, lambda: expected(_A_QUARTER_MORE, 3)),
    ),
    rows=tuple(Row(f"mean_{run}", f"theory_{run}", f"mean_{run}") for run in (1, 2, 3)),
    formula=r"\eta_t = \frac{\eta_0}{2}\left(1 + \cos\frac{\pi t}{T_\text{max}}\right)"
    r"\quad\text{falls until } T_\text{max} \text{ and rises again after it}",
    change=Change(_A_QUARTER_MORE, ("restless", "settled", "descending")),
    look={"loss_scale": "logarithmic"},
)

_TEN = 10
_LONG = 1300
_RATE = 1.49626
_WARM = Scene(
    Formula(text="(x*y)**2/2"),
    start=(2.0, 0.1),
    steps=400,
    noise=0.01,
    runs=(sgd(_RATE), sgd(_RATE, Warmup(steps=20)), sgd(_RATE, Warmup(steps=100))),
)
_HALF_AS_LONG = with_setting(_WARM, "schedule.steps", 50, 1)


def _survive(scene: Scene, run: int) -> int:
    return survivors(replace(scene, steps=_LONG), run, _TEN)


def _jump() -> int:
    """The step after which the loss of the third run is highest."""
    return int(np.argmax(path(_WARM, 3).losses[1:])) + 1


def _largest_curvature(x: float, y: float) -> float:
    """Of x²y²/2: of the matrix with x² and y² on the diagonal and 2xy beside it."""
    return (x**2 + y**2) / 2 + math.hypot((x**2 - y**2) / 2, 2 * x * y)


WARMUP = Lesson(
    key="warmup",
    chapter="essentials",
    scene=_WARM,
    outcomes=("diverged", "diverged", "descending"),
    task=Choose(2),
    claims=(
        Claim("limit", 0.495, lambda: path(_WARM).limits[0]),
        Claim("limit_theory", 0.495, lambda: 2 / _largest_curvature(2.0, 0.1)),
        Claim("times", 3, lambda: _RATE / path(_WARM).limits[0], 0.05),
        *numbered("died", (4, 19), lambda run: diverged_at(_WARM, run)),
        Claim("jump", 47, _jump),
        Claim("high", 0.51, lambda: path(_WARM, 3).losses.max()),
        Claim("sharp", 4.16, lambda: sharpness(_WARM, tuple(path(_WARM, 3).points[_jump() - 7]))),
        Claim("flat", 0.91, lambda: sharpness(_WARM, tuple(path(_WARM, 3).points[_jump() + 3]))),
        Claim("limit_then", 2.2, lambda: path(_WARM, 3).limits[_jump() + 3]),
        Claim("ten", _TEN, lambda: _TEN),
        *numbered("survive", (0, 3, 10), lambda run: _survive(_WARM, run)),
        Claim("survive_half", 10, lambda: _survive(_HALF_AS_LONG, 2)),
    ),
    rows=(Row("limit", "limit_theory", "limit"),),
    formula=r"\eta < \frac{2}{\lambda}, \qquad \lambda \approx x^2 + y^2"
    r"\quad\text{falls when the path jumps across the valley}",
    change=Change(_HALF_AS_LONG, ("diverged", "descending", "descending")),
)

_AT_LIMIT = bowl(
    25.0,
    (1.0, 1.0),
    200,
    sgd(0.08),
    sgd(0.08, ReduceLROnPlateau()),
    sgd(0.08, ReduceLROnPlateau(factor=0.5)),
)
_QUARTER = with_schedule(_AT_LIMIT, 2, ReduceLROnPlateau(factor=0.25))


def _cut(run: int) -> int:
    rates = path(_AT_LIMIT, run).learning_rates
    return first(rates < rates[0])


def _left(factor: float) -> float:
    """How much of x is left after 200 steps, the first 49 of them at the full rate."""
    cut: int = 49
    return float((1 - 0.08) ** cut * (1 - 0.08 * factor) ** (200 - cut))


ON_PLATEAU = Lesson(
    key="on-plateau",
    chapter="essentials",
    scene=_AT_LIMIT,
    outcomes=("cycling", "converged", "converged"),
    task=Choose(1),
    claims=(
        Claim("cut", 49, lambda: max(_cut(2), _cut(3))),
        Claim("rate_2", 0.008, lambda: path(_AT_LIMIT, 2).learning_rates[-1]),
        Claim("rate_3", 0.04, lambda: path(_AT_LIMIT, 3).learning_rates[-1]),
        Claim("end_2", 0.005, lambda: np.hypot(*path(_AT_LIMIT, 2).points[-1])),
        Claim("end_2_theory", 0.005, lambda: _left(0.1)),
        Claim("end_3", 3.5e-5, lambda: np.hypot(*path(_AT_LIMIT, 3).points[-1])),
        Claim("end_3_theory", 3.5e-5, lambda: _left(0.5)),
        Claim("new_rate", 0.02, lambda: path(_QUARTER, 2).learning_rates[-1]),
        Claim("new_end", 0.0008, lambda: np.hypot(*path(_QUARTER, 2).points[-1])),
    ),
    rows=(Row("end_2", "end_2_theory", "end_2"), Row("end_3", "end_3_theory", "end_3")),
    formula=r"\text{no loss below } (1 - \text{threshold})\cdot\text{best} \text{ for more than `patience' steps}"
    r"\;\Rightarrow\; \eta \leftarrow \text{factor}\cdot\eta",
    change=Change(_QUARTER, ("cycling", "converged", "converged")),
    look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
)
