"""Numbers as unrounded sums of two, about twice as exact as one: (head, tail)."""

from typing import TypeAlias

from lrviz.kernels.values import Recorded

Pair: TypeAlias = tuple[Recorded, Recorded]


def total(a: Recorded, b: Recorded) -> Pair:
    """a + b, exactly."""
    head = a + b
    moved = head - a
    return head, (a - (head - moved)) + (b - moved)


def ordered_total(large: Recorded, small: Recorded) -> Pair:
    """large + small, exactly, where the first is the larger one or 0."""
    head = large + small
    return head, small - (head - large)


def product(a: Recorded, b: Recorded) -> Pair:
    """a · b, exactly but for underflow."""
    head = a * b
    a_head, b_head = a.applied("head"), b.applied("head")
    a_tail, b_tail = a - a_head, b - b_head
    return head, ((a_head * b_head - head) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail


def added(one: Pair, other: Pair) -> Pair:
    """The sum of two pairs."""
    head, tail = total(one[0], other[0])
    return ordered_total(head, tail + one[1] + other[1])


def multiplied(one: Pair, other: Pair) -> Pair:
    """The product of two pairs."""
    head, tail = product(one[0], other[0])
    return ordered_total(head, tail + (one[0] * other[1] + one[1] * other[0]))


def divided(one: Pair, other: Pair) -> Pair:
    """The quotient of two pairs."""
    head = one[0] / other[0]
    back, error = product(head, other[0])
    return ordered_total(head, (one[0] - back - error + one[1] - head * other[1]) / other[0])
