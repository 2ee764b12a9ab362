"""A schedule put together from phases, such as a warmup, a constant rate and a cooldown."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Annotated

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Range, RuledBy, Symbol, Unit
from lrviz.schedules.base import Schedule
from lrviz.schedules.combination import Combination, Inside
from lrviz.schedules.combinators import Chained, Sequential
from lrviz.schedules.cosine import CosineAnnealingLR
from lrviz.schedules.engine.recursion import Group, Scheduler
from lrviz.schedules.scaling import fitted
from lrviz.schedules.warmup import ConstantWithWarmup, TotalSteps
from lrviz.source import Code

STEPS, SHARE = "steps", "share"
_LONGEST = 1_000_000


@dataclass(frozen=True)
class Phase(Declared):
    """A schedule for a part of a run, for so many steps or for a share of all steps."""

    schedule: Annotated[Schedule, "What the rate does.", RuledBy("fit"), Symbol("r")] = CosineAnnealingLR.usual()
    length: Annotated[
        float,
        "How long it lasts, in the unit beside it.",
        Range(0.0, _LONGEST, log=True, usual=(0.01, 1000)),
        Unit(field="unit"),
        Symbol(r"\ell"),
    ] = 0.5
    unit: Annotated[str, "Steps, or a share of all steps between 0 and 1.", Choice((STEPS, SHARE))] = SHARE
    fit: Annotated[bool, "Scale the schedule to the phase; off, its own lengths act and a longer one is cut off."] = (
        True
    )

    @property
    def scales(self) -> bool:
        """Whether the schedule gets the length of the phase: one that goes round and round keeps its rounds."""
        return self.fit and not self.schedule.repeats and self.schedule.length != 0

    def check(self) -> None:
        if self.schedule.watches or self.schedule.alone:
            raise HyperparameterError(
                "Phase.schedule must be a schedule of the step alone (torch refuses others as well), "
                f"got {type(self.schedule).__name__}"
            )
        if self.unit == SHARE and self.length > 1:
            raise HyperparameterError(f"Phase.length must be in [0, 1] as a share, got {self.length:g}")


@dataclass(frozen=True)
class Phases(Combination):
    """Follows one phase after the other: warmup, any schedule, cooldown.

    Each phase's schedule is scaled to the phase, unless `fit` is off, it goes round and round or it has no steps to
    scale; a phase of 0 steps is left out.
    Exported as torch.optim.lr_scheduler.SequentialLR. A trapezoid (WSD) is ConstantWithWarmup, Constant and, for
    instance, OneMinusSqrt; every phase starts from the optimizer's own rate.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= r_{i+1}(t - E_i), \quad E_0 = 0, \quad i = \#\{j : E_j \le \min(t, E_n - 1)\} \\
        E_i &= \sum_{j=1}^{i} [\text{unit}_j = \text{steps}] \lfloor \ell_j + \tfrac{1}{2} \rfloor
            + \lfloor T \sum_{j=1}^{i} [\text{unit}_j = \text{share}] \ell_j + \tfrac{1}{2} \rfloor
        \end{aligned}
    """

    title = "Phases"
    torch_name = "torch.optim.lr_scheduler.SequentialLR"
    jumps = True
    stretches = False
    rules_lengths = True
    parts_word = "phases"

    phases: Annotated[tuple[Phase, ...], "The phases, in their order.", Length(1, 8)] = (
        Phase(ConstantWithWarmup.usual(), 0.1),
        Phase(CosineAnnealingLR.usual(), 0.9),
    )
    total_steps: TotalSteps = 500

    def check(self) -> None:
        together = sum(self.lengths())
        if not 1 <= together <= _LONGEST:
            raise HyperparameterError(
                f"Phases.phases must last 1 to {_LONGEST:,} steps together, got {together:,} (a phase of less than "
                "half a step has none)"
            )
        late = next((part for part in self.parts[1:] if isinstance(part, Sequential | Chained | Phases)), None)
        if late is not None:
            raise HyperparameterError(
                "Phases.phases must have no SequentialLR or ChainedScheduler but in the first one (torch cannot start "
                f"them late), got {late.label}"
            )
        super().check()

    def lengths(self) -> tuple[int, ...]:
        """The steps of each phase; shares are rounded where they end, so that shares of 1 together leave no step."""
        return tuple(end - start for start, end in pairwise((0, *self._ends())))

    def _ends(self) -> Iterator[int]:
        steps = accumulate(math.floor(p.length + 0.5) if p.unit == STEPS else 0 for p in self.phases)
        shares = [phase.length if phase.unit == SHARE else 0.0 for phase in self.phases]
        for index, fixed in enumerate(steps, 1):
            yield fixed + math.floor(math.fsum(shares[:index]) * self.total_steps + 0.5)

    @property
    def sequence(self) -> Sequential:
        """The same as a Sequential: each phase's schedule as long as the phase, and where it starts."""
        return _sequence(self)

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return self.sequence.parts

    def flattened(self) -> Sequential | None:
        return self.sequence.flattened()

    def promised(self) -> "tuple[int, Phases | None] | None":
        shares = math.fsum(phase.length for phase in self.phases if phase.unit == SHARE)
        if not shares or self.length == self.total_steps:
            return None
        fixed = sum(steps for steps, phase in zip(self.lengths(), self.phases, strict=True) if phase.unit == STEPS)
        factor = (1 - fixed / self.total_steps) / shares
        return self.total_steps, self._with_shares(factor) if factor > 0 else None

    def _with_shares(self, factor: float) -> "Phases":
        shared = (
            replace(phase, length=min(1.0, phase.length * factor)) if phase.unit == SHARE else phase
            for phase in self.phases
        )
        return replace(self, phases=tuple(shared))

    def inside(self) -> Iterator[Inside]:
        lasting = [index for index, steps in enumerate(self.lengths()) if steps]
        for index, stage in zip(lasting, self.sequence.inside(), strict=True):
            yield replace(stage, exchanged=partial(self._exchanged, index), ruled=self.phases[index].fit)

    def _exchanged(self, index: int, schedule: Schedule) -> "Phases":
        phase = replace(self.phases[index], schedule=schedule)
        return replace(self, phases=(*self.phases[:index], phase, *self.phases[index + 1 :]))

    @property
    def turns(self) -> tuple[float, ...]:
        return self.sequence.milestones

    def attach(self, group: Group) -> Scheduler:
        return self.sequence.attach(group)

    @property
    def length(self) -> int | None:
        return sum(self.lengths())

    def of_torch(self) -> Schedule:
        return self.sequence.of_torch()

    def torch_code(self, lr: float) -> Code:
        return self.sequence.torch_code(lr)

    @property
    def label(self) -> str:
        return self.sequence.label


@lru_cache(maxsize=256)
def _sequence(phases: Phases) -> Sequential:
    lasting = [(phase, steps) for phase, steps in zip(phases.phases, phases.lengths(), strict=True) if steps]
    schedules = (fitted(one.schedule, steps) if one.scales else one.schedule for one, steps in lasting)
    milestones = list(accumulate(steps for _, steps in lasting))[:-1]
    return Sequential(tuple(schedules), tuple(milestones))
