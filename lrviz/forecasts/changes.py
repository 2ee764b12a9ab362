"""What the laws of the loss need of the rates of a run: where they changed, by how much, and what came since."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats, Integers

STRETCHES = 256
"""Stretches of even length that a run is cut into; the changes of rate inside of one count as one change."""

_EARLY = 40
"""More of them, of growing length, at the beginning of a run."""


_STEEP = 0.8
"""No stretch of several steps has its last rate below this share of its first."""


@dataclass(frozen=True, eq=False)
class Changes:
    """The rates of a run as changes in stretches, seen from m of its steps.

    Attributes:
        at: (m,), how many steps were taken.
        areas: (m,), the sum of the rates of these steps.
        sizes: (k,), by how much the rate changed within each stretch that changed it; it begins at 0.
        rates: (k,), the rate at the end of each stretch, never quite 0.
        areas_since: (m, k), the sum of the rates since the middle of each change; 0 before it.
        steps_since: (m, k), the steps since then.
    """

    at: Floats
    areas: Floats
    sizes: Floats
    rates: Floats
    areas_since: Floats
    steps_since: Floats


def changes(rates: Floats, at: Integers, each: float = 1.0) -> Changes:
    """The changes of the rates of a run, seen after some numbers of steps.

    Args:
        rates: (n,), in the order of the steps.
        at: (m,), after how many of them it is seen, from 1 to n.
        each: how many steps each of them stands for.
    """
    before = np.append(0.0, rates).astype(float)
    areas: Floats = np.cumsum(before)
    edges = _edges(before, at)
    changed = before[edges[:-1]] != before[edges[1:]]
    first, last = edges[:-1][changed], edges[1:][changed]
    moves = np.abs(np.diff(before))
    weight = _within(moves, edges)[changed]
    area = np.clip(_within(moves * areas[:-1], edges)[changed] / weight, areas[first], areas[last])
    step = _within(moves * np.arange(len(moves)), edges)[changed] / weight
    past = last[None] <= at[:, None]
    lowest = 1e-6 * float(before.max())
    return Changes(
        np.multiply(at, each, dtype=float),
        areas[at] * each,
        before[last] - before[first],
        np.maximum(before[last], lowest),
        np.where(past, np.maximum(areas[at][:, None] - area, 0.0), 0.0) * each,
        np.where(past, np.maximum(at[:, None] - step, 0.0), 0.0) * each,
    )


def _edges(before: Floats, at: Integers) -> Integers:
    """Where the stretches begin that a run is cut into, and where the last of them ends."""
    steps = len(before) - 1
    even, early = np.linspace(0, steps, STRETCHES + 1), np.geomspace(1, max(steps, 1), _EARLY)
    edges = np.unique(np.concatenate([even.astype(np.int64), early.astype(np.int64), at]))
    while len(halves := _halves(before, edges)):
        edges = np.union1d(edges, halves)
    return edges


def _halves(before: Floats, edges: Integers) -> Integers:
    """The middles of the stretches in which the rate falls by so much that they are to be halved, as it does near 0."""
    first, last = edges[:-1], edges[1:]
    steep = (last - first > 1) & (before[last] < _STEEP * before[first])
    middles: Integers = (first[steep] + last[steep]) // 2
    return middles


def _within(values: Floats, edges: Integers) -> Floats:
    """The sum of the values in each stretch."""
    sums: Floats = np.add.reduceat(values, edges[:-1])
    return sums
