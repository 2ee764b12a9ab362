"""The essentials, lessons 1 to 3: too large, too small, momentum."""

import math

import numpy as np

from lrviz.lessons.claim import Claim, numbered
from lrviz.lessons.lesson import Change, Lesson, Row
from lrviz.lessons.measuring import arrival, distances, path, sharpness, stable_up_to
from lrviz.lessons.scenes import bowl, sgd
from lrviz.lessons.task import Choose
from lrviz.sweeps import with_setting

NEAR = 1e-6
"""How near counts as there, in lessons that count steps."""

_RATES = bowl(25.0, (1.0, 1.0), 250, sgd(0.0792), sgd(0.08), sgd(0.0808))
_ONE_STEP = with_setting(_RATES, "optimizer.lr", 0.04, 2)

BLOWS_UP = Lesson(
    key="blows-up",
    chapter="essentials",
    scene=_RATES,
    outcomes=("descending", "cycling", "diverged"),
    task=Choose(1),
    claims=(
        Claim("curvature", 25, lambda: sharpness(_RATES, (0.0, 0.0))),
        Claim("limit", 0.08, lambda: 2 / sharpness(_RATES, (0.0, 0.0))),
        *numbered("factor", (-0.98, -1, -1.02), lambda run: np.divide(*path(_RATES, run).points[[1, 0], 1])),
        Claim("low_theory", 0.0064, lambda: abs(1 - 0.0792 * 25) ** 250),
        Claim("low", 0.0064, lambda: abs(path(_RATES, 1).points[-1, 1])),
        Claim("high_theory", 141, lambda: abs(1 - 0.0808 * 25) ** 250),
        Claim("high", 141, lambda: abs(path(_RATES, 3).points[-1, 1])),
        Claim("solved", 0, lambda: path(_ONE_STEP, 3).points[1, 1]),
    ),
    rows=(Row("low", "low_theory", "low"), Row("high", "high_theory", "high")),
    formula=r"y_{t+1} = (1 - \eta h)\,y_t, \qquad |1 - \eta h| < 1 \iff \eta < \frac{2}{h}",
    change=Change(_ONE_STEP, ("descending", "cycling", "converged")),
)

_SMALL = bowl(25.0, (1.0, 1.0), 200, sgd(0.001), sgd(0.01), sgd(0.04), sgd(0.0769))
_LONG = 15_000
_TOO_FAR = with_setting(_SMALL, "optimizer.lr", 0.08, 3)

TOO_SMALL = Lesson(
    key="too-small",
    chapter="essentials",
    scene=_SMALL,
    outcomes=("descending", "descending", "converged", "converged"),
    task=Choose(2),
    claims=(
        Claim("near", NEAR, lambda: NEAR),
        Claim("about", 14_000, lambda: arrival(_SMALL, 1, NEAR, _LONG), 200),
        *numbered("steps", (13_809, 1_375, 339, 177), lambda run: arrival(_SMALL, run, NEAR, _LONG)),
        Claim("steps_1_theory", 13_809, lambda: math.ceil(math.log(NEAR) / math.log(1 - 0.001))),
        Claim("factor_theory", 0.923, lambda: (25 - 1) / (25 + 1)),
        Claim("factor", 0.923, lambda: np.divide(*path(_SMALL, 4).points[[-1, -2], 0])),
        Claim("best_rate", 0.0769, lambda: 2 / (25 + 1)),
        Claim("never", 1, lambda: abs(path(_TOO_FAR, 4).points[-1, 1])),
    ),
    rows=(Row("steps", "steps_1_theory", "steps_1"), Row("factor", "factor_theory", "factor")),
    formula=r"\eta^* = \frac{2}{L + \mu}, \qquad \text{factor a step} = \frac{\kappa - 1}{\kappa + 1}",
    change=Change(_TOO_FAR, ("descending", "descending", "converged", "cycling")),
    look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
)

_HEAVY = bowl(25.0, (1.0, 1.0), 200, sgd(0.0769), sgd(0.1111, momentum=0.4444), sgd(0.04, momentum=0.9))
_DAMPED = with_setting(_HEAVY, "optimizer.momentum", 0.64, 2)

MOMENTUM = Lesson(
    key="momentum",
    chapter="essentials",
    scene=_HEAVY,
    outcomes=("converged", "converged", "converged"),
    task=Choose(1),
    claims=(
        Claim("near", NEAR, lambda: NEAR),
        *numbered("steps", (177, 45, 214), lambda run: arrival(_HEAVY, run, NEAR, 400)),
        Claim("factor_theory", 0.667, lambda: (5 - 1) / (5 + 1)),
        Claim("factor", 0.666, lambda: np.divide(*distances(_HEAVY, 2)[[200, 150]]) ** (1 / 50)),
        Claim("limit_theory", 0.152, lambda: 2 * (1 + 0.9) / 25),
        Claim("limit", 0.152, lambda: stable_up_to(_HEAVY, 3, np.arange(0.1400, 0.1600, 0.0002)), 0.0002),
        Claim("plain_limit", 0.08, lambda: 2 / 25),
        Claim("damped", 75, lambda: arrival(_DAMPED, 3, NEAR, 400)),
    ),
    rows=(Row("factor", "factor_theory", "factor"), Row("limit", "limit_theory", "limit")),
    formula=r"\beta^* = \left(\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}\right)^2, \qquad"
    r"\text{factor a step} = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \qquad \eta < \frac{2(1 + \beta)}{L}",
    change=Change(_DAMPED, ("converged", "converged", "converged")),
    look={"loss": "distance to a minimum", "loss_scale": "logarithmic"},
)
