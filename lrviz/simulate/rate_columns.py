"""The learning rates and momenta that schedules give the columns of a block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import stacked
from lrviz.scene import Run
from lrviz.schedules import Constant, Rows, Whole, rate_rows, watch
from lrviz.schedules.plateau import ReduceLROnPlateau


@dataclass(frozen=True)
class RateColumns:
    """The rates and momenta of n runs.

    Attributes:
        rates: those of each step; with a plateau those that it finds.
        momenta: (steps,) or (steps, n), or None.
        plateau: its fields may be columns.
        starts: (n,), the step whose loss the plateau sees first.
    """

    rates: Rows
    momenta: Floats | None = None
    plateau: ReduceLROnPlateau | None = None
    starts: Integers | None = None


class RateSource:
    """Makes the rates of the blocks of a batch; schedules that cycle the momentum are worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, float, float, int], tuple[Floats, Floats]] = {}

    def nonzero_momenta(self, run: Run, steps: int) -> bytes:
        """Equal for runs whose cycled momentum is 0 at the same steps, where a rule takes another branch."""
        return bytes(self._cycled(run, steps)[1] != 0)

    def columns(self, runs: list[Run], steps: Integers) -> RateColumns:
        """Those of runs of one kind, one for all columns or n of them; `steps` says how many each of the n takes."""
        longest, first = int(steps.max()), runs[0]
        if first.schedule.watches:
            return _watching(runs, longest)
        same = (steps == longest).all() or all(type(run.schedule) is Constant for run in runs)
        if same:
            return self._of_equal_length(runs, longest)
        columns = runs * len(steps) if len(runs) == 1 else runs
        rates = np.zeros((longest, len(columns)))
        momenta = np.zeros((longest, len(columns))) if first.schedule.cycles_momentum else None
        for count in np.unique(steps).tolist():
            members = np.flatnonzero(steps == count)
            part = self._of_equal_length([columns[index] for index in members.tolist()], count)
            rates[:count, members] = part.rates.rows(0, count)
            if momenta is not None and part.momenta is not None:
                momenta[:count, members] = part.momenta if part.momenta.ndim == 2 else part.momenta[:, None]
        return RateColumns(Whole(rates), momenta)

    def _of_equal_length(self, runs: list[Run], steps: int) -> RateColumns:
        if runs[0].schedule.cycles_momentum:
            rates, momenta = zip(*(self._cycled(run, steps) for run in runs), strict=True)
            whole = _table(rates)
            return RateColumns(Whole(whole if whole.ndim == 2 else whole[:, None]), _table(momenta))
        return RateColumns(rate_rows([run.schedule for run in runs], [run.optimizer.lr for run in runs], steps))

    def _cycled(self, run: Run, steps: int) -> tuple[Floats, Floats]:
        """The rates and the momenta of one run."""
        key = (id(run.schedule), run.optimizer.lr, run.momentum, steps)
        if key not in self._known:
            self._known[key] = run.schedule.rates_and_momenta(run.optimizer.lr, run.momentum, steps)
        return self._known[key]


def _watching(runs: Sequence[Run], steps: int) -> RateColumns:
    watches = [watching for run in runs if (watching := watch(run.schedule))]
    lrs = [run.optimizer.lr for run in runs]
    if all(watching.before is None for watching in watches):
        found = np.broadcast_to(np.array(lrs), (steps, len(runs)))
    else:
        found = np.stack([one.rates(lr, steps) for one, lr in zip(watches, lrs, strict=True)], axis=1)
    starts = np.array([watching.start for watching in watches])
    return RateColumns(Whole(found), plateau=stacked([one.plateau for one in watches]), starts=starts)


def _table(columns: Sequence[Floats]) -> Floats:
    """(steps,) where all columns are the same, else (steps, n)."""
    first = columns[0]
    if all(column is first or np.array_equal(column, first) for column in columns):
        return first
    return np.stack(columns, axis=1)
