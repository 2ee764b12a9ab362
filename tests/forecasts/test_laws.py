"""The laws against their formulas, and what every forecast of them must keep."""

import time
from dataclasses import replace

import numpy as np
import pytest

from lrviz.forecasts import LAWS, Law, Memory, MultiPower, forecast
from lrviz.forecasts.changes import changes
from lrviz.forecasts.laws import Scale
from lrviz.hyperparameters import hyperparameters
from tests.catalogues import final_classes
from tests.forecasts import curves
from tests.forecasts.curves import PEAK, constant, cosine, decaying, drawn, law, quadratic

ALL = [kind.usual() for kind in LAWS]


@pytest.mark.parametrize("rates", [cosine(), decaying(0.1), decaying(0.5), decaying(1.0), cosine(5000)])
def test_the_stretches_of_the_law_are_its_formula_step_by_step(rates: np.ndarray) -> None:
    at = np.unique(np.linspace(100, len(rates), 30).astype(int))
    scale = Scale(PEAK, float(cosine().sum()), len(cosine()))
    columns = MultiPower().columns(changes(rates, at), list(curves.NUMBERS.values()), scale)
    np.testing.assert_allclose(columns @ [2.6, 0.25, 0.25], law(rates, at), atol=0.001)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.title)
def test_rates_that_stand_for_several_steps_are_the_longer_run(one: Law) -> None:
    long = cosine(20_000)
    scale = Scale(PEAK, float(long.sum()), len(long))
    exponents = [each.mean for each in one.exponents]
    whole = one.columns(changes(long, np.array([20_000])), exponents, scale)
    short = one.columns(changes(long.reshape(-1, 10).mean(axis=1), np.array([2000]), 10.0), exponents, scale)
    np.testing.assert_allclose(short, whole, rtol=0.002, atol=0.001)


def test_the_catalogue_has_every_law() -> None:
    assert set(LAWS) == final_classes(Law)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.title)
def test_a_law_declares_its_formula_its_source_its_numbers_and_on_what_it_was_tried(one: Law) -> None:
    assert one.caption().endswith(".")
    assert one.source().endswith(".")
    assert "0.5 to 10 times" in one.tested
    fields = {each.name: each for each in hyperparameters(type(one))}
    assert set(one.deviations) <= set(fields)
    assert [each.symbol for each in one.exponents] == [fields[name].symbol for name in one.deviations]
    for each in fields.values():
        assert each.symbol.replace("\\ln ", "") in one.latex
    assert all(each.low < each.mean < each.high and each.deviation > 0 for each in one.exponents)


def test_the_memory_of_a_fall_is_the_sum_of_its_formula() -> None:
    rates, at = decaying(0.3), np.array([1500, 1700, 2000])
    scale = Scale(PEAK, float(rates.sum()), len(rates))
    told = Memory(retention=0.99).columns(changes(rates, at), [0.45], scale)[:, 2]
    falls = np.diff(rates, prepend=0.0) / PEAK
    wanted = [sum(falls[k] * sum(0.99**n for n in range(step - k)) for k in range(step)) for step in at.tolist()]
    np.testing.assert_allclose(told, np.array(wanted) * (1 - 0.99), atol=0.01)


@pytest.mark.parametrize("noise", [0.0, 0.003, 0.03])
@pytest.mark.parametrize("source", [cosine(), decaying(0.2), decaying(0.5)], ids=["cosine", "0.2", "0.5"])
def test_runs_of_the_law_are_recovered(source: np.ndarray, noise: float) -> None:
    others = [cosine(), decaying(0.1), decaying(0.4), decaying(0.9), cosine(6000)]
    ends = np.array([law(one, np.array([len(one)]))[0] for one in others])
    made = forecast(drawn(source, noise, rows=60 if noise < 0.01 else 200), others)
    assert np.abs(made.finals - ends).mean() <= 0.015
    assert all(low[-1] <= end <= high[-1] for low, end, high in zip(made.low, ends, made.high, strict=True))
    assert not [one for one in made.warnings if "Between the rows" not in one]


