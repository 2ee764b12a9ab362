"""log, and what is made of it with exp: powers, and the logarithm of a sum of exponentials."""

import math

from lrviz.kernels.functions.exponential import (
    LN2_HEAD,
    LN2_TAIL,
    LN2_TAIL_HEAD,
    LN2_TAIL_TAIL,
    exponential,
    scaled,
    series,
    within,
)
from lrviz.kernels.functions.pairs import Pair, added, divided, multiplied, ordered_total, product, total
from lrviz.kernels.values import Recorded, chosen

_SMALLEST_NORMAL = 2.0**-1022
_ATANH = [1.0 / (2 * power + 1) for power in range(14)]
_THIRD_TAIL = float.fromhex("0x1.5555555555555p-56")


def _parts(value: Recorded) -> tuple[Recorded, Recorded]:
    """k and m of a number above 0 as 2ᵏ·m, m from √½ to √2."""
    tiny = value < _SMALLEST_NORMAL
    normal = chosen(tiny, value * 2.0**54, value)
    power, part = normal.applied("exponent"), normal.applied("significand")
    high = part > math.sqrt(2.0)
    return power - chosen(tiny, 54.0, 0.0) + chosen(high, 1.0, 0.0), chosen(high, part * 0.5, part)


def log(value: Recorded) -> Recorded:
    """ln v: of v = 2ᵏ·(1 + f) the series of 2·artanh(f / (2 + f)), plus k·ln 2."""
    power, part = _parts(value)
    over = part - 1.0
    share = over / (2.0 + over)
    square = share * share
    half = 0.5 * over * over
    rest = 2.0 * square * series(square, _ATANH[1:])
    found = power * LN2_HEAD - ((half - (share * (half + rest) + power * LN2_TAIL)) - over)
    return _defined(value, found)


def _defined(value: Recorded, found: Recorded) -> Recorded:
    """The logarithm with its values at the ends of its range and beyond."""
    found = chosen(value == 0.0, -math.inf, chosen(value < 0.0, math.nan, found))
    return chosen(value < math.inf, found, value)


def _logarithm(value: Recorded) -> Pair:
    """ln of a finite number above 0, to some 2⁻⁶⁶ of itself."""
    one, nought = value.tracing.lifted(1.0), value.tracing.lifted(0.0)
    power, part = _parts(value)
    share = divided((part - 1.0, nought), total(part, one))
    square = multiplied(share, share)
    third = multiplied(square, (value.tracing.lifted(1.0 / 3.0), value.tracing.lifted(_THIRD_TAIL)))
    more = ordered_total(third[0], third[1] + square[0] * square[0] * series(square[0], _ATANH[2:]))
    found = added(share, multiplied(share, more))
    doubled = found[0] * 2.0, found[1] * 2.0
    high = total(power * LN2_HEAD, power * LN2_TAIL_HEAD)
    return added((high[0], high[1] + power * LN2_TAIL_TAIL), doubled)


def pow_(base: Recorded, exponent: Recorded) -> Recorded:
    """base to an exponent: e to the power of exponent · ln |base|, with C's values where that says nothing."""
    size = abs(base)
    log_size = _logarithm(size)
    head, tail = product(exponent, log_size[0])
    wide = abs(head) > 750.0
    head, tail = within(head, -750.0, 750.0), chosen(wide, 0.0, tail + exponent * log_size[1])
    found, power = exponential(ordered_total(within(head, -746.0, 710.0), tail))
    result = scaled(1.0 + found[0] + found[1], power)
    rises = (size > 1.0) & (exponent > 0.0) | (size < 1.0) & (exponent < 0.0)
    ends = (size == 0.0) | (size == math.inf) | (abs(exponent) == math.inf)
    result = chosen(ends, chosen(size == 1.0, 1.0, chosen(rises, math.inf, 0.0)), result)
    return _special(base, exponent, result)


def _special(base: Recorded, exponent: Recorded, result: Recorded) -> Recorded:
    """The power with the sign of its base, and the values that need no logarithm."""
    whole = exponent.applied("floor") == exponent
    half = exponent * 0.5
    odd = whole & (half.applied("floor") != half) & (abs(exponent) < math.inf)
    negative = (base < 0.0) | (base == 0.0) & (1.0 / base < 0.0)
    result = chosen(negative & odd, -result, result)
    result = chosen((base < 0.0) & ~whole & (base > -math.inf), math.nan, result)
    result = chosen((base != base) | (exponent != exponent), base + exponent, result)
    return chosen((base == 1.0) | (exponent == 0.0), 1.0, result)


def logaddexp(left: Recorded, right: Recorded) -> Recorded:
    """ln(eˡ + eʳ): the larger one plus ln(1 + e⁻ᵈ) of their distance d."""
    one, nought = left.tracing.lifted(1.0), left.tracing.lifted(0.0)
    larger, smaller = chosen(left > right, left, right), chosen(left > right, right, left)
    distance = total(smaller, -larger)
    wide = distance[0] < -746.0
    found, power = exponential((within(distance[0], -746.0, 0.0), chosen(wide, 0.0, distance[1])))
    found = added((one, nought), found)
    whole = added((one, nought), (scaled(found[0], power), scaled(found[1], power)))
    log_whole = _logarithm(whole[0])
    head, tail = added((larger, nought), ordered_total(log_whole[0], log_whole[1] + whole[1] / whole[0]))
    result = chosen(left == right, left + math.log(2.0), head + tail)
    result = chosen((abs(left) == math.inf) | (abs(right) == math.inf), larger + 0.0, result)
    return chosen((left != left) | (right != right), left + right, result)
