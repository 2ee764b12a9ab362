"""Adam and its relatives in torch, which divide a running average of the gradient by another one of its size."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range, Symbol
from lrviz.optimizers.accumulated import mean_square
from lrviz.optimizers.base import LearningRate, State, Updated
from lrviz.optimizers.moments import Decoupled, DecoupledDecay, Moments

Amsgrad = Annotated[bool, "Divide by the largest second moment so far."]


@dataclass(frozen=True)
class _AdamRule(Moments, abstract=True):
    """The rule that Adam and AdamW share."""

    state_names = ("first moment", "second moment", "largest second moment")

    amsgrad: Amsgrad = False

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, second, largest = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        first, second = self.moments(gradient, first, second, ops)
        if self.amsgrad:
            largest = ops.maximum(largest, second)
        parameter = self.stepped(parameter, first, largest if self.amsgrad else second, lr, step, ops)
        return parameter, (first, second, largest)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return self.state_names if self.amsgrad else self.state_names[:2]

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.divisor(state[2] if self.amsgrad else state[1], step, ops)


@dataclass(frozen=True)
class Adam(_AdamRule):
    """Scales each coordinate's step by its own gradient history.

    m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − lr·m̂ / (√v̂ + ε), m̂ and v̂ corrected for their start at zero.
    Weight decay joins the gradient (L2). AMSGrad takes the largest uncorrected v.
    Source: torch.optim.Adam; Kingma & Ba 1412.6980; Reddi et al. 2018.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{decoupled\_weight\_decay}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            \bar{v}_t = \max(\bar{v}_{t-1}, v_t) \\
        \hat{m}_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat{v}_t = \frac{1}{1 - \beta_2^t} \begin{cases}
            \bar{v}_t & \text{amsgrad} \\ v_t & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \delta \eta_t \lambda) \theta_{t-1} - \eta_t \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}
        \end{aligned}
    """

    torch_name = "torch.optim.Adam"
    also_called = ("AMSGrad",)

    decoupled_weight_decay: Decoupled = False

    @property
    def decoupled(self) -> bool:
        return self.decoupled_weight_decay


@dataclass(frozen=True)
class AdamW(_AdamRule):
    """Adam with weight decay taken off the parameter itself, scaled by the scheduled rate.

    θ ← (1 − lr·λ)θ, then Adam's step.
    Source: torch.optim.AdamW; Loshchilov & Hutter 1711.05101.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            \bar{v}_t = \max(\bar{v}_{t-1}, v_t) \\
        \hat{m}_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat{v}_t = \frac{1}{1 - \beta_2^t} \begin{cases}
            \bar{v}_t & \text{amsgrad} \\ v_t & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \eta_t \lambda) \theta_{t-1} - \eta_t \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}
        \end{aligned}
    """

    torch_name = "torch.optim.AdamW"
    also_called = ("AMSGrad",)

    weight_decay: DecoupledDecay = 1e-2

    @property
    def decoupled(self) -> bool:
        return True


@dataclass(frozen=True)
class NAdam(Moments):
    """Adam with Nesterov's look-ahead and a momentum that warms up.

    μₜ = β₁(1 − ½·0.96^(tψ)); the step mixes the gradient and the first moment with μₜ and μₜ₊₁.
    Source: torch.optim.NAdam; Dozat 2016.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{decoupled\_weight\_decay}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            \hat{v}_t = \frac{v_t}{1 - \beta_2^t} \\
        \mu_t &= \beta_1 (1 - \tfrac{1}{2} \cdot 0.96^{t \psi}), \quad
            \hat{m}_t = \frac{(1 - \mu_t) g_t}{1 - \prod_{i=1}^{t} \mu_i} + \frac{\mu_{t+1} m_t}{1
            - \prod_{i=1}^{t+1} \mu_i} \\
        \theta_t &= (1 - \delta \eta_t \lambda) \theta_{t-1} - \eta_t \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}
        \end{aligned}
    """

    torch_name = "torch.optim.NAdam"
    also_called = ("Nesterov Adam",)
    state_names = ("first moment", "second moment", "product of momenta")

    lr: LearningRate = 2e-3
    momentum_decay: Annotated[
        float,
        "How fast the momentum warms up (ψ).",
        Range(0.0, 1.0, beyond="above 1 there is no warming up left"),
        Symbol(r"\psi"),
    ] = 4e-3
    decoupled_weight_decay: Decoupled = False

    @property
    def decoupled(self) -> bool:
        return self.decoupled_weight_decay

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        return ops.fill(parameter, 0.0), ops.fill(parameter, 0.0), 1.0

    def momentum_at(self, step: int, ops: Arithmetic) -> Value:
        """μ at a step."""
        return ops.each(
            lambda t, beta, decay: beta * (1.0 - 0.5 * (0.96 ** (t * decay))), step, self.beta1, self.momentum_decay
        )

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, second, product = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        mu, mu_next = self.momentum_at(step, ops), self.momentum_at(step + 1, ops)
        product = product * mu
        second = mean_square(second, gradient, self.beta2)
        denominator = ops.sqrt(second / ops.bias_correction(self.beta2, step))
        denominator += self.eps
        moved = lr * (1.0 - mu)
        moved /= 1.0 - product
        moved *= gradient
        moved /= denominator
        parameter -= moved
        first = ops.average(first, gradient, self.beta1)
        ahead = lr * mu_next
        ahead /= 1.0 - product * mu_next
        ahead *= first
        ahead /= denominator
        parameter -= ahead
        return parameter, (first, second, product)

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return self.state_names[:2]

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        product, mu, mu_next = state[2], self.momentum_at(step, ops), self.momentum_at(step + 1, ops)
        of_gradient, of_moment = (1 - mu) / (1 - product), mu_next / (1 - product * mu_next)
        denominator = ops.sqrt(state[1] / ops.bias_correction(self.beta2, step)) + self.eps
        return denominator / (of_gradient * (1 + self.beta1) + of_moment * (1 - self.beta1))

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        return 2 + 2 * self.beta1

    @property
    def stability_numerator(self) -> str:
        return "2 + 2 * beta1" if self.beta1 else "2"


@dataclass(frozen=True)
class RAdam(Moments):
    """Adam that holds its adaptive step back until the second moment has seen enough gradients.

    While ρₜ ≤ 5 the step is plain momentum; after that Adam's step times a rectification.
    Source: torch.optim.RAdam; Liu et al. 1908.03265.
    """

    latex = r"""
        \begin{aligned}
        \delta &= [\text{decoupled\_weight\_decay}], \quad
            g_t = \nabla f(\theta_{t-1}) + (1 - \delta) \lambda \theta_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            \hat{m}_t = \frac{m_t}{1 - \beta_1^t} \\
        \rho_\infty &= \frac{2}{1 - \beta_2} - 1, \quad
            \rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
            r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}} \\
        \theta_t &= (1 - \delta \eta_t \lambda) \theta_{t-1} - \eta_t \hat{m}_t \begin{cases}
            r_t \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} & \rho_t > 5 \\ 1 & \text{otherwise} \end{cases}
        \end{aligned}
    """

    torch_name = "torch.optim.RAdam"
    also_called = ("rectified Adam",)

    decoupled_weight_decay: Decoupled = False

    @property
    def decoupled(self) -> bool:
        return self.decoupled_weight_decay

    def rectification(self, step: int, ops: Arithmetic) -> Value:
        """The factor of the adaptive step, 0 while the step is not adaptive."""
        return ops.each(_rectification, step, self.beta2)

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, second = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        first, second = self.moments(gradient, first, second, ops)
        move = first / ops.bias_correction(self.beta1, step)
        move *= lr
        factor = self.rectification(step, ops)
        if ops.some(factor != 0):
            move = ops.where(factor != 0, self.adapted(move, second, factor, step, ops), move)
        parameter -= move
        return parameter, (first, second)

    def adapted(self, move: Value, second: Value, factor: Value, step: int, ops: Arithmetic) -> Value:
        """The move once the second moment is trusted."""
        adaptive = 1 / (ops.sqrt(second) + self.eps)
        adaptive *= self.root_correction2(step, ops)
        adaptive *= move
        adaptive *= factor
        return adaptive

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        plain = ops.bias_correction(self.beta1, step) + ops.fill(state[1], 0.0)
        factor = self.rectification(step, ops)
        adaptive = (ops.sqrt(state[1]) + self.eps) / (
            self.root_correction2(step, ops) * ops.where(factor != 0, factor, 1.0)
        )
        return ops.where(factor != 0, adaptive * plain, plain)


def _rectification(step: int, beta2: float) -> float:
    limit = 2 / (1 - beta2) - 1
    length = limit - 2 * step * (beta2**step) / (1 - beta2**step)
    if not length > 5.0:
        return 0.0
    return float(((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) ** 0.5)


@dataclass(frozen=True)
class Adamax(Moments):
    """Adam with the largest recent gradient in the place of the second moment.

    u ← max(β₂u, |g| + ε), θ ← θ − lr·m / ((1 − β₁ᵗ)u).
    Source: torch.optim.Adamax; Kingma & Ba 1412.6980, section 7.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}) + \lambda \theta_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            u_t = \max(\beta_2 u_{t-1}, \lvert g_t \rvert + \epsilon) \\
        \theta_t &= \theta_{t-1} - \frac{\eta_t}{1 - \beta_1^t} \cdot \frac{m_t}{u_t}
        \end{aligned}
    """

    torch_name = "torch.optim.Adamax"
    state_names = ("first moment", "infinity norm")

    lr: LearningRate = 2e-3

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        first, norm = state
        parameter, gradient = self.decayed(parameter, gradient, lr, ops)
        norm *= self.beta2
        norm = ops.maximum(norm, ops.absolute(gradient) + self.eps)
        first = ops.average(first, gradient, self.beta1)
        moved = lr / ops.bias_correction(self.beta1, step)
        moved *= first
        moved /= norm
        parameter -= moved
        return parameter, (first, norm)

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value:
        return state[1] * ops.bias_correction(self.beta1, step)
