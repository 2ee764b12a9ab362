"""Differentiates expression graphs; where a function has a kink, the result is what torch gives."""

from collections.abc import Callable

from lrviz.formulas.graph import Graph


def derivative(graph: Graph, root: int, name: str) -> int:
    """The derivative of a node by a name, as a node of the same graph.

    At kinks it is what torch's autograd gives: 0 for abs(0), half and half where min or max tie, NaN where the chain
    rule meets 0·∞, as in sqrt(x**2) at 0. The cost and the size grow in proportion to the formula's own size.
    """
    zero = graph.number(0.0)
    known: dict[int, int] = {}
    for index in graph.reachable(root):
        node = graph.nodes[index]
        if node.name == name:
            known[index] = graph.number(1.0)
            continue
        inner = [known[operand] for operand in node.operands]
        known[index] = zero if all(d == zero for d in inner) else _rule(graph, index, node.operands, inner)
    return known[root]


def _rule(graph: Graph, index: int, operands: tuple[int, ...], inner: list[int]) -> int:
    operation = graph.nodes[index].operation
    if operation in _UNARY:
        return graph.multiply(_UNARY[operation](graph, index, operands[0]), inner[0])
    return _BINARY[operation](graph, index, operands[0], operands[1], inner[0], inner[1])


_UNARY: dict[str, Callable[[Graph, int, int], int]] = {
    "neg": lambda graph, index, u: graph.number(-1.0),
    "sqrt": lambda graph, index, u: graph.divide(graph.number(0.5), index),
    "exp": lambda graph, index, u: index,
    "log": lambda graph, index, u: graph.divide(graph.number(1.0), u),
    "sin": lambda graph, index, u: graph.apply("cos", u),
    "cos": lambda graph, index, u: graph.negate(graph.apply("sin", u)),
    "tan": lambda graph, index, u: graph.add(graph.number(1.0), graph.power(index, 2.0)),
    "tanh": lambda graph, index, u: graph.subtract(graph.number(1.0), graph.power(index, 2.0)),
    "abs": lambda graph, index, u: graph.apply("sign", u),
    "sign": lambda graph, index, u: graph.number(0.0),
    "floor": lambda graph, index, u: graph.number(0.0),
    "sigmoid": lambda graph, index, u: graph.multiply(index, graph.apply("sigmoid", graph.negate(u))),
}


def _power(graph: Graph, index: int, u: int, v: int, du: int, dv: int) -> int:
    exponent = graph.value(v)
    if exponent is not None:
        outer = graph.multiply(graph.number(exponent), graph.power(u, exponent - 1.0))
        return graph.multiply(outer, du)
    by_base = graph.multiply(graph.apply("power_by_base", u, v), du)
    by_exponent = graph.multiply(graph.apply("power_by_exponent", u, v), dv)
    if du == graph.number(0.0):
        return by_exponent
    return by_base if dv == graph.number(0.0) else graph.add(by_base, by_exponent)


def _power_by_base(graph: Graph, index: int, u: int, v: int, du: int, dv: int) -> int:
    one = graph.number(1.0)
    lower = graph.subtract(v, one)
    by_base = graph.multiply(v, graph.apply("power_by_base", u, lower))
    by_exponent = graph.add(graph.apply("**", u, lower), graph.multiply(v, graph.apply("power_by_exponent", u, lower)))
    return graph.add(graph.multiply(by_base, du), graph.multiply(by_exponent, dv))


def _power_by_exponent(graph: Graph, index: int, u: int, v: int, du: int, dv: int) -> int:
    lower = graph.subtract(v, graph.number(1.0))
    by_base = graph.add(graph.apply("**", u, lower), graph.multiply(v, graph.apply("power_by_exponent", u, lower)))
    by_exponent = graph.multiply(index, graph.apply("log", u))
    return graph.add(graph.multiply(by_base, du), graph.multiply(by_exponent, dv))


def _logaddexp(graph: Graph, index: int, u: int, v: int, du: int, dv: int) -> int:
    difference = graph.subtract(u, v)
    by_left = graph.multiply(graph.apply("sigmoid", difference), du)
    return graph.add(by_left, graph.multiply(graph.apply("sigmoid", graph.negate(difference)), dv))


def _extremum(share: str) -> Callable[[Graph, int, int, int, int, int], int]:
    def rule(graph: Graph, index: int, u: int, v: int, du: int, dv: int) -> int:
        by_left = graph.multiply(graph.apply(share, u, v), du)
        return graph.add(by_left, graph.multiply(graph.apply(share, v, u), dv))

    return rule


_BINARY: dict[str, Callable[[Graph, int, int, int, int, int], int]] = {
    "+": lambda graph, index, u, v, du, dv: graph.add(du, dv),
    "-": lambda graph, index, u, v, du, dv: graph.subtract(du, dv),
    "*": lambda graph, index, u, v, du, dv: graph.add(graph.multiply(u, dv), graph.multiply(v, du)),
    "/": lambda graph, index, u, v, du, dv: graph.divide(graph.subtract(du, graph.multiply(index, dv)), v),
    "**": _power,
    "power_by_base": _power_by_base,
    "power_by_exponent": _power_by_exponent,
    "logaddexp": _logaddexp,
    "min": _extremum("share_of_min"),
    "max": _extremum("share_of_max"),
    "share_of_min": lambda graph, index, u, v, du, dv: graph.number(0.0),
    "share_of_max": lambda graph, index, u, v, du, dv: graph.number(0.0),
}
