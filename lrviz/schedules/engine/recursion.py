"""Follows how torch's schedulers change a learning rate from one step to the next, for many steps at once."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules.engine.walk import Move, followed


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
    """Consecutive steps of one kind, each made of k moves, one after the other.

    Attributes:
        steps: how many.
        moves: the first move of every step, the second …
        momenta: the momentum that each step sets, shape (n,), NaN where it sets none; None where none does.
    """

    steps: int
    moves: tuple[Move, ...]
    momenta: Floats | None = None

    def rates(self, lr: float) -> Floats:
        """The rate after each step, shape (n,), from a rate `lr` before the first; the products are torch's own."""
        fresh = max((index for index, move in enumerate(self.moves) if move.p is None), default=None)
        if fresh is None:
            return self._followed(lr)
        rates = np.empty(self.steps)
        for move in self.moves[fresh:]:
            rates = move.after(rates)
        return rates

    def _followed(self, lr: float) -> Floats:
        rates = np.empty(self.steps)
        for start in range(0, self.steps, _AT_ONCE):
            where = slice(start, start + _AT_ONCE)
            rates[where] = followed(lr, [move.part(where) for move in self.moves], len(rates[where]))
            lr = float(rates[where][-1])
        return rates


_AT_ONCE = 8192
"""Steps that are worked out together: arrays of this length stay in the processor's cache."""


@dataclass(frozen=True)
class Moves:
    """What a scheduler does to the rate and the momentum over consecutive steps."""

    blocks: tuple[Block, ...] = ()

    def __len__(self) -> int:
        return sum(block.steps for block in self.blocks)

    def __add__(self, other: "Moves") -> "Moves":
        return Moves(self.blocks + other.blocks)

    def rates(self, lr: float) -> Floats:
        """The rate after each step, from a rate `lr` before the first."""
        parts = [np.empty(0)]
        for block in self.blocks:
            if block.steps:
                parts.append(block.rates(lr))
                lr = float(parts[-1][-1])
        return np.concatenate(parts)

    def momenta(self, momentum: float) -> Floats:
        """The momentum after each step, from a value `momentum` before the first."""
        column = np.concatenate([[momentum], *(_column(block.momenta, block.steps, math.nan) for block in self.blocks)])
        last_set = np.maximum.accumulate(np.where(np.isnan(column), 0, np.arange(len(column))))
        return column[last_set][1:]


def one_by_one(move: Move, steps: int) -> Moves:
    """Steps that make one move each."""
    return Moves((Block(steps, (move,)),))


def affine(p: Floats, q: Floats, r: Floats) -> Moves:
    """Steps lr ← p·(lr − q) + r."""
    return Moves((Block(len(p), (Move(p, q, r),)),))


def multiply(factors: Floats) -> Moves:
    """Steps that multiply the rate."""
    return Moves((Block(len(factors), (Move(factors),)),))


def put(rates: Floats, momenta: Floats | None = None) -> Moves:
    """Steps that set the rate, and the momentum if given, whatever they were."""
    return Moves((Block(len(rates), (Move(r=rates),), momenta),))


def put_one(rate: float) -> Moves:
    """One step that sets the rate."""
    return put(np.array([rate], dtype=float))


def keep_one() -> Moves:
    """One step that leaves the rate alone."""
    return multiply(np.ones(1))


def interleave(parts: Sequence[Moves]) -> Moves:
    """Steps that make one step of each part in turn; the last part that sets the momentum wins."""
    whole = [_joined(part) for part in parts]
    momenta = whole[0].momenta
    for block in whole[1:]:
        if momenta is None or block.momenta is None:
            momenta = block.momenta if momenta is None else momenta
        else:
            momenta = np.where(np.isnan(block.momenta), momenta, block.momenta)
    return Moves((Block(whole[0].steps, tuple(move for block in whole for move in block.moves), momenta),))


def _joined(part: Moves) -> Block:
    """All blocks as one; steps of fewer moves than others get some that change nothing."""
    if len(part.blocks) == 1:
        return part.blocks[0]
    width = max((len(block.moves) for block in part.blocks), default=1)
    padded = [block.moves + (Move(np.ones(block.steps)),) * (width - len(block.moves)) for block in part.blocks]
    counts = [block.steps for block in part.blocks]
    moves = tuple(
        Move(*(_chained([getattr(row[index], name) for row in padded], counts, 0.0) for name in "pqr"))
        for index in range(width)
    )
    return Block(sum(counts), moves, _chained([block.momenta for block in part.blocks], counts, math.nan))


def _chained(columns: Sequence[Floats | None], counts: Sequence[int], missing: float) -> Floats | None:
    if all(column is None for column in columns):
        return None
    return np.concatenate([_column(column, n, missing) for column, n in zip(columns, counts, strict=True)])


def _column(column: Floats | None, steps: int, missing: float) -> Floats:
    return np.full(steps, missing) if column is None else column


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

    def skip(self, steps: int) -> None:
        """Turns the clock on by so many steps that nobody asks for."""
        self.run(steps)
