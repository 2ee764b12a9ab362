"""sin, cos and tan."""

import math
from typing import TypeAlias

from lrviz.kernels.functions.exponential import series, where
from lrviz.kernels.functions.pairs import Pair, added, divided, multiplied, ordered_total, total
from lrviz.kernels.operations import CHUNK_BITS
from lrviz.kernels.recording import Recorded

_PARTS = [
    float.fromhex(part) for part in ("0x1.921fb544p+0", "0x1.0b4611a6p-34", "0x1.3198a2ep-69", "0x1.b839a252049c1p-104")
]
"""π/2 as a sum, of which whole numbers up to 2²⁰ times any part but the last are exact."""

_QUARTER, _QUARTER_TAIL = math.pi / 2, float.fromhex("0x1.1a62633145c07p-54")
_FAR = 2.0**20
"""Angles from here on are reduced by `_turned_far`."""

_CHUNKS = 10
"""So many pieces of 2/π decide about a large angle, after those that make whole turns."""

_PER_QUARTER = 2.0 / math.pi
_SIN = [(-1.0) ** power / math.factorial(2 * power + 1) for power in range(1, 10)]
_COS = [(-1.0) ** power / math.factorial(2 * power) for power in range(2, 11)]


def _reduced(value: Recorded) -> tuple[Pair, Recorded]:
    """What is left of an angle beyond the nearest multiple of π/2, and which quarter that is, 0 to 3."""
    count = (value * _PER_QUARTER).applied("nearest")
    first, second, third, fourth = _PARTS
    head, tail = total(value - count * first, -(count * second))
    head, more = total(head, -(count * third))
    rest = ordered_total(head, tail + more - count * fourth)
    return rest, count - 4.0 * (count * 0.25).applied("floor")


def _waves(rest: Pair) -> tuple[Pair, Pair]:
    """sin and cos of an angle from -π/4 to π/4, each to be rounded once more."""
    angle, lost = rest
    square = angle * angle
    sine = ordered_total(angle, square * angle * series(square, _SIN) + lost * (1.0 - 0.5 * square))
    half = 0.5 * square
    near = 1.0 - half
    more = square * square * series(square, _COS) - angle * lost
    return sine, ordered_total(near, ((1.0 - near) - half) + more)


Turned: TypeAlias = tuple[Pair, Pair, Recorded]
"""Sine and cosine of what is left of an angle, and the quarter that it is in."""


def _turned(value: Recorded) -> Turned:
    rest, quarter = _reduced(value)
    return *_waves(rest), quarter


def _turned_far(value: Recorded) -> Turned:
    """The same for angles from 2²⁰ on: 2/π has as many digits as it takes, of which those that make whole turns are
    left out (Payne and Hanek)."""
    size = abs(value)
    power, part = size.applied("exponent"), size.applied("significand")
    first = where(power > 54.0, ((power - 54.0) * (1.0 / CHUNK_BITS)).applied("floor"), 0.0)
    high, nought = part.applied("head"), value.tracing.lifted(0.0)
    scale = (power - CHUNK_BITS * (first + 1.0)).applied("power_of_two")
    found, count = (nought, nought), nought
    for place in range(_CHUNKS):
        chunk = (first + float(place)).applied("chunk") * scale
        for piece in (high, part - high):
            turns = piece * chunk
            found = added(found, (turns - 4.0 * (turns * 0.25).applied("floor"), nought))
            near = found[0].applied("nearest")
            found, count = ordered_total(found[0] - near, found[1]), count + near
        scale = scale * 2.0**-CHUNK_BITS
    rest = multiplied(found, (value.tracing.lifted(_QUARTER), value.tracing.lifted(_QUARTER_TAIL)))
    turned = value < 0.0
    quarter = where(turned, -count, count)
    sign = where(turned, -1.0, 1.0)
    return *_waves((rest[0] * sign, rest[1] * sign)), quarter - 4.0 * (quarter * 0.25).applied("floor")


def _far(name: str, value: Recorded, usual: Recorded) -> Recorded:
    """The value of a function at an angle, by its form for large ones where it is large."""
    far = (abs(value) >= _FAR) & (abs(value) < math.inf)
    return Recorded(value.tracing, value.tracing.listing.rarely(name, far.index, value.index, usual.index))


def _chosen(condition: Recorded, one: Pair, other: Pair) -> Pair:
    return where(condition, one[0], other[0]), where(condition, one[1], other[1])


def _sin(turned: Turned) -> Recorded:
    sine, cosine, quarter = turned
    head, tail = _chosen((quarter == 1.0) | (quarter == 3.0), cosine, sine)
    found = head + tail
    return where(quarter >= 2.0, -found, found)


def _cos(turned: Turned) -> Recorded:
    sine, cosine, quarter = turned
    head, tail = _chosen((quarter == 1.0) | (quarter == 3.0), sine, cosine)
    found = head + tail
    return where((quarter == 1.0) | (quarter == 2.0), -found, found)


def _tan(turned: Turned) -> Recorded:
    sine, cosine, quarter = turned
    odd = (quarter == 1.0) | (quarter == 3.0)
    head, tail = divided(_chosen(odd, cosine, sine), _chosen(odd, sine, cosine))
    found = head + tail
    return where(odd, -found, found)


def sin(value: Recorded) -> Recorded:
    """The sine of an angle."""
    return _far("far_sin", value, where(value == 0.0, value, _sin(_turned(value))))


def cos(value: Recorded) -> Recorded:
    """The cosine of an angle."""
    return _far("far_cos", value, _cos(_turned(value)))


def tan(value: Recorded) -> Recorded:
    """The tangent of an angle."""
    return _far("far_tan", value, where(value == 0.0, value, _tan(_turned(value))))


def far_sin(value: Recorded) -> Recorded:
    """The sine of a large angle."""
    return _sin(_turned_far(value))


def far_cos(value: Recorded) -> Recorded:
    """The cosine of a large angle."""
    return _cos(_turned_far(value))


def far_tan(value: Recorded) -> Recorded:
    """The tangent of a large angle."""
    return _tan(_turned_far(value))
