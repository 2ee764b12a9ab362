"""Functions of our own, as lists of operations: the same bits on every machine and in every engine."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lrviz.kernels.functions.circular import cos, far_tan, far_wave, sin, tan
from lrviz.kernels.functions.exponential import exp, sigmoid, tanh
from lrviz.kernels.functions.logarithm import log, logaddexp, pow_
from lrviz.kernels.operations import Listing
from lrviz.kernels.values import Recorded, Tracing

FUNCTIONS: dict[str, Callable[..., Recorded]] = {
    "exp": exp,
    "log": log,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "tanh": tanh,
    "sigmoid": sigmoid,
    "logaddexp": logaddexp,
    "pow": pow_,
    "far_wave": far_wave,
    "far_tan": far_tan,
}
"""By their names; each within 1 ulp of the true value, those called far for angles from 2¹² on."""


@dataclass(frozen=True)
class Function:
    """A function as a list.

    Attributes:
        listing: its inputs are "argument.0" and maybe "argument.1".
        order: the operations that it is made of.
        output: which of them is its value.
        arity: how many arguments it takes.
    """

    listing: Listing
    order: tuple[int, ...]
    output: int
    arity: int


@cache
def function(name: str) -> Function:
    """The list of a function."""
    tracing, arity = Tracing(), len(inspect.signature(FUNCTIONS[name]).parameters)
    output = FUNCTIONS[name](*(tracing.input(f"argument.{index}") for index in range(arity))).index
    return Function(tracing.listing, tuple(tracing.listing.reachable([output])), output, arity)
