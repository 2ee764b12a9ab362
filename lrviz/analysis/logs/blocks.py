"""Joins rows that were printed as several lines: a line that names the step, and below it a line for each value."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lrviz.analysis.logs.counting import OF
from lrviz.analysis.logs.forms import is_counter
from lrviz.analysis.logs.names import BAR, is_loss, is_rate
from lrviz.analysis.logs.table import Table
from lrviz.arrays import Flags


def joined_blocks(table: Table) -> Table:
    """The table with one row for each such block; as it is where its rows name their steps themselves."""
    rates, losses, counting = _filled(table, is_rate), _filled(table, is_loss), _filled(table, _is_position)
    told = rates if rates.any() else losses
    if not told.any() or 2 * int((told & counting).sum()) > int(told.sum()):
        return table
    heads = counting & ~rates & ~losses
    positions = filter(_is_position, table.names)
    first = next((name for name in positions if np.isfinite(table.columns[name][heads]).any()), None)
    if first is None:
        return table
    begins = np.isfinite(table.columns[first]) & heads
    block = np.cumsum(begins) - 1
    inside = block >= 0
    columns = {}
    for name, numbers in table.columns.items():
        rows = np.flatnonzero(np.isfinite(numbers) & inside)
        joined = np.full(int(begins.sum()), np.nan)
        joined[block[rows]] = numbers[rows]
        joined.setflags(write=False)
        columns[name] = joined
    return replace(table, columns=columns, lines=table.lines[begins], held_out=table.held_out[begins])


def _is_position(name: str) -> bool:
    """Whether a column says where a row stands, as a progress bar does not: it goes through each epoch anew."""
    return is_counter(name) and name.removesuffix(OF) != BAR


def _filled(table: Table, fits: Callable[[str], bool]) -> Flags:
    """Which rows have a value in one of the columns whose names fit."""
    rows = np.zeros(len(table.lines), dtype=bool)
    for name, numbers in table.columns.items():
        if fits(name):
            rows |= np.isfinite(numbers)
    return rows
