"""Turns a run into columns for the browser, rounded and rearranged so that they compress well."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrviz.arrays import Floats, Integers
from lrviz.objectives.course import course
from lrviz.simulate import Trajectory
from lrviz.thinning import thinned

Words = NDArray[np.uint32]

FINE, COARSE = 20, 14
"""Bits of the mantissa that are sent: of what is drawn and read off to six digits, and of what is only looked at."""

_STRETCH = 64
"""At least every so many rows a position is sent exactly; between them the browser adds up the moves."""

_REACH = 2.0
"""How far a path goes between exact positions, in diagonals of the window: the moves' errors must not add up."""

_CELLS = 1 << 17
"""How many distances are compared at once: what a processor keeps near itself."""


class Table(NamedTuple):
    """What is sent of a run.

    Attributes:
        steps: (rows,), the step of each row.
        anchors: the rows whose positions are exact.
        places: (2, anchors), those positions.
        names: a name for each column.
        bits: how many bits of each column's mantissas are sent.
        values: (columns, rows).
    """

    steps: Integers
    anchors: Integers
    places: Floats
    names: list[str]
    bits: list[int]
    values: Floats


def table(path: Trajectory, most: int) -> Table:
    """The columns of a run.

    What belongs to a step stands in the row where the step starts and is NaN in the last row; every value after the
    run stopped being finite is NaN.

    Args:
        path: the run.
        most: of more rows than this the extremes are kept, the first row, the last one and the last finite one.
    """
    steps = _steps(path, most)
    columns = _at_points(path) | _of_steps(path)
    with np.errstate(all="ignore"):
        moves = np.diff(path.points, axis=0)
    columns |= {"movedX": (moves[:, 0], FINE), "movedY": (moves[:, 1], FINE)}
    columns |= _states(path)
    values = np.full((len(columns), len(steps)), np.nan)
    for row, (column, _) in zip(values, columns.values(), strict=True):
        there = steps[: np.searchsorted(steps, min(len(column) - 1, path.finite_steps), side="right")]
        row[: len(there)] = column[there]
    anchors = _anchors(path, moves) if len(steps) > path.steps else np.arange(len(steps))
    places = path.points[steps[anchors]].T
    return Table(steps, anchors, places, list(columns), [bits for _, bits in columns.values()], values)


