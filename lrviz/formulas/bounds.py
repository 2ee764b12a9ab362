"""Between which numbers a formula stays when its variable does, and so whether plain Python can compute it."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from lrviz.formulas.functions import FUNCTIONS
from lrviz.formulas.graph import Graph
from lrviz.formulas.parser import CONSTANTS

Interval = tuple[float, float]

_LARGEST = 1e300
"""What stays below this is far from overflowing."""

_ANYWHERE = (-math.inf, math.inf)

_DOMAINS: dict[str, Interval] = {"sqrt": (0.0, math.inf), "log": (5e-324, math.inf)}
"""Where functions are defined; elsewhere Python raises."""


def never_overflows(graph: Graph, root: int, variable: str, within: Interval) -> bool:
    """Whether no power, exponential, product or whole number in a formula of one variable can become too large.

    There Python's floats raise an error and its whole numbers go on growing, until a computer stands still. The answer
    is on the safe side: each operation is bounded by its operands' bounds alone. What a division by a number near 0
    gives may be anything, which nothing is asked of but a power, an exponential or `floor`.
    """
    bounds: dict[int, Interval] = {}
    for index in graph.reachable(root):
        node = graph.nodes[index]
        if node.operation == "number":
            bounds[index] = (node.number, node.number)
        elif node.operation == "name":
            bounds[index] = within if node.name == variable else (CONSTANTS[node.name],) * 2
        else:
            operands = [bounds[operand] for operand in node.operands]
            bounds[index] = _bounded(node.operation, operands)
            endless = _may_be_endless(node.operation, operands)
            if not (endless or max(map(abs, bounds[index])) < _LARGEST):
                return False
    return True


def _may_be_endless(operation: str, operands: Sequence[Interval]) -> bool:
    """Whether infinity does no harm: as what a division gives, or handed on by plain arithmetic."""
    came = any(math.isinf(end) for operand in operands for end in operand)
    return operation == "/" or (came and operation not in ("**", "exp", "floor"))


def _bounded(operation: str, operands: Sequence[Interval]) -> Interval:
    rule = _RULES.get(operation)
    if rule:
        return rule(*operands)
    low, high = _DOMAINS.get(operation, _ANYWHERE)
    clipped = [(min(max(a, low), high), min(max(b, low), high)) for a, b in operands]
    return _corners(operation, clipped)


def _corners(operation: str, operands: Sequence[Interval]) -> Interval:
    """The least and the largest value at the corners of the operands' bounds."""
    corners = np.stack(np.meshgrid(*operands), -1).reshape(-1, len(operands))
    with np.errstate(all="ignore"):
        values = np.array([FUNCTIONS[operation](*corner) for corner in corners], dtype=float)
    return _ANYWHERE if np.isnan(values).any() else (float(values.min()), float(values.max()))


def _quotient(left: Interval, right: Interval) -> Interval:
    return _ANYWHERE if right[0] <= 0 <= right[1] else _corners("/", (left, right))


def _power(base: Interval, exponent: Interval) -> Interval:
    """Of a positive base, or of one that may be 0 under an exponent that is not negative, or under a whole exponent."""
    if base[0] > 0 or (base[0] >= 0 and exponent[0] >= 0):
        return _corners("**", (base, exponent))
    if not (exponent[0] == exponent[1] >= 0 and float(exponent[0]).is_integer()):
        return _ANYWHERE
    low, high = _corners("**", (base, exponent))
    return min(low, 0.0), max(high, 0.0)


def _size(value: Interval) -> Interval:
    low, high = sorted(map(abs, value))
    return (0.0 if value[0] <= 0 <= value[1] else low), high


_RULES: dict[str, Callable[..., Interval]] = {
    "/": _quotient,
    "**": _power,
    "abs": _size,
    "sin": lambda value: (-1.0, 1.0),
    "cos": lambda value: (-1.0, 1.0),
    "tan": lambda value: (-1e17, 1e17),
}
"""What is not the least and the largest at the corners; a float is never nearer to a pole of tan than this."""
