"""sin, cos and tan."""

import math
from typing import TypeAlias

from lrviz.kernels.functions.exponential import series
from lrviz.kernels.functions.pairs import Pair, added, divided, multiplied, ordered_total, total
from lrviz.kernels.operations import CHUNK_BITS
from lrviz.kernels.values import Recorded, chosen

_PARTS = [float.fromhex(part) for part in ("0x1.921fb54442p+0", "0x1.a308d31318p-41", "0x1.8a2e03707344ap-81")]
"""π/2 as a sum, of which whole numbers up to 2¹³ times the first two are exact."""

_QUARTER, _QUARTER_TAIL = math.pi / 2, float.fromhex("0x1.1a62633145c07p-54")
_FAR = 2.0**12
"""Angles from here on are reduced by `_turned_far`."""

_CHUNKS = 9
"""So many pieces of 2/π decide about a large angle, after those that make whole turns."""

_WHOLE = 4
"""So many of them may make whole quarters."""

_PER_QUARTER = 2.0 / math.pi
_SIN = (
    -0.16666666666666666,
    0.008333333333330938,
    -0.00019841269836740955,
    2.7557316093417853e-06,
    -2.5051129942141508e-08,
    1.5917992268027582e-10,
)
"""(sin r / r − 1) / r² for |r| up to π/4 as a polynomial of r² (minimax), to 2⁻⁵⁶ of sin r / r."""

_COS = (
    0.041666666666666664,
    -0.0013888888888887389,
    2.4801587298754668e-05,
    -2.7557317266015365e-07,
    2.0876145077997095e-09,
    -1.1382546702689447e-11,
)
"""(cos r − 1 + ½r²) / r⁴, as exactly."""


def _reduced(value: Recorded) -> tuple[Pair, Recorded]:
    """What is left of an angle beyond the nearest multiple of π/2, and which quarter that is, 0 to 3."""
    count = (value * _PER_QUARTER).applied("nearest")
    first, second, third = _PARTS
    head, tail = total(value - count * first, -(count * second))
    rest = ordered_total(head, tail - count * third)
    return rest, count - 4.0 * (count * 0.25).applied("floor")


def _waves(rest: Pair) -> tuple[Pair, Pair]:
    """sin and cos of an angle from -π/4 to π/4, each as what is left to be added."""
    angle, lost = rest
    square = angle * angle
    half = 0.5 * square
    near = 1.0 - half
    sine = square * angle * series(square, _SIN) + lost * near
    return (angle, sine), (near, ((1.0 - near) - half) + (square * square * series(square, _COS) - angle * lost))


Turned: TypeAlias = tuple[Pair, Pair, Recorded]
"""Sine and cosine of what is left of an angle, and the quarter that it is in."""


def _turned(value: Recorded) -> Turned:
    rest, quarter = _reduced(value)
    return *_waves(rest), quarter


def _turned_far(value: Recorded) -> Turned:
    """The same for angles from 2¹² on: 2/π has as many digits as it takes, of which those that make whole turns are
    left out (Payne and Hanek)."""
    size = abs(value)
    power, part = size.applied("exponent"), size.applied("significand")
    first = chosen(power > 54.0, ((power - 54.0) * (1.0 / CHUNK_BITS)).applied("floor"), 0.0)
    high, nought = part.applied("head"), value.tracing.lifted(0.0)
    scale = (power - CHUNK_BITS * (first + 1.0)).applied("power_of_two")
    found, count = (nought, nought), nought
    for place in range(_CHUNKS):
        chunk = (first + float(place)).applied("chunk") * scale
        for piece in (high, part - high):
            turns = piece * chunk
            if place < _WHOLE:
                turns = turns - 4.0 * (turns * 0.25).applied("floor")
            found = added(found, (turns, nought))
            if place < _WHOLE:
                near = found[0].applied("nearest")
                found, count = ordered_total(found[0] - near, found[1]), count + near
        scale = scale * 2.0**-CHUNK_BITS
    rest = multiplied(found, (value.tracing.lifted(_QUARTER), value.tracing.lifted(_QUARTER_TAIL)))
    turned = value < 0.0
    quarter = chosen(turned, -count, count)
    sign = chosen(turned, -1.0, 1.0)
    return *_waves((rest[0] * sign, rest[1] * sign)), quarter - 4.0 * (quarter * 0.25).applied("floor")


def _far(value: Recorded) -> Recorded:
    """Whether an angle is large."""
    return abs(value) >= _FAR


def _finite(value: Recorded, found: Recorded) -> Recorded:
    """What is found, and NaN for an infinite angle."""
    return chosen(abs(value) < math.inf, found, math.nan)


def _chosen_pair(condition: Recorded, one: Pair, other: Pair) -> Pair:
    return chosen(condition, one[0], other[0]), chosen(condition, one[1], other[1])


def _wave(turned: Turned, quarter: Recorded) -> Recorded:
    """The sine of an angle in a quarter, 0 to 3."""
    (sine, more), (cosine, other), _ = turned
    found = chosen((quarter == 1.0) | (quarter == 3.0), cosine + other, sine + more)
    return chosen(quarter >= 2.0, -found, found)


def _ahead(quarter: Recorded, by: Recorded | float) -> Recorded:
    """The quarter so many ahead, up to 4."""
    moved = quarter + by
    return moved - chosen(moved >= 4.0, 4.0, 0.0)


def _tan(turned: Turned) -> Recorded:
    (sine, cosine), quarter = (ordered_total(*wave) for wave in turned[:2]), turned[2]
    odd = (quarter == 1.0) | (quarter == 3.0)
    head, tail = divided(_chosen_pair(odd, cosine, sine), _chosen_pair(odd, sine, cosine))
    found = head + tail
    return chosen(odd, -found, found)


def sin(value: Recorded) -> Recorded:
    """The sine of an angle."""
    turned = _turned(value)
    usual = chosen(value == 0.0, value, _wave(turned, turned[2]))
    return rarely("far_wave", _far(value), usual, value, value.tracing.lifted(0.0))


def cos(value: Recorded) -> Recorded:
    """The cosine of an angle."""
    turned = _turned(value)
    usual = _wave(turned, _ahead(turned[2], 1.0))
    return rarely("far_wave", _far(value), usual, value, value.tracing.lifted(1.0))


def tan(value: Recorded) -> Recorded:
    """The tangent of an angle."""
    return rarely("far_tan", _far(value), chosen(value == 0.0, value, _tan(_turned(value))), value)


def far_wave(value: Recorded, ahead: Recorded) -> Recorded:
    """The sine of a large angle, or of one so many quarters ahead of it: 1 for the cosine."""
    turned = _turned_far(value)
    return _finite(value, _wave(turned, _ahead(turned[2], ahead)))


def far_tan(value: Recorded) -> Recorded:
    """The tangent of a large angle."""
    return _finite(value, _tan(_turned_far(value)))


def rarely(name: str, condition: Recorded, usual: Recorded, *arguments: Recorded) -> Recorded:
    """A function where a condition holds, which is rare, and what is usual elsewhere."""
    indices = (argument.index for argument in arguments)
    listing = usual.tracing.listing
    return Recorded(usual.tracing, listing.rarely(name, condition.index, usual.index, *indices))