def _steps(path: Trajectory, most: int) -> Integers:
    if path.steps < most:
        return np.arange(path.steps + 1)
    seen = np.column_stack([path.points, path.losses, np.append(path.learning_rates, np.nan)])
    kept = thinned(seen, max(1, (most - 2) // (2 * seen.shape[1] + 1)))
    return np.union1d(kept, [path.finite_steps])


def _at_points(path: Trajectory) -> dict[str, tuple[Floats, int]]:
    """What belongs to points, each (steps + 1,), with its bits; of a function that moves, each of its own step's."""
    columns = {"loss": (path.losses, FINE)}
    with np.errstate(all="ignore"):
        columns |= _of_minima_on_the_way(path) if path.objective.moves else _of_minima(path)
        columns["gradientNorm"] = np.hypot(*path.gradients.T), COARSE
    return columns


def _of_minima(path: Trajectory) -> dict[str, tuple[Floats, int]]:
    lowest, minima = path.objective.minimum_value, path.objective.minima
    columns = {"excess": (path.losses - lowest, FINE)} if lowest else {}
    return columns | ({"distance": (distances(path.points, minima), COARSE)} if minima else {})


def _of_minima_on_the_way(path: Trajectory) -> dict[str, tuple[Floats, int]]:
    way = course(path.objective, path.steps)
    excess, apart = path.losses - way.lowest, np.hypot(*(path.points - way.nearest(path.points)).T)
    columns = {"excess": (excess, FINE), "distance": (apart, COARSE)}
    return {name: column for name, column in columns.items() if np.isfinite(column[0]).any()}


def _of_steps(path: Trajectory) -> dict[str, tuple[Floats, int]]:
    """What belongs to steps, each (steps,), with its bits."""
    columns = {"rate": (path.learning_rates, FINE), "effective": (path.effective_rates, FINE)}
    if path.momenta is not None:
        columns["momentum"] = path.momenta, FINE
    return columns | {"limit": (path.limits, COARSE), "factor": (path.limit_factors, FINE)}


def _states(path: Trajectory) -> dict[str, tuple[Floats, int]]:
    return {
        f"state{axis}{index}": (state[:, coordinate], COARSE)
        for index, state in enumerate(path.states.values())
        for coordinate, axis in enumerate("XY")
    }


def _anchors(path: Trajectory, moves: Floats) -> Integers:
    """The rows from which the browser adds up the moves, so that it is nowhere off by a millionth of the map."""
    reach = _REACH * path.objective.diagonal
    with np.errstate(over="ignore"):
        lengths = np.abs(moves[: path.finite_steps]).sum(axis=1)
    jumps = ~(lengths <= reach)
    stretches = np.floor(np.cumsum(np.where(jumps, 0.0, lengths)) / reach)
    rows = np.arange(1, path.finite_steps + 1)
    fresh = jumps | (np.diff(stretches, prepend=0.0) != 0) | (rows % _STRETCH == 0)
    return np.append(0, rows[fresh])


def distances(points: Floats, places: Sequence[tuple[float, float]]) -> Floats:
    """(n,): from each point of (n, 2) to the nearest of the places; NaN where the point is NaN."""
    marks = np.array(places)
    middle = marks.mean(axis=0)
    spokes = (marks - middle).T
    heights = np.vstack([-2.0 * spokes, (spokes**2).sum(axis=0)])
    parts = -(-len(points) * len(marks) // _CELLS)
    with np.errstate(all="ignore"):
        beside = np.column_stack([points - middle, np.ones(len(points))])
        nearest = np.concatenate([np.argmin(part @ heights, axis=1) for part in np.array_split(beside, parts)])
        return np.asarray(np.hypot(*(points - marks[nearest]).T))


def coded(values: Floats, bits: Sequence[int]) -> Words:
    """Sign, exponent and the first bits of the mantissa of each value, rounded to nearest.

    Finite values stay finite, and every NaN has the same code.

    Args:
        values: (k, n).
        bits: how many bits of the mantissas stay, for each of the k rows; 20 at most.
    """
    kept = np.array(bits, dtype=np.uint64)[:, None]
    largest = np.ldexp(2.0 - np.exp2(-kept.astype(float)), 1023)
    plain = np.clip(values, -largest, largest, out=values.copy(), where=np.isfinite(values))
    plain[np.isnan(plain)] = np.nan
    cut = 52 - kept
    half = np.uint64(1) << (cut - np.uint64(1))
    return ((plain.view(np.uint64) + half) >> cut).astype(np.uint32)


def halves(values: Floats) -> Words:
    """The high and the low words of a row of floats, (2, n): nothing is lost."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    return np.stack([bits >> np.uint64(32), bits & np.uint64(0xFFFFFFFF)]).astype(np.uint32)


def packed(words: Words | Integers) -> bytes:
    """Rows of words, (k, n), as bytes that deflate well.

    Of each row the differences of the differences, modulo 2^32, the first word standing after two zeros; their sign in
    the lowest bit; the lowest bytes of the whole row first, the highest last.
    """
    start = np.zeros((len(words), 2), dtype=np.uint32)
    bends = np.diff(np.concatenate([start, words.astype(np.uint32)], axis=1), n=2, axis=1).view(np.int32)
    zigzag = np.ascontiguousarray((bends << 1) ^ (bends >> 31), dtype="<i4")
    return zigzag.view(np.uint8).reshape(*words.shape, 4).transpose(0, 2, 1).tobytes()
