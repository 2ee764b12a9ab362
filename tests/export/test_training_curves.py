"""The table of a training's curves is its record, and no name in it is a formula."""

import csv

import numpy as np
import pytest

from lrviz.export.training_curves import training_to_csv
from lrviz.optimizers import SGD
from lrviz.scene import Run
from lrviz.tasks import Regression, Task
from lrviz.training import Training, train
from tests.training.small import MOONS


@pytest.mark.parametrize(("task", "rate"), [(MOONS, 0.1), (Regression(train=40, validation=20, epochs=20), 1e4)])
def test_the_table_is_the_record(task: Task, rate: float) -> None:
    (record,) = train(Training(task, (Run(SGD(lr=rate, momentum=0.99)),), seed=3))
    assert np.isfinite(record.train_losses).all() == (rate < 1)
    rows = list(csv.DictReader(training_to_csv([("=1+1", record)]).splitlines()))
    assert {(row["run"], row["seed"]) for row in rows} == {("'=1+1", "3")}
    assert [int(row["step"]) for row in rows] == list(range(record.taken + 1))
    for name, column in (("training_loss", record.train_losses), ("update_ratio", record.update_ratios)):
        told = [float(row[name] or "nan") for row in rows[1:]]
        np.testing.assert_array_equal(told, np.where(np.isfinite(column), column, np.nan)[: record.taken])
    for step, loss in zip(record.validation_steps, record.validation_losses, strict=True):
        assert rows[step]["validation_loss"] == (repr(float(loss)) if np.isfinite(loss) else "")
    assert sum(row["score"] != "" for row in rows) == np.isfinite(record.scores).sum()
