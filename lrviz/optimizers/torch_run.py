"""Optimizers that have no update rule here, for which the real torch class runs."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lrviz.hyperparameters import Choice, Range, Symbol
from lrviz.optimizers.base import GROWS, NONE, Decay, Eps, LearningRate, Maximize, TorchOptimizer
from lrviz.optimizers.moments import DecoupledDecay

_TIME = "one step would take too long"
Tolerance = Range(0.0, 1e4, log=True, usual=(1e-12, 1e-2), beyond="below 0 it is as 0: nothing is ever small enough")
Coefficient = Range(-100.0, 100.0, usual=(-10.0, 10.0))


@dataclass(frozen=True)
class Adafactor(TorchOptimizer):
    """Adapts each step like Adam in almost no memory, and scales it by the size of the parameter.

    Here the parameter is a vector, so the second moment is not factored: v ← v + t^c (g² − v), u = g/√max(v, ε₁²),
    θ ← θ − max(ε₂, RMS(θ)) min(lr, 1/√t) u / max(1, RMS(u)/d). A step is at most lr·d
    times as long as the parameter.
    Source: torch.optim.Adafactor; Shazeer & Stern, arXiv 1804.04235.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad
            \alpha_t = \max(\epsilon_2, \operatorname{RMS}(\theta_{t-1})) \min\left(\eta_t, \frac{1}{\sqrt{t}}\right) \\
        v_t &= (1 - t^\tau) v_{t-1} + t^\tau g_t^2 \\
        r_t &= (1 - t^\tau) r_{t-1} + t^\tau \operatorname{rowmean}(g_t^2), \quad
            c_t = (1 - t^\tau) c_{t-1} + t^\tau \operatorname{colmean}(g_t^2) \\
        \hat{v}_t &= \begin{cases} v_t & \text{for a vector} \\
            \frac{r_t c_t^\top}{\max(\operatorname{mean}(r_t), \epsilon_1)} & \text{for a matrix}
            \end{cases}, \quad u_t = \frac{g_t}{\sqrt{\max(\hat{v}_t, \epsilon_1^2)}} \\
        \theta_t &= (1 - \eta_t \lambda) \theta_{t-1} - \alpha_t \frac{u_t}{\max(1, \operatorname{RMS}(u_t) / d)}
        \end{aligned}
    """

    state_scaling = (
        "A matrix keeps 4 bytes for each row and 4 for each column, next to nothing beside its own size; "
        "a vector keeps 4 for each parameter."
    )
    torch_name = "torch.optim.Adafactor"
    torch_groups: ClassVar[dict[str, tuple[str, ...]]] = {"eps": ("eps1", "eps2")}

    lr: LearningRate = 1e-2
    beta2_decay: Annotated[
        float,
        "Power of the step number by which new squared gradients lose weight.",
        Range(-100.0, 0.0, usual=(-1.0, 0.0), beyond="below it only the first gradient counts"),
        Symbol(r"\tau"),
    ] = -0.8
    eps1: Annotated[
        float | None,
        "Floor under the root of the second moment; None is the precision of the numbers.",
        Range(0.0, 1e4, log=True, usual=(1e-30, 0.1)),
        Symbol(r"\epsilon_1"),
    ] = None
    eps2: Annotated[
        float,
        "The parameter's size counts as at least this.",
        Range(0.0, 1e4, log=True, usual=(1e-6, 1.0)),
        Symbol(r"\epsilon_2"),
    ] = 1e-3
    d: Annotated[
        float, "Root mean square above which an update is scaled down.", Range(1.0, 1e6, log=True, usual=(1.0, 10.0))
    ] = 1.0
    weight_decay: DecoupledDecay = 0.0
    maximize: Maximize = False


@dataclass(frozen=True)
class LBFGS(TorchOptimizer):
    """Learns the curvature from the last gradients (quasi-Newton); one step may hold many iterations.

    θ ← θ − lr·Hg with H built from up to `history_size` pairs of parameter and gradient differences.
    With line_search_fn "strong_wolfe" and max_iter 1 it never moves unless max_eval is raised above 1: the default,
    1.25·max_iter rounded down, is spent by the first evaluation and leaves the line search none.
    The line search raises in torch at a rate of 0, and when the loss stops being finite inside it.
    Source: torch.optim.LBFGS; Liu & Nocedal 1989, Mathematical Programming 45.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad s_t = \theta_t - \theta_{t-1}, \quad y_t = g_{t+1} - g_t, \quad
            \rho_i = \frac{1}{y_i^\top s_i} \\
        H_i &= \begin{cases} I & t = 1 \\
            \frac{y_{t-1}^\top s_{t-1}}{y_{t-1}^\top y_{t-1}} I & i = \max(0, t - 1 - h) \\
            (I - \rho_i s_i y_i^\top) H_{i-1} (I - \rho_i y_i s_i^\top) + \rho_i s_i s_i^\top & \text{otherwise}
            \end{cases} \\
        a_t &= \begin{cases} \text{by line search} & \text{line\_search\_fn} = \text{strong\_wolfe} \\
            \eta_t \min\left(1, \frac{1}{\lVert g_1 \rVert_1}\right) & t = 1 \\ \eta_t & \text{otherwise} \end{cases} \\
        \theta_t &= \theta_{t-1} - a_t H_{t-1} g_t
        \end{aligned}
    """

    state_scaling = (
        "It grows by 8 bytes for each parameter and iteration until history_size pairs are kept; "
        "the last direction and the last gradient take 8 more from the start."
    )
    torch_name = "torch.optim.LBFGS"
    also_called = ("L-BFGS",)
    needs_closure = True
    takes_groups = False

    lr: LearningRate = 1.0
    max_iter: Annotated[int, "Iterations inside one step.", Range(0, 100, usual=(1, 20), beyond=_TIME)] = 20
    max_eval: Annotated[
        int | None,
        "Evaluations of the loss inside one step; None is 1.25 times max_iter.",
        Range(1, 1000, usual=(1, 25), beyond="one is always made"),
    ] = None
    tolerance_grad: Annotated[float, "A gradient below this ends the step.", Tolerance] = 1e-7
    tolerance_change: Annotated[float, "A change of loss or parameter below this ends the step.", Tolerance] = 1e-9
    history_size: Annotated[
        int, "How many pairs of differences are remembered.", Range(1, 100, log=True, beyond=_TIME), Symbol("h")
    ] = 100
    line_search_fn: Annotated[
        str | None, "How the length of a step is searched; None takes lr.", Choice(("strong_wolfe",))
    ] = None

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        pairs = ("parameter difference", "gradient difference") * self.history_size
        return ("direction", "last gradient", *pairs)

    @property
    def evaluations(self) -> int:
        return max(1, self.max_iter * 5 // 4 if self.max_eval is None else self.max_eval)


@dataclass(frozen=True)
class Muon(TorchOptimizer):
    """Makes the momentum matrix orthogonal by Newton–Schulz iterations, and steps by that.

    Here the parameter is a matrix of one row, so the update is the momentum's direction with a length of
    about 0.7 (with the default coefficients), computed in bfloat16: the direction is only good to 2 or 3 digits.
    B ← B + (1−μ)(g − B), O = NS(g + μ(B − g)), θ ← θ(1 − lr·λ) − lr·O. Source: torch.optim.Muon; Jordan et al. 2024.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad B_t = \mu B_{t-1} + (1 - \mu) g_t, \quad M_t = \begin{cases}
            (1 - \mu) g_t + \mu B_t & \text{nesterov} \\ B_t & \text{otherwise} \end{cases} \\
        X_0 &= \frac{M_t}{\max(\lVert M_t \rVert, \epsilon)}, \quad A_i = X_{i-1} X_{i-1}^\top, \quad
            X_i = a X_{i-1} + (b A_i + c A_i A_i) X_{i-1} \\
        s &= \begin{cases}
            0.2 \sqrt{\max(\text{rows}, \text{columns})} & \text{adjust\_lr\_fn} = \text{match\_rms\_adamw} \\
            \sqrt{\max(1, \text{rows} / \text{columns})} & \text{otherwise} \end{cases} \\
        \theta_t &= (1 - \eta_t \lambda) \theta_{t-1} - \eta_t s X_k
        \end{aligned}
    """

    torch_name = "torch.optim.Muon"
    torch_groups: ClassVar[dict[str, tuple[str, ...]]] = {"ns_coefficients": ("ns_a", "ns_b", "ns_c")}
    cycled = "momentum"
    parameter_shape = (1, 2)

    lr: LearningRate = 1e-3
    weight_decay: DecoupledDecay = 0.1
    momentum: Annotated[
        float, "How much of the running average of gradients is kept.", Range(0.0, 1.0, beyond=GROWS), Symbol(r"\mu")
    ] = 0.95
    nesterov: Annotated[bool, "Look ahead: mix the gradient into the average once more."] = True
    ns_a: Annotated[float, "Newton–Schulz coefficient of X.", Coefficient, Symbol("a")] = 3.4445
    ns_b: Annotated[float, "Newton–Schulz coefficient of XXᵀX.", Coefficient, Symbol("b")] = -4.775
    ns_c: Annotated[float, "Newton–Schulz coefficient of (XXᵀ)²X.", Coefficient, Symbol("c")] = 2.0315
    eps: Eps = 1e-7
    ns_steps: Annotated[int, "Newton–Schulz iterations.", Range(0, 99, usual=(0, 10), beyond=NONE), Symbol("k")] = 5
    adjust_lr_fn: Annotated[
        str | None, "How lr grows with the matrix's shape; None is original.", Choice(("original", "match_rms_adamw"))
    ] = None

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return ("running average of gradients",)


@dataclass(frozen=True)
class SparseAdam(TorchOptimizer):
    """Adam that leaves a coordinate and its moments alone while its gradient is exactly zero.

    The gradient is handed over as a sparse tensor; elsewhere m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v),
    θ ← θ − lr √(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε). Note that ε is not bias-corrected, unlike in torch's Adam.
    Source: torch.optim.SparseAdam.
    """

    latex = r"""
        \begin{aligned}
        g_t &= \nabla f(\theta_{t-1}), \quad m_t = m_{t-1} + \begin{cases} 0 & g_t = 0 \\
            (1 - \beta_1) (g_t - m_{t-1}) & \text{otherwise} \end{cases} \\
        v_t &= v_{t-1} + \begin{cases} 0 & g_t = 0 \\ (1 - \beta_2) (g_t^2 - v_{t-1}) & \text{otherwise}
            \end{cases} \\
        \theta_t &= \theta_{t-1} - \begin{cases} 0 & g_t = 0 \\
            \eta_t \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \cdot \frac{m_t}{\sqrt{v_t} + \epsilon} & \text{otherwise}
            \end{cases}
        \end{aligned}
    """

    torch_name = "torch.optim.SparseAdam"
    torch_groups: ClassVar[dict[str, tuple[str, ...]]] = {"betas": ("beta1", "beta2")}
    cycled = "beta1"
    sparse_gradient = True
    has_moments = True

    lr: Annotated[
        float, "Base step size.", Range(0.0, 1e4, log=True, low_open=True, usual=(1e-6, 10.0)), Symbol(r"\eta")
    ] = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Annotated[
        float,
        "Added to a denominator so that it is never zero.",
        Range(0.0, 1e4, log=True, low_open=True, usual=(1e-12, 0.1)),
        Symbol(r"\epsilon"),
    ] = 1e-8
    maximize: Maximize = False

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        return "first moment", "second moment"
