"""Finds schedules that raise an error during the run, or give a learning rate that is negative or not finite."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case, first_wrong
from lrviz.analysis.traps.parts import Fix, Part


def ends_early(case: Case) -> Iterator[Trap]:
    """A schedule with fewer rates than the run has steps."""
    if not case.curve.problem:
        return
    part = next(filter(_exceeded, case.leaves), None)
    done = len(case.rates)
    last = max(0, done - 1)
    if part is None or not done:
        yield case.trap("ends early", f"{_broken_off(case, done)} {_sentence(case.curve.problem)}", last, "error")
        return
    yield case.trap(
        "total_steps exceeded",
        f"{part.name} is planned for {case.count(part.schedule.length or 0)} and is stepped {part.duration:,} times: "
        f"{case.when(last)} still runs, at a rate of {case.rates[last]:.2g}, and after it the {_ordinal(done)} "
        "scheduler.step() raises a ValueError. The run stops there.",
        last,
        "error",
        part.ended(part.duration) or part.ended(part.duration + 1),
    )


def _exceeded(part: Part) -> bool:
    return part.schedule.ends and (part.schedule.length or 0) < part.duration


def _broken_off(case: Case, done: int) -> str:
    if not done:
        return "The run breaks off before its first step."
    return f"The run breaks off after {case.when(done - 1)}, at the {_ordinal(done)} scheduler.step()."


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def _sentence(problem: str) -> str:
    return problem[:1].upper() + problem[1:] + ("" if problem.endswith((".", "!", "?")) else ".")


def no_rate(case: Case) -> Iterator[Trap]:
    """A rate below 0 or one that is not finite."""
    first = first_wrong(case.rates)
    if first is None:
        return
    rate = float(case.rates[first])
    kind, effect = (
        ("negative rate", "below 0 the optimizer climbs the loss instead of descending")
        if np.isfinite(rate)
        else ("rate not finite", "the parameters are lost in that step")
    )
    told = "not a number" if np.isnan(rate) else f"{rate:.3g}"
    sentence = f"The rate is {told} at {case.when(first)}: {effect}."
    yield case.trap(kind, sentence, first, "error", _floored(case, first))


def _floored(case: Case, call: int) -> Fix | None:
    """The schedule in charge with its floor at 0, where that is below."""
    part = next((part for part in case.leaves if part.start <= call < part.stop), None)
    name = part.schedule.floor_field if part else None
    if part is None or name is None or not getattr(part.schedule, name) < 0:
        return None
    changes: dict[str, Any] = {name: 0.0}
    return part.changed(replace(part.schedule, **changes))
