"""Says in words where a plan and a log part, and what explains it."""

import math
from collections.abc import Sequence

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Evidence, Explanation
from lrviz.analysis.partings.laying import Laid

_COUNTING = {
    -1: "its step s is the plan's step s − 1: it counts from 1",
    0: "its step s is the plan's step s",
    1: "its step s is the plan's step s + 1: it gives the rate of the step to come",
}
Told = Sequence[tuple[Explanation, Evidence]]


def where(case: Case, best: Laid) -> str:
    """Where a log and its plan part, or that they agree, and how their steps are counted."""
    return " ".join(part for part in (_place(case, best), _counting(best), _beyond(case)) if part)


def why(case: Case, best: Laid, found: Told) -> str:
    """What explains that they part; empty where they agree or there is nothing to compare."""
    if not len(case.rows) or (best.first is None and len(best.rows)):
        return ""
    if not found:
        return "No known cause explains it." if len(best.rows) else ""
    (first, evidence), *others = found
    said = [first.says, _evidence(evidence), first.because, *(f"This fits as well: {one.says}" for one, _ in others)]
    return " ".join(part for part in said if part)


def _place(case: Case, best: Laid) -> str:
    """Where they part, or that they do not."""
    if not len(case.rows):
        return "The log has no learning rate."
    if not len(best.rows):
        numbers, length = case.rows.steps, len(case.planned)
        span = f"{numbers[0]:,} to {numbers[-1]:,}"
        return f"No logged step lies within the plan: the log has steps {span}, the plan has {length:,} steps."
    if best.first is not None:
        step = best.rows.steps[best.first]
        return f"Plan and log part at step {step:,}: {_difference(best, best.first)}."
    count = len(best.rows)
    steps = f"all {count:,} logged steps" if count > 1 else "the one logged step"
    allowing = ", allowing for the log's rounding" if best.rows.shows_rounding(best.planned, best.peak) else ""
    return f"Plan and log agree within {100 * best.rows.tolerance:g} % at {steps}{allowing}."


def _difference(best: Laid, row: int) -> str:
    planned, logged = float(best.planned[row]), float(best.rows.rates[row])
    words = f"planned {planned:.5g}, logged {logged:.5g}"
    if planned > 0 and logged > 0:
        change = 100 * (logged / planned - 1)
        words += f" ({abs(change):.3g} % {'more' if change > 0 else 'less'})"
    return words


def _counting(best: Laid) -> str:
    return f"In the log, {_COUNTING[best.counting]}." if best.told else ""


def _beyond(case: Case) -> str:
    if not len(case.rows):
        return ""
    last, length = int(case.rows.steps[-1]), len(case.planned)
    if last + case.counting <= length or case.rows.steps[0] + case.counting >= length:
        return ""
    return f"The log goes on to step {last:,}, the plan ends after {length:,} steps."


def _evidence(evidence: Evidence) -> str:
    """How well an explanation fits: "So 100 of 100 logged steps agree, within 0.2 % of the highest rate; …"."""
    apart = _rounded_up(100 * evidence.apart)
    return (
        f"So {evidence.agreeing:,} of {evidence.rows:,} logged steps agree, within {apart} % of the highest rate; "
        f"without it {evidence.without:,} do."
    )


def _rounded_up(percent: float) -> str:
    """A number with two digits that is not below it, and not below 0.01."""
    least = max(percent, 0.01)
    unit = 10.0 ** (math.floor(math.log10(least)) - 1)
    return f"{math.ceil(least / unit - 1e-9) * unit:.2g}"
