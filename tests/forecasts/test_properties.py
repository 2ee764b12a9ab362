"""What every forecast keeps, whatever the run, its units, its noise and the schedules."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.arrays import Floats
from lrviz.forecasts import decay_map, forecast
from lrviz.forecasts.decays import AS_GOOD
from tests.forecasts.curves import PEAK, STEPS, cosine, decaying, drawn, law

SHARES = st.floats(0.1, 1.0)
FACTORS = st.floats(-3.0, 3.0).map(lambda power: 10.0**power)
SOURCES = st.one_of(st.just(cosine()), SHARES.map(decaying))
SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=25, deadline=None)


def end(rates: Floats) -> float:
    return float(law(rates, np.array([len(rates)]))[0])


@FEW
@given(SOURCES, SHARES, st.sampled_from([1000, STEPS, 6000]), st.floats(0.0, 0.02), SEEDS)
def test_runs_of_the_law_are_recovered_inside_their_bands(
    source: Floats, share: float, steps: int, noise: float, seed: int
) -> None:
    other = decaying(share, steps)
    made = forecast(drawn(source, noise, rows=120, seed=seed), [other])
    assert abs(made.finals[0] - end(other)) <= 0.04
    assert made.low[0][-1] <= end(other) <= made.high[0][-1]


@FEW
@given(SOURCES, SHARES, FACTORS, FACTORS)
def test_units_of_loss_and_rate_change_nothing_but_units(
    source: Floats, share: float, loss: float, rate: float
) -> None:
    log, other = drawn(source, 0.003), decaying(share)
    plain = forecast(log, [other])
    scaled = forecast(replace(log, losses=loss * log.losses, rates=rate * log.rates), [rate * other])
    for name in ("losses", "low", "high"):
        mine, theirs = getattr(plain, name)[0], getattr(scaled, name)[0]
        np.testing.assert_allclose(theirs, loss * mine, rtol=1e-4)
    assert len(scaled.warnings) == len(plain.warnings)


@FEW
@given(SOURCES, st.integers(200, STEPS - 100))
def test_at_rate_0_a_forecast_stays_flat(source: Floats, cut: int) -> None:
    rates = np.where(np.arange(STEPS) < cut, cosine(), 0.0)
    made = forecast(drawn(source, 0.003), [rates])
    late = made.losses[0][made.steps[0] >= cut + STEPS // 50]
    assert np.ptp(late) <= 1e-9


@FEW
@given(SHARES, SHARES, SHARES, SEEDS)
def test_a_second_log_narrows_the_band_and_keeps_it_honest(one: float, two: float, share: float, seed: int) -> None:
    logs = [drawn(decaying(one), 0.003, seed=seed), drawn(decaying(two), 0.003, seed=seed + 1)]
    other = decaying(share)
    single, both = forecast(logs[:1], [other]), forecast(logs, [other])
    widths = [made.high[0][-1] - made.low[0][-1] for made in (single, both)]
    assert widths[1] <= 1.1 * widths[0]
    assert both.low[0][-1] <= end(other) <= both.high[0][-1]


@FEW
@given(SOURCES, st.integers(500, 5000))
def test_shaded_cells_are_those_that_the_law_does_not_tell_apart(source: Floats, steps: int) -> None:
    found = decay_map(forecast(drawn(source, 0.003), []), steps=steps)
    assert np.isfinite(found.finals).all()
    assert (found.as_good == (found.finals <= found.finals.min() + AS_GOOD)).all()
    assert found.as_good.any()
    for row in found.schedules:
        assert all(one.rates(PEAK, steps)[-1] <= PEAK / 10 for one in row)
