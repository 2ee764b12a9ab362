"""A warmup in the place of another schedule's first rates, whose clock runs on underneath, as in timm."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules.base import Schedule
from lrviz.schedules.engine.outermost import OutermostScheduler
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler, put
from lrviz.schedules.warmup import constant_with_warmup
from lrviz.source import Code, factor_source, merged

BEFORE, OVER, INTO = "before", "over", "into"


@dataclass(frozen=True)
class Overlay:
    """A rise over the first steps of a schedule.

    Attributes:
        schedule: what lies underneath.
        steps: how many of its first steps the rise covers.
        start_factor: where the rise begins, as a fraction of the optimizer's rate.
        shape: how it rises.
        joins: whether it rises to the rate that the schedule has at its end, and not to the optimizer's.
    """

    schedule: Schedule
    steps: int
    start_factor: float
    shape: str
    joins: bool

    def ends(self, lr: float) -> tuple[float, float]:
        """The rates that the rise leads from and to, for an optimizer whose own rate is `lr`."""
        top = float(self.schedule.rates(lr, self.steps + 1)[-1]) if self.joins else lr
        return lr * self.start_factor, top

    def attach(self, group: Group) -> Scheduler:
        """Builds both on a group."""
        start, top = self.ends(group.own_lr)
        hidden = Group(group.own_lr, group.momentum)
        inner = self.schedule.attach(hidden)
        risen = constant_with_warmup(np.arange(self.steps), self.steps, 0.0, self.shape)
        rise = start + (top - start) * np.asarray(risen, dtype=float)
        group.initial_lr, group.lr, group.momentum = hidden.initial_lr, float(rise[0]), hidden.momentum
        return _OverlaidScheduler(inner, hidden, rise, self.schedule.cycles_momentum)

    def torch_code(self, lr: float) -> Code:
        """Python that builds it for an optimizer named `optimizer`."""
        values = {"warmup_steps": self.steps, "start_factor": 0.0, "shape": self.shape}
        source = factor_source(constant_with_warmup, values, "The share of the warmup's rise after so many steps.")
        share = Code("constant_with_warmup", (source, _WARMUP_OVER))
        (inner, share), (start, top) = merged((self.schedule.torch_code(lr), share)), self.ends(lr)
        rise = f"{share.expression}, start={start!r}, top={top!r}, steps={self.steps}"
        return Code(f"WarmupOver(optimizer, {inner.expression}, {rise})", (*inner.definitions, *share.definitions))


class _OverlaidScheduler(OutermostScheduler):
    refused = "a warmup over another schedule cannot be a part of a third one"

    def __init__(self, inner: Scheduler, hidden: Group, rise: Floats, cycles: bool) -> None:
        self._inner, self._hidden, self._rise, self._cycles = inner, hidden, rise, cycles
        self._epoch = 0

    def run(self, steps: int) -> Moves:
        moves, hidden = self._inner.run(steps), self._hidden
        rates, momenta = moves.rates(hidden.lr), moves.momenta(hidden.momentum)
        if steps:
            hidden.lr, hidden.momentum = float(rates[-1]), float(momenta[-1])
        covered = self._rise[self._epoch + 1 :][:steps]
        rates[: len(covered)] = covered
        self._epoch += steps
        return put(rates, momenta if self._cycles else None)


_WARMUP_OVER = '''class WarmupOver:
    """Puts a rise in the place of the first rates of a scheduler, whose clock runs on underneath."""

    def __init__(self, optimizer, scheduler, share, start, top, steps):
        self.groups, self.scheduler = optimizer.param_groups, scheduler
        self.share, self.start, self.top, self.steps = share, start, top, steps
        self.calls = 0
        self.cover()

    def cover(self):
        self.hidden = [group["lr"] for group in self.groups]
        if self.calls < self.steps:
            for group in self.groups:
                group["lr"] = self.start + (self.top - self.start) * self.share(self.calls)

    def step(self):
        for group, lr in zip(self.groups, self.hidden, strict=True):
            group["lr"] = lr
        self.scheduler.step()
        self.calls += 1
        self.cover()
'''
