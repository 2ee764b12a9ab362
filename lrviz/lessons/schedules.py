"""Schedules, lessons 39 to 43: their order, their budget, and what is guaranteed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lrviz.analysis.theory import expected_loss, last_iterate_bound
from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import distances, loss, mean_loss, path, value_at_end
from lrviz.lessons.scenes import bowl, sgd, to_zero, with_schedule
from lrviz.lessons.task import Choose, SetValue
from lrviz.objectives import Formula, Quadratic, RiverValley
from lrviz.scene import Scene
from lrviz.schedules import (
    ChebyshevSteps,
    CosineAnnealingLR,
    ExponentialLR,
    PiecewiseConstant,
    ReduceLROnPlateau,
    WarmupStableDecay,
)
from lrviz.simulate import simulate_many
from lrviz.sweeps import value_at, with_setting

_COUNT = 64
_ORDERED = Scene(
    Quadratic(condition=100.0),
    start=(1.0, 1.0),
    steps=_COUNT,
    runs=(sgd(2 / 101), sgd(0.01, ChebyshevSteps(condition=100.0, levels=6))),
)
_STEEPER = with_setting(_ORDERED, "objective.condition", 100.5)
_RATES = _ORDERED.runs[1].schedule.rates(0.01, _COUNT)
_WHISPER = 1e-6


def _sorted_end(rates: Sequence[float]) -> float:
    """How far the same rates in rising order end, with a whisper of noise."""
    steps = PiecewiseConstant(boundaries=tuple(range(1, _COUNT)), values=tuple(rate / 0.01 for rate in rates))
    shaken = with_schedule(replace(_ORDERED, noise=_WHISPER), 2, steps)
    return float(distances(shaken, 2)[-1])


def _chebyshev() -> float:
    """The worst factor left by the best 64 steps for curvatures from 1 to 100."""
    rho = (10 - 1) / (10 + 1)
    return float(2 * rho**_COUNT / (1 + rho ** (2 * _COUNT)))


ORDER = Lesson(
    key="order",
    chapter="schedules",
    scene=_ORDERED,
    outcomes=("descending", "converged"),
    task=Choose(2),
    claims=(
        Claim("limit", 0.02, lambda: 2 / 100),
        Claim("least", 0.01, lambda: _RATES.min(), 1e-4),
        Claim("most", 0.985, lambda: _RATES.max()),
        Claim("above", 32, lambda: (_RATES > 0.02).sum()),
        Claim("times", 49, lambda: _RATES.max() / 0.02),
        Claim("constant_theory", 0.278, lambda: (99 / 101) ** _COUNT),
        Claim("constant", 0.278, lambda: path(_ORDERED, 1).points[-1, 0]),
        Claim("chebyshev_theory", 5.29e-6, _chebyshev),
        Claim("chebyshev", 5.29e-6, lambda: path(_ORDERED, 2).points[-1, 0]),
        Claim("out", 97.5, lambda: np.abs(path(_ORDERED, 2).points).max()),
        Claim("whisper", _WHISPER, lambda: _WHISPER),
        Claim("rising", 1e18, lambda: _sorted_end(sorted(_RATES.tolist())), 9e17),
        Claim("steeper", 0.0234, lambda: abs(path(_STEEPER, 2).points[-1, 1])),
    ),
    rows=(Row("constant", "constant_theory", "constant"), Row("chebyshev", "chebyshev_theory", "chebyshev")),
    formula=r"\prod_t (1 - \eta_t h) = \frac{T_n\!\left(\frac{L + \mu - 2h}{L - \mu}\right)}"
    r"{T_n\!\left(\frac{L + \mu}{L - \mu}\right)}, \qquad \eta_t = \text{one over the roots}",
    change=Change(_STEEPER, ("descending", "descending")),
    look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
)

_FAR = 10.0
_PROMISED = Scene(
    Formula(text="abs(x)", x_min=-3.0, x_max=12.0, y_min=-5.0, y_max=5.0),
    start=(_FAR, 0.0),
    steps=1000,
    runs=(sgd(0.109), sgd(0.306, CosineAnnealingLR(T_max=1000)), sgd(0.315, to_zero(1000))),
)
_SHAKEN = replace(_PROMISED, noise=1.0)


def _bound(run: int, noise: float = 0.0) -> float:
    own = _PROMISED.runs[run - 1]
    rates = own.schedule.rates(own.optimizer.lr, _PROMISED.steps)
    return float(last_iterate_bound(rates, _FAR, (1 + noise**2) ** 0.5))


def _worst(run: int) -> float:
    """The largest last loss over two thousand starts that are no farther away."""
    x = np.linspace(-_FAR, _FAR, 2001)
    starts = np.stack([x, np.zeros_like(x)])
    return float(simulate_many(_PROMISED.objective, _PROMISED.runs[run - 1], starts, _PROMISED.steps).losses.max())


GUARANTEE = Lesson(
    key="guarantee",
    chapter="schedules",
    scene=_PROMISED,
    outcomes=("cycling", "settled", "settled"),
    task=Choose(2),
    claims=(
        *numbered("bound", (0.921, 0.652, 0.634), _bound),
        *numbered("worst", (0.108, 3e-6, 3.1e-4), _worst),
        Claim("shaken", 0.106, lambda: mean_loss(_SHAKEN, 1, 500)),
        Claim("shaken_line", 0.00096, lambda: mean_loss(_SHAKEN, 3, 500)),
        Claim("shaken_bound", 0.95, lambda: _bound(3, 1.0)),
    ),
    rows=tuple(Row(f"worst_{run}", f"bound_{run}", f"worst_{run}") for run in (1, 2, 3)),
    formula=r"\frac{D^2}{2\sum\eta} + \frac{G^2}{2}\left(\eta_T + \sum_{k<T} \frac{\eta_k^2}{\sum_{t>k}\eta_t}\right)",
    change=Change(_SHAKEN, ("noise_floor", "settled", "settled")),
    look={"loss_scale": "logarithmic"},
)

_SEEDS = 100
_STABLE = WarmupStableDecay(warmup_steps=0, stable_steps=1800, decay_steps=200, decay_shape="linear")
_RIVER = Scene(
    RiverValley(k=0.0),
    start=(0.5, 1.5),
    steps=2000,
    noise=1.0,
    runs=(sgd(0.15), sgd(0.15, CosineAnnealingLR(T_max=2000)), sgd(0.15, _STABLE)),
)
_BENDS = with_setting(_RIVER, "objective.k", 0.5)
_SO_FAR = replace(_RIVER, steps=1600)


def _river(run: int) -> float:
    """The last loss that theory expects: the valley's walls, and how far down the river it came."""
    own = _RIVER.runs[run - 1]
    rates = own.schedule.rates(own.optimizer.lr, _RIVER.steps)
    walls = expected_loss(rates, (10.0,), _RIVER.noise, [_RIVER.steps])[0]
    return float(walls + 0.02 * (10 - 0.5 - 0.02 * rates.sum()))


