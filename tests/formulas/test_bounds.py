"""Formulas that may overflow are found, and no formula keeps a computer busy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.formulas import parse
from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules import LambdaLR, MultiplicativeLR
from lrviz.schedules.base import ScheduleError

STEPS = (0.0, 1e9)


def towers() -> st.SearchStrategy[str]:
    """Powers of powers, and what keeps Python's whole numbers whole on the way."""
    leaves = st.sampled_from(["t", "9", "1e308", "(t + 1)", "0.5", "-t"])

    def taller(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.tuples(inner, inner)
        one = inner.flatmap(lambda text: st.sampled_from([f"floor({text})", f"exp({text})", f"abs({text})"]))
        two = pairs.flatmap(
            lambda both: st.sampled_from(
                [f"({both[0]})**({both[1]})", f"min(1, {both[0]}, {both[1]})", f"({both[0]})*({both[1]})"]
            )
        )
        return one | two

    return st.recursive(leaves, taller, max_leaves=12)


@given(towers())
def test_any_tower_is_computed_in_floats_or_refused(text: str) -> None:
    t = np.arange(12)
    for kind in (LambdaLR, MultiplicativeLR):
        try:
            factors = kind(text).factors(t)
        except (HyperparameterError, ScheduleError, ValueError):
            continue
        np.testing.assert_allclose(factors, parse(text, ("t",)).evaluate(t=t), rtol=1e-13)


@pytest.mark.parametrize(
    "text", ["t**t**t**t", "floor(1e308)*t**t**t", "min(1, t**t**t)", "max(0, -floor(exp(t)))", "(t**99)**99"]
)
def test_what_may_overflow_is_found(text: str) -> None:
    assert not parse(text, ("t",)).never_overflows(STEPS)


@pytest.mark.parametrize(
    "text", ["1/(1 + 0.01*t)", "0.95**t", "(1 - t/100)**2", "0.5*(1 + cos(pi*t/9))", "t**20", "1/(t - 5)"]
)
def test_what_stays_small_is_computed_in_plain_python(text: str) -> None:
    assert parse(text, ("t",)).never_overflows(STEPS)


def test_overflow_is_infinite() -> None:
    assert LambdaLR("min(1, t**t**t)").rates(0.1, 10).tolist() == [0.0, *[0.1] * 9]
    with pytest.raises(ScheduleError, match="must be finite at every step, got inf at step 4"):
        LambdaLR("(t + 1)**(t + 1)**(t + 1)**0.9").rates(0.1, 10)


def test_hundreds_of_arguments_are_a_formula_in_every_language() -> None:
    formula = parse(f"max({', '.join(['t'] * 220)})", ("t",))
    assert formula.evaluate(t=3.0) == 3.0
    for library in ("math", "np", "torch"):
        compile(formula.to_python(library), "<formula>", "eval")


def test_sums_of_hundreds_of_terms_are_schedules() -> None:
    t = np.arange(5)
    np.testing.assert_array_equal(LambdaLR("+".join(["t"] * 390)).factors(t), 390 * t)
