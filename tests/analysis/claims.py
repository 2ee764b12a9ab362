"""An independent check of what traps say: every number of a sentence is worked out anew from the curve."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.analysis import Trap
from lrviz.analysis.traps.parts import Part, parts
from lrviz.comparison import Curve, Entry, Plan
from lrviz.schedules import Constant, Schedule
from lrviz.schedules.combination import Combination

NUMBER = r"(-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?|inf)"
SHARE = NUMBER + " %"
WHEN = rf"(?:step|epoch) {NUMBER}"
COUNT = rf"{NUMBER} (?:step|epoch)s?"


@dataclass(frozen=True)
class Seen:
    """What a trap is told of: an entry over a plan, one rate for each step of its scheduler."""

    entry: Entry
    plan: Plan
    curve: Curve

    @property
    def rates(self) -> np.ndarray:
        return self.curve.rates[:: self.entry.repeats(self.plan)]

    @property
    def calls(self) -> int:
        return self.entry.calls(self.plan)

    @property
    def parts(self) -> list[Part]:
        return [part for part in parts(self.entry.schedule, self.calls) if part.duration > 0]

    def named(self, name: str) -> list[Part]:
        """The schedules inside that have this name and their turn."""
        return [part for part in self.parts if part.name == name]

    def own(self, part: Part) -> np.ndarray:
        return self.rates[max(0, part.start) : part.stop]

    def alone(self, schedule: Schedule, steps: int) -> np.ndarray:
        """The rates of one schedule by itself, as many as torch uses."""
        return schedule.used(self.entry.lr, 0.0, steps - 1)[0] if steps > 0 else np.empty(0)


def number(text: str) -> float:
    """A number as it is told."""
    return float(text.replace(",", ""))


def near(told: str, value: float, digits: int = 3) -> bool:
    """Whether a number that is told to so many digits is this one."""
    return math.isclose(number(told), value, rel_tol=0.51 * 10 ** (1 - digits), abs_tol=1e-300)


def share(told: str, value: float) -> bool:
    """Whether a percentage is this share."""
    if 0.995 <= value < 1:
        return 0 <= 100 * value - number(told) < 0.1001
    return abs(number(told) - 100 * value) <= (0.501 if value >= 0.1 else max(0.006 * 100 * value, 1e-9))


Check: TypeAlias = Callable[["Seen", Sequence[str]], bool]


def _climbs(seen: Seen, said: Sequence[str]) -> bool:
    bottom, count, low, high, of_peak = said
    at, stop = int(number(bottom)), int(number(bottom)) + int(number(count)) + 1
    rates = seen.rates[at:stop]
    peaks = [seen.rates[max(0, part.start) : stop].max() for part in seen.parts]
    falls = at == 0 or seen.rates[at] <= seen.rates[at - 1] * (1 + 1e-9)
    told = near(low, rates[0]) and near(high, rates.max()) and any(share(of_peak, rates.max() / p) for p in peaks if p)
    return told and falls and stop <= len(seen.rates)


def _high(seen: Seen, said: Sequence[str]) -> bool:
    name, rate, of_peak, peak = said
    own = [seen.own(part) for part in seen.named(name)]
    return near(rate, seen.rates[-1]) and any(near(peak, o.max()) and share(of_peak, o[-1] / o.max()) for o in own)


def _unfinished(seen: Seen, said: Sequence[str]) -> bool:
    name, steps, there, start, reached = said
    for part in seen.named(name):
        set_there = getattr(part.schedule, part.schedule.peak_field or "", None)
        whole = set_there or seen.alone(part.schedule, int(number(steps)) + 1).max()
        got = seen.alone(part.schedule, part.duration)[-1] if part.chained else seen.own(part).max()
        placed = (part.duration, max(0, part.start)) == (number(there), number(start))
        # torch goes back from a tiny factor by dividing by it, which leaves the range of floats
        if placed and (not 0 < whole < math.inf or share(reached, got / whole)):
            return bool(int(part.schedule.rise) == number(steps))
    return False


def _for_ever(seen: Seen, said: Sequence[str]) -> bool:
    return any(share(said[1], seen.own(part).max() / seen.entry.lr) or part.chained for part in seen.named(said[0]))


def _above(seen: Seen, said: Sequence[str]) -> bool:
    name, *told, left, rate = said
    for part in seen.named(name):
        length = part.schedule.length or 0
        alone = seen.alone(part.schedule, length + 1)
        peak, floor, now = alone[math.ceil(part.schedule.rise)], alone[length], alone[part.duration - 1]
        fits = not told or (length, part.duration) == (number(told[0]), number(told[1]))
        if fits and share(left, (now - floor) / (peak - floor)):
            return near(rate, seen.rates[-1])
    return False


def _held(seen: Seen, said: Sequence[str]) -> bool:
    _, floor, first, count, of_run, of_peak = said
    tail = seen.rates[int(number(first)) :]
    even = np.allclose(tail, tail[-1], rtol=1e-8) and not math.isclose(seen.rates[int(number(first)) - 1], tail[0])
    peaks = [seen.own(part).max() for part in seen.parts if part.stop == seen.calls]
    told = near(floor, tail[0]) and len(tail) == number(count) and share(of_run, len(tail) / len(seen.rates))
    return bool(even and told and any(share(of_peak, tail[0] / peak) for peak in peaks))


def _still(seen: Seen, said: Sequence[str]) -> bool:
    *highest, first, count, of_run = said
    tail = np.abs(seen.rates[int(number(first)) :])
    small = near(highest[0], tail.max(), 2) and tail.max() <= 1e-12 * seen.rates.max() if highest else not tail.any()
    return bool(small) and len(tail) == number(count) and share(of_run, len(tail) / len(seen.rates))


def _undone(seen: Seen, said: Sequence[str]) -> bool:
    at, name, alone, effect = int(number(said[0])), said[1], said[2], said[3]
    for whole in seen.parts:
        if not isinstance(whole.schedule, Combination):
            continue
        step = at - whole.start
        inside = list(whole.schedule.inside())
        for one in (one for one in inside if one.schedule.title == name and whole.schedule.together):
            factor = seen.alone(one.schedule, step + 1)[-1] / seen.entry.lr
            with_it = seen.alone(whole.schedule, step + 1)[-1]
            without = seen.alone(one.exchanged(Constant()), step + 1)[-1]
            told = near("1", with_it / without, 2) if effect is None else share(effect, with_it / without)
            if share(alone, factor) and told:
                return True
    return False


def _down(seen: Seen, said: Sequence[str]) -> bool:
    top, rate, at, epoch, epochs, per_epoch = said
    step, before = int(number(at)), seen.rates[: int(number(at))]
    first = (before > 0.05 * np.maximum.accumulate(before))[before > 0].all()
    told = near(top, before.max()) and near(rate, seen.rates[step], 2) and seen.rates[step] <= 0.05 * before.max()
    counted = step // seen.plan.steps_per_epoch + 1 == number(epoch) and math.ceil(seen.plan.epochs) == number(epochs)
    return bool(told and counted and first and seen.plan.steps_per_epoch == number(per_epoch))


def _beyond(seen: Seen, said: Sequence[str]) -> bool:
    name, changes, last = said
    steps = [number(step) for step in re.findall(WHEN, changes)]
    placed = [{turn + part.start for turn in map(int, part.schedule.turns)} for part in seen.named(name)]
    return min(steps) > number(last) and number(last) < seen.calls and any(turns >= set(steps) for turns in placed)


def _later(seen: Seen, said: Sequence[str]) -> bool:
    start, come, written = number(said[2]), said[3].split(", "), said[4].split(", ")
    moved = all(number(one) == number(other) + start for one, other in zip(come, written, strict=True))
    one = seen.named(said[0])[0].schedule
    drops = [seen.rates[int(number(step))] != seen.rates[int(number(step)) - 1] for step in come]
    return moved and (
        all(drops) or not isinstance(getattr(one, "gamma", None), float) or seen.rates[-1] == 0 or one.gamma == 1
    )


def _jump(seen: Seen, said: Sequence[str]) -> bool:
    before, at, low, high = said
    step = int(number(at))
    return number(before) == step - 1 and near(low, seen.rates[step - 1]) and near(high, seen.rates[step])


def _exceeded(seen: Seen, said: Sequence[str]) -> bool:
    name, length, times, last, rate, nth = said
    done = len(seen.rates)
    planned = {(part.schedule.length, part.duration) for part in seen.named(name)}
    counted = (done - 1, done) == (number(last), number(nth)) and (number(length), number(times)) in planned
    return counted and near(rate, seen.rates[-1], 2)


def _rate_at(seen: Seen, said: Sequence[str]) -> bool:
    rate, at = said
    return bool(near(rate, seen.rates[int(number(at))]) if rate != "not a number" else np.isnan(seen.rates).any())


def _grown(seen: Seen, said: Sequence[str]) -> bool:
    name, value, start, high = said
    own = [seen.own(part) for part in seen.parts if hasattr(part.schedule, name)]
    return number(value) > 0 and any(near(start, o[0]) and near(high, o.max()) for o in own if len(o))


def _grown_by(seen: Seen, said: Sequence[str]) -> bool:
    return number(said[1]) > 1 and _grown(seen, (said[0], said[1], said[3], said[4]))


def _peak(seen: Seen, said: Sequence[str]) -> bool:
    name, own, peak = said
    for part in seen.named(name):
        field = part.schedule.peak_field
        alone = seen.alone(part.schedule, math.ceil(part.schedule.rise) + 2) if field is None else None
        highest = getattr(part.schedule, field or "") if alone is None else alone.max()
        if near(peak, highest, 4):
            return near(own, seen.entry.lr, 6)
    return False


def _barely(seen: Seen, said: Sequence[str]) -> bool:
    length, times, way, steps = map(number, said)
    return (times, steps) == (seen.calls, seen.plan.steps) and share(said[2], times / length) and way < 21


def _sum(seen: Seen, said: Sequence[str]) -> bool:
    together, by, more, total = said
    sign = 1 if more == "more" else -1
    return number(together) == number(total) + sign * number(by)


def _other_alone(seen: Seen, part: Part, said: Sequence[str]) -> bool:
    step = int(number(said[1]))
    alone = seen.alone(part.schedule, step + 1)
    before = np.allclose(alone[:step], seen.rates[:step], rtol=1e-8, atol=0)
    return bool(before and near(said[2], seen.rates[step]) and near(said[3], alone[step]))


def _always(seen: Seen, said: Sequence[str]) -> bool:
    return True


CHECKS: dict[str, tuple[tuple[str, Check], ...]] = {
    "climbs again": (
        (rf"bottom at {WHEN}, {COUNT} before .*? from {NUMBER} to {NUMBER}, {SHARE} of its peak", _climbs),
    ),
    "ends high inside a cycle": (
        (rf"cycle of (.+), at a rate of {NUMBER}, {SHARE} of its peak of {NUMBER}\. ", _high),
    ),
    "warmup longer than the run": (
        (
            rf"^(.+) rises for {COUNT}, but there are only {NUMBER} from {WHEN} on, so it gets to {SHARE} of",
            _unfinished,
        ),
        (rf"^(.+) with \w+ = 0 stays .*? at {SHARE} of the rate", _for_ever),
    ),
    "never reaches its peak": (
        (
            rf"^(.+) rises for {COUNT}, but there are only {NUMBER} from {WHEN} on, so it gets to {SHARE} of",
            _unfinished,
        ),
    ),
    "ends above its floor": (
        (
            rf"^(.+) is planned for {COUNT} and the run gives it {NUMBER}, .*? {SHARE} of .*? rate of {NUMBER}\. ",
            _above,
        ),
        (rf"^(.+) reaches its floor one .*? has {SHARE} of .*? rate of {NUMBER}: ", _above),
    ),
    "stays at its floor": (
        (rf"^(.+) is down at its floor of {NUMBER} at {WHEN} .*? {COUNT} or {SHARE} of the run at {SHARE} of", _held),
    ),
    "stands still at the end": (
        (rf"^The rate is 0 from {WHEN} to the end, {COUNT} or {SHARE} of the run", _still),
        (rf"^The rate is at most {NUMBER}, .*? from {WHEN} to the end, {COUNT} or {SHARE} of the run", _still),
    ),
    "undone in a product": (
        (
            rf"^At {WHEN} (.+) alone would have the rate at {SHARE} of .*? as if it were at (?:the|{SHARE} of the) ",
            _undone,
        ),
    ),
    "stepped per step, planned per epoch": (
        (
            rf"down from {NUMBER} to {NUMBER} at step {NUMBER}, in epoch {NUMBER} of {NUMBER}\. .*? {NUMBER} steps\.",
            _down,
        ),
    ),
    "stepped per epoch, planned per step": (
        (rf"for {NUMBER} steps and is stepped {NUMBER} times, .*? gets {SHARE} of .*? has {NUMBER} optimizer", _barely),
    ),
    "milestone beyond the end": ((rf"^(.+) would change at (.+), but {WHEN} is the last", _beyond),),
    "drops come later": (
        (rf"^(.+) counts its (\w+) .*? which is {WHEN}: the rate changes at (.+), not at (.+)\.$", _later),
    ),
    "jumps at a hand-over": ((rf"^From {WHEN} to {WHEN} the rate goes from {NUMBER} to {NUMBER}, ", _jump),),
    "total_steps exceeded": (
        (
            rf"^(.+) is planned for {COUNT} and is stepped {NUMBER} times: {WHEN} still runs, at a rate of {NUMBER}, "
            rf"and after it the {NUMBER}(?:st|nd|rd|th) ",
            _exceeded,
        ),
    ),
    "negative rate": ((rf"^The rate is {NUMBER} at {WHEN}:", _rate_at),),
    "rate not finite": ((rf"^The rate is ({NUMBER}|not a number) at {WHEN}:", lambda seen, said: True),),
    "rises instead of falling": (
        (rf"^(\w+) = {NUMBER} is above the rate of {NUMBER} .*? rises to {NUMBER}, ", _grown),
    ),
    "grows instead of decaying": (
        (rf"^(\w+) = {NUMBER} is above 1, so (.+) makes the rate grow, from {NUMBER} to {NUMBER}\. ", _grown_by),
    ),
    "overwrites the optimizer's rate": ((rf"^(.+) ignores lr = {NUMBER}: .*? its peak at {NUMBER}\. ", _peak),),
    "phases add up to another length": (
        (rf" last {COUNT} together, {NUMBER} (more|fewer) than the {NUMBER} of", _sum),
    ),
    "first step at rate 0": ((r"^The rate of the first step is 0:", lambda seen, said: bool(seen.rates[0] == 0)),),
    "first epoch at rate 0": (
        (
            rf"^The rate is 0 for the whole first epoch, {NUMBER} optimizer steps:",
            lambda seen, said: bool(seen.rates[0] == 0 and number(said[0]) == seen.plan.steps_per_epoch),
        ),
    ),
    "torch loses a step": (
        (
            rf"^Torch steps (.+) once .*? at {WHEN} the rate is {NUMBER}, where it would be {NUMBER} without",
            lambda seen, said: any(_other_alone(seen, part, said) for part in seen.named(said[0])),
        ),
    ),
    "silently gives momentum": (
        (
            rf" of up to {NUMBER}\. ",
            lambda seen, said: seen.curve.momenta is not None and near(said[0], seen.curve.momenta.max(), 6),
        ),
    ),
    "refuses the optimizer": ((r"cycle_momentum", _always),),
    "skips a stage": ((r"bisection", _always),),
    "ends early": (
        (
            rf"^The run breaks off after {WHEN}, at the {NUMBER}(?:st|nd|rd|th) ",
            lambda seen, said: (number(said[0]), number(said[1])) == (len(seen.rates) - 1, len(seen.rates)),
        ),
        (r"before its first step", lambda seen, said: not len(seen.rates)),
    ),
}
"""What each kind of trap says, and how it is checked."""


def assert_true(trap: Trap, seen: Seen) -> None:
    """Every number of a trap's sentence is the curve's."""
    for pattern, check in CHECKS[trap.kind]:
        found = re.search(pattern, trap.sentence)
        if found:
            assert check(seen, found.groups()), (trap, seen.entry, seen.plan)
            return
    raise AssertionError(f"what {trap.kind!r} says cannot be read: {trap.sentence}")
