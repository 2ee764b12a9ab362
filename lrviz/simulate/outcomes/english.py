"""The English phrase of each claim about a run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Numbers = Mapping[str, Any]


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"


def above(lr: float, limit: float) -> str:
    """`lr 0.02 > limit 0.002`, with as many digits as show the difference."""
    digits = next((n for n in range(3, 17) if f"{lr:.{n}g}" != f"{limit:.{n}g}"), 17)
    return f"lr {lr:.{digits}g} > limit {limit:.{digits}g}"


def point_text(point: Sequence[float]) -> str:
    """A point (x, y)."""
    x, y = map(number, point)
    return f"({x}, {y})"


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return point_text(value)
    if isinstance(value, float):
        return number(value)
    return _WORDS.get(value, str(value))


_WORDS = {
    "minimum": "the minimum",
    "lowest_minimum": "the lowest minimum",
    "one_of_the_lowest": "one of the lowest minima",
    "on_a_curve": "a point on a curve of minima",
    "as_low_as_the_lowest": "as low as the lowest minimum",
    "off_the_map": "a minimum off the map",
    "local_minimum": "a local minimum",
    "maximum": "a maximum",
    "saddle": "a saddle",
    "top": "a maximum",
    "bottom": "a minimum",
    "down": "down",
    "up": "up",
    "falls": "falls",
    "rises": "rises",
    "falling": "falling",
    "rising": "rising",
    "descending": "descending",
    "climbing": "climbing",
}


def _phrase(template: str) -> Callable[[Numbers], str]:
    return lambda numbers: template.format_map({name: _written(value) for name, value in numbers.items()})


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def _after(numbers: Numbers) -> str:
    return f" after {_steps(numbers['steps'])}: loss {_written(numbers['loss'])}"


def _span(numbers: Numbers) -> str:
    least, most = number(numbers["least"]), number(numbers["most"])
    return f": loss {least}" if least == most else f": loss between {least} and {most}"


def _apart(numbers: Numbers) -> str:
    late, least, most, before = (number(numbers[key]) for key in ("late", "least", "most", "before"))
    count = _steps(numbers["count"])
    return (
        f": over the last {count} {late} away from the nearest on average, {least} to {most}, and {before} over the"
        f" {numbers['count']} before; loss {number(numbers['loss'])}"
    )


def _known(numbers: Numbers) -> str:
    target, count, of = (numbers[key] for key in ("target", "known", "points"))
    return (
        f"a {target} of it is known on the map at {count} of {of} steps"
        if count
        else f"no {target} of it is known on the map"
    )


PHRASES: dict[str, Callable[[Numbers], str]] = {
    "undefined": _phrase("stopped at step {step}: the function is undefined at {point}"),
    "no_gradient": _phrase("stopped at step {step}: the gradient is undefined at {point}"),
    "diverged": _phrase("diverged at step {step}"),
    "above_limit": lambda n: f": {above(n['lr'], n['limit'])} since step {n['since']}",
    "infinite_start": _phrase(": the function is beyond all numbers at the start already"),
    "noise_outweighs": _phrase(": the noise, {noise}, outweighs the slope, {slope}"),
    "own_division": _phrase(": the optimizer's own division has no finite result"),
    "led_out": _phrase(": the steps led out of the map, the last there at lr {lr}"),
    "beyond_numbers": _phrase("; beyond all numbers at step {step}"),
    "unbounded": _phrase("left the map at step {step}: the function {verb} for ever that way; loss {loss}"),
    "diverging": lambda n: f"diverging: {above(n['lr'], n['limit'])}",
    "unstable_since": _phrase(" since step {since}"),
    "grown": _phrase(", and the loss has grown from {least} at step {since} to {loss}"),
    "noise_floor": _phrase("on the noise floor around {point} since step {since}: the loss averages {mean}"),
    "slower_is_lower": _phrase("; a smaller rate would bring it closer: half of it averages {mean}"),
    "drifting": _phrase("drifting with the noise since step {since}: the loss averages {mean}"),
    "weak_slope": _phrase("; the slope is {slope}, the noise {noise}"),
    "converged": _phrase("converged at step {step} to {point}, {rank}: loss {loss}"),
    "settled": _phrase("settled as the rate ran out, below 1 % of its peak from step {gone} on: loss {loss}"),
    "settled_at": _phrase(", at {point}, {rank}"),
    "lower_elsewhere": _phrase("; the function goes lower elsewhere"),
    "lowest": _phrase("; the lowest is {lowest} at {point}"),
    "frozen": _phrase(
        "frozen early: the schedule took the rate below 1 % of its peak at step {gone}; the loss was {then} then and is"
        " {now} now"
    ),
    "balanced": _phrase("at rest at {point} since step {step}, where weight decay balances the slope: loss {loss}"),
    "at_edge": _phrase(
        "at rest at {point} since step {step}, on the edge of the box, where the slope leads out of it: loss {loss}"
    ),
    "stalled": _phrase("stalled at {point} since step {step}"),
    "far_off": _phrase(" far off the map"),
    "rate_zero": _phrase(": the learning rate is 0"),
    "held_for_ever": _phrase(": {place}; exactly balanced, it never leaves"),
    "held_long": _phrase(": {place}; the way {way} starts very slowly"),
    "no_slope": _phrase(": a plateau, where the slope is exactly 0"),
    "plateau": _phrase(": a plateau, where the slope is only {slope}"),
    "plateau_saddle": _phrase(": a plateau around the saddle {saddle}, where the slope is only {slope}"),
    "too_small": _phrase(": lr {lr} is too small to get anywhere (slope {slope})"),
    "tiny_steps": lambda n: (
        f": the last {_steps(n['count'])} moved it by no more than {number(n['moved'])} in all"
        f" (slope {number(n['slope'])})"
    ),
    "steep_elsewhere": lambda n: (
        f": lr {number(n['lr'])} is too small for this direction, and the steep one allows no more than"
        f" {number(n['limit'])}"
    ),
    "stalled_loss": _phrase("; loss {loss}"),
    "on_its_way": lambda n: f"still on its way{_after(n)}",
    "going": lambda n: f"still {n['verb']}{_after(n)}",
    "in_swings": lambda n: f"still {n['verb']} in swings{_after(n)}",
    "with_noise": lambda n: f"still {n['verb']} with the noise{_after(n)}",
    "rising": lambda n: f"the loss is rising{_after(n)}",
    "no_lower": lambda n: f"getting no {'higher' if n['verb'] == 'climbing' else 'lower'}{_after(n)}",
    "moving": lambda n: f"still moving{_after(n)}",
    "means": lambda n: (
        f", on average {number(n['late'])} over the last {_steps(n['count'])},"
        f" {number(n['before'])} over the {n['count']} before"
    ),
    "pace": _phrase(", {verb} by {percent} % a step"),
    "change": lambda n: f", {n['verb']} by {number(n['change'])} in {_steps(n['count'])}",
    "was": lambda n: f", {number(n['loss'])} {_steps(n['count'])} before",
    "goal": _phrase(", {distance} away from {point}"),
    "place": _phrase(", now at {point}"),
    "left_again": _phrase(
        "near {point}, but not at rest: within {near} of it at step {step}, then as far as {far} away again;"
        " loss {loss}"
    ),
    "period": _phrase("cycling around {point} with period {period} since step {since}"),
    "swinging": _phrase("swinging by {size} around {point}, neither growing nor shrinking"),
    "circling": _phrase("circling around {point} without repeating itself"),
    "span": _span,
    "under_limit": _phrase(" (lr {lr}, limit down to {limit})"),
    "at_limit": _phrase(" (lr {lr} is the stability limit)"),
    "kink": _phrase(
        "bouncing across the kink at {point} since step {since}: the slope does not fade there, so lr {lr} sets the"
        " size of the jumps; the loss averages {mean}"
    ),
    "following": lambda n: f"follows the {n['target']} of each step{_apart(n)}",
    "lagging": lambda n: f"is not near the {n['target']} of each step{_apart(n)}",
    "rate_gone": _phrase("; the schedule took the rate below 1 % of its peak at step {gone}"),
    "shifting": lambda n: f"the function moves, and {_known(n)}: loss {number(n['loss'])} after {_steps(n['steps'])}",
    "touches": lambda n: f" (held in the box: on its edge after {n['count']} of {_steps(n['steps'])})",
    "chaotic": _phrase("chaotic: from step {since} on a start one rounding error away takes another path"),
    "sensitive": _phrase(" (chaotic from step {since} on: rounding errors choose the path)"),
}
"""What is said for each key, as a function of the claim's numbers."""

WORDS: dict[str, str] = {
    "converged": "converged",
    "settled": "settled",
    "frozen": "frozen early",
    "balanced": "at rest",
    "boxed": "on the edge",
    "stalled": "stalled",
    "descending": "on its way",
    "rising": "getting worse",
    "restless": "restless",
    "cycling": "cycling",
    "bouncing": "bouncing",
    "noise_floor": "on the noise floor",
    "drifting": "drifting",
    "chaotic": "chaotic",
    "diverging": "diverging",
    "diverged": "diverged",
    "unbounded": "left the map",
    "undefined": "stopped",
    "following": "following",
    "lagging": "not following",
    "shifting": "function moves",
}
"""What is said of each kind where there is no room for a sentence."""
