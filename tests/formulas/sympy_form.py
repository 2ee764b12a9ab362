"""Formulas as sympy sees them, to have their derivatives checked."""

from collections.abc import Callable
from typing import Any

import sympy

from lrviz.formulas.graph import Graph

PLAIN = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor")


def sympy_expression(graph: Graph, root: int) -> Any:
    """The formula as sympy sees it, its names real symbols."""
    calls: dict[str, Callable[..., Any]] = {name: getattr(sympy, name) for name in PLAIN}
    calls |= {"abs": sympy.Abs, "min": sympy.Min, "max": sympy.Max, "neg": lambda u: -u}
    calls |= {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u))}
    calls |= {"logaddexp": lambda u, v: sympy.log(sympy.exp(u) + sympy.exp(v))}
    calls |= {"+": sympy.Add, "*": sympy.Mul, "**": sympy.Pow, "-": lambda u, v: u - v, "/": lambda u, v: u / v}
    known: dict[int, Any] = {}
    for index in graph.reachable(root):
        node = graph.nodes[index]
        if node.operation == "number":
            known[index] = sympy.Integer(int(node.number)) if node.number.is_integer() else sympy.Float(node.number)
        elif node.operation == "name":
            constants = {"pi": sympy.pi, "e": sympy.E}
            known[index] = constants.get(node.name) or sympy.Symbol(node.name, real=True)
        else:
            known[index] = calls[node.operation](*(known[operand] for operand in node.operands))
    return known[root]
