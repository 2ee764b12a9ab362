"""The base classes of all optimizers: declared hyperparameters and one update rule for each coordinate."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeAlias

from lrviz.arithmetic import Arithmetic, Value
from lrviz.hyperparameters import Declared, Means, Range, Symbol, hyperparameters
from lrviz.optimizers.source import own_class
from lrviz.source import Code, call, told

State: TypeAlias = tuple[Value, ...]
Updated: TypeAlias = tuple[Value, State]
"""The new parameter and the new state."""

SIGN = "a negative one would turn the rule round"
GROWS = "above 1 what is remembered grows by itself, below 0 it swings"
NONE = "there are no fewer than none"
RATES = Range(0.0, 1e4, log=True, usual=(1e-6, 10.0), beyond=SIGN)
LearningRate = Annotated[float, "Base step size.", RATES, Means("learning-rate"), Symbol(r"\eta")]
Eps = Annotated[
    float,
    "Added to a denominator so that it is never zero.",
    Range(0.0, 1e4, log=True, usual=(1e-12, 0.1), beyond=SIGN),
    Symbol(r"\epsilon"),
]
WeightDecay = Annotated[
    float,
    "L2 penalty: this share of the parameter joins the gradient.",
    Range(0.0, 1e4, log=True, usual=(1e-6, 1.0), beyond=SIGN),
    Symbol(r"\lambda"),
]
Decay = Annotated[
    float, "How much of a running average is kept at each step.", Range(0.0, 1.0, high_open=True, beyond=GROWS)
]
Maximize = Annotated[bool, "Climb instead of descend."]
Decouple = Annotated[bool, "Shrink the parameter directly instead of adding to the gradient."]
FixedDecay = Annotated[bool, "Shrink the parameter by weight_decay itself, not by lr times it."]

SAME_NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "foreach": "handles all tensors in one call: the same numbers",
        "fused": "does a whole step in one kernel: the same numbers",
        "capturable": "lets a CUDA graph record the step: the same numbers",
        "differentiable": "lets autograd go through the step: the same numbers",
    }
)
"""Arguments of torch's classes that choose how a step is computed, not what it is."""

PACKAGE_ARGUMENTS: Mapping[str, str] = MappingProxyType(
    {**SAME_NUMBERS, "kwargs": "switches that the class does not name: adanorm, adam_debias, cautious, use_gc"}
)
"""Arguments of pytorch-optimizer's classes that are no fields here."""


@dataclass(frozen=True)
class Optimizer(Declared, ABC, abstract=True):
    """One optimizer with its hyperparameters; the instance is what runs, what is shown and what is exported.

    The methods `begin`, `update`, `preconditioner` and `stability_factor` read their hyperparameters from `self`
    alone, by attribute, so the engine may call them with columns of hyperparameters in the place of the instance.

    Attributes:
        latex: one update as a formula, in the symbols of the fields (`Hyperparameter.symbol`): θ is the parameter, ∇f
            the gradient (of −f where `maximize` is on), ηₜ the scheduled rate, t = 1 the first step. What it defines
            for each step is 0 before the first where it says nothing else; [x] is 1 where x holds and 0 elsewhere.
        state_scaling: a sentence on how the memory grows where it is no constant for each parameter; else empty.
        torch_name: the dotted name of the class that this one is, in torch or in its reference package; None for a rule
            that no package publishes, which is exported as a class with the rule's own source.
        torch_groups: argument of that class -> the fields that make it up, where one argument is a tuple.
        cycled: the field that a momentum-cycling schedule moves, as torch picks it; None where torch raises.
        state_names: a name for each item of the state, as the inspector shows it.
        momentum_state: which of `state_names` is the momentum vector, a decaying sum or average of the gradients; None
            without one. It counts for nothing while the field that `cycled` names is 0.
        has_moments: whether a step at a rate of 0 still goes into moments of the gradient, as with Adam's β₁ and β₂.
        package: the name under which pip installs the class.
        parameter_shape: the shape of the parameter that holds (x, y).
        sparse_gradient: whether the gradient is handed over as a sparse tensor.
        needs_closure: whether torch's `step` needs a closure that evaluates the loss and its gradient again.
        needs_train: whether torch's object refuses to step before its `train()`.
        takes_groups: whether torch's class takes groups of parameters with settings of their own.
        zero_branches: the real fields whose being 0 the rule asks for, where it has them.
        left_out: arguments of the torch class that are no fields here, each with the reason.
    """

    latex: ClassVar[str]
    state_scaling: ClassVar[str] = ""
    torch_name: ClassVar[str | None] = None
    torch_groups: ClassVar[dict[str, tuple[str, ...]]] = {}
    cycled: ClassVar[str | None] = None
    state_names: ClassVar[tuple[str, ...]] = ()
    momentum_state: ClassVar[str | None] = None
    has_moments: ClassVar[bool] = False
    package: ClassVar[str] = "torch"
    parameter_shape: ClassVar[tuple[int, ...]] = (2,)
    sparse_gradient: ClassVar[bool] = False
    needs_closure: ClassVar[bool] = False
    needs_train: ClassVar[bool] = False
    takes_groups: ClassVar[bool] = True
    zero_branches: ClassVar[tuple[str, ...]] = ("weight_decay", "momentum")
    left_out: ClassVar[Mapping[str, str]] = SAME_NUMBERS

    lr: LearningRate

    @property
    def evaluations(self) -> int:
        """How often one step may evaluate the function."""
        return 1

    @property
    def state_per_parameter(self) -> tuple[str, ...]:
        """What torch's object keeps from step to step with a number for each parameter."""
        return self.state_names

    @property
    def state_bytes(self) -> int:
        """The bytes that torch's object keeps for each parameter of a large tensor of float32, once it is at work.

        What is kept once for a whole tensor, such as the number of the step, counts for nothing; `state_scaling` says
        where this is not all.
        """
        return 4 * len(self.state_per_parameter)

    @property
    def climbs(self) -> bool:
        """Whether it goes up the function instead of down; those without a field `maximize` go down."""
        return bool(vars(self).get("maximize", False))

    @property
    def sign(self) -> float:
        """What makes of a loss the cost that the optimizer lowers: −1 where it climbs, else 1."""
        return -1.0 if self.climbs else 1.0

    def torch_arguments(self) -> dict[str, Any]:
        """The keyword arguments that build the torch object."""
        values = self.arguments()
        groups = {field: group for group in self.torch_groups.items() for field in group[1]}
        arguments: dict[str, Any] = {}
        for field, value in values.items():
            name, members = groups.get(field, (field, ()))
            arguments[name] = tuple(values[member] for member in members) if members else value
        return arguments

    def torch_code(self, parameters: str) -> Code:
        """Python that builds the torch object for an expression that gives its parameters."""
        arguments = told(self.torch_arguments(), _defaults(type(self)).torch_arguments(), ("lr",))
        if self.torch_name:
            imported = f"import {self.torch_name.split('.')[0]}"
            return Code(call(self.torch_name, parameters, arguments), (imported,), self.package)
        own = own_class(self)
        used = {name: value for name, value in arguments.items() if name in own.arguments}
        return Code(call(type(self).__name__, parameters, used), own.definitions)

    def label(self, with_lr: bool = True) -> str:
        """What a legend calls it: the class, its rate if asked, and whatever else is not at its default."""
        told = [
            _told(p.name, getattr(self, p.name))
            for p in hyperparameters(type(self))
            if (with_lr if p.name == "lr" else getattr(self, p.name) != p.default)
        ]
        return f"{type(self).__name__} {', '.join(told)}".strip()


