"""What formulas are made of, written down and computed: the values of `lrviz.formulas`."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from lrviz.arrays import Floats
from lrviz.formulas import ARGUMENTS
from lrviz.formulas.functions import FUNCTIONS as NUMPYS
from lrviz.kernels import kernel
from lrviz.kernels.evaluation import computed
from lrviz.kernels.functions import FUNCTIONS
from lrviz.kernels.surfaces import operations_of
from lrviz.kernels.values import Tracing
from lrviz.objectives import Formula
from lrviz.optimizers import SGD, Adam, Lion
from tests.kernels.running import Running, same_bits
from tests.kernels.runs import compare, descent, one

VALUES = [0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 7.0, 1e200, -1e200, 5e-324, math.inf, -math.inf, math.nan]
WRITTEN = set(NUMPYS) - {"fill", "quotient"}
"""Two stand in no formula: they are how a compiled one gets its shape, and divides numbers."""

EXACT = WRITTEN - set(FUNCTIONS) - {"**", "power_by_base", "power_by_exponent"}
COUNTS = {"+": 2, "-": 2, "*": 2, "/": 2, "**": 2, **ARGUMENTS}
TWO = {"share_of_max", "share_of_min", "power_by_base", "power_by_exponent"}


def columns(name: str) -> list[Floats]:
    """All combinations of values for the operands of an operation."""
    count = COUNTS.get(name, 2 if name in TWO else 1)
    return [np.array(column) for column in zip(*itertools.product(VALUES, repeat=count), strict=True)]


def test_every_operation_of_formulas_can_be_written_down() -> None:
    assert set(operations_of(Tracing())) == WRITTEN


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_an_operation_has_the_values_that_it_has_in_formulas(name: str) -> None:
    tracing, given = Tracing(), columns(name)
    inputs = [tracing.input(f"argument.{index}") for index in range(len(given))]
    found = operations_of(tracing)[name](*inputs)
    sources: dict[str, Any] = {f"argument.{index}": column for index, column in enumerate(given)}
    with np.errstate(all="ignore"):
        order = tracing.listing.reachable([found.index])
        value = computed(tracing.listing, order, sources.__getitem__)[found.index]
        wanted = NUMPYS[name](*given)
    if name in EXACT:
        assert same_bits(np.asarray(value), np.asarray(wanted, dtype=float))
    else:
        assert np.allclose(value, wanted, rtol=1e-13, atol=1e-320, equal_nan=True)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_formula_of_ones_own_may_call_every_function(name: str) -> None:
    arguments = ", ".join(["1.5 + x*y/4", "0.4*y - x"][: ARGUMENTS[name]])
    objective = Formula(text=f"x**2 + 0.5*y**2 + {name}({arguments})")
    for optimizer in (SGD(lr=0.02, momentum=0.5), Adam(lr=0.02), Lion(lr=0.01)):
        scene = one(optimizer, objective=objective, start=(0.4, -0.3), steps=30)
        compare(Running(kernel(descent(scene))).record(scene.origin), scene)


@pytest.mark.parametrize("text", ["abs(x)**1.5 + abs(y)**2.5", "(1 + x**2)**y + y**2", "min(x, y, x*y) + x**2 + y**2"])
def test_a_formula_may_have_powers_and_kinks(text: str) -> None:
    scene = one(SGD(lr=0.02), objective=Formula(text=text), start=(0.4, -0.3), steps=30)
    compare(Running(kernel(descent(scene))).record(scene.origin), scene)
