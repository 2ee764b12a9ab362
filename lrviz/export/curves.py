"""Writes the learning-rate curves of a comparison as a CSV table."""

import math
from collections.abc import Iterator, Sequence

from lrviz.comparison import Curve, Plan
from lrviz.spreadsheet import Cell, csv_text


def curves_to_csv(plan: Plan, curves: Sequence[tuple[str, Curve]]) -> str:
    """Every curve over the same run as a table with the columns step, epoch, tokens and, of each curve, its rate.

    A curve that moves the momentum has a second column. Row t is the optimizer step t, from 0; its epoch and tokens are
    those before the step. A cell is empty where a schedule has ended, and where a rate is not finite.

    Args:
        plan: the run.
        curves: the name and the curve of each.
    """
    names, columns = [], []
    for name, curve in curves:
        names.append(name)
        columns.append(curve.rates.tolist())
        if curve.momenta is not None:
            names.append(f"{name}: momentum")
            columns.append(curve.momenta.tolist())
    return csv_text(("step", "epoch", "tokens", *names), _rows(plan, columns))


def _rows(plan: Plan, columns: Sequence[list[float]]) -> Iterator[Sequence[Cell]]:
    padded = [column + [math.nan] * (plan.steps - len(column)) for column in columns]
    epoch, tokens = plan.per_step("epochs"), plan.per_step("tokens")
    for step, *values in zip(range(plan.steps), *padded, strict=True):
        yield step, step * epoch, int(step * tokens), *(value if math.isfinite(value) else None for value in values)
