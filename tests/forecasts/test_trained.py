"""Forecasts of trainings from one of their runs, beside what was really trained."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.forecasts import ForecastError
from lrviz.forecasts.trained import Held, others_from, trained_log, verdict
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau
from lrviz.training import Record, Training, train
from lrviz.ui.train.forecasting import SHOWN_CASE, SHOWN_SEEDS


@pytest.fixture(scope="module")
def records() -> tuple[tuple[Record, ...], ...]:
    """The runs of the case that the page shows, under each of its seeds."""
    return tuple(tuple(train(replace(SHOWN_CASE, seed=seed))) for seed in range(SHOWN_SEEDS))


def held_of(ones: tuple[Record, ...]) -> list[Held]:
    others = others_from(ones[0], SHOWN_CASE)
    return [others.held(place, ones[place]) for place in (1, 2, 3)]


def test_a_record_is_a_log_with_a_rate_for_each_step_and_a_loss_for_each_validation(
    records: tuple[tuple[Record, ...], ...],
) -> None:
    record = records[0][0]
    log = trained_log(record)
    assert log.steps.tolist() == list(range(1, record.taken + 1))
    np.testing.assert_array_equal(log.rates, record.learning_rates)
    known = np.isfinite(log.losses)
    assert log.steps[known].tolist() == record.validation_steps[1:].tolist()
    np.testing.assert_array_equal(log.losses[known], record.validation_losses[1:])


def test_the_case_of_the_page_shows_a_band_that_is_too_narrow(records: tuple[tuple[Record, ...], ...]) -> None:
    shares = [np.concatenate([one.inside for one in held_of(ones)]).mean() for ones in records]
    assert max(shares) < 0.8
    everything = [one for ones in records for one in held_of(ones)]
    inside, total = sum(int(one.inside.sum()) for one in everything), sum(len(one.inside) for one in everything)
    off = [abs(one.error) for one in everything]
    said = verdict(everything)
    assert f"Of {total:,} losses that were really trained, {inside:,} lie inside the band of 90 %" in said
    assert f"off by {np.mean(off):.3f} on average and by {max(off):.3f} at most" in said
    assert "The band is too narrow here" in said


def test_losses_are_counted_inside_where_they_lie_between_the_ends_of_the_band(
    records: tuple[tuple[Record, ...], ...],
) -> None:
    ones = records[0]
    others = others_from(ones[0], SHOWN_CASE)
    assert others.places == (1, 2, 3)
    for index, place in enumerate(others.places):
        held, made = others.held(place, ones[place]), others.made
        for step, loss, inside in zip(held.steps, held.losses, held.inside, strict=True):
            low, high = (np.interp(step, made.steps[index], column[index]) for column in (made.low, made.high))
            assert inside == (low <= loss <= high)
        assert held.error == pytest.approx(made.finals[index] - ones[place].validation_losses[-1])
        assert held.steps[0] >= 2 * made.runs[0].warmup


def test_what_differs_by_more_than_its_schedule_is_not_forecast(records: tuple[tuple[Record, ...], ...]) -> None:
    record = records[0][0]
    lr = record.run.optimizer.lr
    runs = (
        record.run,
        Run(Adam(lr=lr), CosineAnnealingLR(T_max=300)),
        Run(Adam(lr=2 * lr), CosineAnnealingLR(T_max=300)),
        Run(SGD(lr=lr)),
        Run(Adam(lr=lr), ReduceLROnPlateau()),
        Run(Adam(lr=lr), OneCycleLR(max_lr=lr, total_steps=SHOWN_CASE.task.steps)),
    )
    refusals = others_from(record, replace(SHOWN_CASE, runs=runs)).refusals
    words = ("the run that", "", "other peak", "other optimizer, SGD in place of Adam", "follow the losses", "momentum")
    assert all(word in why if word else why == "" for word, why in zip(words, refusals, strict=True))


def test_a_run_with_too_few_validations_is_refused() -> None:
    task = replace(SHOWN_CASE.task, epochs=2)
    (record,) = train(Training(task, (Run(Adam(lr=1e-2)),)))
    with pytest.raises(ForecastError, match="at least 6 losses"):
        others_from(record, SHOWN_CASE)


def test_a_band_that_holds_is_said_to_hold_and_nothing_is_said_of_nothing() -> None:
    flags = np.arange(20) > 0
    one = Held(np.arange(20), np.ones(20), flags, 0.01, 0.02)
    assert "19 lie inside the band of 90 %: 95 %" in verdict([one])
    assert "Here the band holds what it promises" in verdict([one])
    assert verdict([]) == ""
    with pytest.raises(ForecastError, match="no run was trained to its end"):
        verdict([replace(one, error=float("nan"))])
