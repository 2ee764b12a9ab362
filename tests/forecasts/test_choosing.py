"""Which of its losses a log is forecast by."""

import numpy as np
import pytest

import lrviz
from lrviz.forecasts import ForecastError, losses_of, with_loss
from tests.forecasts.curves import STEPS, cosine, drawn

LOG = drawn(cosine(), 0.003)
TEXT = "step,lr,loss,val/loss\n" + "\n".join(
    f"{step},{float(cosine()[step - 1])!r},{float(np.interp(step, LOG.steps, LOG.losses))!r},"
    f"{float(np.interp(step, LOG.steps, LOG.losses)) + 1 if step % 100 == 0 else ''}"
    for step in range(20, STEPS + 1, 20)
)


def test_the_loss_of_a_validation_is_forecast_at_its_own_steps() -> None:
    log = lrviz.read_log(TEXT)
    assert losses_of(log) == ("", "val/loss")
    plain, held = lrviz.forecast(log, []), lrviz.forecast(log, [], loss="val/loss")
    assert held.runs[0].at.tolist() == list(range(100, STEPS + 1, 100))
    assert held.fitted.level == pytest.approx(plain.fitted.level + 1, abs=0.01)


def test_validations_between_the_rows_of_rates_are_kept() -> None:
    rows = TEXT.splitlines()
    log = lrviz.read_log("\n".join([*rows[:-1], "1990,,,3.5", rows[-1]]))
    assert 1990 in lrviz.forecast(log, [], loss="val/loss").runs[0].at


def test_a_loss_that_is_not_there_is_refused() -> None:
    log = lrviz.read_log(TEXT)
    with pytest.raises(ForecastError, match="its losses are: the training's, val/loss"):
        with_loss(log, "test/loss")
    with pytest.raises(ForecastError, match="several losses to choose from"):
        lrviz.forecast(LOG, [], loss="val/loss")


def test_a_log_of_epochs_is_refused() -> None:
    log = lrviz.read_log(TEXT.replace("step,", "epoch,"))
    with pytest.raises(ForecastError, match="counts epochs"):
        lrviz.forecast(log, [])
