"""Looks for the pace at which a log goes along its plan."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lrviz.analysis.partings.case import Case, round_off
from lrviz.analysis.partings.rows import Rows
from lrviz.analysis.partings.warp import COUNTINGS, Warp, counted, fitted, in_stairs, misfit, misfits_of
from lrviz.arrays import Floats

_GRID = np.geomspace(1 / 1024, 1024, 1600)
_MOST_WHOLE = 64
_TENTHS = range(1, 51)
_AS_GOOD = (1.1, 0.03)
_EXACT = 0.003
_LAST_BITS = 1e-9
_AROUND = 0.3
_VAGUE = 0.05
_FITTED_ROWS = 96
_HALVINGS = 12
_TELLING = 0.5


def nearest_scale(
    case: Case, rows: Rows, anchor: float = 0.0, any_height: bool = False, countings: tuple[int, ...] = COUNTINGS
) -> Warp | None:
    """The pace that is nearest to the rows; None where none comes near.

    Of paces that fit alike those are taken that the plan itself counts, then the nearest to 1, whole ones first.

    Args:
        case: the plan.
        rows: what it is fitted to.
        anchor: the step at which the plan and the log are at the same place.
        any_height: whether the factor is fitted too.
        countings: the ways of counting from which each scale is looked at.
    """
    search = _Search(case, rows.thinned(_FITTED_ROWS), anchor, any_height)
    best = search.freely(countings)
    if best is None:
        return None
    bar = _AS_GOOD[0] * search.misfit(best) + _AS_GOOD[1]
    own = search.of_the_plan(search.misfit(best) + _EXACT)
    return own or search.mildest(bar, best) or best


@dataclass(frozen=True, eq=False)
class _Search:
    """The rows that a pace is fitted to, and how; see `nearest_scale`."""

    case: Case
    rows: Rows
    anchor: float
    any_height: bool

    @property
    def alone(self) -> bool:
        """Whether the pace is all that is fitted, from the first step on."""
        return not self.anchor and not self.any_height

    def at(self, scale: float) -> Warp:
        """A pace with the height and the way of counting that fit it best."""
        return counted(self.case, self.rows, Warp(scale=scale, shift=self.anchor * (1 - scale)), self.any_height)

    def misfit(self, warp: Warp) -> float:
        """How far the rows are from a warp."""
        return misfit(self.case, self.rows, warp)

    def freely(self, countings: tuple[int, ...]) -> Warp | None:
        """The best of all paces."""
        grid = np.unique(np.concatenate([_GRID[self.farthest >= _GRID], self.chosen]))
        near = [fitted(self.case, self.rows, grid, self._shifts(grid, o), self.any_height) for o in countings]
        return min((self.at(one.scale) for one in near if one is not None), key=self.misfit, default=None)

    def of_the_plan(self, bar: float) -> Warp | None:
        """The best pace of those that the plan itself counts, where one has so small a misfit."""
        own = [self.at(scale) for scale in _counts(self.case)] if self.alone else []
        return min((one for one in own if self.misfit(one) <= bar), key=self.misfit, default=None)

    def mildest(self, bar: float, best: Warp) -> Warp | None:
        """Of the paces that people come to and have so small a misfit, the best near the one that is nearest to 1."""
        good = self.chosen[self._misfits(self.chosen) <= bar].tolist()
        rounded = self.at(round_off(best.scale))
        good += [rounded.scale] if self.misfit(rounded) <= bar else []
        if not good:
            return None
        mildest = min(good, key=lambda scale: abs(np.log(scale)))
        found = min((self.at(scale) for scale in good if abs(np.log(scale / mildest)) < _AROUND), key=self.misfit)
        if self.misfit(self.at(found.scale * (2 if found.scale > 1 else 0.5))) <= bar:
            return replace(self._least(found, lambda one: self.misfit(one) <= bar), at_least=True)
        alike = self.misfit(found) + _LAST_BITS
        least = self._least(found, lambda one: self.misfit(one) <= alike)
        return replace(least, at_least=abs(np.log(least.scale / found.scale)) > _VAGUE)

    @cached_property
    def farthest(self) -> float:
        """The largest scale that rows can tell: steps of the plan further apart than half of it could be any."""
        spacing = float(np.median(np.diff(self.rows.steps))) if len(self.rows) > 1 else 1.0
        return max(_TELLING * self.case.length / max(spacing, 1.0), 2.0)

    @cached_property
    def chosen(self) -> Floats:
        """The scales that people come to: whole numbers, one over them, tenths of the length, what the plan counts.

        Where the pace is not all that is fitted, those alone that rows can tell.
        """
        counts = {float(whole) for whole in range(2, _MOST_WHOLE + 1)}
        tenths = {10 / tenth for tenth in _TENTHS if tenth != 10}
        scales = np.array(sorted({*counts, *tenths, *(1 / count for count in counts), *_counts(self.case)}))
        return scales if self.alone else scales[scales <= self.farthest]

    def _misfits(self, scales: Floats) -> Floats:
        """The misfit of each scale in the way of counting that fits it best, (g,)."""
        stepped = np.array([in_stairs(scale) for scale in scales.tolist()])
        every = [np.full(len(scales), np.inf)]
        for counting in COUNTINGS:
            heights = (False, True) if self.any_height else (False,)
            every.extend(self._along(scales, counting, stairs=False, floors=floors) for floors in heights)
            stairs = np.full(len(scales), np.inf)
            stairs[stepped] = self._along(scales[stepped], counting, stairs=True, floors=False)
            every.append(stairs)
        return np.asarray(np.min(every, axis=0))

    def _along(self, scales: Floats, counting: int, stairs: bool, floors: bool) -> Floats:
        shifts = self._shifts(scales, counting)
        return misfits_of(self.case, self.rows, scales, shifts, self.any_height, stairs, floors)[0]

    def _shifts(self, scales: Floats, counting: int) -> Floats:
        return self.anchor * (1 - scales) + scales * counting

    def _least(self, warp: Warp, good: Callable[[Warp], bool]) -> Warp:
        """Of the paces that do as well as one, the nearest to 1: a whole number or one over it, where there is one."""
        refused, allowed = 1.0, warp.scale
        for _ in range(_HALVINGS):
            middle = float(np.sqrt(refused * allowed))
            refused, allowed = (refused, middle) if good(self.at(middle)) else (middle, allowed)
        whole = float(np.ceil(allowed)) if allowed > 1 else 1 / float(np.ceil(1 / allowed))
        return next((one for one in (self.at(whole), self.at(allowed)) if good(one)), warp)


def _counts(case: Case) -> set[float]:
    """What the plan counts: steps in an epoch, batches in a step, devices; and one over them."""
    if case.plan is None:
        return set()
    plan = case.plan
    counts = (plan.steps_per_epoch, plan.accumulation * plan.devices, plan.accumulation, plan.devices)
    return {scale for count in counts if count > 1 for scale in (float(count), 1 / count)}
