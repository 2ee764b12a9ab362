"""Adagrad, Adadelta and RMSprop: optimizers that divide the gradient by the root of past squared gradients."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range, Symbol
from lrviz.optimizers.base import GROWS, Eps, LearningRate, Maximize, Rule, State, Updated, WeightDecay, descent


def mean_square(square: Value, value: Value, decay: Value) -> Value:
    """The running average of squares after one more value, written into it."""
    fresh = (1 - decay) * value
    fresh *= value
    square *= decay
    square += fresh
    return square


@dataclass(frozen=True)
class Adagrad(Rule):
    """Divides each step by the root of all squared gradients so far.

    s ← s + g², θ ← θ − lr / (1 + (t−1)·lr_decay) · g / (√s + ε).
    Source: torch.optim.Adagrad; Duchi et al. 2011.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        s_0 &= \tau, \quad s_t = s_{t-1} + g_t^2 \\
        \theta_t &= \theta_{t-1} - \frac{\eta_t}{1 + (t - 1) \, \text{lr\_decay}} \cdot \frac{g_t}{\sqrt{s_t}
            + \epsilon}
        \end{aligned}
    """

    torch_name = "torch.optim.Adagrad"
    state_names = ("sum of squares",)
    momentum_state = None

    lr: LearningRate = 1e-2
    lr_decay: Annotated[
        float, "The rate is divided by 1 + this for each step taken.", Range(0.0, 1e4, log=True, usual=(1e-6, 1.0))
    ] = 0.0
    weight_decay: WeightDecay = 0.0
    initial_accumulator_value: Annotated[
        float, "What the sum of squares starts at.", Range(0.0, 1e6, log=True, usual=(1e-6, 100.0)), Symbol(r"\tau")
    ] = 0.0
    eps: Eps = 1e-10
    maximize: Maximize = False

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return (ops.fill(parameter, self.initial_accumulator_value),)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        (total,) = state
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        rate = lr / (1 + (step - 1) * self.lr_decay)
        total += gradient * gradient
        denominator = ops.sqrt(total)
        denominator += self.eps
        gradient *= rate
        gradient /= denominator
        parameter -= gradient
        return parameter, (total,)

    @property
    def penalty(self) -> Value:
        return self.weight_decay

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return (ops.sqrt(state[0]) + self.eps) * (1 + (step - 1) * self.lr_decay)


@dataclass(frozen=True)
class Adadelta(Rule):
    """Sets its own step from the ratio of past moves to past gradients, so lr is only a factor.

    v ← ρv + (1−ρ)g², Δ = √(u+ε)/√(v+ε)·g, u ← ρu + (1−ρ)Δ², θ ← θ − lr·Δ.
    Source: torch.optim.Adadelta; Zeiler 1212.5701.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        v_t &= \rho v_{t-1} + (1 - \rho) g_t^2, \quad
            \Delta_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t \\
        u_t &= \rho u_{t-1} + (1 - \rho) \Delta_t^2, \quad \theta_t = \theta_{t-1} - \eta_t \Delta_t
        \end{aligned}
    """

    torch_name = "torch.optim.Adadelta"
    state_names = ("mean square gradient", "mean square move")
    momentum_state = None

    lr: LearningRate = 1.0
    rho: Annotated[float, "How much of both running averages is kept at each step.", Range(0.0, 1.0)] = 0.9
    eps: Eps = 1e-6
    weight_decay: WeightDecay = 0.0
    maximize: Maximize = False

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        square, moved = state
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        square = mean_square(square, gradient, self.rho)
        move = ops.sqrt(moved + self.eps)
        move /= ops.sqrt(square + self.eps)
        move *= gradient
        parameter -= lr * move
        return parameter, (square, mean_square(moved, move, self.rho))


@dataclass(frozen=True)
class RMSprop(Rule):
    """Divides each step by the root of a running average of squared gradients, without bias correction.

    v ← αv + (1−α)g², θ ← θ − lr·g / (√v + ε); centered takes the squared mean off v; momentum keeps a velocity.
    Source: torch.optim.RMSprop; Tieleman & Hinton 2012; Graves 1308.0850 for the centered form.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        v_t &= \alpha v_{t-1} + (1 - \alpha) g_t^2, \quad \bar{g}_t = \alpha \bar{g}_{t-1} + (1 - \alpha) g_t \\
        \hat{v}_t &= \begin{cases} v_t - \bar{g}_t^2 & \text{centered} \\ v_t & \text{otherwise}
            \end{cases}, \quad b_t = \mu b_{t-1} + \frac{g_t}{\sqrt{\hat{v}_t} + \epsilon} \\
        \theta_t &= \theta_{t-1} - \eta_t b_t
        \end{aligned}
    """

    torch_name = "torch.optim.RMSprop"
    cycled = "momentum"
    state_names = ("second moment", "mean gradient", "velocity")
    momentum_state = "velocity"

    lr: LearningRate = 1e-2
    alpha: Annotated[float, "How much of the running average is kept at each step.", Range(0.0, 1.0, beyond=GROWS)] = (
        0.99
    )
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    momentum: Annotated[
        float, "How much of the last velocity is kept.", Range(0.0, 1.0, beyond=GROWS), Symbol(r"\mu")
    ] = 0.0
    centered: Annotated[bool, "Divide by the spread of the gradient instead of its size."] = False
    maximize: Maximize = False

    def spread(self, square: Value, mean: Value, ops: Arithmetic) -> Value:
        """The denominator."""
        spread = ops.sqrt(square - mean * mean if self.centered else square)
        spread += self.eps
        return spread

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        square, mean, velocity = state
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        square = mean_square(square, gradient, self.alpha)
        if self.centered:
            mean = ops.average(mean, +gradient, self.alpha)
        spread = self.spread(square, mean, ops)
        if ops.some(self.momentum > 0):
            velocity *= self.momentum
            velocity += gradient / spread
            parameter -= lr * velocity
        else:
            gradient *= lr
            gradient /= spread
            parameter -= gradient
        return parameter, (square, mean, velocity)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        kept = (True, self.centered, self.momentum > 0)
        return tuple(name for name, is_kept in zip(self.state_names, kept, strict=True) if is_kept)

    @property
    def penalty(self) -> Value:
        return self.weight_decay

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.spread(state[0], state[1], ops)

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        return 2 + 2 * self.momentum

    @property
    def stability_numerator(self) -> str:
        return "2 + 2 * momentum" if self.momentum else "2"
