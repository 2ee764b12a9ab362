"""Finds schedules that raise an error during the run, or give a learning rate that is negative or not finite."""

from collections.abc import Iterator

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case, first_wrong
from lrviz.analysis.traps.parts import Part


def ends_early(case: Case) -> Iterator[Trap]:
    """A schedule with fewer rates than the run has steps."""
    if not case.curve.problem:
        return
    part = next(filter(_exceeded, case.leaves), None)
    done = len(case.rates)
    if part is None:
        yield case.trap("ends early", f"The run breaks off here. {_sentence(case.curve.problem)}", done, "error")
        return
    yield case.trap(
        "total_steps exceeded",
        f"{part.name} is planned for {case.count(part.schedule.length or 0)} and is stepped {part.duration:,} times: "
        f"torch raises a ValueError at {case.when(done)} and the run stops there.",
        done,
        "error",
        part.ended(part.duration) or part.ended(part.duration + 1),
    )


def _exceeded(part: Part) -> bool:
    return part.schedule.ends and (part.schedule.length or 0) < part.duration


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
    yield case.trap(kind, f"The rate is {told} at {case.when(first)}: {effect}.", first, "error")
