"""Our own functions against the true values, against C's at the ends of their range, and in every engine."""

import math
from collections.abc import Callable
from functools import cache

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from lrviz.arrays import Floats
from lrviz.formulas.functions import FUNCTIONS as NUMPYS
from lrviz.kernels.evaluation import called
from lrviz.kernels.functions import FUNCTIONS, function
from lrviz.kernels.steps import Body
from lrviz.kernels.values import Tracing
from tests.kernels.running import applied, same_bits

TRUE: dict[str, Callable[..., mpf]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "tanh": mpmath.tanh,
    "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)),
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    "pow": mpmath.power,
    "far_wave": lambda v, ahead: mpmath.sin(v + ahead * mpmath.pi / 2),
    "far_tan": mpmath.tan,
}
USUAL: dict[str, Callable[..., Floats]] = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "tanh", "logaddexp")},
    "sigmoid": NUMPYS["sigmoid"],
    "pow": np.power,
}
WORST_ANGLE = 6381956970095103.0 * 2.0**797
"""Of all numbers the one that is nearest to a multiple of π/2."""

ENDS = [0.0, 1.0, 2.0, 3.0, 0.5, 1.5, 1e-300, 5e-324, 2.0**-1022, 20.0, 709.0, 711.0, 746.0, 1e6, 2.0**53, 1e22, 1e300]
SPECIAL = np.array([sign * value for value in [*ENDS, WORST_ANGLE, 1.7e308, math.inf, math.nan] for sign in (1, -1)])


@cache
def arguments(name: str) -> tuple[Floats, ...]:
    """Arguments all over the range of a function, those that are hard for it among them."""
    random = np.random.default_rng(7)

    def sizes(low: float, high: float, count: int = 150) -> Floats:
        return np.exp2(random.uniform(low, high, count)) * random.choice([-1.0, 1.0], count)

    quarters = np.concatenate([np.arange(1, 120), 2 ** np.arange(7, 12)]) * math.pi / 2
    angles = np.concatenate([random.uniform(-30, 30, 150), sizes(-1000, 12), quarters])
    far = np.concatenate([sizes(12, 60), sizes(12, 1023), [WORST_ANGLE, 1e22, 2.0**12, -WORST_ANGLE]])
    return {
        "far_wave": (far, np.arange(len(far)) % 2.0),
        "far_tan": (far,),
        "exp": (np.concatenate([random.uniform(-745, 709.7, 200), sizes(-60, 0)]),),
        "log": (np.concatenate([abs(sizes(-1074, 1023)), 1 + sizes(-50, -3), abs(sizes(-1, 1))]),),
        "sin": (angles,),
        "cos": (angles,),
        "tan": (angles,),
        "tanh": (np.concatenate([random.uniform(-3, 3, 150), sizes(-1000, -40), sizes(-40, 5)]),),
        "sigmoid": (np.concatenate([random.uniform(-3, 3, 150), sizes(-60, 9.5)]),),
        "logaddexp": tuple(np.concatenate([random.uniform(-5, 5, 150), random.uniform(-300, 300, 150)]) for _ in "ab"),
        "pow": (
            np.concatenate([abs(sizes(-30, 30)), abs(sizes(-1000, 1000)), random.uniform(0.9, 1.1, 150)]),
            np.concatenate([random.uniform(-20, 20, 150), sizes(-8, 0), random.uniform(-5000, 5000, 150)]),
        ),
    }[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_within_an_ulp_of_the_true_value(name: str) -> None:
    columns = arguments(name)
    with np.errstate(all="ignore"):
        found = called(name, columns)
    compared = 0
    with mp.workprec(1300):
        for value, *given in zip(found.tolist(), *(column.tolist() for column in columns), strict=True):
            true = TRUE[name](*map(mpf, given))
            if math.isinf(float(true)):
                assert value == float(true), given
                continue
            # A sum of exponentials may be near 0 where its parts are not: then it is as exact as they are.
            scale = max(abs(float(true)), *(map(abs, given) if name == "logaddexp" else (0.0,)), 0.0)
            assert abs(mpf(value) - true) <= math.ulp(scale), given
            compared += 1
    assert compared > 150


@pytest.mark.parametrize("name", sorted(USUAL))
def test_it_is_cs_at_the_ends_of_its_range_and_beyond(name: str) -> None:
    columns = [SPECIAL] if function(name).arity == 1 else [grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL)]
    with np.errstate(all="ignore"):
        found, wanted = called(name, columns), USUAL[name](*columns)
    assert np.array_equal(np.isnan(found), np.isnan(wanted))
    told = ~np.isnan(wanted)
    assert np.array_equal(np.signbit(found[told]), np.signbit(wanted[told]))
    assert np.array_equal(np.isinf(found), np.isinf(wanted))
    both = np.isfinite(wanted)
    assert np.allclose(found[both], wanted[both], rtol=1e-13, atol=1e-323)


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize("two", [False, True], ids=["scalar", "pairs"])
def test_webassembly_has_numpys_bits(name: str, two: bool) -> None:
    """Those for large angles among them, which the others call."""
    special = [grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL)]
    columns = [np.concatenate(parts) for parts in zip(arguments(name), special, arguments("far_wave"), strict=False)]
    columns = [column[: len(column) // 2 * 2] for column in columns]
    tracing = Tracing()
    inputs = [tracing.input(axis).index for axis in "xy"[: len(columns)]]
    body = Body(tracing.listing, (), {}, {"x": tracing.listing.call(name, *inputs)}, {})
    with np.errstate(all="ignore"):
        assert same_bits(applied(body, columns, two), called(name, columns))


def test_every_function_is_compared() -> None:
    assert set(FUNCTIONS) == set(TRUE) == {*USUAL, "far_wave", "far_tan"}
