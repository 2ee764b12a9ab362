"""Forecasts of public runs from the log of another one: how far they are off, and whether their bands hold them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pytest

from lrviz.forecasts import Law, PowerOfSteps, forecast
from lrviz.forecasts.forecasting import FORECASTING
from tests.forecasts.curves import Run, public, without

SAME_PEAK = "_0.001_"


class Judged(NamedTuple):
    """The errors at the ends, the share of losses inside the bands, and the bands' half widths at the ends."""

    errors: np.ndarray
    covered: float
    halves: np.ndarray


def judged(log: Run, others: Iterable[Run], law: Law = FORECASTING, warmup: int = 0) -> Judged:
    others = list(others)
    rates = [other.every for other in others]
    for one in rates:
        one[:warmup] = np.linspace(0.0, one[warmup], warmup)
    made = forecast(log, rates, law=law, warmup=warmup)
    assert not any(made.refusals)
    inside = []
    for at, low, high, other in zip(made.steps, made.low, made.high, others, strict=True):
        rows = other.steps >= at[0]
        steps, losses = other.steps[rows], other.losses[rows]
        inside.append(np.mean((np.interp(steps, at, low) <= losses) & (losses <= np.interp(steps, at, high))))
    ends = np.array([other.losses[-1] for other in others])
    halves = np.array([(high[-1] - low[-1]) / 2 for low, high in zip(made.low, made.high, strict=True)])
    return Judged(np.abs(made.finals - ends), float(np.mean(inside)), halves)


def of(name: str, source: str, wanted: Callable[[str], bool], law: Law = FORECASTING, warmup: int = 0) -> Judged:
    runs = public(name)
    return judged(runs[source], [run for key, run in runs.items() if key != source and wanted(key)], law, warmup)


def any_run(_: str) -> bool:
    return True


@pytest.mark.parametrize("source", ["cos0_0.001_25000", "wsd0.2_0.001_25000"])
def test_language_models_of_124_million_parameters(source: str) -> None:
    found = of("schaipp_haegele_124m_val", source, lambda key: SAME_PEAK in key)
    assert found.errors.mean() <= 0.025
    assert found.errors.max() <= 0.06
    assert found.covered >= 0.85
    assert found.halves.mean() <= 0.06
    steps = of("schaipp_haegele_124m_val", source, lambda key: SAME_PEAK in key, PowerOfSteps())
    assert steps.errors.mean() >= 1.5 * found.errors.mean()


@pytest.mark.parametrize(("source", "most"), [("190M_cos_2", 0.02), ("190M_wsd_2", 0.03)])
def test_language_models_of_190_million_parameters_at_other_lengths(source: str, most: float) -> None:
    found = of("olmo_ladder_190m", source, any_run)
    assert found.errors.mean() <= most
    assert found.covered >= 0.85
    assert found.halves.mean() <= 0.06
    assert of("olmo_ladder_190m", source, any_run, PowerOfSteps()).errors.mean() >= 1.5 * found.errors.mean()


@pytest.mark.parametrize("source", ["100M_cosine_24000", "100M_wsd_20000_24000"])
def test_language_models_of_100_million_parameters_with_their_warmup(source: str) -> None:
    found = of("multipowerlaw_100m", source, any_run, warmup=2160)
    assert found.errors.mean() <= 0.02
    assert found.covered >= 0.85
    assert of("multipowerlaw_100m", source, any_run, PowerOfSteps(), 2160).errors.mean() >= 1.5 * found.errors.mean()


@pytest.mark.parametrize("name", ["schaipp_haegele_124m_val", "olmo_ladder_190m"])
def test_cosines_that_have_run_half_way_end_inside_their_bands(name: str) -> None:
    cosines = [run for key, run in public(name).items() if "cos" in key]
    for run in cosines:
        half = without(run, slice(int(np.searchsorted(run.steps, run.steps[-1] / 2))))
        made, whole = forecast(half, [run.every]), forecast(run, [run.every])
        assert made.low[0][-1] <= run.losses[-1] <= made.high[0][-1]
        assert made.high[0][-1] - made.low[0][-1] > 2 * (whole.high[0][-1] - whole.low[0][-1])
        assert any("what the rest of a fall is worth" in one for one in made.warnings)
    assert len(cosines) > 2


@pytest.mark.parametrize("name", ["schaipp_haegele_124m_val", "olmo_ladder_190m", "multipowerlaw_100m"])
def test_no_public_log_is_called_smoothed_rising_or_a_misfit(name: str) -> None:
    for key, run in public(name).items():
        said = " ".join(forecast(run, []).warnings)
        assert not any(word in said for word in ("look smoothed", "rises by", "misses the measured")), (key, said)


def test_two_logs_are_off_no_further_than_one() -> None:
    runs = public("schaipp_haegele_124m_val")
    sources = [runs["cos0_0.001_25000"], runs["wsd0.2_0.001_25000"]]
    others = [run for key, run in runs.items() if SAME_PEAK in key and run not in sources]
    rates = [other.every for other in others]
    ends = np.array([other.losses[-1] for other in others])
    one, two = (np.abs(forecast(logs, rates).finals - ends) for logs in (sources[:1], sources))
    assert two.mean() <= one.mean() + 0.002
