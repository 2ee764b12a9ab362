"""Finds the learning rates of an optimizer's parameter groups, and the one of the biases among them."""

from collections.abc import Mapping

import numpy as np

from lrviz.analysis.logs.names import is_rate, own, rate_family
from lrviz.arrays import Floats

_SAME = 1e-3


def family(values: Mapping[str, Floats], rate: str) -> list[str]:
    """The columns that hold rates of the same optimizer, in the order of the file."""
    same = [column for column in values if is_rate(column) and rate_family(column) == rate_family(rate)]
    return [column for column in same if np.isfinite(values[column]).any()] if rate in same else [rate]


def main_group(values: Mapping[str, Floats], rate: str) -> str:
    """The first group whose rate follows the schedule from the start, as that of the biases may not."""
    columns = family(values, rate)
    biases = bias_group(values, columns)
    return next(column for column in columns if column != biases) if rate == biases else rate


def groups_of(values: Mapping[str, Floats], rate: str) -> dict[str, Floats]:
    """The rates of all groups by their names, the chosen one first; the group of the biases is named as such."""
    columns = family(values, rate)
    biases = bias_group(values, columns)
    ordered = sorted(columns, key=lambda column: column != rate)
    return {f"{column} (bias)" if column == biases else column: values[column] for column in ordered}


def bias_group(values: Mapping[str, Floats], columns: list[str]) -> str | None:
    """The group of the biases: named so, or the only one whose rate falls in the warmup while the others rise.

    YOLO's warmup brings the rate of the biases down from 0.1 while it brings the others up from 0.
    """
    if len(columns) < 2:
        return None
    named = [
        column for column in columns if "bias" in own(column) and "no" not in own(column).replace("-", "_").split("_")
    ]
    if len(named) == 1:
        return named[0]
    starts = {column: _start(values[column]) for column in columns}
    falling = [column for column, (first, second) in starts.items() if first > second * (1 + _SAME)]
    rising = [column for column, (first, second) in starts.items() if first < second * (1 - _SAME)]
    if len(falling) == 1 and len(rising) == len(columns) - 1 and _meets(values, falling[0], rising):
        return falling[0]
    return None


def _start(rates: Floats) -> tuple[float, float]:
    """The first rate and the next."""
    known = rates[np.isfinite(rates)]
    return (float(known[0]), float(known[1])) if len(known) > 1 else (0.0, 0.0)


def _meets(values: Mapping[str, Floats], falling: str, rising: list[str]) -> bool:
    """Whether a rate that starts above the others is one of theirs in the end."""
    last = np.flatnonzero(np.isfinite(values[falling]))[-1]
    end = values[falling][last]
    return any(bool(np.isclose(values[column][last], end, rtol=0.01, atol=0.0)) for column in rising)
