"""The hyperparameters of many runs of one optimizer: each a value for all runs, or a column with one for each."""

from collections.abc import Sequence

import numpy as np

from lrviz.arithmetic import Value
from lrviz.hyperparameters import stacked
from lrviz.optimizers import Rule


class RuleColumns:
    """The rules of the runs in one block as a single rule, with the momentum that a schedule may move.

    Columns have the shape of a parameter, (2, N): numpy is up to twice as fast where it need not repeat a row.
    """

    def __init__(self, optimizers: Sequence[Rule]) -> None:
        self.rule = stacked(optimizers)
        for name, value in vars(self.rule).items():
            if isinstance(value, np.ndarray):
                self.rule.__dict__[name] = np.stack((value, value))

    def set_momentum(self, value: Value) -> None:
        """Puts the momentum of a cycling schedule where torch's scheduler puts it."""
        if self.rule.cycled is not None:
            self.rule.__dict__[self.rule.cycled] = value
