"""What a forecast refuses, and what it warns of."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan, curve
from lrviz.forecasts import ForecastError, forecast, forecast_again
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, WarmupStableDecay
from tests.forecasts.curves import PEAK, STEPS, Run, constant, cosine, decaying, drawn, without

LOG = drawn(cosine(), 0.003)


def told(log: Run, *schedules: Floats) -> str:
    return " ".join(forecast(log, schedules).warnings)


def test_a_good_log_is_not_warned_of() -> None:
    assert lrviz.forecast(LOG, [decaying(0.2)]).warnings == ()


def test_a_constant_rate_alone_gets_the_usual_gain_a_wide_band_and_advice() -> None:
    made = forecast(drawn(constant(), 0.003), [decaying(0.2), constant()])
    assert any("Run one short decay branch: 200 steps down to 0 would tell." in one for one in made.warnings)
    decay, stable = ((high[-1] - low[-1]) / 2 for low, high in zip(made.low, made.high, strict=True))
    assert decay > 2 * stable
    assert 0.02 < made.gains[0] / made.finals[1] < 0.09
    assert made.gain_bands[0] > 0.04


@pytest.mark.parametrize("rows", [30, 40])
def test_the_band_of_a_log_that_still_runs_is_wider_and_says_why(rows: int) -> None:
    running, rates = without(LOG, slice(rows)), cosine()
    made, whole = forecast(running, [rates, constant()]), forecast(LOG, [rates])
    assert any("so the log does not tell what the rest of a fall is worth" in one for one in made.warnings)
    assert "what the rest of a fall" not in told(LOG, rates)
    halves = [(high[-1] - low[-1]) / 2 for low, high in zip(made.low, made.high, strict=True)]
    assert halves[0] > 1.3 * (whole.high[0][-1] - whole.low[0][-1]) / 2
    assert made.low[0][-1] <= LOG.losses[-1] <= made.high[0][-1]


def test_gains_are_told_beside_the_schedule_that_the_log_follows_so_far() -> None:
    running, rates = without(LOG, slice(40)), cosine()
    fitted = forecast(running, [])
    assert fitted.runs[0].is_begin_of(rates)
    assert not any(fitted.runs[0].is_begin_of(one) for one in (decaying(0.5), rates[: len(fitted.runs[0].rates)]))
    made = forecast_again(fitted, [rates, decaying(0.3)], own=rates)
    assert made.gains[0] == made.gain_bands[0] == 0.0
    assert made.gains[1] == pytest.approx(made.finals[0] - made.finals[1])
    with pytest.raises(ForecastError, match="own schedule"):
        forecast_again(fitted, [rates], own=2 * rates)


@pytest.mark.parametrize("factor", [0.1, 0.5, 0.94, 1.06, 2.0])
def test_another_peak_is_not_forecast(factor: float) -> None:
    made = forecast(LOG, [factor * decaying(0.2), decaying(0.2)])
    assert "other peak" in made.refusals[0]
    assert "0.04 to 0.07" in made.refusals[0]
    assert not len(made.losses[0])
    assert np.isnan([made.finals[0], made.gains[0], made.gain_bands[0]]).all()
    assert made.refusals[1] == ""
    assert np.isfinite(made.finals[1])


@pytest.mark.parametrize("factor", [0.96, 1.04])
def test_nearly_the_same_peak_is_forecast(factor: float) -> None:
    assert forecast(LOG, [factor * decaying(0.2)]).refusals == ("",)


def test_schedules_and_curves_run_at_the_peak_of_the_log_and_those_with_rates_of_their_own_are_not_scaled() -> None:
    wsd = WarmupStableDecay(40, 1560, 400)
    plain, again, cycle, low = forecast(
        LOG,
        [
            wsd,
            wsd.rates(PEAK, STEPS),
            OneCycleLR(max_lr=PEAK, total_steps=STEPS),
            OneCycleLR(total_steps=500, max_lr=0.1),
        ],
        steps=STEPS,
    ).refusals
    assert (plain, again, cycle) == ("", "", "")
    assert low.startswith("not forecast: ")
    made = forecast(LOG, [wsd, curve(Entry(wsd, 2 * PEAK), Plan(budget=float(STEPS)))], steps=STEPS)
    assert "other peak" in made.refusals[1]


def test_one_schedule_may_stand_alone_and_begin_at_rate_0() -> None:
    made = forecast(LOG, WarmupStableDecay(40, 1560, 400))
    assert made.finals.shape == (1,)
    late = decaying(0.2)
    late[:500] = 0.0
    made = forecast(LOG, [late])
    assert np.isfinite([*made.losses[0], *made.low[0], *made.high[0]]).all()


def test_what_gives_no_rates_is_refused_and_the_others_are_forecast() -> None:
    strange = [OneCycleLR(max_lr=PEAK, total_steps=100), ReduceLROnPlateau(), [], [np.nan], [0.0, 0.0], [-1.0, 1.0]]
    made = forecast(LOG, [*strange, CosineAnnealingLR(T_max=STEPS)])
    assert all(why.startswith("not forecast: ") for why in made.refusals[:-1])
    assert made.refusals[-1] == ""


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_fewer_than_six_losses_are_refused(rows: int) -> None:
    few = without(LOG, slice(len(LOG.steps) - rows - 1, None))
    hidden = replace(few, losses=np.where(np.arange(rows + 1) == 0, np.nan, few.losses))
    with pytest.raises(ForecastError, match=f"at least 6 losses after twice the warmup .* got {rows}"):
        forecast(hidden, [])
    forecast(without(LOG, slice(len(LOG.steps) - 6, None)), [])


def test_a_law_that_misses_by_more_than_a_hundredth_says_so() -> None:
    bent = np.where(LOG.steps > STEPS / 2, 1.08, 1.0)
    said = told(replace(LOG, losses=bent * LOG.losses))
    assert "misses the measured losses by" in said
    assert "misses the measured losses" not in told(drawn(cosine(), 0.13, rows=400))


@pytest.mark.parametrize("noise", [0.003, 0.03])
def test_a_loss_that_rises_while_the_rate_stands_is_told(noise: float) -> None:
    log = drawn(decaying(0.1), noise, rows=200)
    rising = log.losses + 0.2 * np.maximum(log.steps / STEPS - 0.5, 0.0) ** 1
    assert "rises by" in told(
        replace(log, losses=rising + 0.3 * (log.steps > 0) * np.maximum(log.steps / STEPS - 0.5, 0))
    )
    assert "rises by" not in told(log)


def averaged(losses: Floats, rows: int) -> Floats:
    """A moving average over so many rows."""
    padded = np.append(np.full(rows - 1, losses[0]), losses)
    return np.convolve(padded, np.full(rows, 1 / rows), "valid")


def exponential(losses: Floats, keep: float) -> Floats:
    """A running average that keeps such a share of itself."""
    smooth = losses.copy()
    for row in range(1, len(smooth)):
        smooth[row] = keep * smooth[row - 1] + (1 - keep) * losses[row]
    return smooth


@pytest.mark.parametrize("noise", [0.01, 0.03, 0.13])
@pytest.mark.parametrize("source", [cosine(), decaying(0.2)], ids=["cosine", "wsd"])
def test_losses_that_were_smoothed_are_told_by_what_they_leave(source: Floats, noise: float) -> None:
    log = drawn(source, noise, rows=250)
    assert "look smoothed" not in told(log)
    for smooth in (averaged(log.losses, 10), averaged(log.losses, 50), exponential(log.losses, 0.97)):
        assert "look smoothed" in told(replace(log, losses=smooth))


def test_a_last_rate_of_0_right_after_a_high_one_is_an_artefact() -> None:
    log = drawn(decaying(0.5))
    cut = without(log, slice(0, 45))
    ended = replace(cut, rates=np.append(cut.rates[:-1], 0.0))
    made = forecast(ended, [decaying(0.2)])
    assert any("The last rate is 0 right after a high one" in one for one in made.warnings)
    assert made.runs[0].rates[-1] > 0.4 * PEAK
    assert "The last rate is 0" not in told(drawn(decaying(0.2)))
    coarse = drawn(decaying(0.5), rows=9)
    assert "The last rate is 0" not in told(replace(coarse, rates=np.append(coarse.rates[:-1], 0.0)))


def test_losses_that_are_not_finite_are_left_out_and_told_where_the_run_seems_to_have_diverged() -> None:
    losses = LOG.losses.copy()
    losses[[20, 30]] = np.nan
    assert told(replace(LOG, losses=losses)) == ""
    losses[30] = np.inf
    assert "infinite in 1 rows" in told(replace(LOG, losses=losses))
    losses[50:] = np.nan
    assert "no law holds" in told(replace(LOG, losses=losses))
    with pytest.raises(ForecastError, match="at least 6 losses"):
        forecast(replace(LOG, losses=np.full(len(losses), np.nan)), [])


def test_a_fall_between_two_rows_is_told() -> None:
    log = drawn(decaying(0.1), 0.003)
    kept = np.r_[0:54, len(log.steps) - 1]
    gap = Run(log.steps[kept], log.rates[kept], log.losses[kept])
    assert "it is taken to fall on a straight line there" in told(gap)


def test_lengths_that_nobody_tried_and_rates_that_rise_again_are_told() -> None:
    said = told(LOG, decaying(0.2, 900), decaying(0.2, 30_000), decaying(0.2, 4000))
    assert "900 steps are outside" in said
    assert "30,000 steps are outside" in said
    assert "4,000 steps" not in said
    again = cosine()
    again[1000:] = again[:1000]
    assert "rises again" in told(LOG, again)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"losses": None}, "the log has none"),
        ({"losses": -LOG.losses}, "losses above 0"),
        ({"losses": LOG.losses * 1e12}, "losses above 0"),
        ({"rates": np.full(len(LOG.rates), np.nan)}, "needs the learning rates"),
        ({"rates": -LOG.rates}, "rates must be"),
        ({"rates": 0 * LOG.rates}, "rates must be"),
        ({"rates": LOG.rates * 1e300}, "rates must be"),
        ({"steps": LOG.steps * 10**7}, "at most 5,000,000 steps"),
    ],
)
def test_numbers_that_no_run_has_are_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ForecastError, match=words):
        forecast(replace(LOG, **changed), [decaying(0.2)])


@pytest.mark.parametrize(
    ("settings", "words"), [({"steps": 0}, "1 to"), ({"steps": 10**9}, "1 to"), ({"warmup": -1}, "0")]
)
def test_settings_out_of_range_are_refused(settings: dict[str, int], words: str) -> None:
    with pytest.raises(ForecastError, match=words):
        forecast(LOG, [CosineAnnealingLR.usual()], **settings)


def test_logs_of_one_forecast_have_one_peak_and_there_is_one_at_least() -> None:
    with pytest.raises(ForecastError, match="one peak"):
        forecast([LOG, replace(LOG, rates=2 * LOG.rates)], [])
    with pytest.raises(ForecastError, match="at least one log"):
        forecast([], [])
