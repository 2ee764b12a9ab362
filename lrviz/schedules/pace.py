"""A schedule whose scheduler is stepped more often than the optimizer, or less often."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import gcd
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError, Range, Symbol, Unit
from lrviz.schedules.base import NONE, Schedule
from lrviz.schedules.combination import Combination, Inside
from lrviz.schedules.cosine import CosineAnnealingLR
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.engine.outermost import OutermostScheduler
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler, put
from lrviz.source import Code

_COUNT = Range(1, 1_000_000, log=True, usual=(1, 64))
_FASTEST = 128
_AT_ONCE = 1_000_000
"""Steps of the inner scheduler that are worked out together."""


@dataclass(frozen=True)
class Paced(Combination):
    """Steps a schedule several times at each optimizer step, or once in several of them.

    From step `start` on, scheduler.step() is called `calls` times in every `every` optimizer steps, as evenly as can
    be; before it, at every step. 4 times in 1 is what Accelerate does with 4 processes, and a scheduler that is
    stepped at each of 4 accumulated batches; once in 4 is one that is stepped at every fourth step. With `fractions`
    it is step(epoch + i / every) after step i of an epoch of `every` steps, as the documentation of
    CosineAnnealingWarmRestarts has it, which comes one step late. Exported as a class around torch's own scheduler.
    """

    latex = r"""
        \eta_t = \begin{cases} r\left(\frac{\max(0, t - 1)}{m}\right) & [\text{fractions}] = 1 \\
            r\left(\min(t, s) + \left\lfloor \frac{k \max(0, t - s)}{m} \right\rfloor\right) & \text{otherwise}
            \end{cases}
    """

    title = "Paced"
    also_called = ("stepped several times", "every k-th step", "epoch with a fraction")
    stretches = False

    schedule: Annotated[Schedule, "What is stepped.", Symbol("r")] = CosineAnnealingLR.usual()
    calls: Annotated[
        int, "How often scheduler.step() is called in so many optimizer steps.", _COUNT, Unit("times"), Symbol("k")
    ] = 1
    every: Annotated[int, "In how many optimizer steps that is.", _COUNT, Unit("optimizer steps"), Symbol("m")] = 4
    start: Annotated[
        int,
        "The step from which on this pace holds; before it, it is once each step.",
        Range(0, 1_000_000, log=True, usual=(1, 1000), beyond=NONE),
        Unit("steps"),
        Symbol("s"),
    ] = 0
    fractions: Annotated[
        bool, "Give the scheduler the epoch with its fraction at each step, where its class takes one."
    ] = False

    @property
    def alone(self) -> bool:
        return True

    def check(self) -> None:
        self._refuse_watching(self.parts)
        if self.calls > _FASTEST * self.every:
            raise HyperparameterError(
                f"Paced.calls must be at most {_FASTEST} for each optimizer step, got {self.calls} in {self.every}"
            )

        if self.fractions and not (isinstance(self.schedule, Elementary) and self.schedule.takes_fractions):
            raise HyperparameterError(
                "Paced.schedule must be CosineAnnealingWarmRestarts where fractions are on (torch's others warn of an "
                f"epoch, or take none), got {self.schedule.label}"
            )
        if self.fractions and (self.calls, self.start) != (1, 0):
            raise HyperparameterError(
                f"Paced.calls must be 1 and start 0 where fractions are on, got {self.calls} and {self.start}"
            )

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return (self.schedule,)

    def inside(self) -> Iterator[Inside]:
        # Its clock is another one than that of the run.
        yield Inside(self.schedule, None, None, lambda schedule: replace(self, schedule=schedule))

    def clock(self, t: Any) -> Any:
        """How often the scheduler has been stepped before step t, a whole number or an array of them."""
        return np.minimum(t, self.start) + np.maximum(0, t - self.start) * self.calls // self.every

    @property
    def evenly(self) -> tuple[int, int] | None:
        """How many times in how many steps from the first on, in lowest terms; None where it is not so."""
        if self.start or self.fractions:
            return None
        shared = gcd(self.calls, self.every)
        return self.calls // shared, self.every // shared

    @property
    def length(self) -> int | None:
        inner = self.schedule.length
        if inner is None or inner <= self.start:
            return inner
        return self.start - (-(inner - self.start) * self.every // self.calls)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.schedule.may_fail(int(self.clock(steps)), lr, late, chained)

    def attach(self, group: Group) -> Scheduler:
        hidden = Group(group.own_lr, group.momentum)
        inner = self.schedule.attach(hidden)
        group.initial_lr, group.lr, group.momentum = hidden.initial_lr, hidden.lr, hidden.momentum
        return _PacedScheduler(self, inner, hidden)

    def of_torch(self) -> Schedule:
        return replace(self, schedule=self.schedule.of_torch())

    def torch_code(self, lr: float) -> Code:
        inner = self.schedule.torch_code(lr)
        if self.fractions:
            return Code(f"InFractions({inner.expression}, {self.every})", (*inner.definitions, IN_FRACTIONS))
        pace = f"times={self.calls}, every={self.every}" + (f", start={self.start}" if self.start else "")
        return Code(f"Paced({inner.expression}, {pace})", (*inner.definitions, PACED))

    @property
    def label(self) -> str:
        if self.fractions:
            return f"{self.schedule.label}, in fractions of {self.every}"
        pace = f"{self.calls}× in {self.every}" + (f" from {self.start}" if self.start else "")
        return f"{self.schedule.label}, {pace}"


class _PacedScheduler(OutermostScheduler):
    refused = "a paced schedule cannot be a part of another one"

    def __init__(self, paced: Paced, inner: Scheduler, hidden: Group) -> None:
        self._paced, self._inner, self._hidden = paced, inner, hidden
        self._calls = self._done = 0

    def run(self, steps: int) -> Moves:
        pieces, left = [(np.empty(0), np.empty(0))], steps
        most = max(1, _AT_ONCE * self._paced.every // self._paced.calls)
        while left:
            pieces.append(self._piece(min(left, most)))
            left -= len(pieces[-1][0])
        rates, momenta = (np.concatenate(columns) for columns in zip(*pieces, strict=True))
        return put(rates, momenta if self._paced.cycles_momentum else None)

    def _piece(self, steps: int) -> tuple[Floats, Floats]:
        hidden, schedule = self._hidden, self._paced.schedule
        if self._paced.fractions and isinstance(schedule, Elementary):
            done, every = np.arange(self._calls, self._calls + steps), self._paced.every
            self._calls += steps
            rates = schedule.between(done // every + done % every / every, hidden.settle_base())
            return rates, np.full(steps, hidden.momentum)
        clocks = self._paced.clock(np.arange(self._calls + 1, self._calls + steps + 1, dtype=np.int64))
        moves = self._inner.run(int(clocks[-1]) - self._done)
        rates = np.concatenate(([hidden.lr], moves.rates(hidden.lr)))
        momenta = np.concatenate(([hidden.momentum], moves.momenta(hidden.momentum)))
        at = clocks - self._done
        self._calls, self._done = self._calls + steps, int(clocks[-1])
        hidden.lr, hidden.momentum = float(rates[-1]), float(momenta[-1])
        return rates[at], momenta[at]


IN_FRACTIONS = '''class InFractions:
    """Gives a scheduler the epoch with its fraction, in epochs of `every` steps."""

    def __init__(self, scheduler, every):
        self.optimizer, self.scheduler = scheduler.optimizer, scheduler
        self.every, self.calls = every, 0

    def step(self):
        epoch, i = divmod(self.calls, self.every)
        self.scheduler.step(epoch + i / self.every)
        self.calls += 1
'''

PACED = '''class Paced:
    """Steps a scheduler `times` times in every `every` steps from step `start` on, before it at every step."""

    def __init__(self, scheduler, times, every, start=0):
        self.optimizer, self.scheduler = scheduler.optimizer, scheduler
        self.times, self.every, self.start = times, every, start
        self.calls = self.done = 0

    def step(self):
        self.calls += 1
        late = max(0, self.calls - self.start)
        clock = min(self.calls, self.start) + late * self.times // self.every
        while self.done < clock:
            self.scheduler.step()
            self.done += 1
'''
