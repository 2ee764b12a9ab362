"""The schedules of torch that take the user's own formula in the step t: LambdaLR, MultiplicativeLR."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.formulas import parse
from lrviz.hyperparameters import HyperparameterError, Length
from lrviz.schedules.base import Absolute, Elementary, ScheduleError
from lrviz.schedules.engine.elementwise import elementwise
from lrviz.schedules.engine.recursion import Group, Moves, multiply, put
from lrviz.source import Code

Formula = Annotated[
    str,
    "Formula in the step t, such as 1 / (1 + 0.01*t); with sqrt, exp, cos, min and other functions.",
    Length(1, 1000),
]

_FAILURES = (ValueError, ArithmeticError, TypeError)


@lru_cache(maxsize=256)
def _source(formula: str) -> str:
    return parse(formula, ("t",)).to_python("math")


@lru_cache(maxsize=256)
def _function(formula: str) -> Callable[[int], Any]:
    """The exported source, compiled: it is printed from the parsed formula and holds nothing else."""
    names = {"math": math, "__builtins__": {"abs": abs, "min": min, "max": max, "float": float}}
    function: Callable[[int], Any] = eval(f"lambda t: float({_source(formula)})", names)
    return function


@lru_cache(maxsize=256)
def _function_of_steps(formula: str) -> Callable[[Integers], Floats]:
    return elementwise(_source(formula))


def _factors(owner: str, formula: str, t: Integers) -> Floats:
    """The formula's value at each step.

    Raises:
        ScheduleError: it has none, or an infinite one.
    """
    try:
        values = _function_of_steps(formula)(t)
    except _FAILURES:
        return _one_by_one(owner, formula, t)
    return values if np.isfinite(values).all() else _one_by_one(owner, formula, t)


def _one_by_one(owner: str, formula: str, t: Integers) -> Floats:
    """`_factors`, as Python gives them for each step, up to the first that has none."""
    function, factors = _function(formula), []
    step = 0
    try:
        for step in t.tolist():
            factors.append(function(step))
    except _FAILURES as error:
        raise ScheduleError(f"{owner}.formula must give a number at every step, got at step {step}: {error}") from None
    values = np.array(factors, dtype=float)
    if not np.isfinite(values).all():
        first = int(np.argmin(np.isfinite(values)))
        raise ScheduleError(
            f"{owner}.formula must be finite at every step, got {values[first]} at step {int(t[first])}"
        )
    return values


def _short(formula: str) -> str:
    return formula if len(formula) <= 40 else formula[:39] + "…"


@dataclass(frozen=True)
class _OfFormula(Elementary, abstract=True):
    """What both schedules of a formula share: what each multiplies the rate by is the user's."""

    falls = False
    sign: ClassVar[str]
    base: ClassVar[str]

    formula: Formula

    def check(self) -> None:
        _source(self.formula)

    def factors(self, t: Integers) -> Floats:
        """The formula's value at each step."""
        return _factors(type(self).__name__, self.formula, t)

    def torch_code(self, lr: float) -> Code:
        docstring = f'"""What the {self.base} rate is multiplied by at step t."""'
        definition = f"def factor(t):\n    {docstring}\n    return {_source(self.formula)}"
        return Code(f"{self.torch_name}(optimizer, factor)", (definition,))

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return True

    @property
    def label(self) -> str:
        return f"{self.sign} {_short(self.formula)}"


@dataclass(frozen=True)
class LambdaLR(_OfFormula, Absolute):
    """Multiplies the optimizer's rate by your own formula of the step.

    lr(t) = b·f(t). Source: torch.optim.lr_scheduler.LambdaLR.
    """

    title = "LambdaLR"
    torch_name = "torch.optim.lr_scheduler.LambdaLR"
    sign = "×"
    base = "optimizer's"

    formula: Formula = "1 / (1 + 0.01*t)"

    def check(self) -> None:
        super().check()
        try:
            self.factors(np.arange(1))
        except ScheduleError as error:
            raise HyperparameterError(str(error)) from None

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return put(base * self.factors(t))


@dataclass(frozen=True)
class MultiplicativeLR(_OfFormula):
    """Multiplies the last rate by your own formula of the step.

    lr(t) = b·∏ f(i), i = 1 … t. Source: torch.optim.lr_scheduler.MultiplicativeLR.
    """

    title = "MultiplicativeLR"
    torch_name = "torch.optim.lr_scheduler.MultiplicativeLR"
    sign = "∏"
    base = "last"

    formula: Formula = "0.995"

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return multiply(self.factors(t))

    def again(self, base: float, group: Group) -> Moves:
        return self.moves(np.arange(1), base, group)
