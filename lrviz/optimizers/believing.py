"""Relatives of Adam that torch lacks: AdaBelief, Yogi and Adan."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import HyperparameterError, Range
from lrviz.optimizers.accumulated import mean_square
from lrviz.optimizers.base import (
    PACKAGE_ARGUMENTS,
    Decay,
    Decouple,
    Eps,
    FixedDecay,
    LearningRate,
    Maximize,
    Rule,
    State,
    Updated,
    WeightDecay,
    descent,
)
from lrviz.optimizers.moments import Moments


@dataclass(frozen=True)
class _Decoupling(Moments, abstract=True):
    """What AdaBelief and Yogi share."""

    package = "pytorch-optimizer"
    left_out = PACKAGE_ARGUMENTS

    weight_decouple: Decouple = True
    fixed_decay: FixedDecay = False

    @property
    def decoupled(self) -> bool:
        return self.weight_decouple

    def decayed(self, parameter: Value, gradient: Value, lr: Value, ops: Arithmetic) -> tuple[Value, Value]:
        if not self.weight_decouple:
            return parameter, descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        if ops.some(self.weight_decay != 0):
            parameter *= 1 - self.weight_decay * (1.0 if self.fixed_decay else lr)
        return parameter, -gradient if self.maximize else gradient

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        factor = super().stability_factor(step, ops)
        fixed = self.weight_decouple and self.fixed_decay
        return factor * ops.maximum(1 - self.weight_decay / 2, 0.0) if fixed else factor

    @property
    def stability_numerator(self) -> str:
        numerator = super().stability_numerator
        if not (self.weight_decouple and self.fixed_decay and self.weight_decay):
            return numerator
        return f"{numerator} * (1 - weight_decay / 2)" if self.weight_decay < 2 else "0"

    def shrinkage(self, state: State, step: int, ops: Arithmetic) -> Value:
        return 0.0 if self.fixed_decay else super().shrinkage(state, step, ops)

    def root_correction2(self, step: int, ops: Arithmetic) -> Value:
        return ops.each(lambda t, beta: math.sqrt(1.0 - beta**t), step, self.beta2)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.divisor(state[1], step, ops)


@dataclass(frozen=True)
class AdaBelief(_Decoupling):
    """Adam that divides by how far the gradient strays from its running average, not by its size.

    s ← β₂s + (1−β₂)(g − m)² + ε in the place of Adam's v. Rectified as RAdam is, and bounded as AMSGrad is, if asked.
    Source: Zhuang et al. 2010.07468; checked against pytorch_optimizer.AdaBelief.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{weight\_decouple}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1}, \quad \lambda_t = \begin{cases}
            \lambda & \text{fixed\_decay} \\ \eta_t \lambda & \text{otherwise} \end{cases} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            s_t = \beta_2 s_{t-1} + (1 - \beta_2) (g_t - m_t)^2 + \epsilon \\
        \bar{s}_t &= \max(\bar{s}_{t-1}, s_t), \quad \hat{s}_t = \begin{cases} \bar{s}_t & \text{ams\_bound} \\
            s_t & \text{otherwise} \end{cases} \\
        \rho_\infty &= \frac{2}{1 - \beta_2} - 1, \quad
            \rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
            r_t = \sqrt{(1 - \beta_2^t) \frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}{(\rho_\infty
            - 4)(\rho_\infty - 2) \rho_t}} \\
        q_t &= \begin{cases}
            \frac{r_t}{\sqrt{\hat{s}_t} + \epsilon} & \text{rectify} \text{ and } \rho_t \ge \text{n\_sma\_threshold} \\
            [\text{degenerated\_to\_sgd}] & \text{rectify} \\
            \frac{1}{\sqrt{\hat{s}_t / (1 - \beta_2^t)} + \epsilon} & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \delta \lambda_t) \theta_{t-1} - \eta_t \frac{m_t}{1 - \beta_1^t} q_t
        \end{aligned}
    """

    torch_name = "pytorch_optimizer.AdaBelief"
    state_names = ("first moment", "belief", "largest belief")

    rectify: Annotated[bool, "Hold the adaptive step back until the belief has seen enough gradients."] = False
    n_sma_threshold: Annotated[
        int,
        "With rectify: how many gradients the belief must be worth.",
        Range(4, 10**6, log=True, usual=(4, 100), beyond="below 4 the package takes the root of a negative number"),
    ] = 5
    degenerated_to_sgd: Annotated[bool, "With rectify: until then step by plain momentum, or else not at all."] = True
    ams_bound: Annotated[bool, "Divide by the largest belief so far."] = False
    eps: Eps = 1e-16

    def check(self) -> None:
        if self.rectify and self.n_sma_threshold == 4 and _limit(self.beta2) == 4:
            raise HyperparameterError(
                f"AdaBelief.n_sma_threshold must be above 4 with beta2 {self.beta2!r}, "
                "where the package would divide by 0, got 4"
            )

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, belief, largest = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        first = ops.average(first, +gradient, self.beta1)
        belief = mean_square(belief, gradient - first, self.beta2)
        belief += self.eps
        if self.ams_bound:
            largest = ops.maximum(largest, belief)
        divisor = largest if self.ams_bound else belief
        stepped = self.rectified if self.rectify else self.stepped
        return stepped(parameter, first, divisor, lr, step, ops), (first, belief, largest)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return self.state_names if self.ams_bound else self.state_names[:2]

    def rectified(self, parameter: Value, first: Value, belief: Value, lr: Value, step: int, ops: Arithmetic) -> Value:
        """The parameter after a step that is adaptive only where the belief has seen enough."""
        factor = self.rectification(step, ops)
        adaptive = factor >= 0
        plain = 1.0 if self.degenerated_to_sgd else 0.0
        moved = lr * ops.where(adaptive, factor, plain) / ops.bias_correction(self.beta1, step) * first
        if ops.some(adaptive):
            moved = ops.where(adaptive, moved / (ops.sqrt(belief) + self.eps), moved)
        parameter -= moved
        return parameter

    def rectification(self, step: int, ops: Arithmetic) -> Value:
        """The factor of the adaptive step, −1 while the step is not adaptive."""
        return ops.each(_rectification, step, self.beta2, self.n_sma_threshold)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        belief = state[2] if self.ams_bound else state[1]
        if not self.rectify:
            return self.divisor(belief, step, ops)
        factor = self.rectification(step, ops)
        correction = ops.bias_correction(self.beta1, step)
        early = correction if self.degenerated_to_sgd else math.inf
        adaptive = (ops.sqrt(belief) + self.eps) * correction / ops.where(factor > 0, factor, 1.0)
        return ops.where(factor > 0, adaptive, ops.where(factor < 0, early, math.inf))


def _limit(beta2: float) -> float:
    """How many gradients a belief is worth in the end."""
    return 2.0 / (1.0 - beta2) - 1.0


def _rectification(step: int, beta2: float, threshold: int) -> float:
    limit = _limit(beta2)
    kept = beta2**step
    length = limit - 2 * step * kept / (1.0 - kept)
    if length < threshold:
        return -1.0
    share = (1.0 - kept) * (length - 4) / (limit - 4) * (length - 2) / length * limit / (limit - 2)
    return math.sqrt(share)


@dataclass(frozen=True)
class Yogi(_Decoupling):
    """Adam whose second moment moves by at most the squared gradient, so that it forgets slowly.

    v ← v − (1−β₂)·sign(v − g²)·g².
    Source: Zaheer et al. 2018; checked against pytorch_optimizer.Yogi.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{weight\_decouple}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1}, \quad \lambda_t = \begin{cases}
            \lambda & \text{fixed\_decay} \\ \eta_t \lambda & \text{otherwise} \end{cases} \\
        m_0 &= \text{initial\_accumulator}, \quad m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        v_0 &= \text{initial\_accumulator}, \quad
            v_t = v_{t-1} - (1 - \beta_2) \operatorname{sign}(v_{t-1} - g_t^2) g_t^2 \\
        \theta_t &= (1 - \delta \lambda_t) \theta_{t-1} - \frac{\eta_t}{1 - \beta_1^t}
            \cdot \frac{m_t}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon}
        \end{aligned}
    """

    torch_name = "pytorch_optimizer.Yogi"

    lr: LearningRate = 1e-2
    eps: Eps = 1e-3
    initial_accumulator: Annotated[
        float,
        "What both moments start at.",
        Range(0.0, 1e3, log=True, usual=(1e-9, 1.0), beyond="a mean of squares has no sign"),
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

    latex = r"""
        \begin{aligned}
        G_t &= \nabla f(\theta_{t-1}), \quad g_t = G_t \begin{cases} 1 & \text{max\_grad\_norm} = 0 \\
            \min\left(1, \frac{\text{max\_grad\_norm}}{\lVert G_t \rVert + \epsilon}\right)
            & \text{otherwise} \end{cases} \\
        \Delta_1 &= 0, \quad \Delta_t = g_t - g_{t-1}, \quad m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        d_t &= \beta_2 d_{t-1} + (1 - \beta_2) \Delta_t, \quad
            v_t = \beta_3 v_{t-1} + (1 - \beta_3) (g_t + \beta_2 \Delta_t)^2 \\
        u_t &= \frac{\eta_t}{\sqrt{v_t / (1 - \beta_3^t)} + \epsilon} \left(\frac{m_t}{1 - \beta_1^t}
            + \beta_2 \frac{d_t}{1 - \beta_2^t}\right) \\
        \theta_t &= \begin{cases} (1 - \eta_t \lambda) \theta_{t-1} - u_t & \text{weight\_decouple} \\
            \frac{\theta_{t-1} - u_t}{1 + \eta_t \lambda} & \text{otherwise} \end{cases}
        \end{aligned}
    """

    torch_name = "pytorch_optimizer.Adan"
    package = "pytorch-optimizer"
    torch_groups = {"betas": ("beta1", "beta2", "beta3")}
    cycled = "beta1"
    state_names = ("first moment", "second moment", "mean difference", "last gradient")
    momentum_state = "first moment"
    has_moments = True
    scales_gradient = True
    zero_branches = ("weight_decay", "max_grad_norm")
    left_out = PACKAGE_ARGUMENTS

    lr: LearningRate = 1e-3
    beta1: Decay = 0.98
    beta2: Decay = 0.92
    beta3: Decay = 0.99
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    weight_decouple: Annotated[bool, "Shrink the parameter before the step; otherwise divide it after."] = False
    max_grad_norm: Annotated[
        float,
        "Larger gradients are scaled down to this norm, which the package measures in 32 bits; 0 lets all pass.",
        Range(0.0, 1e6, log=True, usual=(1e-3, 100.0)),
    ] = 0.0
    maximize: Maximize = False

    def gradient_share(self, norm: Value, ops: Arithmetic) -> Value:
        if not ops.some(self.max_grad_norm != 0):
            return 1.0
        norm = ops.single(norm)
        norm = ops.single(ops.sqrt(ops.single(norm * norm)))
        norm = ops.single(norm + ops.single(self.eps))
        return ops.minimum(ops.single(ops.single(1.0 / norm) * ops.single(self.max_grad_norm)), 1.0)

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
        return ops.each(lambda t, beta: math.sqrt(1.0 - beta**t), step, self.beta3)