RIVER = Lesson(
    key="river",
    chapter="schedules",
    scene=_RIVER,
    outcomes=("descending", "settled", "settled"),
    task=Choose(1),
    claims=(
        Claim("seeds", _SEEDS, lambda: _SEEDS),
        Claim("so_far", 1_600, lambda: _SO_FAR.steps),
        *numbered("theory", (0.22, 0.13, 0.078), _river),
        *numbered("mean", (0.236, 0.123, 0.075), lambda run: mean_loss(_RIVER, run, _SEEDS)),
        Claim("cosine_so_far", 0.127, lambda: mean_loss(_SO_FAR, 2, _SEEDS)),
        Claim("stable_so_far", 0.222, lambda: mean_loss(_SO_FAR, 3, _SEEDS)),
        Claim("bent_cosine", 0.113, lambda: mean_loss(_BENDS, 2, _SEEDS)),
        Claim("bent_stable", 0.071, lambda: mean_loss(_BENDS, 3, _SEEDS)),
    ),
    rows=tuple(Row(f"mean_{run}", f"theory_{run}", f"mean_{run}") for run in (1, 2, 3)),
    formula=r"\text{loss} = \underbrace{\tfrac{h}{2}\,\mathbb{E} y^2}_{\text{walls: follows } \eta_t}"
    r" + \underbrace{c\,(10 - x)}_{\text{river: follows } \sum \eta_t}",
    change=Change(_BENDS, ("noise_floor", "settled", "settled")),
)

