"""The base class of all objectives: each is a formula in x and y, from which everything else is derived."""

from abc import ABC
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lrviz.arrays import Floats
from lrviz.formulas import (
    Derivatives,
    Expression,
    Program,
    bound_program,
    derive,
    derive_bound,
    gradient_writer,
    parse,
)
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.objectives.critical_points import CriticalPoints, Surface, find_critical_points

Point: TypeAlias = tuple[float, float]
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""((x_min, x_max), (y_min, y_max)): what the map shows."""


@dataclass(frozen=True)
class Objective(Declared, ABC, abstract=True):
    """One function of x and y with its hyperparameters.

    Attributes:
        title: what menus call it.
        formula: the function, in x, y and the names of the fields.
        default_window: what the map shows.
        default_start: a start from which something interesting happens.
        symbols: how fields are set in LaTeX, where not by their names.
        valley: a sentence about minima that are not points, as a whole curve of them; empty where there are none.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    default_window: ClassVar[Window]
    default_start: ClassVar[Point]
    symbols: ClassVar[dict[str, str]] = {}
    valley: ClassVar[str] = ""

    @property
    def window(self) -> Window:
        """((x_min, x_max), (y_min, y_max)): what the map shows; no path is ever kept inside it."""
        return self.default_window

    @property
    def centre(self) -> Point:
        """The middle of the window."""
        (left, right), (low, high) = self.window
        return (left + right) / 2, (low + high) / 2

    @property
    def diagonal(self) -> float:
        """The length of the window's diagonal."""
        (left, right), (low, high) = self.window
        return float(np.hypot(right - left, high - low))

    @property
    def start(self) -> Point:
        """A start from which something interesting happens."""
        return self.default_start

    @property
    def label(self) -> str:
        """What a legend calls it."""
        return self.title

    @property
    def expression(self) -> Expression:
        """The parsed formula; its names are x, y and the hyperparameters, in the order of the fields."""
        return parsed(self.formula, tuple(p.name for p in hyperparameters(type(self))))

    @property
    def hyperparameter_values(self) -> tuple[float, ...]:
        """The values of the names that follow x and y in `expression`."""
        return tuple(getattr(self, name) for name in self.expression.names[2:])

    def compiled(self) -> Derivatives:
        """Functions of arrays that take x, y and then every hyperparameter, one value or one for each column.

        They have the same bits as the bound functions below, and leave numpy's warnings to the caller.
        """
        return derive(self.expression)

    @property
    def float_value(self) -> Callable[[float, float], float]:
        """f(x, y) on Python floats; may raise ArithmeticError or ValueError where numpy gives inf or NaN."""
        return derive_bound(self.expression, self.hyperparameter_values, True).value

    @property
    def float_gradient(self) -> Callable[[float, float], Point]:
        """∇f(x, y) on Python floats; may raise ArithmeticError or ValueError where numpy gives inf or NaN."""
        return derive_bound(self.expression, self.hyperparameter_values, True).gradient

    @property
    def block_value(self) -> Callable[[Floats, Floats], Floats]:
        """f(x, y) on arrays of one shape, bit for bit as `float_value`; numpy's warnings are left to the caller."""
        return derive_bound(self.expression, self.hyperparameter_values, False).value

    @property
    def block_gradient(self) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
        """∇f(x, y) on arrays of one shape, bit for bit as `float_gradient`; warnings are left to the caller."""
        return derive_bound(self.expression, self.hyperparameter_values, False).gradient

    @property
    def gradient_writer(self) -> Callable[[Floats, Floats, Floats], None]:
        """`block_gradient`, of two arrays of shape (N,), written into a third one of shape (2, N)."""
        return gradient_writer(self.expression, self.hyperparameter_values)

    @property
    def block_hessian(self) -> Callable[[Floats, Floats], tuple[Floats, Floats, Floats]]:
        """∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y² on arrays of one shape; numpy's warnings are left to the caller."""
        return derive_bound(self.expression, self.hyperparameter_values, False).hessian

    @property
    def program(self) -> Program:
        """f and ∇f as operations in order, the hyperparameters filled in, as JSON can hold them."""
        return bound_program(self.expression, self.hyperparameter_values).copy()

    def value(self, x: ArrayLike, y: ArrayLike) -> Any:
        """f(x, y), elementwise, of the broadcast shape; inf and NaN come without a warning."""
        with np.errstate(all="ignore"):
            return np.asarray(self.block_value(*_broadcast(x, y)), dtype=float)[()]

    def gradient(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """∇f(x, y), of shape (2, …); at kinks what torch's autograd gives, a NaN too."""
        with np.errstate(all="ignore"):
            return np.stack(self.block_gradient(*_broadcast(x, y)))

    def hessian(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """The second derivatives, of shape (2, 2, …); kinks count for nothing in them."""
        with np.errstate(all="ignore"):
            xx, xy, yy = self.block_hessian(*_broadcast(x, y))
        return np.stack((np.stack((xx, xy)), np.stack((xy, yy))))

    @property
    def latex(self) -> str:
        """The formula for a reader, with the hyperparameters as symbols."""
        return self.expression.latex(self.symbols)

    def torch_code(self) -> str:
        """Source of `objective(x, y)` in torch, the hyperparameters' values filled in; it needs `math` and `torch`."""
        values = dict(zip(self.expression.names[2:], self.hyperparameter_values, strict=True))
        body = self.expression.to_python("torch", values, ("x", "y"))
        return f"def objective(x, y):\n    return {body}\n"

    @property
    def critical_points(self) -> CriticalPoints:
        """The minima, saddles and maxima inside the window."""
        return _critical_points(self)

    @property
    def minima(self) -> tuple[Point, ...]:
        """All minima inside the window, local ones too, the lowest first; of a curve of minima a few points."""
        return self.critical_points.minima

    @property
    def saddles(self) -> tuple[Point, ...]:
        """All saddles inside the window, the lowest first."""
        return self.critical_points.saddles

    @property
    def minimum_value(self) -> float | None:
        """The lowest value inside the window, or None where no minimum inside it is that low."""
        return self.critical_points.lowest

    @property
    def global_minima(self) -> tuple[Point, ...]:
        """Those of `minima` that have the lowest value; none where the function goes lower at the window's edge."""
        return self.critical_points.global_minima


def _broadcast(x: ArrayLike, y: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float)))


@lru_cache(maxsize=256)
def parsed(formula: str, fields: tuple[str, ...] = ()) -> Expression:
    """A formula in x, y and the names of fields; the most recent ones are remembered."""
    return parse(formula, ("x", "y", *fields))


@lru_cache(maxsize=256)
def _critical_points(objective: Objective) -> CriticalPoints:
    derived = derive_bound(objective.expression, objective.hyperparameter_values, False)
    return find_critical_points(
        Surface(derived.value, derived.gradient, derived.hessian, objective.window, derived.operations)
    )
