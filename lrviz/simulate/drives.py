"""What drives the columns of a block: the rates and momenta of their schedules."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lrviz.scene import Run
from lrviz.schedules import Whole, rate_rows
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.simulate.columns import Drive, stacked

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]


def drive(runs: list[Run], steps: Indices, longest: int) -> Drive:
    """The drive of runs of one kind.

    Args:
        runs: one for all columns, or n of them.
        steps: (1,) or (n,), how many each takes.
        longest: how many the block takes.
    """
    if runs[0].schedule.feedback:
        plateaus = [run.schedule for run in runs if isinstance(run.schedule, ReduceLROnPlateau)]
        first = np.array([run.optimizer.lr for run in runs])
        return Drive(Whole(np.broadcast_to(first, (longest, len(runs)))), longest, plateau=stacked(plateaus))
    if len(steps) == 1 or (steps == longest).all():
        return _driven(runs, longest)
    columns = runs * len(steps) if len(runs) == 1 else runs
    rates = np.zeros((longest, len(steps)))
    momenta = np.zeros((longest, len(steps))) if runs[0].schedule.cycles_momentum else None
    for count in np.unique(steps).tolist():
        places = np.flatnonzero(steps == count)
        part = _driven([columns[index] for index in places.tolist()], count)
        rates[:count, places] = _as_columns(part.table)
        if momenta is not None and part.momenta is not None:
            momenta[:count, places] = _as_columns(part.momenta)
    return Drive(Whole(rates), longest, momenta)


def _driven(runs: list[Run], steps: int) -> Drive:
    momenta: Floats | None = None
    if runs[0].schedule.cycles_momentum:
        momenta = _table([run.schedule.momenta(run.momentum, steps) for run in runs])
    rates = rate_rows([run.schedule for run in runs], [run.optimizer.lr for run in runs], steps)
    if isinstance(rates, Whole) and (rates.rates.shape[1] == 1 or rates.rates.strides[1] == 0):
        rates = Whole(rates.rates[:, 0])
    return Drive(rates, steps, momenta)


def _as_columns(table: Floats) -> Floats:
    return table if table.ndim == 2 else table[:, None]


def _table(columns: list[Floats | None]) -> Floats | None:
    present = [column for column in columns if column is not None]
    if not present or all(column is present[0] or np.array_equal(column, present[0]) for column in present):
        return present[0] if present else None
    return np.stack(present, axis=1)