_FOOLED = bowl(10.0, (2.5, 0.8), 1000, sgd(0.05), sgd(0.05, ReduceLROnPlateau()), noise=1.0)
_PATIENT = with_setting(_FOOLED, "schedule.patience", 100, 1)


def _cuts(scene: Scene) -> np.ndarray:
    """The steps at which the rate falls."""
    rates = path(scene, 2).learning_rates
    return np.flatnonzero(np.diff(rates) < 0) + 1


FOOLED = Lesson(
    key="fooled",
    chapter="schedules",
    scene=_FOOLED,
    outcomes=("noise_floor", "frozen"),
    task=Choose(2),
    claims=(
        Claim("cuts", 7, lambda: len(_cuts(_FOOLED))),
        Claim("first_cut", 95, lambda: _cuts(_FOOLED)[0]),
        Claim("last_cut", 161, lambda: _cuts(_FOOLED)[-1]),
        Claim("apart_theory", 11, lambda: 10 + 1),
        Claim("apart", 11, lambda: np.diff(_cuts(_FOOLED)).max()),
        Claim("rate", 5e-9, lambda: path(_FOOLED, 2).learning_rates[-1]),
        Claim("loss", 0.0131, lambda: loss(_FOOLED, 2)),
        Claim("patient_cut", 185, lambda: _cuts(_PATIENT)[0]),
        Claim("patient_loss", 0.00078, lambda: loss(_PATIENT, 2)),
    ),
    rows=(Row("apart", "apart_theory", "apart"),),
    formula=r"\text{cut when } f_t \ge (1 - 10^{-4})\,\min_{s<t} f_s \text{ for more than `patience' steps in a row}",
    change=Change(_PATIENT, ("noise_floor", "settled")),
    look={"rate_scale": "logarithmic", "loss_scale": "logarithmic"},
)

_WALK = Scene(
    Formula(text="abs(x) + y**2/2", x_min=-2.0, x_max=12.0, y_min=-4.0, y_max=4.0),
    start=(_FAR, 1.0),
    steps=1000,
    runs=(sgd(0.1, ExponentialLR(gamma=0.95)),),
)
_ENOUGH = SetValue(
    path="schedule.gamma",
    run=0,
    allowed=(0.9, 1.0),
    accepted=(0.9905, 0.998),
    answer=0.995,
    solved=lambda scene: bool(abs(path(scene).points[-1, 0]) <= 0.02),
)
_STARVED, _NEVER_LESS = _ENOUGH.made(_WALK, 0.98), _ENOUGH.made(_WALK, 0.9995)

RUNS_OUT = Lesson(
    key="runs-out",
    chapter="schedules",
    scene=_WALK,
    outcomes=("frozen",),
    task=_ENOUGH,
    claims=(
        Claim("far", 10, lambda: _WALK.origin[0]),
        Claim("need", 0.99, lambda: 1 - 0.1 / 10),
        Claim("as_opened", 2, lambda: 10 - value_at_end(_WALK), 0.01),
        Claim("gamma_starved", 0.98, lambda: value_at(_STARVED, "schedule.gamma")),
        Claim("starved_theory", 5, lambda: 0.1 / (1 - 0.98)),
        Claim("starved", 5, lambda: 10 - value_at_end(_STARVED), 0.01),
        Claim("last_rate", 0.061, lambda: path(_NEVER_LESS).learning_rates[-1]),
    ),
    rows=(Row("starved", "starved_theory", "starved"),),
    formula=r"\sum_{t \ge 0} \eta\,\gamma^t = \frac{\eta}{1 - \gamma}",
    change=Change(_NEVER_LESS, ("descending",)),
)

SCHEDULES = (ORDER, GUARANTEE, RIVER, FOOLED, RUNS_OUT)
"""In the order of teaching."""
