"""A function and its derivatives as recorded values."""

import math
from collections.abc import Callable, Mapping, Sequence

from lrviz.formulas import Graph
from lrviz.kernels.values import Recorded, Tracing, chosen


def recorded_outputs(
    tracing: Tracing, graph: Graph, outputs: Sequence[int], names: Mapping[str, Recorded]
) -> list[Recorded]:
    """Outputs of a formula's graph, with recorded values in the place of its names."""
    operations, made = operations_of(tracing), dict[int, Recorded]()
    for index in graph.reachable(*outputs):
        node = graph.nodes[index]
        if node.operation == "number":
            made[index] = tracing.lifted(node.number)
        elif node.operation == "name":
            made[index] = names[node.name]
        else:
            made[index] = operations[node.operation](*(made[operand] for operand in node.operands))
    return [made[output] for output in outputs]


def operations_of(tracing: Tracing) -> dict[str, Callable[..., Recorded]]:
    """What each operation of a formula's graph records, as `formulas.functions` computes it."""

    def applied(name: str) -> Callable[..., Recorded]:
        return lambda value, *others: value.applied(name, *others)

    def called(name: str) -> Callable[..., Recorded]:
        return lambda *values: Recorded(tracing, tracing.listing.call(name, *(value.index for value in values)))

    power, log = called("pow"), called("log")

    def sign(value: Recorded) -> Recorded:
        return chosen(value > 0.0, 1.0, chosen(value < 0.0, -1.0, chosen(value == 0.0, 0.0, value)))

    def share(before: Recorded, even: Recorded) -> Recorded:
        return 1.0 - chosen(before, 1.0, 0.0) - chosen(even, 0.5, 0.0)

    def by_base(base: Recorded, exponent: Recorded) -> Recorded:
        return chosen(exponent == 0.0, 0.0, exponent * power(base, exponent - 1.0))

    def by_exponent(base: Recorded, exponent: Recorded) -> Recorded:
        flat = (base == 0.0) & (exponent >= 0.0)
        return chosen(flat, 0.0, power(base, exponent) * log(base))

    return {
        **{sign_: applied(name) for sign_, name in _SIGNS.items()},
        **{name: called(name) for name in _CALLED},
        "**": power,
        "sign": sign,
        "min": lambda a, b: chosen((a < b) | (a != a), a, b),
        "max": lambda a, b: chosen((a > b) | (a != a), a, b),
        "share_of_max": lambda a, b: share(a < b, a == b),
        "share_of_min": lambda a, b: share(a > b, a == b),
        "power_by_base": by_base,
        "power_by_exponent": by_exponent,
    }


_SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "neg": "neg", "abs": "abs", "sqrt": "sqrt", "floor": "floor"}
_CALLED = ("exp", "log", "sin", "cos", "tan", "tanh", "sigmoid", "logaddexp")


def stability_limit(
    hessian: Sequence[Recorded], dividers: Sequence[Recorded], factor: Recorded, penalty: Recorded, shrinkage: Recorded
) -> Recorded:
    """The largest linearly stable rate, as `simulate.stability` says it; NaN where it is not known.

    Args:
        hessian: by x twice, by both, by y twice.
        dividers: the preconditioner of x and of y.
        factor, penalty, shrinkage: of the rule.
    """
    xx, xy, yy = hessian
    x_scale, y_scale = (1.0 / divider.applied("sqrt") for divider in dividers)
    xx, yy, xy = (xx + penalty) * (x_scale * x_scale), (yy + penalty) * (y_scale * y_scale), xy * x_scale * y_scale
    sharpness = (xx + yy) / 2.0 + _hypotenuse((xx - yy) / 2.0, xy) + shrinkage
    known = (sharpness.applied("abs") < math.inf) & (factor == factor)
    return chosen(known, chosen(sharpness > 0.0, factor / sharpness, math.inf), math.nan)


def _hypotenuse(a: Recorded, b: Recorded) -> Recorded:
    """√(a² + b²), also where the squares are out of the range of numbers."""
    larger, smaller = chosen(abs(a) < abs(b), abs(b), abs(a)), chosen(abs(a) < abs(b), abs(a), abs(b))
    share = smaller / larger
    return chosen(larger > 0.0, larger * (1.0 + share * share).applied("sqrt"), larger)
