"""The step sizes from theory have the properties that define them."""

import numpy as np
import pytest

from lrviz.schedules import ChebyshevSteps, SilverSteps, StrongSilverSteps

RHO = 1 + np.sqrt(2)


def contraction(steps: np.ndarray, condition: float) -> float:
    """How far quadratics of a condition are from their minimum after the steps, at worst."""
    return float(np.abs(np.prod(1 - np.outer(np.linspace(1 / condition, 1.0, 2001), steps), axis=1)).max())


@pytest.mark.parametrize("condition", [1.5, 10.0, 300.0])
@pytest.mark.parametrize("levels", [0, 1, 3, 6])
def test_chebyshev_contracts_quadratics_as_well_as_any_polynomial(condition: float, levels: int) -> None:
    n = 2**levels
    steps = ChebyshevSteps(condition=condition, levels=levels).rates(1.0, n)
    best = 1 / np.cosh(n * np.arccosh((condition + 1) / (condition - 1)))
    assert contraction(steps, condition) == pytest.approx(best, rel=1e-6)


def test_fractal_order_keeps_partial_products_small() -> None:
    steps = ChebyshevSteps(condition=1e4, levels=7).rates(1.0, 128)
    eigenvalues = np.linspace(1e-4, 1.0, 1001)
    fractal = np.abs(np.cumprod(1 - np.outer(eigenvalues, steps), axis=1)).max()
    falling = np.abs(np.cumprod(1 - np.outer(eigenvalues, np.sort(steps)[::-1]), axis=1)).max()
    assert fractal < 1e4 < 1e30 < falling


def test_silver_steps_are_those_of_the_paper_and_sum_to_a_power_of_the_silver_ratio() -> None:
    for k in (1, 2, 5, 9):
        steps = SilverSteps().rates(1.0, 2**k - 1)
        assert steps.sum() == pytest.approx(RHO**k - 1, rel=1e-12)
        np.testing.assert_array_equal(steps, steps[::-1])
    expected = [np.sqrt(2), 2, np.sqrt(2), 2 + np.sqrt(2), np.sqrt(2), 2, np.sqrt(2)]
    np.testing.assert_allclose(SilverSteps().rates(1.0, 7), expected, rtol=1e-12)


@pytest.mark.parametrize("k", [3, 6, 8])
def test_silver_steps_keep_their_rate_on_convex_functions(k: int) -> None:
    bound = 1 / (1 + np.sqrt(4 * RHO ** (2 * k) - 3))
    widths = np.geomspace(1e-5, 2.0, 400)
    x = np.ones_like(widths)
    for step in SilverSteps().rates(1.0, 2**k - 1):
        x = x - step * np.clip(x, -widths, widths)
    huber = np.where(np.abs(x) < widths, x**2 / 2, widths * (np.abs(x) - widths / 2))
    assert huber.max() <= bound * (1 + 1e-9)
    assert huber.max() > bound / 4


def test_two_strongly_convex_silver_steps_are_the_optimal_ones() -> None:
    m = 0.1
    s = np.sqrt(1 + (1 - m) ** 2)
    steps = StrongSilverSteps(condition=1 / m, levels=1).rates(1.0, 2)
    np.testing.assert_allclose(steps, [2 / (m + s), 2 / (2 + m - s)], rtol=1e-12)


@pytest.mark.parametrize("condition", [10.0, 1000.0])
@pytest.mark.parametrize("levels", [0, 1, 2, 4, 6])
def test_strongly_convex_silver_rounds_contract_as_proved(condition: float, levels: int) -> None:
    z = 1 / condition
    for _ in range(levels):
        z *= (1 - z) + np.sqrt(1 + (1 - z) ** 2)
    steps = StrongSilverSteps(condition=condition, levels=levels).rates(1.0, 2**levels)
    assert contraction(steps, condition) == pytest.approx((1 - z) / (1 + z), rel=1e-9)


def test_rounds_repeat() -> None:
    for schedule in (StrongSilverSteps(levels=3), ChebyshevSteps(levels=3)):
        rates = schedule.rates(1.0, 24)
        np.testing.assert_array_equal(rates, np.tile(rates[:8], 3))
