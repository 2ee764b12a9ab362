"""Schedule-free optimizers, which average their iterates instead of decaying the learning rate."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Means, Range, Symbol, Unit
from lrviz.optimizers.accumulated import mean_square
from lrviz.optimizers.base import NONE, Decay, Eps, LearningRate, Rule, State, Updated, WeightDecay

Momentum = Annotated[
    float,
    "Weight of the average in the point where gradients are taken.",
    Range(0.0, 1.0, low_open=True, high_open=True, beyond="the package divides by it, and at 1 only averages"),
]
WarmupSteps = Annotated[
    int,
    "Steps over which the rate rises to lr.",
    Range(0, 100_000, usual=(0, 1000), beyond=NONE),
    Unit("steps"),
    Means("warmup"),
    Symbol("W"),
]
_POWER = Range(0.0, 10.0, beyond="lower ones weigh the first steps most, higher ones the last alone")
Power = Annotated[float, "The average weighs step t by t to this power.", _POWER]
RatePower = Annotated[float, "The average weighs a step by the largest rate so far to this power.", _POWER, Symbol("p")]


@dataclass(frozen=True)
class _ScheduleFree(Rule, abstract=True):
    """What both share: the base sequence z, the average x, and the parameter y between them."""

    package = "schedulefree"
    momentum_state = None
    needs_train = True

    def blended(
        self, parameter: Value, direction: Value, state: State, lr: Value, step: int, ops: Arithmetic
    ) -> tuple[Value, State]:
        """The new y and (z, largest rate, sum of weights) after a step along `direction`."""
        base, largest, total = state
        largest = ops.maximum(lr, largest)
        weight = self._weight(largest, step, ops)
        total = total + weight
        share = weight / ops.where(total == 0, 1.0, total)
        parameter = ops.lerp(parameter, base, share)
        parameter += lr * (self.blend * (1 - share) - 1) * direction
        base -= lr * direction
        return parameter, (base, largest, total)

    def averaging(self, state: State, step: int, ops: Arithmetic) -> Value:
        """What the averaging, and the optimizer's own warmup, divide the direction by."""
        share = self._weight(state[1], step, ops) / ops.where(state[2] == 0, 1.0, state[2])
        slowed = ((1 - self.blend) * (2 - share) + self.blend * share) / (2 - share)
        return 1 / (slowed * self.warmed(1.0, step, ops))

    def _weight(self, largest: Value, step: int, ops: Arithmetic) -> Value:
        return ops.each(lambda t, r: float(t) ** r, step, self.r) * ops.power(largest, self.weight_lr_power)

    def warmed(self, lr: Value, step: int, ops: Arithmetic) -> Value:
        """The rate after the optimizer's own warmup."""
        return lr * ops.each(lambda t, n: t / n if t - 1 < n else 1.0, step, self.warmup_steps)

    lr: LearningRate = 1e-3
    weight_decay: WeightDecay = 0.0
    warmup_steps: WarmupSteps = 0
    r: Power = 0.0
    weight_lr_power: RatePower = 2.0

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return tuple(name for name in self.state_names if name not in ("largest rate", "sum of weights"))

    @property
    def blend(self) -> Value:
        """Weight of the average in y."""
        return 0.0


@dataclass(frozen=True)
class ScheduleFreeSGD(_ScheduleFree):
    """Gradient descent that needs no schedule: it averages its iterates as it goes.

    z ← z − lr·g(y), x ← (1−c)x + cz, y = (1−β)z + βx. The path drawn is y, where torch's parameter is while training;
    `optimizer.eval()` moves it to x = y + (1 − 1/β)(z − y).
    Source: Defazio et al. 2405.15682; checked against schedulefree.SGDScheduleFree.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1}, \quad
            \gamma_t = \eta_t \min\left(1, \frac{t}{W}\right), \quad \rho_t = \max(\rho_{t-1}, \gamma_t) \\
        z_0 &= \theta_0, \quad z_t = z_{t-1} - \gamma_t g_t, \quad w_t = t^r \rho_t^p, \quad
            c_t = \frac{w_t}{\sum_{i=1}^{t} w_i} \\
        x_0 &= \theta_0, \quad x_t = (1 - c_t) x_{t-1} + c_t z_t, \quad \theta_t = (1 - \beta) z_t + \beta x_t
        \end{aligned}
    """

    torch_name = "schedulefree.SGDScheduleFree"
    also_called = ("Schedule-Free SGD",)
    cycled = "momentum"
    state_names = ("base sequence z", "largest rate", "sum of weights")

    lr: LearningRate = 1.0
    momentum: Annotated[Momentum, Symbol(r"\beta")] = 0.9

    @property
    def blend(self) -> Value:
        return self.momentum

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return +parameter, ops.fill(parameter, -1.0), ops.fill(parameter, 0.0)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        lr = self.warmed(lr, step, ops)
        if ops.some(self.weight_decay != 0):
            gradient = gradient + self.weight_decay * parameter
        return self.blended(parameter, gradient, state, lr, step, ops)

    @property
    def penalty(self) -> Value:
        return self.weight_decay

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.averaging(state, step, ops)


@dataclass(frozen=True)
class ScheduleFreeAdamW(_ScheduleFree):
    """AdamW that needs no schedule: it averages its iterates in the place of a first moment.

    As Schedule-Free SGD, along g / (√v̂ + ε) + λy. The path drawn is y, where torch's parameter is while training.
    Source: Defazio et al. 2405.15682; checked against schedulefree.AdamWScheduleFree.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            d_t = \frac{g_t}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon} + \lambda \theta_{t-1} \\
        \gamma_t &= \eta_t \min\left(1, \frac{t}{W}\right), \quad \rho_t = \max(\rho_{t-1}, \gamma_t), \quad
            w_t = t^r \rho_t^p, \quad c_t = \frac{w_t}{\sum_{i=1}^{t} w_i} \\
        z_0 &= \theta_0, \quad z_t = z_{t-1} - \gamma_t d_t, \quad x_0 = \theta_0, \quad
            x_t = (1 - c_t) x_{t-1} + c_t z_t \\
        \theta_t &= (1 - \beta_1) z_t + \beta_1 x_t
        \end{aligned}
    """

    torch_name = "schedulefree.AdamWScheduleFree"
    also_called = ("Schedule-Free AdamW",)
    torch_groups = {"betas": ("beta1", "beta2")}
    cycled = "beta1"
    state_names = ("base sequence z", "largest rate", "sum of weights", "second moment")
    has_moments = True

    lr: LearningRate = 2.5e-3
    beta1: Momentum = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8

    @property
    def blend(self) -> Value:
        return self.beta1

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return +parameter, ops.fill(parameter, -1.0), ops.fill(parameter, 0.0), ops.fill(parameter, 0.0)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        *blend, second = state
        lr = self.warmed(lr, step, ops)
        second = mean_square(second, gradient, self.beta2)
        correction = ops.bias_correction(self.beta2, step)
        direction = gradient / (ops.sqrt(second / correction) + self.eps)
        if ops.some(self.weight_decay != 0):
            direction = direction + self.weight_decay * parameter
        parameter, kept = self.blended(parameter, direction, tuple(blend), lr, step, ops)
        return parameter, (*kept, second)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        correction = ops.bias_correction(self.beta2, step)
        return (ops.sqrt(state[3] / correction) + self.eps) * self.averaging(state, step, ops)

    def shrinkage(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.weight_decay / self.averaging(state, step, ops)
