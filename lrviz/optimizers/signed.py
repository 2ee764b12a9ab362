"""Rprop and Lion: optimizers that use only the sign of the gradient."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range, Symbol
from lrviz.optimizers.base import (
    PACKAGE_ARGUMENTS,
    Decay,
    Decouple,
    FixedDecay,
    LearningRate,
    Maximize,
    Rule,
    State,
    Updated,
    WeightDecay,
    descent,
)

StepSize = Range(0.0, 1e4, log=True, usual=(1e-9, 100.0), beyond="a size has no sign")


@dataclass(frozen=True)
class Rprop(Rule):
    """Keeps a step size per coordinate that grows while the gradient keeps its sign and shrinks when it turns.

    Only the sign of the gradient counts. The schedule's first rate is the first step size; later rates are ignored.
    Source: torch.optim.Rprop; Riedmiller & Braun 1993 (the form that forgets a gradient that turned).
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad h_t = \begin{cases} 0 & g_t h_{t-1} < 0 \\ g_t & \text{otherwise}
            \end{cases} \\
        \Delta_0 &= \eta_1, \quad \hat{\Delta}_t = \Delta_{t-1} \begin{cases} \eta_+ & g_t h_{t-1} > 0 \\
            \eta_- & g_t h_{t-1} < 0 \\ 1 & \text{otherwise} \end{cases} \\
        \Delta_t &= \min(\max(\hat{\Delta}_t, \Gamma_{\min}), \Gamma_{\max}), \quad
            \theta_t = \theta_{t-1} - \Delta_t \operatorname{sign}(h_t)
        \end{aligned}
    """

    torch_name = "torch.optim.Rprop"
    also_called = ("resilient propagation",)
    torch_groups = {"etas": ("eta_minus", "eta_plus"), "step_sizes": ("step_min", "step_max")}
    state_names = ("last gradient", "step size")
    momentum_state = None

    lr: LearningRate = 1e-2
    eta_minus: Annotated[
        float,
        "Factor of the step size after a turn.",
        Range(0.0, 1.0, low_open=True, high_open=True),
        Symbol(r"\eta_-"),
    ] = 0.5
    eta_plus: Annotated[
        float,
        "Factor of the step size otherwise.",
        Range(1.0, 10.0, low_open=True, beyond="a few steps would leave the range of floats"),
        Symbol(r"\eta_+"),
    ] = 1.2
    step_min: Annotated[float, "Smallest step size.", StepSize, Symbol(r"\Gamma_{\min}")] = 1e-6
    step_max: Annotated[float, "Largest step size.", StepSize, Symbol(r"\Gamma_{\max}")] = 50.0
    maximize: Maximize = False

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        last, size = state
        if step == 1:
            size = ops.fill(parameter, lr)
        if self.maximize:
            gradient = -gradient
        agreement = ops.sign(gradient * last)
        factor = ops.where(agreement > 0, self.eta_plus, ops.where(agreement < 0, self.eta_minus, 1.0))
        size = ops.minimum(ops.maximum(size * factor, self.step_min), self.step_max)
        gradient = ops.where(agreement < 0, 0.0, gradient)
        parameter -= ops.sign(gradient) * size
        return parameter, (gradient, size)


@dataclass(frozen=True)
class Lion(Rule):
    """Steps by lr in the direction of the sign of a mixture of momentum and gradient.

    θ ← (1 − lr·λ)θ − lr·sign(β₁m + (1−β₁)g), m ← β₂m + (1−β₂)g.
    Source: Chen et al. 2302.06675; checked against pytorch_optimizer.Lion.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{weight\_decouple}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1} \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2) g_t, \quad \lambda_t = \begin{cases}
            \lambda & \text{fixed\_decay} \\ \eta_t \lambda & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \delta \lambda_t) \theta_{t-1} - \eta_t \operatorname{sign}(\beta_1 m_{t-1} + (1
            - \beta_1) g_t)
        \end{aligned}
    """

    torch_name = "pytorch_optimizer.Lion"
    package = "pytorch-optimizer"
    torch_groups = {"betas": ("beta1", "beta2")}
    cycled = "beta1"
    state_names = ("momentum",)
    momentum_state = "momentum"
    has_moments = True
    left_out = PACKAGE_ARGUMENTS

    lr: LearningRate = 1e-4
    beta1: Decay = 0.9
    beta2: Decay = 0.99
    weight_decay: WeightDecay = 0.0
    weight_decouple: Decouple = True
    fixed_decay: FixedDecay = False
    maximize: Maximize = False

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        (momentum,) = state
        if self.weight_decouple:
            parameter *= 1.0 - self.weight_decay * (1.0 if self.fixed_decay else lr)
        gradient = descent(gradient, parameter, 0.0 if self.weight_decouple else self.weight_decay, self.maximize, ops)
        direction = ops.sign(ops.average(+momentum, +gradient, self.beta1))
        momentum = ops.average(momentum, gradient, self.beta2)
        parameter -= lr * direction
        return parameter, (momentum,)
