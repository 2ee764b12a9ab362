"""Schedules that fall for ever, as 1/t or 1/√t."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import First, Range, Symbol, Unit
from lrviz.schedules.elementary import Factor
from lrviz.schedules.warmup import PositiveCount


def inverse_time(t: Any, decay_rate: float, decay_steps: int, staircase: bool) -> Any:
    u = t / decay_steps
    return 1 / (1 + decay_rate * (np.floor(u) if staircase else u))


@dataclass(frozen=True)
class InverseTime(Factor):
    """Falls as one over the step, slowly enough to reach any point and fast enough to silence noise.

    1/(1 + k·t/D), in stairs ⌊t/D⌋ if asked for. Source: Robbins and Monro 1951; Keras InverseTimeDecay.
    """

    latex = r"""
        \eta_t = \frac{\eta}{1 + k u}, \quad u = \begin{cases} \lfloor t / D \rfloor & \text{staircase} \\
            \frac{t}{D} & \text{otherwise} \end{cases}
    """

    title = "Inverse time"
    also_called = ("time-based decay", "1/t")
    factor = inverse_time
    columns = ("decay_rate", "decay_steps")
    falls = False
    label_format = "1/(1 + {self.decay_rate:g}·t/{self.decay_steps})"

    decay_rate: Annotated[
        float, "How fast the rate falls.", Range(0.0, 1e6, log=True, usual=(0.01, 100.0)), Symbol("k"), First(1.0)
    ]
    decay_steps: Annotated[int, "Steps that count as one.", PositiveCount, Unit("steps"), Symbol("D"), First(100)]
    staircase: Annotated[bool, "Fall in stairs of that many steps."] = False


def inverse_root(t: Any) -> Any:
    return 1 / np.sqrt(t + 1.0)


@dataclass(frozen=True)
class InverseRoot(Factor):
    """Falls as one over the square root of the step, the classic rate for convex problems with noise.

    1/√(t+1). Source: Nemirovski, Juditsky, Lan and Shapiro 2009.
    """

    latex = r"\eta_t = \frac{\eta}{\sqrt{t + 1}}"

    title = "1/√t"
    also_called = ("inverse square root",)
    factor = inverse_root
    falls = False
    label_format = "1/√(t+1)"
