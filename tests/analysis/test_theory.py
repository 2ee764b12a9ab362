"""The expected loss on quadratics and the last-iterate bound, against plain sums, closed forms and simulations."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis.theory import (
    EIGENVALUES,
    Spectrum,
    best_multiple,
    best_scale,
    bounds,
    expected_loss,
    last_iterate_bound,
)
from tests.strategies import instances

Floats = np.ndarray

rates_drawn = st.lists(st.floats(1e-4, 1.5), min_size=1, max_size=60).map(np.array)
curvatures_drawn = st.lists(st.floats(1e-3, 3.0), min_size=1, max_size=5).map(np.array)


def plain_losses(rates: Floats, curvatures: Floats, noise: float) -> list[float]:
    """½ Σ h·m₂ after each step, one step and one direction after the other."""
    moments = np.ones(len(curvatures))
    losses = [0.5 * float(curvatures.sum())]
    for rate in rates.tolist():
        moments = (1 - rate * curvatures) ** 2 * moments + (rate * noise) ** 2
        losses.append(0.5 * float(curvatures @ moments))
    return losses


@given(rates_drawn, curvatures_drawn, st.floats(0, 3))
def test_expected_loss_is_the_recursion(rates: Floats, curvatures: Floats, noise: float) -> None:
    losses = expected_loss(rates, curvatures, noise)
    np.testing.assert_allclose(losses, plain_losses(rates, curvatures, noise), rtol=1e-12)


@pytest.mark.parametrize("steps", [99, 100, 101, 5000])
def test_expected_loss_of_a_long_run(steps: int) -> None:
    rates = 0.3 * np.cos(np.arange(steps) / steps) ** 2
    curvatures, rows = Spectrum(condition=1e4, largest=5.0).eigenvalues(), [0, 1, steps // 2, steps - 1, steps]
    expected = np.array(plain_losses(rates, curvatures, 0.7))[rows]
    np.testing.assert_allclose(expected_loss(rates, curvatures, 0.7, rows), expected, rtol=1e-11)


def test_expected_loss_is_that_of_sgd() -> None:
    generator = np.random.default_rng(0)
    curvatures = np.array([0.1, 1.0, 4.0])
    rates = 0.4 * (1 - np.arange(200) / 200)
    runs = 20_000
    points = np.ones((runs, 3))
    for rate in rates:
        points -= rate * (points * curvatures + 0.8 * generator.standard_normal(points.shape))
    losses = 0.5 * (points**2) @ curvatures
    (expected,) = expected_loss(rates, curvatures, 0.8, [200])
    assert abs(losses.mean() - expected) < 4 * losses.std() / math.sqrt(runs)


def test_a_run_that_diverges_is_lost_for_good() -> None:
    rates, curvatures = np.repeat([3.0, 0.5], [3000, 2000]), np.array([0.1, 1.0])
    losses = expected_loss(rates, curvatures, 1.0)
    lost = int(np.isinf(losses).argmax())
    assert 450 < lost < 600
    np.testing.assert_allclose(losses[:lost], plain_losses(rates[: lost - 1], curvatures, 1.0), rtol=1e-10)
    assert np.isinf(losses[lost:]).all()


def test_losses_near_the_ends_of_the_range_of_floats() -> None:
    curvatures = np.array([1.0])
    back, grown = np.repeat([3.0, 0.5], [450, 4550]), np.repeat([0.2, 1e5], [1024, 45])
    for rates, compared, least, most in ((back, 900, 0.0, 1e250), (grown, 1070, 1e-190, 1e200)):
        losses = expected_loss(rates, curvatures, 0.0)
        np.testing.assert_allclose(losses[:compared], plain_losses(rates, curvatures, 0.0)[:compared], rtol=1e-9)
        assert losses.min() <= least
        assert most < losses.max() < math.inf
    assert expected_loss(back, curvatures, 0.0)[-1] == 0.0


def test_a_rate_that_is_not_finite_loses_the_run_and_one_of_zero_moves_nothing() -> None:
    for broken in (np.nan, np.inf):
        lost = np.isinf(expected_loss([0.1, broken, 0.1], [1.0, 2.0], 1.0))
        assert lost.tolist() == [False, False, True, True]
    assert expected_loss([], [1.0, 3.0], 1.0).tolist() == [2.0]
    assert expected_loss([0.0] * 10, [1.0, 3.0], 1.0).tolist() == [2.0] * 11


@given(instances(Spectrum), st.floats(1e-3, 1e3))
def test_spectra(spectrum: Spectrum, open_largest: float) -> None:
    curvatures = spectrum.eigenvalues(open_largest)
    largest = open_largest if spectrum.largest is None else spectrum.largest
    assert curvatures.shape == (EIGENVALUES,)
    assert (np.diff(curvatures) <= 0).all()
    assert curvatures[0] == largest
    smallest = largest if spectrum.shape == "one curvature" else largest / spectrum.condition
    assert curvatures[-1] == pytest.approx(smallest, rel=1e-9)


def test_refusals() -> None:
    for largest in (None, 0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=r"largest must be a positive number where Spectrum\.largest is None, got"):
            Spectrum().eigenvalues(largest)
    for rows in ([-1], [4], [0, 4]):
        with pytest.raises(ValueError, match=r"rows must be in \[0, 3\], got"):
            expected_loss([1.0] * 3, [1.0], 0.0, rows)
        with pytest.raises(ValueError, match=r"rows must be in \[0, 3\], got"):
            bounds([1.0] * 3, rows)


def plain_bound(rates: Floats, distance: float, gradient: float) -> float:
    """The bound as the papers write it."""
    squares = rates**2 * gradient**2
    bound = (distance**2 + squares.sum()) / (2 * rates.sum())
    for k in range(len(rates) - 1):
        bound += 0.5 * rates[k] / rates[k + 1 :].sum() * squares[k:].sum() / rates[k:].sum()
    return float(bound)


@given(rates_drawn, st.floats(0.1, 10), st.floats(0.1, 10))
def test_the_bound_is_that_of_the_papers(rates: Floats, distance: float, gradient: float) -> None:
    plain = plain_bound(rates, distance, gradient)
    assert last_iterate_bound(rates, distance, gradient) == pytest.approx(plain, rel=1e-11)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 1e-3]), max_size=40).map(np.array))
def test_bounds_are_those_of_shorter_runs_and_steps_of_rate_zero_do_nothing(rates: Floats) -> None:
    rows = np.arange(len(rates) + 1)
    each = [last_iterate_bound(rates[:row]) for row in rows]
    np.testing.assert_allclose(bounds(rates, rows), each, rtol=1e-12)
    assert last_iterate_bound(rates) == last_iterate_bound(rates[rates > 0])


SHAPES = {
    "constant": lambda u: np.ones_like(u),
    "linear": lambda u: 1 - u,
    "cosine": lambda u: (1 + np.cos(np.pi * u)) / 2,
    "exponential": lambda u: np.exp(-30 * u),
    "collapsing": lambda u: np.exp(-600 * u),
    "two levels": lambda u: np.where(u < 0.7, 1.0, 1e-9),
    "waves": lambda u: np.sin(40 * u) ** 2,
    "warmup": lambda u: np.minimum(u / 0.1, 1.0),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_bounds_of_a_long_run(shape: Callable[[Floats], Floats]) -> None:
    rates = shape(np.arange(20_000) / 20_000)
    rows = np.array([1, 2, 1023, 1024, 1025, 2048, 2049, 9_999, 15_000, 19_999, 20_000])
    each = [last_iterate_bound(rates[:row]) for row in rows]
    np.testing.assert_allclose(bounds(rates, rows), each, rtol=1e-12)


@pytest.mark.parametrize("steps", [10, 100, 10_000, 100_000])
def test_constant_and_linear_schedules_in_closed_form(steps: int) -> None:
    harmonic = sum(1 / k for k in range(1, steps))
    _, constant = best_scale(np.full(steps, 0.3), distance=2.0, gradient=3.0)
    _, linear = best_scale(0.3 * np.arange(steps, 0, -1), distance=2.0, gradient=3.0)
    assert constant == pytest.approx(6 * math.sqrt((1 + harmonic) / steps), rel=1e-12)
    assert linear == pytest.approx(12 * math.sqrt((steps - 0.5 + harmonic) / (steps * (steps + 1))), rel=1e-12)


@given(rates_drawn, st.floats(0.1, 10), st.floats(0.1, 10))
def test_the_best_scale_is_best(rates: Floats, distance: float, gradient: float) -> None:
    factor, bound = best_scale(rates, distance, gradient)
    assert last_iterate_bound(factor * rates, distance, gradient) == pytest.approx(bound, rel=1e-9)
    for other in (0.9 * factor, 1.1 * factor):
        assert last_iterate_bound(other * rates, distance, gradient) > bound


@pytest.mark.parametrize("shape", ["constant", "linear", "cosine", "warmup"])
def test_sgd_on_an_absolute_value_does_no_worse_on_the_average(shape: str) -> None:
    generator = np.random.default_rng(1)
    rates = 0.1 * SHAPES[shape](np.arange(100) / 100)
    points = np.ones((5000, 100))
    for step in range(99):
        noise = generator.choice([-1.0, 1.0], 5000)
        points[:, step + 1] = points[:, step] - rates[step] * (np.sign(points[:, step]) + noise)
    excess = np.abs(points).mean(axis=0)
    rows = np.arange(2, 101)
    assert (excess[rows - 1] <= bounds(rates, rows, distance=1.0, gradient=math.sqrt(2))).all()


@pytest.mark.parametrize(
    ("rates", "guaranteed"),
    [([], [0]), ([0.0] * 2, [0] * 3), *(([0.1, 0.1, bad, 0.1], [0, 1, 1, 0, 0]) for bad in (-0.1, np.nan, np.inf))],
)
def test_rates_without_a_guarantee(rates: list[float], guaranteed: list[int]) -> None:
    assert np.isfinite(bounds(rates, np.arange(len(rates) + 1))).tolist() == guaranteed
    assert last_iterate_bound(rates) == math.inf
    np.testing.assert_array_equal(best_scale(rates), (math.nan, math.inf))


FORMS = {
    "constant": lambda t: np.ones_like(t),
    "cosine": lambda t: 0.5 + 0.5 * np.cos(np.pi * t),
    "restarts": lambda t: 0.5 + 0.5 * np.cos(np.pi * (5 * t % 1)),
    "alternating": lambda t: np.where(np.arange(len(t)) % 2, 1.0, 0.01),
    "steps": lambda t: 0.1 ** np.floor(3 * t),
}


@pytest.mark.parametrize("noise", [0.0, 1.0, 100.0])
@pytest.mark.parametrize("peak", [2e-5, 0.1])
@pytest.mark.parametrize("steps", [7, 1500])
@pytest.mark.parametrize("shape", FORMS.values(), ids=list(FORMS))
def test_the_best_multiple_of_a_schedule_has_the_lowest_expected_loss(
    shape: Callable[[Floats], Floats], steps: int, peak: float, noise: float
) -> None:
    rates, curvatures = peak * shape(np.arange(steps) / steps), Spectrum().eigenvalues(1 / peak)
    scale, loss = best_multiple(rates, curvatures, noise)
    assert loss == expected_loss(scale * rates, curvatures, noise)[-1]
    most = 2 / (rates.max() * curvatures.max())
    assert scale <= most * (1 + 1e-12)
    others = np.minimum(scale * np.geomspace(1e-2, 1e2, 41), most)
    lowest = min(expected_loss(one * rates, curvatures, noise, [steps])[0] for one in others)
    assert loss <= 1.02 * lowest + 1e-9 * curvatures.sum()


def test_a_schedule_without_rates_has_no_best_multiple() -> None:
    for rates in ([], [0.0, 0.0], [math.nan, 1.0], [math.inf]):
        scale, loss = best_multiple(rates, [1.0, 0.1], 1.0)
        assert math.isnan(scale)
        assert loss == expected_loss(rates, [1.0, 0.1], 1.0)[-1]
