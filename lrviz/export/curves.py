"""Writes the learning-rate curves of a comparison as a CSV table."""

import csv
import io
import math
from collections.abc import Sequence

from lrviz.comparison import Curve, Plan
from lrviz.export.cells import plain_cell


def curves_to_csv(plan: Plan, curves: Sequence[tuple[str, Curve]]) -> str:
    """Every curve over the same run as a table with the columns step, epoch, tokens and, of each curve, its rate.

    A curve that moves the momentum has a second column. Row t is the optimizer step t, from 0; its epoch and tokens are
    those before the step. A cell is empty where a schedule has ended, and where a rate is not finite.

    Args:
        plan: the run.
        curves: the name and the curve of each.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names, columns = ["step", "epoch", "tokens"], []
    for name, curve in curves:
        names.append(plain_cell(name))
        columns.append(curve.rates.tolist())
        if curve.momenta is not None:
            names.append(plain_cell(f"{name}: momentum"))
            columns.append(curve.momenta.tolist())
    writer.writerow(names)
    padded = [column + [math.nan] * (plan.steps - len(column)) for column in columns]
    epoch, tokens = plan.per_step("epochs"), plan.per_step("tokens")
    for step, *values in zip(range(plan.steps), *padded, strict=True):
        cells = (repr(value) if math.isfinite(value) else "" for value in values)
        writer.writerow((step, repr(step * epoch), int(step * tokens), *cells))
    return table.getvalue()
