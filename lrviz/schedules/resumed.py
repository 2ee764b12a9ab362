"""A run that is resumed from a checkpoint with a scheduler of other numbers, as torch does it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import Choice, HyperparameterError, Range, Symbol, Unit
from lrviz.schedules.base import Schedule
from lrviz.schedules.combination import Combination, Inside
from lrviz.schedules.combinators import Chained, Sequential, Warmup, flat
from lrviz.schedules.cosine import CosineAnnealingLR
from lrviz.schedules.elementary import Elementary, Factor
from lrviz.schedules.engine.outermost import OutermostScheduler
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler, put
from lrviz.schedules.formula import LambdaLR, MultiplicativeLR
from lrviz.schedules.pace import PACED, Paced
from lrviz.schedules.phases import Phases
from lrviz.source import Code, merged

LAST_EPOCH, STATE, NEW = "last_epoch", "state", "new"


@dataclass(frozen=True)
class Resumption:
    """The code of a run that stops and of the one that goes on.

    Attributes:
        steps: calls of the first scheduler before the checkpoint.
        scheduler: what builds the first scheduler for an `optimizer`.
        resume: what defines `resume(optimizer, checkpoint)`, which loads the checkpoint and returns the next scheduler;
            its expression is that name.
    """

    steps: int
    scheduler: Code
    resume: Code


@dataclass(frozen=True)
class Resumed(Combination):
    """Follows a schedule until the run stops, then what torch makes of the scheduler of the run that goes on.

    The new process loads the optimizer. With "last_epoch" it builds the scheduler with last_epoch = steps − 1: most
    go on from the rate that they find, those that set every rate do so by their new numbers. With "state" it loads the
    old scheduler's state, which has the old lengths in it, but no function: a LambdaLR goes on with the new one. With
    "new" it puts the base rate back and builds the scheduler as for a new run.
    """

    latex = r"""
        \eta_t = \begin{cases} a(t) & t < k \\ a(t) & t = k \text{ and } \text{by} = \text{state} \\
            b(t - k) & \text{by} = \text{new} \\ b(t) & \text{otherwise} \end{cases}
    """

    title = "Resumed"
    also_called = ("from a checkpoint", "last_epoch", "load_state_dict")
    stretches = False
    reloads = True

    before: Annotated[Schedule, "What the run has followed.", Symbol("a")] = CosineAnnealingLR.usual()
    after: Annotated[Schedule, "What the new process builds; the same class, unless it is new.", Symbol("b")] = (
        CosineAnnealingLR(T_max=1000)
    )
    steps: Annotated[
        int, "The step at which the run stopped.", Range(1, 1_000_000, log=True, usual=(1, 1000)), Unit("steps"),
        Symbol("k"),
    ] = 250  # fmt: skip
    by: Annotated[str, "What the new process tells the scheduler.", Choice((LAST_EPOCH, STATE, NEW))] = STATE

    @property
    def alone(self) -> bool:
        return True

    def check(self) -> None:
        self._refuse_watching(self.parts)
        if self.by != NEW and loaded(self.before, self.after) is None:
            raise HyperparameterError(
                f"Resumed.after must be made of the same classes as before, {self.before.label}, got {self.after.label}"
            )
        if self.by == LAST_EPOCH and not isinstance(self.after, Elementary):
            raise HyperparameterError(
                "Resumed.after must be one scheduler of torch to be built with last_epoch: ChainedScheduler takes "
                f"none, and SequentialLR does not tell it to its stages, got {self.after.label}"
            )

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return self.before, self.after

    def inside(self) -> Iterator[Inside]:
        yield Inside(self.before, 0, self.steps, lambda schedule: replace(self, before=schedule))
        # Unless it is new, what it starts from is torch's riddle.
        start = self.steps if self.by == NEW else None
        yield Inside(self.after, start, None, lambda schedule: replace(self, after=schedule))

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return True

    @property
    def length(self) -> int | None:
        return None

    def attach(self, group: Group) -> Scheduler:
        hidden = Group(group.own_lr, group.momentum)
        inner = self.before.attach(hidden)
        group.initial_lr, group.lr, group.momentum = hidden.initial_lr, hidden.lr, hidden.momentum
        return _ResumedScheduler(self, inner, hidden)

    def go_on(self, inner: Scheduler, hidden: Group) -> Scheduler:
        """The scheduler that the new process has on the loaded group, in the place of the old one."""
        if self.by == NEW:
            hidden.lr = hidden.initial_lr = hidden.own_lr
            return self.after.attach(hidden)
        if self.by == LAST_EPOCH:
            assert isinstance(self.after, Elementary)
            return self.after.pick_up(hidden, self.steps)
        kept = loaded(self.before, self.after)
        if kept is None or kept == self.before:
            return inner
        scheduler = kept.attach(Group(hidden.own_lr, hidden.momentum))
        scheduler.skip(self.steps)
        return scheduler

    def resumption(self, lr: float) -> Resumption:
        """The code of the run that stops and of the one that goes on, for an optimizer whose own rate is `lr`."""
        before, after = merged((self.before.torch_code(lr), self.after.torch_code(lr)))
        picked_up = f"{after.expression[:-1]}, last_epoch={self.steps - 1})"
        resume = _RESUME[self.by].format(scheduler=after.expression, picked_up=picked_up, lr=repr(lr))
        return Resumption(self.steps, before, Code("resume", (*after.definitions, resume)))

    def torch_code(self, lr: float) -> Code:
        whole = self.resumption(lr)
        needed = dict.fromkeys((*whole.scheduler.definitions, *whole.resume.definitions, RESUMED))
        return Code(f"Resumed(optimizer, {whole.scheduler.expression}, {self.steps}, resume)", tuple(needed))

    @property
    def label(self) -> str:
        return f"{self.before.label} → {self.steps}, {self.by}: {self.after.label}"


class _ResumedScheduler(OutermostScheduler):
    refused = "a resumed schedule cannot be a part of another one"

    def __init__(self, resumed: Resumed, inner: Scheduler, hidden: Group) -> None:
        self._resumed, self._inner, self._hidden = resumed, inner, hidden
        self._calls = 0

    def run(self, steps: int) -> Moves:
        first = min(max(self._resumed.steps - self._calls, 0), steps)
        rates, momenta = self._advance(first)
        if first and self._calls == self._resumed.steps:
            self._inner = self._resumed.go_on(self._inner, self._hidden)
            rates[-1], momenta[-1] = self._hidden.lr, self._hidden.momentum
        more = self._advance(steps - first)
        rates, momenta = np.concatenate((rates, more[0])), np.concatenate((momenta, more[1]))
        return put(rates, momenta if self._resumed.cycles_momentum else None)

    def _advance(self, steps: int) -> tuple[Floats, Floats]:
        hidden, moves = self._hidden, self._inner.run(steps)
        rates, momenta = moves.rates(hidden.lr), moves.momenta(hidden.momentum)
        if steps:
            hidden.lr, hidden.momentum = float(rates[-1]), float(momenta[-1])
        self._calls += steps
        return rates, momenta


def loaded(before: Schedule, after: Schedule) -> Schedule | None:
    """What a scheduler of new numbers is once the old one's state is loaded into it.

    torch's classes keep all numbers in the state. The functions of LambdaLR and MultiplicativeLR are not in it, so
    that the new ones act. None where the two are not made of the same classes.
    """
    for kinds in ((Factor, LambdaLR), (MultiplicativeLR,)):
        if isinstance(before, kinds) and isinstance(after, kinds):
            return after
    if isinstance(before, Elementary):
        return before if type(before) is type(after) else None
    if isinstance(before, Chained) and isinstance(after, Chained):
        parts = _parts_loaded(before.parts, after.parts)
        return Chained(parts) if parts else None
    stages, others = _stages(before), _stages(after)
    if stages is None or others is None or (len(stages) == 1) != (len(others) == 1):
        return None
    parts = _parts_loaded([part for part, _ in stages], [part for part, _ in others])
    return Sequential(parts, tuple(start for _, start in stages[1:])) if parts else None


def slowed(paced: Paced, lr: float) -> Resumption | None:
    """The code of a run that goes on at another pace, loading the scheduler's state; None where the pace never changes.

    Args:
        paced: a pace that holds from a step on.
        lr: the optimizer's own rate.
    """
    if not paced.start:
        return None
    inner = paced.schedule.torch_code(lr)
    pace = f"times={paced.calls}, every={paced.every}"
    resume = _SLOWED.format(scheduler=inner.expression, pace=pace)
    return Resumption(paced.start, inner, Code("resume", (*inner.definitions, PACED, resume)))


def _parts_loaded(before: Sequence[Schedule], after: Sequence[Schedule]) -> tuple[Schedule, ...] | None:
    if len(before) != len(after):
        return None
    parts = [loaded(*pair) for pair in zip(before, after, strict=True)]
    return None if None in parts else tuple(part for part in parts if part is not None)


def _stages(schedule: Schedule) -> tuple[tuple[Schedule, int], ...] | None:
    """The stages of what torch runs as a SequentialLR."""
    if isinstance(schedule, Phases):
        return schedule.sequence.stages()
    return flat(schedule) if isinstance(schedule, Sequential | Warmup) and not schedule.alone else None


_RESUME = {
    STATE: '''def resume(optimizer, checkpoint):
    """Builds the scheduler, which sets the rate, and only then loads both states."""
    scheduler = {scheduler}
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return scheduler
''',
    LAST_EPOCH: '''def resume(optimizer, checkpoint):
    """Loads the optimizer, which has the rate, and builds the scheduler there."""
    optimizer.load_state_dict(checkpoint["optimizer"])
    return {picked_up}
''',
    NEW: '''def resume(optimizer, checkpoint):
    """Puts the base rate back and builds the scheduler as for a new run."""
    optimizer.load_state_dict(checkpoint["optimizer"])
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = {lr}
    return {scheduler}
''',
}

_SLOWED = '''def resume(optimizer, checkpoint):
    """Builds the old scheduler, loads both states, and steps it at another pace."""
    scheduler = {scheduler}
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return Paced(scheduler, {pace})
'''

RESUMED = '''class Resumed:
    """Steps a scheduler until the run stops, then the one that `resume` makes of its checkpoint."""

    def __init__(self, optimizer, scheduler, steps, resume):
        self.optimizer, self.scheduler = optimizer, scheduler
        self.steps, self.resume, self.calls = steps, resume, 0

    def step(self):
        self.scheduler.step()
        self.calls += 1
        if self.calls == self.steps:
            state = {"optimizer": self.optimizer.state_dict(), "scheduler": self.scheduler.state_dict()}
            self.scheduler = self.resume(self.optimizer, state)
'''
