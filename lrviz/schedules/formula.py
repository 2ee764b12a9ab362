"""The schedules of torch that take the user's own formula in the step t: LambdaLR, MultiplicativeLR."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.formulas import parse
from lrviz.hyperparameters import First, HyperparameterError, Length, Symbol
from lrviz.schedules.base import ScheduleError
from lrviz.schedules.elementary import Absolute, Elementary
from lrviz.schedules.engine.elementwise import elementwise
from lrviz.schedules.engine.recursion import Group, Moves, multiply, put
from lrviz.source import Code

Formula = Annotated[
    str,
    "Formula in the step t, such as 1 / (1 + 0.01*t); with sqrt, exp, cos, min and other functions.",
    Length(1, 1000),
    Symbol("f"),
]

_STEPS = (0.0, 1e9)
"""The steps for which a formula must stay small to be computed in plain Python."""

_FAILURES = (ValueError, ArithmeticError, TypeError)

_CAREFUL = 'over="ignore", divide="raise", invalid="raise"'
"""How numpy computes a formula: too large is infinite, and division by 0 or leaving the real numbers is an error."""


def _careful() -> np.errstate:
    return np.errstate(over="ignore", divide="raise", invalid="raise")


@lru_cache(maxsize=256)
def _is_tame(formula: str) -> bool:
    """Whether plain Python computes the formula at every step, in numbers that stay small."""
    return parse(formula, ("t",)).never_overflows(_STEPS)


@lru_cache(maxsize=256)
def _source(formula: str) -> str:
    """Python of one step t; of `np.float64(t)` where the formula may overflow, as Python's whole numbers never do."""
    return parse(formula, ("t",)).to_python("math" if _is_tame(formula) else "np")


@lru_cache(maxsize=256)
def _function(formula: str) -> Callable[[Any], Any]:
    """The exported source, compiled: it is printed from the parsed formula and holds nothing else.

    Of one step or, where the formula is not tame, also of an array of them.
    """
    known = {"abs": abs, "min": min, "max": max}
    names: dict[str, Any] = {"math": math, "np": np, "__builtins__": known}
    function: Callable[[Any], Any] = eval(f"lambda t: {_source(formula)}", names)
    return function


@lru_cache(maxsize=256)
def _function_of_steps(formula: str) -> Callable[[Integers], Floats]:
    if _is_tame(formula):
        return elementwise(_source(formula))
    function = _function(formula)
    return lambda t: np.broadcast_to(function(t.astype(float)), t.shape).astype(float)


def _factors(owner: str, formula: str, t: Integers) -> Floats:
    """The formula's value at each step.

    Raises:
        ScheduleError: it has none, or an infinite one.
    """
    try:
        with _careful():
            values = _function_of_steps(formula)(t)
    except _FAILURES:
        return _one_by_one(owner, formula, t)
    return values if np.isfinite(values).all() else _one_by_one(owner, formula, t)


def _one_by_one(owner: str, formula: str, t: Integers) -> Floats:
    """`_factors` of each step in turn, up to the first that has none."""
    function, factors = _function(formula), []
    step = 0
    try:
        with _careful():
            for step in t.tolist():
                factors.append(float(function(step if _is_tame(formula) else np.float64(step))))
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
        lines = [f"return {_source(self.formula)}"]
        if not _is_tame(self.formula):
            lines = [
                "t = np.float64(t)  # overflows to infinity",
                f"with np.errstate({_CAREFUL}):",
                f"    return float({_source(self.formula)})",
            ]
        definition = "\n    ".join(("def factor(t):", docstring, *lines))
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

    latex = r"\eta_t = \eta f(t)"

    title = "LambdaLR"
    also_called = ("formula",)
    torch_name = "torch.optim.lr_scheduler.LambdaLR"
    sign = "×"
    base = "optimizer's"

    formula: Annotated[Formula, First("1 / (1 + 0.01*t)")]

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

    latex = r"\eta_t = \eta \prod_{i=1}^{t} f(i)"

    title = "MultiplicativeLR"
    torch_name = "torch.optim.lr_scheduler.MultiplicativeLR"
    carries_on = True
    sign = "∏"
    base = "last"

    formula: Annotated[Formula, First("0.995")]

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return multiply(self.factors(t))

    def again(self, base: float, group: Group) -> Moves:
        return self.moves(np.arange(1), base, group)
