"""A parsed formula, which can be evaluated, differentiated, compiled and printed, but never runs as typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.formulas import bounds, compilation, parser, printing
from lrviz.formulas.derivatives import derivative
from lrviz.formulas.graph import Graph
from lrviz.formulas.program import Program, program


@dataclass(frozen=True)
class Expression:
    """A formula of some names; equal where text and names are equal."""

    text: str
    names: tuple[str, ...]
    graph: Graph = field(compare=False, repr=False)
    root: int = field(compare=False, repr=False)

    def evaluate(self, **values: Any) -> Any:
        """The formula's value, elementwise.

        Args:
            values: a number or an array for each name; arrays broadcast.

        Returns:
            A float where all values are numbers, else a float64 array of the full shape, also for a constant formula.
            Inf and NaN come without a warning.
        """
        arrays = [np.asarray(values[name], dtype=float) for name in self.names]
        with np.errstate(all="ignore"):
            result = _evaluator(self)(*arrays)
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        return np.array(np.broadcast_to(result, shape)) if shape else float(result)

    def to_python(
        self, library: str, values: Mapping[str, float] | None = None, variables: tuple[str, ...] | None = None
    ) -> str:
        """Source of the same expression.

        Args:
            library: "math", "np" or "torch"; the names in the source are `math.`, `np.` and, for torch, both `torch.`
                and `math.` (for parts without a variable).
            values: numbers in the place of names.
            variables: the names that are tensors in torch; the first gives constants their shape. All names by default.

        Raises:
            ValueError: another library.
        """
        if library not in ("math", "np", "torch"):
            raise ValueError(f"library must be one of math, np, torch, got {library!r}")
        return printing.python(self.graph, self.root, library, variables or self.names, values or {})

    def never_overflows(self, within: tuple[float, float]) -> bool:
        """Whether nothing in a formula of one variable can become too large for Python while it stays within."""
        (variable,) = self.names
        return bounds.never_overflows(self.graph, self.root, variable, within)

    def latex(self, symbols: Mapping[str, str] | None = None) -> str:
        """The formula for a reader, in the order in which it was written; `symbols` says how names are set."""
        return printing.latex(self.graph, self.root, symbols or {})


def parse(text: str, names: tuple[str, ...]) -> Expression:
    """The formula that a text says.

    A formula is made of the given names, numbers, + - * / **, parentheses, `CONSTANTS` and the functions of
    `ARGUMENTS`, with Python's precedence. It is bounded in length, in nesting, in the number of its terms and in its
    exponents, so that deriving it twice and evaluating it takes well under a second.

    Raises:
        FormulaError: what is wrong, and where.
    """
    graph, root = parser.read(text, names)
    return Expression(text, names, graph, root)


@dataclass(frozen=True)
class Derivatives:
    """The functions derived from a formula of two variables and some hyperparameters.

    Each takes the variables, then a value for each of `names`. `gradient` returns 2 values, `hessian` 3: by the first
    variable twice, by both, by the second twice. `operations` says how many the Hessian takes.
    """

    names: tuple[str, ...]
    value: Callable[..., Any]
    gradient: Callable[..., Any]
    hessian: Callable[..., Any]
    operations: int


@lru_cache(maxsize=256)
def derive(expression: Expression) -> Derivatives:
    """The functions of arrays for a formula whose first two names are its variables."""
    outputs = _outputs(expression)
    value, gradient, hessian = (compilation.function(*o, expression.names, compilation.BLOCKS) for o in outputs)
    return Derivatives(expression.names[2:], value, gradient, hessian, len(outputs[2][0].nodes))


@lru_cache(maxsize=512)
def derive_bound(expression: Expression, values: tuple[float, ...], floats: bool) -> Derivatives:
    """The functions of the two variables alone, with numbers for the hyperparameters.

    Args:
        expression: its first two names are its variables.
        values: one for each other name.
        floats: for Python floats, where they may raise ZeroDivisionError, OverflowError or ValueError in the place of
            inf and NaN; otherwise for arrays. The bits are the same.
    """
    variables, functions = expression.names[:2], compilation.FLOATS if floats else compilation.BLOCKS
    known = dict(zip(expression.names[2:], values, strict=True))
    outputs = [compilation.bound(*output, known) for output in _outputs(expression)]
    value, gradient, hessian = (compilation.function(*output, variables, functions) for output in outputs)
    return Derivatives((), value, gradient, hessian, len(outputs[2][0].nodes))


@lru_cache(maxsize=256)
def gradient_writer(expression: Expression, values: tuple[float, ...]) -> Callable[[Any, Any, Any], None]:
    """The gradient of `derive_bound` as a function of two arrays of shape (N,) that writes it into one of (2, N)."""
    known = dict(zip(expression.names[2:], values, strict=True))
    return compilation.writer(*compilation.bound(*_outputs(expression)[1], known), expression.names[:2])


def derive_columns(
    expression: Expression, values: tuple[Any, ...]
) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any, Any], None]]:
    """The value, and the gradient as `gradient_writer` writes it, with a column for some hyperparameters.

    Args:
        expression: its first two names are its variables.
        values: a number, or an array of shape (N,), for each other name.
    """
    variables = expression.names[:2]
    known = dict(zip(expression.names[2:], values, strict=True))
    value, gradient = (compilation.bound_columns(*outputs, variables, known) for outputs in _outputs(expression)[:2])
    evaluate = compilation.function(value[0], value[1][0:1], (*variables, *value[2]), compilation.BLOCKS)
    write = compilation.writer(gradient[0], gradient[1], (*variables, *gradient[2]))
    value_columns, gradient_columns = tuple(value[2].values()), tuple(gradient[2].values())

    def write_gradient(x: Any, y: Any, out: Any) -> None:
        write(x, y, *gradient_columns, out)

    return lambda x, y: evaluate(x, y, *value_columns), write_gradient


@lru_cache(maxsize=256)
def bound_program(expression: Expression, values: tuple[float, ...]) -> Program:
    """Value and gradient of `derive_bound` as data; the result is shared and must not be changed."""
    known = dict(zip(expression.names[2:], values, strict=True))
    value, gradient = (compilation.bound(*output, known) for output in _outputs(expression)[:2])
    return program(value, gradient, expression.names[:2])


@lru_cache(maxsize=256)
def _outputs(expression: Expression) -> tuple[tuple[Graph, list[int]], ...]:
    """Lowered graphs with the outputs of the value, the gradient and the Hessian."""
    graph, root = expression.graph, expression.root
    x, y = expression.names[:2]
    gradient = [derivative(graph, root, x), derivative(graph, root, y)]
    hessian = [derivative(graph, gradient[0], x), derivative(graph, gradient[0], y), derivative(graph, gradient[1], y)]
    value, *derivatives = (compilation.lowered(graph, outputs) for outputs in ([root], gradient, hessian))
    return value, *(compilation.gathered(*lowered, (x, y)) for lowered in derivatives)


@lru_cache(maxsize=256)
def _evaluator(expression: Expression) -> Callable[..., Any]:
    graph, outputs = compilation.lowered(expression.graph, [expression.root])
    return compilation.function(graph, outputs, expression.names, compilation.BLOCKS)
