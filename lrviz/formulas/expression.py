"""A parsed formula, which can be evaluated, differentiated, compiled and printed, but never runs as typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from lrviz.formulas import bounds, compilation, parser, printing
from lrviz.formulas.derivatives import derivative
from lrviz.formulas.graph import Graph
from lrviz.formulas.program import Program, merged, program


@dataclass(frozen=True)
class Expression:
    """A formula of some names, and of a clock where it has one; equal where these and the text are equal."""

    text: str
    names: tuple[str, ...]
    clock: str
    graph: Graph = field(compare=False, repr=False)
    root: int = field(compare=False, repr=False)

    @cached_property
    def moves(self) -> bool:
        """Whether the clock stands in the formula."""
        return bool(self.clock) and self.graph.dependent(frozenset((self.clock,)))[self.root]

    def evaluate(self, **values: Any) -> Any:
        """The formula's value, elementwise, at the clock's 0.

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
            variables: the names that are tensors in torch, as the clock is; the first gives constants their shape. All
                names by default.

        Raises:
            ValueError: another library.
        """
        if library not in ("math", "np", "torch"):
            raise ValueError(f"library must be one of math, np, torch, got {library!r}")
        return printing.python(self.graph, self.root, library, variables or self.names, self.clock, values or {})

    def never_overflows(self, within: tuple[float, float]) -> bool:
        """Whether nothing in a formula of one variable can become too large for Python while it stays within."""
        (variable,) = self.names
        return bounds.never_overflows(self.graph, self.root, variable, within)

    def latex(self, symbols: Mapping[str, str] | None = None) -> str:
        """The formula for a reader, in the order in which it was written; `symbols` says how names are set."""
        return printing.latex(self.graph, self.root, symbols or {})


def parse(text: str, names: tuple[str, ...], clock: str = "") -> Expression:
    """The formula that a text says.

    A formula is made of the given names, numbers, + - * / **, parentheses, `CONSTANTS` and the functions of
    `ARGUMENTS`, with Python's precedence. It is bounded in length, in nesting, in the number of its terms and in its
    exponents, so that deriving it twice and evaluating it takes well under a second.

    Args:
        text: the formula.
        names: what it may be made of.
        clock: one more name that it may be made of, the step, by which it is never derived; "" for none. What is
            computed from the formula takes the step as its last argument, 0 where that is left out.

    Raises:
        FormulaError: what is wrong, and where.
        ValueError: a name is the clock's, or that of a constant or a function.
    """
    if clock in names:
        raise ValueError(f"a variable must not be called {clock}: it is the step")
    graph, root = parser.read(text, (*names, clock) if clock else names)
    return Expression(text, names, clock, graph, root)


@dataclass(frozen=True)
class Derivatives:
    """The functions derived from a formula of two variables and some hyperparameters.

    Each takes the variables, then a value for each of `names`, then the clock where the formula may have one.
    `gradient` returns 2 values, `hessian` 3: by the first variable twice, by both, by the second twice. `operations`
    says how many the Hessian takes.
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
    value, gradient, hessian = (compilation.function(*output, expression.names, expression.clock) for output in outputs)
    return Derivatives(expression.names[2:], value, gradient, hessian, len(outputs[2][0].nodes))


@lru_cache(maxsize=512)
def derive_bound(expression: Expression, values: tuple[float, ...]) -> Derivatives:
    """The functions of the two variables, arrays, and the clock alone, with numbers for the hyperparameters.

    The clock is a numpy float or an array.

    Args:
        expression: its first two names are its variables.
        values: one for each other name.
    """
    known = dict(zip(expression.names[2:], values, strict=True))
    outputs = [compilation.bound(*output, known) for output in _outputs(expression)]
    value, gradient, hessian = (
        compilation.function(*output, expression.names[:2], expression.clock) for output in outputs
    )
    return Derivatives((), value, gradient, hessian, len(outputs[2][0].nodes))


def columns_graph(expression: Expression, values: tuple[Any, ...]) -> tuple[Graph, tuple[int, ...], dict[str, Any]]:
    """Value and gradient of `derive_bound` as one graph, with a column for some hyperparameters.

    Args:
        expression: its first two names are its variables.
        values: a number, or an array of shape (N,), for each other name.

    Returns:
        the graph, its three outputs, and the columns by the names that stand for them in it.
    """
    variables, known = (*expression.names[:2], expression.clock), dict(zip(expression.names[2:], values, strict=True))
    graph, columns, found = Graph(), dict[str, Any](), list[int]()
    for prefix, outputs in zip(("value", "slope"), _outputs(expression)[:2], strict=True):
        bound, ends, own = compilation.bound_columns(*outputs, variables, known, prefix)
        found += merged(graph, bound, ends)
        columns |= own
    return graph, tuple(found), columns


@lru_cache(maxsize=256)
def derive_phases(expression: Expression, values: tuple[float, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What a formula makes of its clock alone, before the variables join in, as a function of an array of steps.

    At two steps at which all of it is equal, the formula is one and the same function of its variables.
    """
    known = dict(zip(expression.names[2:], values, strict=True))
    graph, (root,) = compilation.bound(*_outputs(expression)[0], known)
    parts = graph.made_of(expression.clock, root)
    evaluate = compilation.function(graph, parts, (expression.clock,))
    return evaluate if len(parts) > 1 else lambda steps: (evaluate(steps),)


@lru_cache(maxsize=256)
def bound_program(expression: Expression, values: tuple[float, ...]) -> Program:
    """Value and gradient of `derive_bound` as data; the result is shared and must not be changed."""
    return _program(expression, dict(zip(expression.names[2:], values, strict=True)))


@lru_cache(maxsize=256)
def bound_graph(expression: Expression, values: tuple[float, ...]) -> tuple[Graph, tuple[int, ...]]:
    """All that `derive_bound` computes as one graph of the two variables and the clock, which must not be changed.

    Returns:
        the graph and its six outputs: the value, the gradient's two and the Hessian's three.
    """
    known = dict(zip(expression.names[2:], values, strict=True))
    graph = Graph()
    outputs = [merged(graph, *compilation.bound(*output, known)) for output in _outputs(expression)]
    return graph, tuple(index for indices in outputs for index in indices)


def stopped_program(expression: Expression, values: tuple[float, ...], step: float) -> Program:
    """Value and gradient of `derive_bound` at one step, as data."""
    return _program(expression, {**dict(zip(expression.names[2:], values, strict=True)), expression.clock: step})


def _program(expression: Expression, known: Mapping[str, float]) -> Program:
    value, gradient = (compilation.bound(*output, known) for output in _outputs(expression)[:2])
    return program(value, gradient, expression.names[:2], expression.clock)


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
    return compilation.function(graph, outputs, expression.names, expression.clock)