def test_two_logs_recover_what_one_does_and_their_band_is_honest() -> None:
    logs = [drawn(cosine(), 0.003), drawn(decaying(0.2), 0.003, seed=1)]
    others = [decaying(share) for share in (0.05, 0.1, 0.3, 0.5, 0.8)]
    ends = np.array([law(one, np.array([len(one)]))[0] for one in others])
    one, two = forecast(logs[0], others), forecast(logs, others)
    assert np.abs(two.finals - ends).max() <= np.abs(one.finals - ends).max()
    assert all(low[-1] <= end <= high[-1] for low, end, high in zip(two.low, ends, two.high, strict=True))
    widths = [
        np.mean([high[-1] - low[-1] for low, high in zip(made.low, made.high, strict=True)]) for made in (one, two)
    ]
    assert widths[1] < widths[0]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.title)
@pytest.mark.parametrize("factor", [np.log2(np.e), 1e-6, 1e5])
def test_another_unit_of_the_loss_is_another_unit_and_nothing_else(one: Law, factor: float) -> None:
    log, others = drawn(cosine(), 0.003), [decaying(0.2), decaying(0.6)]
    plain = forecast(log, others, law=one)
    other = forecast(replace(log, losses=factor * log.losses), others, law=one)
    for name in ("finals", "gains", "gain_bands"):
        np.testing.assert_allclose(getattr(other, name), factor * getattr(plain, name), rtol=1e-5, atol=1e-9 * factor)
    for name in ("losses", "low", "high"):
        for mine, theirs in zip(getattr(plain, name), getattr(other, name), strict=True):
            np.testing.assert_allclose(theirs, factor * mine, rtol=1e-5)
    assert [one.split(" on average")[0][:20] for one in other.warnings] == [
        one.split(" on average")[0][:20] for one in plain.warnings
    ]


@pytest.mark.parametrize("factor", [1e-3, 1e5])
def test_another_unit_of_the_rate_changes_nothing(factor: float) -> None:
    log, others = drawn(cosine(), 0.003), [decaying(0.2), decaying(0.6)]
    plain = forecast(log, others)
    other = forecast(replace(log, rates=factor * log.rates), [factor * rates for rates in others])
    np.testing.assert_allclose(other.finals, plain.finals, rtol=1e-6)


@pytest.mark.parametrize("one", ALL[:2], ids=lambda one: one.title)
@pytest.mark.parametrize("cut", [900, 1500])
def test_at_rate_0_the_forecast_stays_flat(one: Law, cut: int) -> None:
    log, rates = drawn(cosine(), 0.003), constant()
    rates[cut:] = 0.0
    made = forecast(log, [rates], law=one)
    late = made.losses[0][made.steps[0] >= cut + 20]
    assert len(late) > 10
    if isinstance(one, MultiPower):
        assert np.ptp(late) <= 1e-9
    assert np.isfinite(made.high[0]).all()


def test_curves_of_a_noisy_quadratic_are_called_a_misfit() -> None:
    for rates in (cosine(), decaying(0.2), decaying(0.5)):
        assert any("misses the measured losses" in one for one in forecast(quadratic(rates), []).warnings)


def test_a_gain_is_no_more_certain_than_the_difference_of_two_runs_and_the_run_itself_has_none() -> None:
    log = drawn(cosine(), 0.0)
    own = forecast(log, []).runs[0].rates
    made = forecast(log, [own, decaying(0.2), decaying(0.9)])
    assert made.gains[0] == made.gain_bands[0] == 0.0
    assert (made.gain_bands[1:] > 0.005).all()
    np.testing.assert_allclose(made.gains, made.finals[0] - made.finals, atol=1e-3)


def test_a_forecast_of_a_million_steps_costs_little_more_than_one_of_a_thousand() -> None:
    log = drawn(cosine(), 0.003)

    def spent(steps: int) -> float:
        rates, before = decaying(0.3, steps), time.process_time()
        forecast(log, [rates])
        return time.process_time() - before

    spent(1000)
    assert min(spent(1_000_000) for _ in range(3)) < 40 * min(spent(1000) for _ in range(3))
