"""How torch's schedulers move a learning rate from one step to the next, for many steps at once."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rates: TypeAlias = NDArray[np.float64]
Steps: TypeAlias = NDArray[np.int64]

KEEP = (1.0, 0.0, 0.0)


@dataclass
class Group:
    """A torch param group, as far as schedulers read and write it.

    Attributes:
        own_lr: the rate that the optimizer was made with.
        lr: the rate now.
        initial_lr: what schedulers take as their base; None before the first one is built.
        momentum: the momentum or β₁ now.
        notes: what OneCycleLR, CyclicLR and SWALR leave in the group, where the last one built wins.
    """

    own_lr: float
    momentum: float = 0.0
    lr: float = field(init=False)
    initial_lr: float | None = None
    notes: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lr = self.own_lr

    def settle_base(self) -> float:
        """The base that a scheduler finds when it is built; the first one fixes it."""
        if self.initial_lr is None:
            self.initial_lr = self.lr
        return self.initial_lr

    def follow(self, moves: "Moves") -> None:
        """Makes the moves."""
        if len(moves):
            self.lr = float(moves.rates(self.lr)[-1])
            self.momentum = float(moves.momenta(self.momentum)[-1])


@dataclass(frozen=True)
class Block:
    """Consecutive steps of one kind.

    A step is k moves lr ← p·(lr − q) + r, made one after the other: every torch scheduler is of this form. p = 0 sets
    the rate to r.

    Attributes:
        moves: p, q and r, shape (n, k, 3).
        momenta: the momentum that each step sets, shape (n,), NaN where it sets none.
    """

    moves: Rates
    momenta: Rates

    def rates(self, lr: float) -> Rates:
        """The rate after each step, shape (n,), from a rate `lr` before the first; the products are torch's own."""
        p, q, r = self.moves.reshape(-1, 3).T
        kinds = np.where(p == 0, _SET, np.where((q == 0) & (r == 0), _MULTIPLY, _MOVE))
        cuts = [0, *(np.flatnonzero(kinds[1:] != kinds[:-1]) + 1).tolist(), len(p)]
        if 16 * len(cuts) > len(p):
            values = _walk(lr, p, q, r)
        else:
            values = np.empty(len(p))
            for start, stop in pairwise(cuts):
                part = slice(start, stop)
                values[part] = _PATHS[int(kinds[start])](lr, p[part], q[part], r[part])
                lr = float(values[stop - 1])
        return values.reshape(self.moves.shape[:2])[:, -1]


def _walk(lr: float, p: Rates, q: Rates, r: Rates) -> Rates:
    reached = []
    for factor, origin, shift in zip(p.tolist(), q.tolist(), r.tolist(), strict=True):
        lr = factor * (lr - origin) + shift if factor else shift
        reached.append(lr)
    return np.array(reached)


def _multiply(lr: float, p: Rates, q: Rates, r: Rates) -> Rates:
    return np.multiply.accumulate(np.concatenate(([lr], p)))[1:]


_SET, _MULTIPLY, _MOVE = range(3)
_PATHS: tuple[Callable[[float, Rates, Rates, Rates], Rates], ...] = (lambda lr, p, q, r: r, _multiply, _walk)
"""What `_walk` gives, the quick way, for consecutive moves of one kind."""


@dataclass(frozen=True)
class Moves:
    """What a scheduler does to the rate and the momentum over consecutive steps."""

    blocks: tuple[Block, ...] = ()

    def __len__(self) -> int:
        return sum(len(block.moves) for block in self.blocks)

    def __add__(self, other: "Moves") -> "Moves":
        return Moves(self.blocks + other.blocks)

    def rates(self, lr: float) -> Rates:
        """The rate after each step, from a rate `lr` before the first."""
        parts = [np.empty(0)]
        for block in self.blocks:
            if len(block.moves):
                parts.append(block.rates(lr))
                lr = float(parts[-1][-1])
        return np.concatenate(parts)

    def momenta(self, momentum: float) -> Rates:
        """The momentum after each step, from a value `momentum` before the first."""
        column = np.concatenate([[momentum], *(block.momenta for block in self.blocks)])
        last_set = np.maximum.accumulate(np.where(np.isnan(column), 0, np.arange(len(column))))
        return column[last_set][1:]


def moves(coefficients: Any, momenta: Rates | None = None) -> Moves:
    """One move a step, from rows (p, q, r) of shape (n, 3)."""
    rows = np.asarray(coefficients, dtype=float).reshape(-1, 1, 3)
    return Moves((Block(rows, np.full(len(rows), math.nan) if momenta is None else momenta),))


def multiply(factors: Rates) -> Moves:
    """Steps that multiply the rate."""
    return moves(np.stack((factors, np.zeros(len(factors)), np.zeros(len(factors))), axis=1))


def put(rates: Rates, momenta: Rates | None = None) -> Moves:
    """Steps that set the rate, and the momentum if given, whatever they were."""
    return moves(np.stack((np.zeros(len(rates)), np.zeros(len(rates)), rates), axis=1), momenta)


def put_one(rate: float) -> Moves:
    """One step that sets the rate."""
    return put(np.array([rate], dtype=float))


def interleave(parts: Sequence[Moves]) -> Moves:
    """Steps that make one step of each part in turn; the last part that sets the momentum wins."""
    dense = [_dense(part) for part in parts]
    momenta = dense[0].momenta
    for block in dense[1:]:
        momenta = np.where(np.isnan(block.momenta), momenta, block.momenta)
    return Moves((Block(np.concatenate([block.moves for block in dense], axis=1), momenta),))


def _dense(part: Moves) -> Block:
    width = max((block.moves.shape[1] for block in part.blocks), default=1)
    padded = [
        np.concatenate((np.tile(KEEP, (len(b.moves), width - b.moves.shape[1], 1)), b.moves), axis=1)
        for b in part.blocks
    ]
    return Block(np.concatenate(padded), np.concatenate([block.momenta for block in part.blocks]))


class Scheduler(ABC):
    """A schedule at work on a group, as torch's object is: building it already makes its first move."""

    @abstractmethod
    def undo(self) -> None:
        """Turns the clock back by one, as SequentialLR does with the stages it is given."""

    @abstractmethod
    def begin(self) -> None:
        """Makes the first step of a stage that stands first."""

    @abstractmethod
    def restart(self) -> Moves:
        """The one step in which a later stage starts.

        Raises:
            ScheduleError: torch cannot start this scheduler late.
        """

    @abstractmethod
    def run(self, steps: int) -> Moves:
        """The next `steps` steps.

        Raises:
            ScheduleError: torch raises in one of them.
        """


def cosines(angles: Rates) -> Rates:
    """The C library's cosine, whose bits torch has: beside 1 + cos x ≈ 0 one unit in the last place shows."""
    return np.fromiter(map(math.cos, angles.tolist()), float, len(angles))
