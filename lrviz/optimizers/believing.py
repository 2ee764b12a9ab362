"""Relatives of Adam that torch lacks: AdaBelief, Yogi and Adan."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range
from lrviz.optimizers.accumulated import mean_square
from lrviz.optimizers.adaptive import Moments
from lrviz.optimizers.base import Decay, Eps, LearningRate, Maximize, Rule, State, Updated, WeightDecay

Decouple = Annotated[bool, "Shrink the parameter directly instead of adding to the gradient."]


@dataclass(frozen=True)
class _Decoupling(Moments, abstract=True):
    """What AdaBelief and Yogi share."""

    package = "pytorch-optimizer"

    weight_decouple: Decouple = True

    @property
    def decoupled(self) -> bool:
        return self.weight_decouple

    def root_correction2(self, step: int, ops: Arithmetic) -> Value:
        return ops.each(lambda beta: math.sqrt(1.0 - beta**step), self.beta2)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.divisor(state[1], step, ops)


@dataclass(frozen=True)
class AdaBelief(_Decoupling):
    """Adam that divides by how far the gradient strays from its running average, not by its size.

    s ← β₂s + (1−β₂)(g − m)² + ε in the place of Adam's v.
    Source: Zhuang et al. 2010.07468; checked against pytorch_optimizer.AdaBelief.
    """

    torch_name = "pytorch_optimizer.AdaBelief"
    state_names = ("first moment", "belief")

    eps: Eps = 1e-16

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, belief = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        first = ops.average(first, +gradient, self.beta1)
        belief = mean_square(belief, gradient - first, self.beta2)
        belief += self.eps
        return self.stepped(parameter, first, belief, lr, step, ops), (first, belief)


@dataclass(frozen=True)
class Yogi(_Decoupling):
    """Adam whose second moment moves by at most the squared gradient, so that it forgets slowly.

    v ← v − (1−β₂)·sign(v − g²)·g².
    Source: Zaheer et al. 2018; checked against pytorch_optimizer.Yogi.
    """

    torch_name = "pytorch_optimizer.Yogi"

    lr: LearningRate = 1e-2
    eps: Eps = 1e-3
    initial_accumulator: Annotated[
        float, "What both moments start at.", Range(0.0, 1e3, log=True, usual=(1e-9, 1.0))
    ] = 1e-6

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return ops.fill(parameter, self.initial_accumulator), ops.fill(parameter, self.initial_accumulator)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, second = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        square = gradient * gradient
        first = ops.average(first, gradient, self.beta1)
        second -= (1.0 - self.beta2) * ops.sign(second - square) * square
        return self.stepped(parameter, first, second, lr, step, ops), (first, second)


@dataclass(frozen=True)
class Adan(Rule):
    """Adds a running average of gradient differences to Adam, a Nesterov step without a second gradient.

    Source: Xie et al. 2208.06677; checked against pytorch_optimizer.Adan (its first difference is zero).
    """

    torch_name = "pytorch_optimizer.Adan"
    package = "pytorch-optimizer"
    torch_groups = {"betas": ("beta1", "beta2", "beta3")}
    cycled = "beta1"
    decay_fields = ("beta1", "beta2")
    state_names = ("first moment", "second moment", "mean difference", "last gradient")
    momentum_state = "first moment"
    has_moments = True

    lr: LearningRate = 1e-3
    beta1: Decay = 0.98
    beta2: Decay = 0.92
    beta3: Decay = 0.99
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    weight_decouple: Annotated[bool, "Shrink the parameter before the step; otherwise divide it after."] = False
    maximize: Maximize = False

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, second, drift, last = state
        if step == 1:
            last = gradient  # the package takes it before it negates for maximize
        if self.maximize:
            gradient = -gradient
        change = gradient - last
        second = mean_square(second, change * self.beta2 + gradient, self.beta3)
        first = ops.average(first, +gradient, self.beta1)
        drift = ops.average(drift, change, self.beta2)
        denominator = ops.sqrt(second) / self.root_correction3(step, ops) + self.eps
        if self.weight_decouple:
            parameter *= 1.0 - lr * self.weight_decay
        parameter -= lr / ops.bias_correction(self.beta1, step) * first / denominator
        parameter -= lr * self.beta2 / ops.bias_correction(self.beta2, step) * drift / denominator
        if not self.weight_decouple:
            parameter /= 1.0 + lr * self.weight_decay
        return parameter, (first, second, drift, gradient)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        denominator = ops.sqrt(state[1]) / self.root_correction3(step, ops) + self.eps
        of_first = (1 - self.beta1) / (1 + self.beta1) / ops.bias_correction(self.beta1, step)
        of_drift = 2 * self.beta2 * (1 - self.beta2) / (1 + self.beta2) / ops.bias_correction(self.beta2, step)
        return denominator / (of_first + of_drift)

    def shrinkage(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.weight_decay if self.weight_decouple else -self.weight_decay

    def root_correction3(self, step: int, ops: Arithmetic) -> Value:
        """√(1 − β₃ᵗ)."""
        return ops.each(lambda beta: math.sqrt(1.0 - beta**step), self.beta3)
