"""Many instances of one declaration as one: each hyperparameter a value, or one value for each column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrviz.arithmetic import Value
from lrviz.arrays import Floats
from lrviz.hyperparameters import stacked
from lrviz.optimizers import Rule
from lrviz.schedules import Rows, Whole
from lrviz.schedules.plateau import ReduceLROnPlateau


@dataclass(frozen=True)
class RateColumns:
    """What pushes columns.

    Attributes:
        rates: those of each step, one for all columns or n; with a plateau only the first row counts.
        steps: how many there are.
        momenta: (steps,) or (steps, n), or None.
        plateau: its fields may be columns.
    """

    rates: Rows
    steps: int
    momenta: Floats | None = None
    plateau: ReduceLROnPlateau | None = None

    @property
    def table(self) -> Floats:
        """All rates, (steps,) or (steps, n)."""
        return self.rates.rates if isinstance(self.rates, Whole) else self.rates.rows(0, self.steps)


class Columns:
    """The hyperparameters of the runs in one block, with the momentum that a schedule may move.

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
