"""A made-up optimizer that no package publishes, as it would stand in a file of lrviz/optimizers."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range
from lrviz.optimizers.base import Decay, LearningRate, Maximize, Rule, State, Updated, WeightDecay, descent

SLOWEST = 0.5


def softened(value: Value, width: Value, ops: Arithmetic) -> Value:
    """The value on its way to its sign."""
    size = value * value
    size += width
    value /= ops.sqrt(size)
    return value


@dataclass(frozen=True)
class Wobble(Rule):
    """Steps along a softened velocity that forgets faster the more it is used.

    v ← βv + (1−β)g, θ ← θ − lr·v/√(v² + w), slower by up to a half at first. Source: made up.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1}, \quad v_t = \beta_1 v_{t-1} + (1 - \beta_1) g_t \\
        s_t &= \tfrac{1}{2} (1 + [\text{twice}]) (1 + \tanh((1 - \beta_2) t)) \\
        \theta_t &= \theta_{t-1} - \eta_t s_t \frac{v_t}{\sqrt{v_t^2 + \text{width}}}
        \end{aligned}
    """
    cycled = "beta1"
    torch_groups = {"betas": ("beta1", "beta2")}
    state_names = ("steam", "widest")
    momentum_state = "steam"
    has_moments = True

    lr: LearningRate = 1e-2
    beta1: Decay = 0.8
    beta2: Decay = 0.95
    width: Annotated[float, "Below the root of this the step shrinks.", Range(1e-6, 10.0, log=True)] = 0.1
    weight_decay: WeightDecay = 0.0
    twice: Annotated[bool, "Look ahead along the velocity."] = False
    maximize: Maximize = False

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return tuple(ops.fill(parameter, 0.0) for _ in self.state_names)

    @property
    def reach(self) -> float:
        """How far a step looks ahead."""
        return 2.0 if self.twice else 1.0

    def pace(self, step: int, ops: Arithmetic) -> Value:
        """The share of the rate that a step has."""
        return ops.each(lambda t, beta: SLOWEST + (1 - SLOWEST) * math.tanh((1 - beta) * t), step, self.beta2)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        steam, widest = state
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        steam = ops.average(steam, gradient, self.beta1)
        widest = ops.maximum(widest, ops.absolute(steam))
        move = softened(+steam, self.width, ops)
        move *= lr * self.reach * self.pace(step, ops)
        parameter -= move
        return parameter, (steam, widest)
