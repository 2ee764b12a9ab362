"""What Adam and its relatives share: running averages of the gradient and of its square."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Range, Symbol
from lrviz.optimizers.accumulated import mean_square
from lrviz.optimizers.base import Decay, Eps, LearningRate, Maximize, Rule, State, WeightDecay, descent

DecoupledDecay = Annotated[
    float,
    "The parameter shrinks by lr times this at each step, apart from the gradient.",
    Range(0.0, 1e4, log=True, usual=(1e-6, 1.0)),
    Symbol(r"\lambda"),
]
Decoupled = Annotated[bool, "Shrink the parameter directly, as AdamW does, instead of adding to the gradient."]


@dataclass(frozen=True)
class Moments(Rule, abstract=True):
    """What Adam's relatives share: decay, the two moments and their bias corrections."""

    torch_groups = {"betas": ("beta1", "beta2")}
    cycled = "beta1"
    state_names: ClassVar[tuple[str, ...]] = ("first moment", "second moment")
    momentum_state = "first moment"
    has_moments = True

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: WeightDecay = 0.0
    maximize: Maximize = False

    @property
    def decoupled(self) -> bool:
        """Whether weight decay shrinks the parameter directly."""
        return False

    @property
    def penalty(self) -> Value:
        return 0.0 if self.decoupled else self.weight_decay

    def decayed(self, parameter: Value, gradient: Value, lr: Value, ops: Arithmetic) -> tuple[Value, Value]:
        """Parameter and gradient after maximize and weight decay."""
        if not self.decoupled:
            return parameter, descent(gradient, parameter, self.weight_decay, self.maximize, ops)
        if ops.some(self.weight_decay != 0):
            parameter *= 1 - lr * self.weight_decay
        return parameter, -gradient if self.maximize else gradient

    def moments(self, gradient: Value, first: Value, second: Value, ops: Arithmetic) -> tuple[Value, Value]:
        """Both running averages after this gradient, which is used up."""
        second = mean_square(second, gradient, self.beta2)
        return ops.average(first, gradient, self.beta1), second

    def stepped(self, parameter: Value, first: Value, second: Value, lr: Value, step: int, ops: Arithmetic) -> Value:
        """The parameter after Adam's step with these moments."""
        denominator = ops.sqrt(second)
        denominator /= self.root_correction2(step, ops)
        denominator += self.eps
        moved = lr / ops.bias_correction(self.beta1, step)
        moved *= first
        moved /= denominator
        parameter -= moved
        return parameter

    def divisor(self, second: Value, step: int, ops: Arithmetic) -> Value:
        """What Adam's step divides the first moment by, both bias corrections included."""
        denominator = ops.sqrt(second) / self.root_correction2(step, ops) + self.eps
        return denominator * ops.bias_correction(self.beta1, step)

    def root_correction2(self, step: int, ops: Arithmetic) -> Value:
        """√(1 − β₂ᵗ)."""
        return ops.each(lambda t, beta: (1 - beta**t) ** 0.5, step, self.beta2)

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        return (2 + 2 * self.beta1) / (1 - self.beta1)

    @property
    def stability_numerator(self) -> str:
        return "(2 + 2 * beta1) / (1 - beta1)" if self.beta1 else "2"

    def shrinkage(self, state: State, step: int, ops: Arithmetic) -> Value:
        return self.weight_decay * self.stability_factor(step, ops) / 2 if self.decoupled else 0.0
