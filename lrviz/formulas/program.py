"""Writes a formula and its gradient as plain data, which the browser evaluates."""

import math
from collections.abc import Sequence
from typing import TypedDict

from lrviz.formulas.graph import Graph

VARIABLES = ("x", "y")
CLOCK = "t"


class Program(TypedDict):
    """Operations in an order where operands stand before what uses them; JSON can hold it.

    Attributes:
        nodes: each ("x",), ("y",), ("t",) for the step, a finite number as (2.0,), another one as ("inf",), ("-inf",)
            or ("nan",), or an operation and the indices of its operands, as ("*", 0, 2).
        value: the index of the function's value.
        gradient: the indices of its derivatives by x and by y.
    """

    nodes: tuple[tuple[str | float, ...], ...]
    value: int
    gradient: tuple[int, int]


def program(
    value: tuple[Graph, Sequence[int]], gradient: tuple[Graph, Sequence[int]], names: Sequence[str], clock: str
) -> Program:
    """The program of two graphs with their outputs; what they have in common stands in it once.

    Args:
        value: a graph of two names, the clock and numbers, with one output.
        gradient: the same, with two outputs.
        names: the names of the two variables.
        clock: the name of the step.
    """
    whole = Graph()
    (value_index,), (by_x, by_y) = (merged(whole, *outputs) for outputs in (value, gradient))
    variables = {**dict(zip(names, VARIABLES, strict=True)), clock: CLOCK}
    nodes = tuple(_node(whole, index, variables) for index in range(len(whole.nodes)))
    return {"nodes": nodes, "value": value_index, "gradient": (by_x, by_y)}


def merged(whole: Graph, graph: Graph, outputs: Sequence[int]) -> list[int]:
    """Adds some outputs of a graph to another one, and returns their indices there."""
    indices: dict[int, int] = {}
    for index in graph.reachable(*outputs):
        node = graph.nodes[index]
        if node.operation == "number":
            indices[index] = whole.number(node.number)
        elif node.operation == "name":
            indices[index] = whole.name(node.name)
        else:
            indices[index] = whole.apply(node.operation, *(indices[operand] for operand in node.operands))
    return [indices[output] for output in outputs]


def _node(graph: Graph, index: int, variables: dict[str, str]) -> tuple[str | float, ...]:
    node = graph.nodes[index]
    if node.operation == "name":
        return (variables[node.name],)
    if node.operation == "number":
        return (node.number if math.isfinite(node.number) else str(node.number),)
    return node.operation, *node.operands
