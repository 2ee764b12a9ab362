"""Which decay: the map against forecasts of its schedules, one by one."""

import numpy as np
import pytest

from lrviz.forecasts import ForecastError, decay_map, forecast
from tests.forecasts.curves import PEAK, STEPS, WARMUP, cosine, drawn

MADE = forecast(drawn(cosine(), 0.003), [])


@pytest.mark.parametrize("lengths", [(), (1500, 2000, 20_000)])
def test_a_cell_is_the_forecast_of_its_schedule(lengths: tuple[int, ...]) -> None:
    found = decay_map(MADE, lengths=lengths)
    assert found.finals.shape == (19, len(lengths) or 4)
    for row, column in ((0, 0), (6, 1), (18, 2)):
        schedule = found.schedules[row][column]
        rates = schedule.rates(PEAK, found.steps[column])
        again = forecast(drawn(cosine(), 0.003), [rates])
        assert found.finals[row, column] == pytest.approx(again.finals[0], abs=0.001)


def test_schedules_have_the_warmup_of_the_log_and_end_with_the_run() -> None:
    found = decay_map(MADE)
    for share, row in zip(found.shares, found.schedules, strict=True):
        for shape, one in zip(found.columns, row, strict=True):
            assert one.decay_shape == shape
            assert one.decay_steps == round(share * STEPS)
            assert one.warmup_steps + one.stable_steps + one.decay_steps == STEPS
            assert WARMUP <= one.warmup_steps <= WARMUP + STEPS / 60


def test_what_is_as_good_as_the_best_of_its_length_is_shaded_as_one() -> None:
    shapes, lengths = decay_map(MADE), decay_map(MADE, lengths=(1000, 2000, 4000))
    np.testing.assert_array_equal(shapes.as_good, shapes.finals <= shapes.finals.min() + 0.005)
    np.testing.assert_array_equal(lengths.as_good, lengths.finals <= lengths.finals.min(axis=0) + 0.005)
    assert (lengths.finals.min(axis=0)[:-1] > lengths.finals.min(axis=0)[1:]).all()


@pytest.mark.parametrize("given", [{"shares": (0.0,)}, {"shares": (1.5,)}, {"lengths": (10,)}, {"lengths": (10**9,)}])
def test_what_is_out_of_range_is_refused(given: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(ForecastError):
        decay_map(MADE, **given)


def test_a_decay_may_take_the_whole_run() -> None:
    (row,) = decay_map(MADE, shares=(1.0,)).schedules
    assert {one.stable_steps for one in row} == {0}
