"""An independent check of what traps say: every number of a sentence is worked out anew from the curve."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

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


def climbs(seen: Seen, said: Sequence[str]) -> bool:
    bottom, count, low, high, of_peak = said
    at, stop = int(number(bottom)), int(number(bottom)) + int(number(count)) + 1
    rates = seen.rates[at:stop]
    peaks = [seen.rates[max(0, part.start) : stop].max(initial=0.0) for part in seen.parts]
    falls = at == 0 or seen.rates[at] <= seen.rates[at - 1] * (1 + 1e-9)
    told = near(low, rates[0]) and near(high, rates.max()) and any(share(of_peak, rates.max() / p) for p in peaks if p)
    return told and falls and stop <= len(seen.rates)


def high(seen: Seen, said: Sequence[str]) -> bool:
    name, rate, of_peak, peak = said
    own = [seen.own(part) for part in seen.named(name)]
    return near(rate, seen.rates[-1]) and any(near(peak, o.max()) and share(of_peak, o[-1] / o.max()) for o in own)


def unfinished(seen: Seen, said: Sequence[str]) -> bool:
    name, steps, there, start, reached = said
    for part in seen.named(name):
        set_there = getattr(part.schedule, part.schedule.peak_field or "", None)
        whole = set_there or seen.alone(part.schedule, int(number(steps)) + 1).max()
        got = seen.alone(part.schedule, part.duration)[-1] if part.chained else seen.own(part).max()
        placed = (part.duration, max(0, part.start)) == (number(there), number(start))
        # torch goes back from a tiny factor by dividing by it, which leaves the range of floats
        if not placed or int(part.schedule.rise) != number(steps):
            continue
        if not 0 < whole < math.inf or share(reached, got / whole):
            return True
    return False


def for_ever(seen: Seen, said: Sequence[str]) -> bool:
    return any(share(said[1], seen.own(part).max() / seen.entry.lr) or part.chained for part in seen.named(said[0]))


def above(seen: Seen, said: Sequence[str]) -> bool:
    name, *told, left, rate = said
    for part in seen.named(name):
        length = part.schedule.length or 0
        alone = seen.alone(part.schedule, max(length, part.duration, math.ceil(part.schedule.rise)) + 1)
        peak, floor, now = alone[math.ceil(part.schedule.rise)], alone[length], alone[part.duration - 1]
        fits = not told or (length, part.duration) == (number(told[0]), number(told[1]))
        if fits and peak > floor and share(left, (now - floor) / (peak - floor)):
            return near(rate, seen.rates[-1])
    return False


def held(seen: Seen, said: Sequence[str]) -> bool:
    _, floor, first, count, of_run, of_peak = said
    tail = seen.rates[int(number(first)) :]
    even = np.allclose(tail, tail[-1], rtol=1e-8) and not math.isclose(seen.rates[int(number(first)) - 1], tail[0])
    peaks = [seen.own(part).max() for part in seen.parts if part.stop == seen.calls]
    told = near(floor, tail[0]) and len(tail) == number(count) and share(of_run, len(tail) / len(seen.rates))
    return bool(even and told and any(share(of_peak, tail[0] / peak) for peak in peaks))


def still(seen: Seen, said: Sequence[str]) -> bool:
    *highest, first, count, of_run = said
    tail = np.abs(seen.rates[int(number(first)) :])
    small = near(highest[0], tail.max(), 2) and tail.max() <= 1e-12 * seen.rates.max() if highest else not tail.any()
    return bool(small) and len(tail) == number(count) and share(of_run, len(tail) / len(seen.rates))


def undone(seen: Seen, said: Sequence[str]) -> bool:
    at, name, alone, effect = int(number(said[0])), said[1], said[2], said[3]
    for whole in seen.parts:
        if not isinstance(whole.schedule, Combination):
            continue
        step = at - max(0, whole.start)
        inside = list(whole.schedule.inside())
        for one in (one for one in inside if one.schedule.title == name and whole.schedule.together):
            factor = seen.alone(one.schedule, step + 1)[-1] / seen.entry.lr
            with_it = seen.alone(whole.schedule, step + 1)[-1]
            without = seen.alone(one.exchanged(Constant()), step + 1)[-1]
            told = near("1", with_it / without, 2) if effect is None else share(effect, with_it / without)
            if share(alone, factor) and told:
                return True
    return False


def down(seen: Seen, said: Sequence[str]) -> bool:
    top, rate, at, epoch, epochs, per_epoch = said
    step, highest = int(number(at)), int(np.argmax(seen.rates >= seen.rates.max() * (1 - 1e-6)))
    lowest = seen.rates[highest:].min()
    enough = lowest + 0.05 * (seen.rates[highest] - lowest)
    first = seen.rates[step] <= enough and (seen.rates[highest:step] > enough).all()
    told = near(top, seen.rates[highest]) and near(rate, seen.rates[step], 2)
    counted = step // seen.plan.steps_per_epoch + 1 == number(epoch) and math.ceil(seen.plan.epochs) == number(epochs)
    return bool(told and counted and first and seen.plan.steps_per_epoch == number(per_epoch))


def beyond(seen: Seen, said: Sequence[str]) -> bool:
    name, changes, last = said
    steps = [number(step) for step in re.findall(WHEN, changes)]
    placed = [{turn + part.start for turn in map(int, part.schedule.turns)} for part in seen.named(name)]
    return min(steps) > number(last) and number(last) < seen.calls and any(turns >= set(steps) for turns in placed)


def later(seen: Seen, said: Sequence[str]) -> bool:
    start, come, written = number(said[2]), said[3].split(", "), said[4].split(", ")
    moved = all(number(one) == number(other) + start for one, other in zip(come, written, strict=True))
    one = seen.named(said[0])[0].schedule
    drops = [seen.rates[int(number(step))] != seen.rates[int(number(step)) - 1] for step in come]
    return moved and (
        all(drops) or not isinstance(getattr(one, "gamma", None), float) or seen.rates[-1] == 0 or one.gamma == 1
    )


def jump(seen: Seen, said: Sequence[str]) -> bool:
    before, at, low, high = said
    step = int(number(at))
    return number(before) == step - 1 and near(low, seen.rates[step - 1]) and near(high, seen.rates[step])


def exceeded(seen: Seen, said: Sequence[str]) -> bool:
    name, length, times, last, rate, nth = said
    done = len(seen.rates)
    planned = {(part.schedule.length, part.duration) for part in seen.named(name)}
    counted = (done - 1, done) == (number(last), number(nth)) and (number(length), number(times)) in planned
    return counted and near(rate, seen.rates[-1], 2)


def rate_at(seen: Seen, said: Sequence[str]) -> bool:
    rate, at = said
    return bool(near(rate, seen.rates[int(number(at))]) if rate != "not a number" else np.isnan(seen.rates).any())


def grown(seen: Seen, said: Sequence[str]) -> bool:
    name, value, start, high = said
    own = [seen.own(part) for part in seen.parts if hasattr(part.schedule, name)]
    return number(value) > 0 and any(near(start, o[0]) and near(high, o.max()) for o in own if len(o))


def grown_by(seen: Seen, said: Sequence[str]) -> bool:
    return number(said[1]) > 1 and grown(seen, (said[0], said[1], said[3], said[4]))


def peak(seen: Seen, said: Sequence[str]) -> bool:
    name, own, peak = said
    for part in seen.named(name):
        field = part.schedule.peak_field
        alone = seen.alone(part.schedule, math.ceil(part.schedule.rise) + 2) if field is None else None
        highest = getattr(part.schedule, field or "") if alone is None else alone.max()
        if near(peak, highest, 4):
            return near(own, seen.entry.lr, 6)
    return False


def barely(seen: Seen, said: Sequence[str]) -> bool:
    length, times, way, steps = map(number, said)
    return (times, steps) == (seen.calls, seen.plan.steps) and share(said[2], times / length) and way < 21


def adds_up(seen: Seen, said: Sequence[str]) -> bool:
    together, by, more, total = said
    sign = 1 if more == "more" else -1
    return number(together) == number(total) + sign * number(by)


def other_alone(seen: Seen, part: Part, said: Sequence[str]) -> bool:
    step = int(number(said[1]))
    alone = seen.alone(part.schedule, step + 1)
    before = np.allclose(alone[:step], seen.rates[:step], rtol=1e-8, atol=0)
    return bool(before and near(said[2], seen.rates[step]) and near(said[3], alone[step]))


def always(seen: Seen, said: Sequence[str]) -> bool:
    return True
