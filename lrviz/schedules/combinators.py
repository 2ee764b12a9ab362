"""Schedules made of other schedules: one after the other, all at once, or one after a warmup."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Annotated, Any

from lrviz.hyperparameters import Choice, First, HyperparameterError, Length, Symbol, Unit
from lrviz.schedules.base import Schedule
from lrviz.schedules.combination import Combination, Inside
from lrviz.schedules.cosine import CosineAnnealingLR
from lrviz.schedules.decay import Constant, ExponentialLR, Milestone
from lrviz.schedules.engine.recursion import Group, Scheduler
from lrviz.schedules.engine.wholes import ChainedScheduler, SequentialScheduler
from lrviz.schedules.overlay import BEFORE, INTO, OVER, Overlay
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.schedules.ramps import ConstantLR, LinearLR
from lrviz.schedules.warmup import ConstantWithWarmup, Shape, StartFactor, StepCount
from lrviz.source import Code

Parts = Annotated[tuple[Schedule, ...], "The schedules, in their order.", Length(1, 16), Symbol("r")]


@dataclass(frozen=True)
class Sequential(Combination):
    """Follows one schedule after the other, each from its own start at its milestone.

    To the letter of torch.optim.lr_scheduler.SequentialLR: all stages are built on one optimizer, so OneCycleLR and
    CyclicLR change the base of others; a SequentialLR or ChainedScheduler as a later stage cannot start. A Warmup
    inside is laid out flat. ReduceLROnPlateau as the last stage, which torch refuses, is stepped by hand.
    """

    latex = r"\eta_t = r_{i+1}(t - m_i), \quad m_0 = 0, \quad i = \#\{j : m_j \le t\}"

    title = "SequentialLR"
    also_called = ("one after the other",)
    torch_name = "torch.optim.lr_scheduler.SequentialLR"
    jumps = True

    schedules: Annotated[Parts, First((LinearLR(start_factor=0.1, total_iters=50), CosineAnnealingLR(T_max=450)))]
    milestones: Annotated[
        tuple[int, ...],
        "The step at which each schedule but the first starts.",
        Milestone,
        Length(0, 15),
        Unit("steps"),
        Symbol("m"),
        First((50,)),
    ]

    def check(self) -> None:
        if len(self.milestones) != len(self.schedules) - 1:
            raise HyperparameterError(
                f"Sequential.milestones must be one fewer than schedules, which are {len(self.schedules)}, "
                f"got {len(self.milestones)}"
            )
        self._refuse_early_watching(self.parts)

    @property
    def watches(self) -> bool:
        return self.parts[-1].watches

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return tuple(schedule for schedule, _ in self.stages())

    def inside(self) -> Iterator[Inside]:
        # With milestones out of order it is torch's riddle which stage runs when.
        ordered, starts = self.turns == self.milestones, (0, *self.milestones)
        for index, (part, start, stop) in enumerate(zip(self.schedules, starts, (*starts[1:], None), strict=True)):
            clock = -1 if start == 0 and isinstance(part, Combination) and part.loses_a_step else start
            yield Inside(part, clock if ordered else None, stop, partial(_exchanged, self, index))

    @property
    def turns(self) -> tuple[float, ...]:
        return tuple(sorted(self.milestones))

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return late

    def stages(self) -> tuple[tuple[Schedule, int], ...]:
        """Each stage with the step at which it starts; warmups laid out flat."""
        stages: list[tuple[Schedule, int]] = []
        for schedule, start, end in zip(self.schedules, (0, *self.milestones), (*self.milestones, None), strict=True):
            for part, offset in flat(schedule) if isinstance(schedule, Warmup) else ((schedule, 0),):
                if offset == 0 or end is None or start + offset < end:
                    stages.append((part, start + offset))
        return tuple(stages)

    def flattened(self) -> "Sequential | None":
        first, rest = self.schedules[0], self.schedules[1:]
        if not isinstance(first, Sequential):
            return None
        inner = first.flattened() or first
        end = min(self.milestones, default=math.inf)
        kept = [milestone for milestone in inner.milestones if milestone < end]
        return Sequential((*inner.schedules[: len(kept) + 1], *rest), (*kept, *self.milestones))

    def attach(self, group: Group) -> Scheduler:
        starts = [start for _, start in self.stages()[1:]]
        return SequentialScheduler([part.attach(group) for part in self.parts], starts, group)

    @property
    def length(self) -> int | None:
        schedule, start = self.stages()[-1]
        return None if schedule.length is None else start + schedule.length

    def of_torch(self) -> "Sequential":
        starts = tuple(start for _, start in self.stages()[1:])
        return Sequential(tuple(part.of_torch() for part in self.parts), starts)

    def torch_code(self, lr: float) -> Code:
        *before, (last, start) = self.stages()
        if isinstance(last, ReduceLROnPlateau):
            if not before:
                return last.torch_code(lr)
            starts = tuple(begin for _, begin in before[1:])
            first = Sequential(tuple(part for part, _ in before), starts) if starts else before[0][0]
            return last.code_after(first.torch_code(lr), start)
        parts, definitions = self._part_codes(lr)
        starts = tuple(begin for _, begin in self.stages()[1:])
        return Code(f"{self.torch_name}(optimizer, schedulers={parts}, milestones={list(starts)})", definitions)

    @property
    def label(self) -> str:
        rest = (f" → {m}: {s.label}" for s, m in zip(self.schedules[1:], self.milestones, strict=True))
        return self.schedules[0].label + "".join(rest)


@dataclass(frozen=True)
class Chained(Combination):
    """Applies several schedules at once, each to the rate that the one before has left.

    To the letter of torch.optim.lr_scheduler.ChainedScheduler: factors multiply, but schedules that do not
    start from the current rate (LambdaLR and all exported as such, CyclicLR, OneCycleLR, CosineAnnealingWarmRestarts)
    undo what stands before them.
    """

    latex = r"\eta_t = \eta \prod_{i=1}^{n} \frac{r_i(t)}{\eta}"

    title = "ChainedScheduler"
    also_called = ("product",)
    torch_name = "torch.optim.lr_scheduler.ChainedScheduler"

    stretches = False
    together = True

    schedules: Annotated[Parts, First((ConstantLR(factor=0.1, total_iters=20), ExponentialLR.usual()))]

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return self.schedules

    def inside(self) -> Iterator[Inside]:
        for index, part in enumerate(self.schedules):
            yield Inside(part, 0, None, partial(_exchanged, self, index))

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return late

    def attach(self, group: Group) -> Scheduler:
        return ChainedScheduler([part.attach(group) for part in self.parts], group)

    @property
    def length(self) -> int | None:
        return max((part.length for part in self.parts if part.length is not None), default=None)

    def torch_code(self, lr: float) -> Code:
        parts, definitions = self._part_codes(lr)
        return Code(f"{self.torch_name}({parts}, optimizer=optimizer)", definitions)

    @property
    def label(self) -> str:
        return " · ".join(part.label for part in self.schedules)


@dataclass(frozen=True)
class Warmup(Combination):
    """Raises the rate from a fraction to the whole, then follows a schedule from its own start.

    Over `steps` steps along a line, a cosine or 1 − e^(−kt); 0 steps are no warmup. Exported as SequentialLR of a
    LambdaLR and the schedule; ReduceLROnPlateau, which SequentialLR refuses, is stepped by hand after it. The place
    "over" is timm's `warmup_prefix=False`, and "into" is that of its TanhLRScheduler.
    Source: Goyal et al., arXiv:1706.02677.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \begin{cases} r(t - q) & t \ge W \\
            \eta f_{\text{start}} + (p - \eta f_{\text{start}}) a\left(\frac{t}{W}\right)
            & \text{otherwise} \end{cases} \\
        q &= \begin{cases} W & \text{place} = \text{before} \\ 0 & \text{otherwise} \end{cases}, \quad p =
            \begin{cases} r(W) & \text{place} = \text{into} \\ \eta & \text{otherwise} \end{cases} \\
        a(u) &= \begin{cases} u & \text{shape} = \text{linear} \\
            \tfrac{1}{2} (1 - \cos(\pi u)) & \text{shape} = \text{cosine} \\
            \frac{1 - e^{-5 u}}{1 - e^{-5}} & \text{shape} = \text{exponential} \end{cases}
        \end{aligned}
    """

    title = "Warmup"
    also_called = ("warm-up",)
    loses_a_step = False

    schedule: Annotated[Schedule, "What follows the warmup.", Symbol("r")] = Constant()
    steps: Annotated[int, "Steps of the warmup; 0 is none.", StepCount, Unit("steps"), Symbol("W")] = 50
    start_factor: StartFactor = 0.0
    shape: Shape = "linear"
    place: Annotated[
        str,
        "Before the schedule, or in the place of its first steps: over them up to the whole rate, or into its curve.",
        Choice((BEFORE, OVER, INTO)),
    ] = BEFORE

    @property
    def alone(self) -> bool:
        return self.steps > 0 and self.place != BEFORE

    @property
    def _overlay(self) -> Overlay:
        return Overlay(self.schedule, self.steps, self.start_factor, self.shape, self.place == INTO)

    def check(self) -> None:
        parts = self.parts
        if self.alone:
            self._refuse_watching(parts)
            return
        self._refuse_early_watching(parts)
        if any(type(part) in (Sequential, Chained) for part in parts[1:]):
            raise HyperparameterError(
                "Warmup.schedule must be one that torch can start late, which SequentialLR and ChainedScheduler are "
                f"not, got {self.schedule.label}"
            )

    @property
    def watches(self) -> bool:
        return self.schedule.watches

    @property
    def parts(self) -> tuple[Schedule, ...]:
        return self._parts

    def inside(self) -> Iterator[Inside]:
        if self.steps:
            rise = _rise(self.steps, self.start_factor, self.shape)
            yield Inside(rise, 0, self.steps, self._rising, words=(("warmup_steps", "steps"),))
        start = 0 if self.alone else self.steps
        yield Inside(self.schedule, start, None, lambda schedule: replace(self, schedule=schedule))

    def _rising(self, rise: ConstantWithWarmup) -> "Warmup":
        return replace(self, steps=rise.warmup_steps, start_factor=rise.start_factor, shape=rise.shape)

    @cached_property
    def _parts(self) -> tuple[Schedule, ...]:
        if self.alone:
            return _rise(self.steps, self.start_factor, self.shape), self.schedule
        return tuple(part for part, _ in self.stages)

    @cached_property
    def stages(self) -> tuple[tuple[Schedule, int], ...]:
        """The schedules that it is laid out as, each with the step at which it starts."""
        if self.alone:
            return ((self, 0),)
        inner = flat(self.schedule)
        if self.steps == 0:
            return inner
        later = tuple((part, start + self.steps) for part, start in inner)
        return ((_rise(self.steps, self.start_factor, self.shape), 0), *later)

    @cached_property
    def cycles_momentum(self) -> bool:
        return super().cycles_momentum

    @property
    def _whole(self) -> Schedule:
        """The same without the word: the schedule itself, or a Sequential."""
        parts = flat(self)
        if len(parts) == 1:
            return parts[0][0]
        return Sequential(self.parts, tuple(start for _, start in parts[1:]))

    def attach(self, group: Group) -> Scheduler:
        return (self._overlay if self.alone else self._whole).attach(group)

    @property
    def length(self) -> int | None:
        inner = self.schedule.length
        if inner is None:
            return None
        return max(self.steps, inner) if self.alone else self.steps + inner

    def of_torch(self) -> Schedule:
        if self.steps and isinstance(self.schedule, Constant):
            return self.parts[0].of_torch()
        return replace(self, schedule=self.schedule.of_torch()) if self.alone else self._whole.of_torch()

    def torch_code(self, lr: float) -> Code:
        return (self._overlay if self.alone else self._whole).torch_code(lr)

    @property
    def label(self) -> str:
        joint = self.place if self.alone else "→"
        return f"Warmup {self.steps} {joint} {self.schedule.label}" if self.steps else self.schedule.label


def _exchanged(whole: Any, index: int, part: Schedule) -> Schedule:
    """The whole with another one among its `schedules`."""
    changed: Schedule = replace(whole, schedules=(*whole.schedules[:index], part, *whole.schedules[index + 1 :]))
    return changed


def flat(schedule: Schedule) -> tuple[tuple[Schedule, int], ...]:
    """The stages of a warmup and of what it holds, each with its start."""
    if type(schedule) is Warmup:
        return schedule.stages
    if type(schedule) is Sequential:
        return tuple(schedule.stages())
    return ((schedule, 0),)


_rise = lru_cache(maxsize=4096)(ConstantWithWarmup)
