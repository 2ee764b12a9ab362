"""Many trajectories at once on numpy blocks of shape (2, N): the quick path for sweeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.arithmetic import Arithmetic, Value, blocks
from lrviz.arrays import Flags, Floats
from lrviz.optimizers.base import State
from lrviz.schedules import Whole
from lrviz.simulate.noise import NoiseSource
from lrviz.simulate.rate_columns import RateColumns
from lrviz.simulate.rule_columns import RuleColumns
from lrviz.simulate.surfaces import Surface

Record: TypeAlias = Callable[[Floats, State, Value], None]
Callback: TypeAlias = Callable[[Floats], bool]


@dataclass(frozen=True)
class Part:
    """Neighbouring columns of a block that share one rule."""

    where: slice
    rules: RuleColumns
    schedule: RateColumns


def descend_block(
    surface: Surface,
    parts: Sequence[Part],
    starts: Floats,
    noise: NoiseSource | None,
    clip: float | Floats | None,
    record: Record | None = None,
    callback: Callback | None = None,
) -> Floats:
    """Runs N trajectories from `starts` of shape (2, N), all on one clock.

    Args:
        surface: what they descend.
        parts: together they cover every column, in order.
        noise: what joins the gradients, or None.
        clip: the largest gradient norm, one for all or (N,), or None.
        record: called by each part after each step with its points, its state and its rate.
        callback: called after each step with all points; False ends the run. Without one it ends, sooner or later, once
            no column is finite.

    Returns:
        (2, N): where each column ended, as far as it was run.
    """
    point = np.array(starts, dtype=float, order="C")
    gradients = _Gradient(surface, noise, clip)
    with np.errstate(all="ignore"):
        running = [_RunningPart(surface, part, point, record) for part in parts]
        for step in range(1, parts[0].schedule.steps + 1):
            gradient = gradients.at(point, step)
            for part in running:
                part.step(gradient, step)
            if not (callback(point) if callback else step % 32 or finite(point).any()):
                break
    return point


def finite(point: Floats) -> Flags:
    """(N,): whether both coordinates are finite."""
    defined: Flags = np.isfinite(point[0])
    defined &= np.isfinite(point[1])
    return defined


class _RunningPart:
    """One part while it runs: its points, its state and the source of its rates.

    A part that is not the whole block works on copies of its own, for numpy is slow on columns cut out of an array.
    """

    def __init__(self, surface: Surface, part: Part, point: Floats, record: Record | None) -> None:
        schedule, rule = part.schedule, part.rules.rule
        self._rules, self._record = part.rules, record
        self._rates = _Rates(schedule)
        self._momenta = None if schedule.momenta is None else _paired(schedule.momenta)
        self._rule, self._update = rule, rule.update
        self._cut = None if part.where == slice(0, point.shape[1]) else part.where
        self._seen = point[:, part.where]
        self._parameter = self._seen if self._cut is None else self._seen.copy()
        self._ops = blocks()
        self._state = rule.begin(self._parameter, self._ops)
        self._plateau = None if schedule.plateau is None else _Plateau(surface.part(part.where), schedule, self._ops)

    def step(self, gradient: Floats, step: int) -> None:
        """Takes a step, and writes the points after it into the block."""
        if self._momenta is not None:
            self._rules.set_momentum(self._momenta[step - 1])
        lr = self._rates.at(step) if self._plateau is None else self._plateau.rate(self._seen)
        if self._cut is not None:
            gradient = gradient[:, self._cut].copy()
        if self._rule.scales_gradient:
            norm = np.sqrt(gradient[0] * gradient[0] + gradient[1] * gradient[1])
            gradient = gradient * self._rule.gradient_share(norm, self._ops)
        self._parameter, self._state = self._update(self._parameter, gradient, self._state, lr, step, self._ops)
        if self._parameter is not self._seen:
            self._seen[...] = self._parameter
        if self._record is not None:
            self._record(self._parameter, self._state, lr)


class _Rates:
    """The rates of each step in turn, a few steps ahead."""

    def __init__(self, schedule: RateColumns) -> None:
        self._rows, self._steps, self._start = schedule.rates, schedule.steps, 0
        self._ready = _paired(schedule.table) if isinstance(schedule.rates, Whole) else np.empty((0, 2, 0))

    def at(self, step: int) -> Value:
        """A float, or (2, n)."""
        if step > self._start + len(self._ready):
            self._start += len(self._ready)
            stop = min(self._start + max(1, _AHEAD // self._rows.width), self._steps)
            self._ready = _paired(self._rows.rows(self._start, stop))
        return self._ready[step - 1 - self._start]


_AHEAD = 16384
"""Rates that are worked out at once, which stay in the processor's cache."""


def _paired(table: Floats) -> Floats:
    """A table of shape (steps, n) as (steps, 2, n), without repetitions inside a step where all steps are the same."""
    if table.ndim == 1:
        return table
    paired = np.broadcast_to(table[:, None], (len(table), 2, table.shape[1]))
    return paired if table.strides[0] else np.broadcast_to(paired[0].copy(), paired.shape)


class _Plateau:
    """A plateau in the loop: it is shown the loss of each forward pass and decides on the next rate."""

    def __init__(self, surface: Surface, schedule: RateColumns, ops: Arithmetic) -> None:
        assert schedule.plateau is not None
        self._value, self._plateau, self._ops = surface.value, schedule.plateau, ops
        self._found, self._starts, self._step = schedule.table, schedule.starts, 0
        self._latest = int(np.max(schedule.starts))
        self._rate: Value = self._found[0]
        self._state = schedule.plateau.begin(self._rate, ops)

    def rate(self, point: Floats) -> Value:
        """The rate of the step that starts at these points, of their shape."""
        used, loss = self._rate, self._value(point[0], point[1])
        state, rate = self._plateau.react(self._state, used, loss, self._ops)
        self._step += 1
        if self._step <= self._latest:
            watching = self._step > np.asarray(self._starts)
            state = tuple(np.where(watching, new, old) for new, old in zip(state, self._state, strict=True))
            rate = np.where(watching, rate, self._found[min(self._step, len(self._found) - 1)])
        self._state, self._rate = state, rate
        return np.broadcast_to(used, point.shape)


class _Gradient:
    """The gradient as the optimizer gets it: with noise, and clipped when asked."""

    def __init__(self, surface: Surface, noise: NoiseSource | None, clip: float | Floats | None) -> None:
        self._write, self._noise, self._clip = surface.write_gradient, noise, clip

    def at(self, point: Floats, step: int) -> Floats:
        gradient = np.empty_like(point)
        self._write(point[0], point[1], gradient)
        if self._noise is not None:
            gradient += self._noise.at(step)
        if self._clip is not None:
            share = self._clip / (np.sqrt(gradient[0] * gradient[0] + gradient[1] * gradient[1]) + 1e-6)
            gradient = np.where(share < 1.0, gradient * share, gradient)
        return gradient