def _defaults(kind: Any) -> Any:
    """An instance with every hyperparameter at its default."""
    return kind()


def _told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"


@dataclass(frozen=True)
class Rule(Optimizer, abstract=True):
    """A coordinate-wise optimizer: the same rule serves floats and blocks.

    Operations stand in the order of torch's `_single_tensor_*` functions, because their bits are compared.

    Attributes:
        scales_gradient: whether `gradient_share` has a say before each step.
    """

    state_names: ClassVar[tuple[str, ...]]
    momentum_state: ClassVar[str | None]
    scales_gradient: ClassVar[bool] = False

    def begin(self, parameter: Value, ops: Arithmetic) -> State:
        """The state before the first step, for a parameter at its start: new values, each of them apart.

        They are zeros unless a rule writes this itself.
        """
        return tuple(ops.fill(parameter, 0.0) for _ in self.state_names)

    @abstractmethod
    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        """One step.

        The parameter, the gradient and the state are the rule's to use up: it may write into them. lr and the
        hyperparameters are not. Branches of Python may ask for hyperparameters, and whether `step == 1`, for nothing
        else.

        Args:
            parameter: one coordinate, as a float or as what writes down what is done with it, or an array of any shape.
            gradient: of the same shape.
            state: what the last step returned.
            lr: the scheduled learning rate, a float or of the same shape.
            step: 1 for the first step.
            ops: the arithmetic for such values.

        Returns:
            The new parameter and the new state, which does not hold the parameter itself.
        """

    def gradient_share(self, norm: Value, ops: Arithmetic) -> Value:
        """What both coordinates of a gradient of this norm are multiplied by before `update` sees them."""
        return 1.0

    def preconditioner(self, state: State, step: int, ops: Arithmetic) -> Value | None:
        """What the gradient is in effect divided by, per coordinate, at the step that left this state.

        A rule whose momentum has weights that change with the step puts them in here, so that `stability_factor` need
        not know the state. None where no linear stability limit is known for this rule.
        """
        return None

    def stability_factor(self, step: int, ops: Arithmetic) -> Value:
        """Numerator of the stability limit: the largest stable lr is this over the preconditioned sharpness."""
        return 2.0

    @property
    def stability_numerator(self) -> str:
        """`stability_factor` as a formula in the fields, such as "2 + 2 * momentum"."""
        return "2"

    def shrinkage(self, state: State, step: int, ops: Arithmetic) -> Value:
        """What weight decay that stays apart from the gradient adds to the preconditioned sharpness."""
        return 0.0

    @property
    def penalty(self) -> Value:
        """The L2 weight decay that joins the gradient, and with it the curvature."""
        return 0.0

    def variant(self) -> Hashable:
        """Equal for instances whose rule takes the same branches, so that they may share one block."""
        values = vars(self)
        words, zero_branches = _branches(type(self))
        return tuple([values[name] for name in words]), tuple([values[name] != 0 for name in zero_branches])


@cache
def _branches(rule: type[Rule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that are not real numbers, and the real ones on whose being 0 a rule may branch."""
    declared = hyperparameters(rule)
    words = tuple(p.name for p in declared if p.kind is not float)
    return words, tuple(p.name for p in declared if p.name in rule.zero_branches)


def descent(gradient: Value, parameter: Value, weight_decay: Value, maximize: bool, ops: Arithmetic) -> Value:
    """The gradient after `maximize` and L2 weight decay, in torch's order."""
    if maximize:
        gradient = -gradient
    if not ops.some(weight_decay != 0):
        return gradient
    penalty = weight_decay * parameter
    penalty += gradient
    return penalty


@dataclass(frozen=True)
class TorchOptimizer(Optimizer, abstract=True):
    """An optimizer that is not coordinate-wise: the real class runs, in torch."""

    torch_name: ClassVar[str]
