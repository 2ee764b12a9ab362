"""exp, and what is made of it: sigmoid, tanh."""

import math
from collections.abc import Sequence

from lrviz.kernels.functions.pairs import Pair, added, divided, ordered_total, product, total
from lrviz.kernels.values import Recorded, chosen

LN2_HEAD = float.fromhex("0x1.62e42feep-1")
LN2_TAIL = float.fromhex("0x1.a39ef35793c76p-33")
LN2_TAIL_HEAD = float.fromhex("0x1.a39ef356p-33")
LN2_TAIL_TAIL = float.fromhex("0x1.93c7673007e5fp-65")
PER_LN2 = float.fromhex("0x1.71547652b82fep+0")
_SERIES = [1.0 / math.factorial(power) for power in range(3, 15)]
_EXP = (
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326141,
    0.0013888888888883752,
    0.00019841269874800683,
    2.4801587325533502e-05,
    2.75572554255029e-06,
    2.7557273661174726e-07,
    2.5105206475334834e-08,
    2.091467944897855e-09,
)
"""(eʳ − 1 − r) / r² for |r| up to ½·ln 2 as a polynomial (minimax), to 2⁻⁶² of eʳ."""


def series(value: Recorded, coefficients: Sequence[float]) -> Recorded:
    """c₀ + c₁v + c₂v² + …, the even and the odd powers side by side, so that less waits for what came before."""
    square = value * value
    even, odd = _horner(square, coefficients[::2]), _horner(square, coefficients[1::2])
    return even + odd * value


def _horner(value: Recorded, coefficients: Sequence[float]) -> Recorded:
    found = value.tracing.lifted(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        found = found * value + coefficient
    return found


def scaled(value: Recorded, power: Recorded) -> Recorded:
    """value · 2ᵖᵒʷᵉʳ, rounded once, for a value near 1 and powers from -1076 to 1025."""
    half = (power * 0.5).applied("floor")
    return value * half.applied("power_of_two") * (power - half).applied("power_of_two")


def within(value: Recorded, low: float, high: float) -> Recorded:
    """The value, or the end that it is beyond; NaN stays."""
    return chosen(value > high, high, chosen(value < low, low, value))


def exp(value: Recorded) -> Recorded:
    """eᵛ: of v = k·ln 2 + r the series at r, times 2ᵏ."""
    value = within(value, -746.0, 710.0)
    power = (value * PER_LN2).applied("nearest")
    high, low = value - power * LN2_HEAD, power * LN2_TAIL
    rest = high - low
    lost = (high - rest) - low
    return scaled(1.0 + (rest + (rest * rest * series(rest, _EXP) + lost)), power)


def exponential(value: Pair) -> tuple[Pair, Recorded]:
    """e to the power of a pair, whose head is from -746 to 746, as (1 + found) · 2ᵏ.

    Returns:
        what is found, and k.
    """
    head, tail = value
    power = (head * PER_LN2).applied("nearest")
    high, low = ordered_total(head - power * LN2_HEAD, -(power * LN2_TAIL_HEAD))
    rest = ordered_total(high, low + tail - power * LN2_TAIL_TAIL)
    square = product(rest[0], rest[0])
    halves = square[0] * 0.5, square[1] * 0.5 + rest[0] * rest[1]
    high, low = added(rest, halves)
    return ordered_total(high, low + rest[0] * square[0] * series(rest[0], _SERIES)), power


def sigmoid(value: Recorded) -> Recorded:
    """1 / (1 + e⁻ᵛ)."""
    one = value.tracing.lifted(1.0)
    nought = value.tracing.lifted(0.0)
    small = within(-abs(value), -746.0, 0.0)
    found, power = exponential((small, nought))
    found = added((one, nought), found)
    scale = within(power, -1022.0, 0.0).applied("power_of_two")
    below = added((one, nought), (found[0] * scale, found[1] * scale))
    positive = value >= 0.0
    above = chosen(positive, 1.0, found[0]), chosen(positive, 0.0, found[1])
    head, tail = divided(above, below)
    return scaled(head + tail, chosen(positive, 0.0, power))


def tanh(value: Recorded) -> Recorded:
    """(e²ᵛ − 1) / (e²ᵛ + 1)."""
    nought = value.tracing.lifted(0.0)
    size = within(abs(value), 0.0, 22.0)
    found, power = exponential((size + size, nought))
    scale = power.applied("power_of_two")
    found = found[0] * scale, found[1] * scale
    head, tail = divided(
        added(total(scale, value.tracing.lifted(-1.0)), found), added(total(scale, value.tracing.lifted(1.0)), found)
    )
    found_size = head + tail
    return chosen(size < 2.0**-28, value, chosen(value < 0.0, -found_size, found_size))
