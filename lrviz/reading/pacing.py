"""Gives a scheduler that is stepped at another pace than the optimizer the schedule `Paced`."""

import ast
from dataclasses import dataclass, field
from math import gcd
from typing import Any

from lrviz.comparison import EACH_EPOCH, EACH_STEP, MOST_STEPS
from lrviz.reading.expressions import Expressions, dotted
from lrviz.reading.run import Run
from lrviz.reading.stepping import Every, Loops, Stepping
from lrviz.reading.values import Driven, Made
from lrviz.schedules import CosineAnnealingWarmRestarts, Paced


@dataclass
class Paces:
    """How often the schedulers and the optimizers of a text are stepped, as its statements are read."""

    run: Run
    loops: Loops
    _schedulers: dict[int, tuple[Made, Stepping]] = field(default_factory=dict)
    _optimizers: list[Stepping] = field(default_factory=list)
    _passed_on: list[Stepping] = field(default_factory=list)

    def step(self, value: Any, node: ast.Call, given: list[Any], among: Expressions) -> None:
        """Notes that a scheduler or an optimizer is stepped here.

        Args:
            value: what is stepped.
            node: the call.
            given: its arguments.
            among: the names that it sees.
        """
        stepping = self.loops.stepping()
        if isinstance(value, Made):
            self._step_scheduler(value, node, stepping, among)
        elif any(isinstance(one, Driven) for one in (value, *given)) or _names(node, "opt"):
            self._optimizers.append(stepping)
        elif _names(node, "sched") and stepping.stepped:
            self._passed_on.append(stepping)
            self._note_epoch()

    def settle(self, schedulers: list[Made]) -> None:
        """Gives each scheduler the pace at which it is stepped; one that is handed to a function, the pace in there."""
        for made in schedulers:
            if made.stepped is None and self._passed_on:
                self._note(made, self._passed_on[-1])
        for made, stepping in self._schedulers.values():
            beside = next((one for one in self._optimizers if one.over_epochs == stepping.over_epochs), None)
            paced(self.run, made, stepping, beside)

    def _step_scheduler(self, made: Made, node: ast.Call, stepping: Stepping, among: Expressions) -> None:
        match node.args:
            case [ast.BinOp(_, ast.Add(), ast.BinOp(_, ast.Div(), by))]:
                every = among.worked_out(among.value(by))
                if isinstance(every, int) and 0 < every <= MOST_STEPS:
                    made.stepped = EACH_STEP
                    return in_fractions(self.run, made, every)
        if stepping.stepped:
            self._note(made, stepping)
            self._note_epoch()
        return None

    def _note(self, made: Made, stepping: Stepping) -> None:
        made.stepped = stepping.stepped
        self._schedulers[id(made)] = made, stepping

    def _note_epoch(self) -> None:
        if self.loops.epoch_length:
            self.run.epoch_has(self.loops.epoch_length)


def pace(run: Run, made: Made, calls: int, every: int, start: int = 0) -> bool:
    """Has a scheduler stepped so many times in so many optimizer steps; whether that can be drawn."""
    shared = gcd(calls, every)
    try:
        made.change(lambda schedule: Paced(schedule, calls // shared, every // shared, start))
    except ValueError as error:
        run.leave_out(f"It is stepped {calls} times in {every} steps, and is drawn as stepped at each: {error}.")
        return False
    return True


def in_fractions(run: Run, made: Made, every: int) -> None:
    """Has a scheduler given the epoch with its fraction, in epochs of so many steps."""
    if not isinstance(made.schedule, CosineAnnealingWarmRestarts):
        run.leave_out(f"A fraction of an epoch given to the step() of {made.schedule.label} is not drawn.")
        return
    made.change(lambda schedule: Paced(schedule, 1, every, fractions=True))
    run.epoch_has(every)


def _names(node: ast.Call, part: str) -> bool:
    """Whether what is stepped, as in `optimizer.step()` or `scaler.step(optimizer)`, has a part in its name."""
    names = [dotted(one) for one in (getattr(node.func, "value", node), *node.args)]
    return any(part in name.rpartition(".")[2].lower() for name in names)


def paced(run: Run, made: Made, scheduler: Stepping, optimizer: Stepping | None) -> None:
    """Has a scheduler stepped as the loops around it say, beside the optimizer in the same loop.

    Args:
        run: what is known of the run; what is drawn a little off is said there.
        made: the scheduler.
        scheduler: how often it is stepped.
        optimizer: how often the optimizer is in such a loop; None where the text does not step it.
    """
    shared = {one.text for one in optimizer.conditions} if optimizer else set()
    own = [one for one in scheduler.conditions if one.text not in shared and not _accumulates(one, optimizer)]
    held = {one.text for one in scheduler.conditions}
    rarer = (
        [one for one in optimizer.conditions if one.text not in held] if optimizer and not scheduler.each_epoch else []
    )
    calls, every = scheduler.times, 1
    for condition in own:
        every *= condition.rounds
    for condition in rarer:
        calls *= condition.rounds
    if calls == every == 1:
        return
    first = own[0].first if len(own) == 1 and not rarer and calls == 1 else every - 1
    if not pace(run, made, calls, every, int(first == 0 and every > 1)):
        return
    unit = "epochs" if made.stepped == EACH_EPOCH else "optimizer steps"
    often = "once" if calls == 1 else f"{calls:,} times"
    run.note(f"The scheduler is stepped {often} in {every:,} {unit}: so it is drawn.")
    _say_where_off(run, own, rarer, calls, every, first)


def _accumulates(condition: Every, beside: Stepping | None) -> bool:
    """Whether the optimizer, which the text does not step, must be meant by a condition as well."""
    return beside is None and "accum" in condition.text.lower()


def _say_where_off(run: Run, own: list[Every], rarer: list[Every], calls: int, every: int, first: int | None) -> None:
    if rarer or (own and calls > 1):
        run.leave_out("In which of these steps it is stepped is drawn as evenly as can be, which may be a few off.")
    elif first is None or 0 < first < every - 1:
        run.leave_out(
            f"{own[0].text!r} does not say plainly at which step it first holds: drawn is step {every:,} as the first."
        )
    elif any(one.anew and run.plan.steps_per_epoch % one.rounds for one in own):
        run.leave_out(
            f"{own[0].text!r} counts anew in each epoch of {run.plan.steps_per_epoch:,} steps, which {every:,} does "
            "not divide: it is drawn as if it went on."
        )
