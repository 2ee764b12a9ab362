"""The base class of all objectives: each is a formula in x and y, and maybe the step t, from which all is derived."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lrviz.arrays import Floats
from lrviz.formulas import (
    Derivatives,
    Expression,
    Graph,
    Program,
    bound_graph,
    bound_program,
    derive,
    derive_bound,
    derive_phases,
    parse,
    stopped_program,
)
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.objectives.critical_points import Surface
from lrviz.objectives.landscape import Landscape, Point, Window


@dataclass(frozen=True)
class Objective(Declared, Landscape, abstract=True):
    """One function of x and y with its hyperparameters.

    A function moves if its formula has the step t in it: the first step takes its gradient of the function at t = 0,
    the (t + 1)-th step at t, as a schedule's lr(t) is the rate of the (t + 1)-th step. What takes a t below is of the
    function at that step, and at the first one where t is left out, as is everything that takes none, such as
    `minima`; `at(t)` has it all for another step. A function without t in its formula is the same at every step.

    Attributes:
        title: what menus call it.
        formula: the function, in x, y, t and the names of the fields.
        default_window: what the map shows.
        default_start: a start from which something interesting happens.
        symbols: how fields are set in LaTeX, where not by their names.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    default_window: ClassVar[Window]
    default_start: ClassVar[Point]
    symbols: ClassVar[dict[str, str]] = {}

    @property
    def window(self) -> Window:
        return self.default_window

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
        """The parsed formula: its names are x, y and the hyperparameters, in the order of the fields; its clock, t."""
        return parsed(self.formula, tuple(p.name for p in hyperparameters(type(self))))

    @property
    def hyperparameter_values(self) -> tuple[float, ...]:
        """The values of the names that follow x and y in `expression`."""
        return tuple(getattr(self, name) for name in self.expression.names[2:])

    @property
    def moves(self) -> bool:
        """Whether the function changes from step to step."""
        return self.expression.moves

    def at(self, t: float) -> Landscape:
        """The function whose gradient the (t + 1)-th step takes; itself where it does not move."""
        return Moment(self, float(t)) if self.moves else self

    def phases(self, t: Floats) -> Floats:
        """What of a moving function depends on the step alone, at steps of shape (n,): (k, n).

        At two steps with equal columns it is the same function.
        """
        with np.errstate(all="ignore"):
            return np.stack(derive_phases(self.expression, self.hyperparameter_values)(t))

    def compiled(self) -> Derivatives:
        """Functions of arrays that take x, y and then every hyperparameter, one value or one for each column, and t.

        They have the same bits as the bound functions below, and leave numpy's warnings to the caller.
        """
        return derive(self.expression)

    @property
    def block_value(self) -> Callable[..., Floats]:
        """f of x and y, arrays of one shape, and of t, a numpy float or an array of that shape.

        numpy's warnings are left to the caller.
        """
        return derive_bound(self.expression, self.hyperparameter_values).value

    @property
    def block_gradient(self) -> Callable[..., tuple[Floats, Floats]]:
        """∇f, with the arguments of `block_value`; numpy's warnings are left to the caller."""
        return derive_bound(self.expression, self.hyperparameter_values).gradient

    @property
    def block_hessian(self) -> Callable[..., tuple[Floats, Floats, Floats]]:
        """∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y² with the arguments of `block_value`; numpy's warnings are left to the caller."""
        return derive_bound(self.expression, self.hyperparameter_values).hessian

    @property
    def program(self) -> Program:
        """f and ∇f as operations in order, of x, y and t, the hyperparameters filled in, as JSON can hold them."""
        return bound_program(self.expression, self.hyperparameter_values).copy()

    @property
    def graph(self) -> tuple[Graph, tuple[int, ...]]:
        """f, ∂f/∂x, ∂f/∂y, ∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y² as outputs of a graph of x, y and t, which is not to change."""
        return bound_graph(self.expression, self.hyperparameter_values)

    def value(self, x: ArrayLike, y: ArrayLike, t: ArrayLike = 0.0) -> Any:
        """f(x, y) at step t, elementwise, of the broadcast shape; inf and NaN come without a warning."""
        with np.errstate(all="ignore"):
            return np.asarray(self.block_value(*_broadcast(x, y, t)), dtype=float)[()]

    def along(self, points: Floats) -> Floats:
        """(n,): the value at each of the points of a path, (n, 2), at step t at the one with the index t."""
        values: Floats = self.value(points[:, 0], points[:, 1], np.arange(len(points)))
        return values

    def gradient(self, x: ArrayLike, y: ArrayLike, t: ArrayLike = 0.0) -> Floats:
        """∇f(x, y) at step t, of shape (2, …); at kinks what torch's autograd gives, a NaN too."""
        with np.errstate(all="ignore"):
            return np.stack(self.block_gradient(*_broadcast(x, y, t)))

    def hessian(self, x: ArrayLike, y: ArrayLike, t: ArrayLike = 0.0) -> Floats:
        """The second derivatives at step t, of shape (2, 2, …); kinks count for nothing in them."""
        with np.errstate(all="ignore"):
            xx, xy, yy = self.block_hessian(*_broadcast(x, y, t))
        return np.stack((np.stack((xx, xy)), np.stack((xy, yy))))

    @property
    def latex(self) -> str:
        """The formula for a reader, with the hyperparameters as symbols."""
        return self.expression.latex(self.symbols)

    def torch_code(self) -> str:
        """Source of `objective(x, y)` in torch, of `objective(x, y, t)` where the function moves.

        The hyperparameters' values are filled in, x, y and t are tensors, and it needs `math` and `torch`.
        """
        values = dict(zip(self.expression.names[2:], self.hyperparameter_values, strict=True))
        body = self.expression.to_python("torch", values, ("x", "y"))
        if not self.moves:
            return f"def objective(x, y):\n    return {body}\n"
        told = "The loss at step t, which is 0 where the first gradient is taken."
        return f'def objective(x, y, t):\n    """{told}"""\n    return {body}\n'

    @property
    def surface(self) -> Surface:
        return _surface(self, 0.0)


@dataclass(frozen=True)
class Moment(Landscape):
    """A moving objective as it is at one step."""

    objective: Objective
    t: float

    @property
    def window(self) -> Window:
        return self.objective.window

    @property
    def surface(self) -> Surface:
        return _surface(self.objective, self.t)

    @property
    def program(self) -> Program:
        return stopped_program(self.objective.expression, self.objective.hyperparameter_values, self.t)

    def value(self, x: ArrayLike, y: ArrayLike) -> Any:
        return self.objective.value(x, y, self.t)

    def gradient(self, x: ArrayLike, y: ArrayLike) -> Floats:
        return self.objective.gradient(x, y, self.t)

    def hessian(self, x: ArrayLike, y: ArrayLike) -> Floats:
        return self.objective.hessian(x, y, self.t)


def _broadcast(*columns: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(column, dtype=float) for column in columns)))


def _surface(objective: Objective, t: float) -> Surface:
    derived = derive_bound(objective.expression, objective.hyperparameter_values)
    functions = (derived.value, derived.gradient, derived.hessian)
    value, gradient, hessian = (partial(function, t=np.float64(t)) for function in functions)
    return Surface(value, gradient, hessian, objective.window, derived.operations)


@lru_cache(maxsize=256)
def parsed(formula: str, fields: tuple[str, ...] = ()) -> Expression:
    """A formula in x, y, the names of fields and the step t; the most recent ones are remembered."""
    return parse(formula, ("x", "y", *fields), "t")
