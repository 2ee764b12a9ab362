"""Computes learning rates that depend on the rate before, one after the other, with the same rounding as torch."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np

from lrviz.arrays import Floats

_NEAR_THE_END = 0.99
"""Where a cosine is nearer to ±1, its last bit shows in 1 ± cos x."""

_SHORT = 16
"""Runs of one kind that are shorter on average are walked sooner than split."""


@dataclass(frozen=True)
class Move:
    """Moves lr ← p·(lr − q) + r, one a step: every torch scheduler is made of them. p = 0 sets the rate to r.

    Attributes:
        p, q, r: shape (n,); None stands for zeros.
    """

    p: Floats | None = None
    q: Floats | None = None
    r: Floats | None = None

    @property
    def multiplies(self) -> bool:
        """Whether every step multiplies the rate by p."""
        return self.q is None and self.r is None

    def part(self, where: slice) -> "Move":
        """The moves of some of the steps."""
        return Move(*(None if column is None else column[where] for column in (self.p, self.q, self.r)))

    def after(self, rates: Floats) -> Floats:
        """What each step makes of a rate of its own, shape (n,)."""
        if self.p is not None and self.multiplies:
            return rates * self.p
        p, q, r = (np.zeros(len(rates)) if column is None else column for column in (self.p, self.q, self.r))
        return r if self.p is None else np.where(p == 0, r, p * (rates - q) + r)


def followed(lr: float, moves: Sequence[Move], steps: int) -> Floats:
    """The rate after each of n steps that make all the moves in turn, shape (n,), from a rate `lr` before the first.

    Products and moves towards one rate have torch's bits: over a million steps of a cosine, torch's own rounding adds
    up to 5e-12. Moves towards a rate that moves itself, as SWALR's do, stay within that rounding.
    """
    p = _in_turn([move.p for move in moves], steps)
    if all(move.multiplies for move in moves):
        rates = _multiplied(lr, p)
    else:
        q, r = (_in_turn([getattr(move, name) for move in moves], steps) for name in "qr")
        rates = _in_pieces(lr, p, q, r)
    return rates[len(moves) - 1 :: len(moves)]


def _in_turn(columns: Sequence[Floats | None], steps: int) -> Floats:
    """The first value of each column, the second of each …"""
    filled = [np.zeros(steps) if column is None else column for column in columns]
    return filled[0] if len(filled) == 1 else np.stack(filled, axis=1).ravel()


def _in_pieces(lr: float, p: Floats, q: Floats, r: Floats) -> Floats:
    linked = np.concatenate(([True], q[1:] == r[:-1]))
    kinds = np.where(linked & (q != r) & (np.abs(p) <= 1), _CLOSE_IN, _WALK)
    kinds = np.where(p == 0, _SET, np.where((q == 0) & (r == 0), _MULTIPLY, kinds))
    cuts = [0, *(np.flatnonzero(kinds[1:] != kinds[:-1]) + 1).tolist(), len(p)]
    if _SHORT * len(cuts) > len(p):
        return _walked(lr, p, q, r)
    rates = np.empty(len(p))
    for start, stop in pairwise(cuts):
        part = slice(start, stop)
        rates[part] = _PATHS[int(kinds[start])](lr, p[part], q[part], r[part])
        lr = float(rates[stop - 1])
    return rates


def _multiplied(lr: float, p: Floats) -> Floats:
    return np.multiply.accumulate(np.concatenate(([lr], p)))[1:]


def _walked(lr: float, p: Floats, q: Floats, r: Floats) -> Floats:
    origin, shift = float(q[0]), float(r[0])
    if p.all() and (q == origin).all() and (r == shift).all():
        rates = [lr := factor * (lr - origin) + shift for factor in p.tolist()]
    else:
        moves = zip(p.tolist(), q.tolist(), r.tolist(), strict=True)
        rates = [lr := factor * (lr - origin) + shift if factor else shift for factor, origin, shift in moves]
    return np.fromiter(rates, float, len(rates))


_SET, _MULTIPLY, _CLOSE_IN, _WALK = range(4)
_PATHS: tuple[Callable[[float, Floats, Floats, Floats], Floats], ...] = (
    lambda lr, p, q, r: r,
    lambda lr, p, q, r: _multiplied(lr, p),
    lambda lr, p, q, r: _multiplied(lr - float(q[0]), p) + r,
    _walked,
)
"""What `_walked` gives, the quick way, for consecutive moves of one kind."""


def cosines(angles: Floats) -> Floats:
    """Cosines; those near ±1 by the C library, whose bits torch has: beside 1 ± cos x ≈ 0 the last one shows."""
    values = np.asarray(np.cos(angles))
    ends = np.flatnonzero(np.abs(values) > _NEAR_THE_END)
    values.ravel()[ends] = np.fromiter(map(math.cos, angles.ravel()[ends].tolist()), float, len(ends))
    return values


cosines_of_c = np.vectorize(math.cos, otypes=[float])
"""Cosines, all by the C library."""


def powers(bases: Floats, exponent: float) -> Floats:
    """Powers by the C library, whose bits torch has: over a million steps the last ones add up to 1e-11."""
    if exponent == 1:
        return bases
    return np.fromiter(map(pow, bases.tolist(), repeat(exponent)), float, len(bases))
