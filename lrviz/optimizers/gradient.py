"""SGD, with momentum if wanted, and ASGD, which averages its iterates."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import HyperparameterError, Means, Range, Symbol
from lrviz.optimizers.base import GROWS, NONE, SIGN, LearningRate, Maximize, Rule, State, Updated, WeightDecay, descent

Momentum = Annotated[
    float, "How much of the last velocity is kept.", Range(0.0, 1.0, beyond=GROWS), Means("momentum"), Symbol(r"\mu")
]


@dataclass(frozen=True)
class SGD(Rule):
    """Steps against the gradient, optionally with a velocity that remembers earlier gradients.

    v ← μv + (1−d)g, θ ← θ − lr·v (Nesterov: θ ← θ − lr·(g + μv)); torch keeps lr outside the velocity.
    Source: torch.optim.SGD; Sutskever et al. 2013 for the form torch departs from.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        v_1 &= g_1, \quad v_t = \mu v_{t-1} + (1 - \tau) g_t \\
        \theta_t &= \theta_{t-1} - \eta_t \begin{cases} g_t & \mu = 0 \\ g_t + \mu v_t & \text{nesterov} \\
            v_t & \text{otherwise} \end{cases}
        \end{aligned}
    """

    torch_name = "torch.optim.SGD"
    also_called = ("gradient descent",)
    cycled = "momentum"
    state_names = ("velocity",)
    momentum_state = "velocity"

    lr: LearningRate = 1e-3
    momentum: Momentum = 0.0
    dampening: Annotated[
        float,
        "How much of each new gradient the velocity leaves out.",
        Range(0.0, 1.0, beyond="it is a share"),
        Symbol(r"\tau"),
    ] = 0.0
    weight_decay: WeightDecay = 0.0
    nesterov: Annotated[bool, "Look ahead: add the velocity to the gradient once more."] = False
    maximize: Maximize = False

    def check(self) -> None:
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise HyperparameterError(
                "SGD.nesterov needs a momentum above 0 and a dampening of 0 (torch raises as well), "
                f"got momentum {self.momentum:g} and dampening {self.dampening:g}"
            )

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        (velocity,) = state
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        if ops.some(self.momentum != 0):
            velocity = +gradient if step == 1 else self.remembered(velocity, gradient)
            gradient = gradient + self.momentum * velocity if self.nesterov else velocity
        parameter -= lr * gradient
        return parameter, (velocity,)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return self.state_names if self.momentum else ()

    def remembered(self, velocity: Value, gradient: Value) -> Value:
        """The velocity after a gradient."""
        velocity *= self.momentum
        velocity += (1 - self.dampening) * gradient
        return velocity

    @property
    def penalty(self) -> Value:
        return self.weight_decay

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return ops.fill(state[0], 1.0)

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        if self.nesterov:
            return (2 + 2 * self.momentum) / (1 + 2 * self.momentum)
        undamped = 1 - ops.where(self.momentum != 0, self.dampening, 0.0)
        return math.inf if ops.every(undamped == 0) else (2 + 2 * self.momentum) / undamped

    @property
    def stability_numerator(self) -> str:
        if self.momentum == 0:
            return "2"
        if self.nesterov:
            return "(2 + 2 * momentum) / (1 + 2 * momentum)"
        return "(2 + 2 * momentum) / (1 - dampening)" if self.dampening else "2 + 2 * momentum"


@dataclass(frozen=True)
class ASGD(Rule):
    """Gradient descent with a decaying step that also keeps the average of its late parameters.

    θ ← (1 − λη)θ − ηg, then η ← lr / (1 + λ·lr·t)^α; torch uses each η one step after the schedule gave its lr.
    Source: torch.optim.ASGD; Polyak & Juditsky 1992.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        s_t &= \begin{cases} \eta_t & t = 1 \\
            \frac{\eta_{t-1}}{(1 + \text{lambd} \, \eta_{t-1} (t-1))^\alpha} & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \text{lambd} \, s_t) \theta_{t-1} - s_t g_t \\
        \bar{\theta}_t &= \bar{\theta}_{t-1} + \frac{\theta_t - \bar{\theta}_{t-1}}{\max(1, t - 1 - t_0)}
        \end{aligned}
    """

    torch_name = "torch.optim.ASGD"
    also_called = ("averaged SGD",)
    state_names = ("average", "step size", "averaging weight")
    momentum_state = None

    lr: LearningRate = 1e-2
    lambd: Annotated[float, "How fast the step decays.", Range(0.0, 1e4, log=True, usual=(1e-6, 1.0), beyond=SIGN)] = (
        1e-4
    )
    alpha: Annotated[
        float,
        "Power of the step's decay.",
        Range(0.0, 4.0, beyond="lower ones let the step grow, higher ones end it at once"),
    ] = 0.75
    t0: Annotated[
        float, "Step at which the averaging starts.", Range(0.0, 1e9, log=True, usual=(1.0, 1e6), beyond=NONE)
    ] = 1e6
    weight_decay: WeightDecay = 0.0
    maximize: Maximize = False

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return ops.fill(parameter, 0.0), ops.fill(parameter, 0.0), ops.fill(parameter, 1.0)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        average, eta, mu = state
        if step == 1:
            eta = ops.fill(parameter, lr)
        gradient = descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        parameter *= 1 - self.lambd * eta
        parameter -= eta * gradient
        average = ops.where(mu != 1, average + (parameter - average) * mu, parameter)
        eta = ops.fill(parameter, lr / ops.power(1 + self.lambd * lr * step, self.alpha))
        mu = ops.fill(parameter, 1 / ops.maximum(1.0, step - self.t0))
        return parameter, (average, eta, mu)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return ("average",)

    @property
    def penalty(self) -> Value:
        return self.weight_decay + self.lambd

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        slowed = ops.power(1 + self.lambd * self.lr * (step - 1), self.alpha)  # a schedule's lr is not known here
        return ops.fill(state[0], slowed)
