"""The arithmetic of rules on values that write down what is done with them."""

from collections.abc import Callable

from lrviz.arithmetic import FLOATS, Arithmetic, Value
from lrviz.kernels.values import Recorded, RecordedStep, Tracing, chosen, power


def recording(tracing: Tracing) -> Arithmetic:
    """The arithmetic that writes down, with the bits of those on floats and on blocks."""
    lifted = tracing.lifted

    def where(condition: Value, a: Value, b: Value) -> Value:
        if isinstance(condition, Recorded):
            return chosen(condition, a, b)
        return a if condition else b

    def sign(value: Value) -> Value:
        return chosen(lifted(value) > 0, 1.0, chosen(lifted(value) < 0, -1.0, 0.0))

    def maximum(a: Value, b: Value) -> Value:
        a, b = lifted(a), lifted(b)
        return chosen((a >= b) | (a != a), a, b)

    def minimum(a: Value, b: Value) -> Value:
        a, b = lifted(a), lifted(b)
        return chosen((a <= b) | (a != a), a, b)

    def each(function: Callable[..., float], step: Value, *hyperparameters: Value) -> Value:
        ahead = step.ahead if isinstance(step, RecordedStep) else None
        return tracing.table(function, ahead, hyperparameters if ahead is not None else (step, *hyperparameters))

    def average(average: Value, value: Value, decay: Value) -> Value:
        average, value, weight = lifted(average), lifted(value), 1 - lifted(decay)
        near = weight < 0.5
        return (value - average) * chosen(near, weight, weight - 1) + chosen(near, average, value)

    return Arithmetic(
        sqrt=lambda value: lifted(value).applied("sqrt"),
        absolute=lambda value: abs(lifted(value)),
        sign=sign,
        maximum=maximum,
        minimum=minimum,
        where=where,
        power=lambda base, exponent: power(lifted(base), exponent),
        single=lambda value: lifted(value).applied("single"),
        each=each,
        average=average,
        bias_correction=lambda decay, step: each(bias_correction, step, decay),
        fill=lambda parameter, value: lifted(value),
        every=lambda condition: _decided(condition, False),
        some=lambda condition: _decided(condition, True),
    )


def bias_correction(step: int, decay: float) -> float:
    """1 − decayˢᵗᵉᵖ."""
    correction: float = FLOATS.bias_correction(decay, step)
    return correction


def _decided(condition: Value, otherwise: bool) -> bool:
    """Whether a condition holds where it is known; where it is not, both of its branches are taken into a select."""
    if isinstance(condition, Recorded):
        decided = condition.decided()
        return otherwise if decided is None else decided
    return bool(condition)
