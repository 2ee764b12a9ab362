"""Turns expression graphs into fast Python functions of numpy arrays."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lrviz.formulas.functions import FUNCTIONS
from lrviz.formulas.graph import Graph
from lrviz.formulas.parser import CONSTANTS

_LONGEST_LINE = 12
"""How many operations are nested in one line of generated source, far below what Python's own parser bears."""

_SIGNS = ("+", "-", "*", "/")


def lowered(graph: Graph, outputs: Sequence[int]) -> tuple[Graph, list[int]]:
    """The same outputs with constants computed and whole-number powers written as products."""
    return _rebuilt(graph, outputs, CONSTANTS, _lowered_node)


def bound(graph: Graph, outputs: Sequence[int], values: Mapping[str, float]) -> tuple[Graph, list[int]]:
    """The same outputs of a lowered graph with numbers in the place of names."""
    return _rebuilt(graph, outputs, values, _folded)


def bound_columns(
    graph: Graph, outputs: Sequence[int], variables: Sequence[str], values: Mapping[str, Any], prefix: str
) -> tuple[Graph, list[int], dict[str, Any]]:
    """The same outputs with numbers or columns in the place of names.

    What depends on columns and on no variable is computed here, once.

    Args:
        graph: lowered.
        outputs: of it.
        variables: the names that stay.
        values: a number, or an array, for each other name.
        prefix: what the names of columns begin with.

    Returns:
        the new graph, its outputs, and the columns by the names that stand for them in it.
    """
    fixed = {name: value for name, value in values.items() if not isinstance(value, np.ndarray)}
    graph, outputs = bound(graph, outputs, fixed)
    varies = graph.dependent(frozenset(variables))
    columns: dict[int, Any] = {}
    for index in graph.reachable(*outputs):
        node = graph.nodes[index]
        if node.name in values:
            columns[index] = values[node.name]
        elif node.operands and not varies[index]:
            operands = [columns.get(operand, graph.nodes[operand].number) for operand in node.operands]
            columns[index] = FUNCTIONS[node.operation](*operands)
    return _named(graph, outputs, {index: (f"{prefix}{index}", column) for index, column in columns.items()})


def _named(
    graph: Graph, outputs: Sequence[int], columns: Mapping[int, tuple[str, Any]]
) -> tuple[Graph, list[int], dict[str, Any]]:
    """The same outputs with names in the place of columns, and the columns that are left by name."""
    new, indices = Graph(), dict[int, int]()
    for index in graph.reachable(*outputs):
        node = graph.nodes[index]
        if index in columns:
            indices[index] = new.name(columns[index][0])
        elif node.operands:
            indices[index] = new.apply(node.operation, *(indices[operand] for operand in node.operands))
        else:
            indices[index] = new.number(node.number) if node.operation == "number" else new.name(node.name)
    ends = [indices[output] for output in outputs]
    used = {new.nodes[index].name for index in new.reachable(*ends)}
    return new, ends, {name: column for name, column in columns.values() if name in used}


def gathered(graph: Graph, outputs: Sequence[int], variables: Sequence[str]) -> tuple[Graph, list[int]]:
    """The same outputs with factors free of the variables multiplied first: numbers, once the hyperparameters are."""

    products: set[int] = set()

    def steady(new: Graph, index: int) -> bool:
        node = new.nodes[index]
        return index in products or node.operation == "number" or (bool(node.name) and node.name not in variables)

    def times(new: Graph, left: int, right: int) -> int:
        product = new.apply("*", left, right)
        if steady(new, left) and steady(new, right):
            products.add(product)
        return product

    def rebuild(new: Graph, operation: str, operands: tuple[int, ...]) -> int:
        if operation != "*":
            return new.apply(operation, *operands)
        left, right = operands
        inner = new.nodes[right]
        if inner.operation == "*" and steady(new, left) and steady(new, inner.operands[0]):
            return times(new, times(new, left, inner.operands[0]), inner.operands[1])
        return times(new, left, right)

    return _rebuilt(graph, outputs, {}, rebuild)


def function(
    graph: Graph,
    outputs: Sequence[int],
    arguments: Sequence[str],
    clock: str = "",
) -> Callable[..., Any]:
    """A Python function of the arguments that returns the outputs of a lowered graph.

    Args:
        graph: its names are all among the arguments and the clock.
        outputs: one index gives a function that returns a value; several, a tuple.
        arguments: the first two, the variables, give constants their shape.
        clock: one more argument, the last one, which is 0 where it is not given; "" for none.
    """
    head = f"def compiled({', '.join(arguments)}{_ticking(clock)}):"
    return _compiled([head, *_body(graph, outputs, arguments, clock)])


def _ticking(clock: str) -> str:
    return f", {clock}=_first" if clock else ""


def _compiled(lines: Sequence[str]) -> Callable[..., Any]:
    namespace: dict[str, Any] = {f"_{name}": value for name, value in FUNCTIONS.items() if name.isidentifier()}
    namespace |= {"_power": FUNCTIONS["**"], "inf": float("inf"), "nan": float("nan"), "__builtins__": {}}
    namespace["_first"] = np.float64(0.0)
    exec(compile("\n".join(lines), "<formula>", "exec"), namespace)
    compiled: Callable[..., Any] = namespace["compiled"]
    return compiled


def _rebuilt(
    graph: Graph,
    outputs: Sequence[int],
    values: Mapping[str, float],
    rebuild: Callable[[Graph, str, tuple[int, ...]], int],
) -> tuple[Graph, list[int]]:
    new = Graph()
    indices: dict[int, int] = {}
    for index in graph.reachable(*outputs):
        node = graph.nodes[index]
        if node.operation == "number":
            indices[index] = new.number(node.number)
        elif node.operation == "name":
            known = node.name in values
            indices[index] = new.number(values[node.name]) if known else new.name(node.name)
        else:
            indices[index] = rebuild(new, node.operation, tuple(indices[operand] for operand in node.operands))
    return new, [indices[output] for output in outputs]


def _folded(graph: Graph, operation: str, operands: tuple[int, ...]) -> int:
    numbers = [graph.value(operand) for operand in operands]
    if any(number is None for number in numbers):
        return graph.apply(operation, *operands)
    with np.errstate(all="ignore"):
        value = float(FUNCTIONS[operation](*(np.float64(n) for n in numbers)))
    minus_zero = value == 0 and math.copysign(1.0, value) < 0
    return graph.apply(operation, *operands) if minus_zero else graph.number(value)


def _lowered_node(graph: Graph, operation: str, operands: tuple[int, ...]) -> int:
    exponent = graph.value(operands[-1]) if operation == "**" else None
    if exponent is None or not exponent.is_integer() or graph.value(operands[0]) is not None:
        return _folded(graph, operation, operands)
    product = _repeated(graph, operands[0], int(abs(exponent)))
    return product if exponent >= 0 else graph.apply("/", graph.number(1.0), product)


def _repeated(graph: Graph, base: int, exponent: int) -> int:
    """base·base·…, by squaring; exponent 0 gives 1."""
    if exponent < 2:
        return base if exponent else graph.number(1.0)
    half = _repeated(graph, base, exponent // 2)
    square = graph.apply("*", half, half)
    return graph.apply("*", square, base) if exponent % 2 else square


def _body(graph: Graph, outputs: Sequence[int], arguments: Sequence[str], clock: str) -> list[str]:
    """One line for each node that is used twice or nested deeply; the others stand inside the line that uses them."""
    order = graph.reachable(*outputs)
    uses = dict.fromkeys(order, 0)
    for index in order:
        for operand in graph.nodes[index].operands:
            uses[operand] += 1
    varies = graph.dependent(frozenset((*arguments, clock)))
    lines: list[str] = []
    texts: dict[int, str] = {}
    depths: dict[int, int] = {}
    for index in order:
        node = graph.nodes[index]
        depths[index] = 1 + max((depths[operand] for operand in node.operands), default=-1)
        texts[index] = _text(graph, index, [texts[operand] for operand in node.operands], varies)
        if node.operands and (uses[index] > 1 or depths[index] >= _LONGEST_LINE):
            lines.append(f"    _{index} = {texts[index]}")
            texts[index], depths[index] = f"_{index}", 0
    shaped = graph.dependent(frozenset(arguments[:2]))
    like = ", ".join(arguments[:2])
    results = [texts[output] if shaped[output] else f"_fill({texts[output]}, {like})" for output in outputs]
    return [*lines, f"    return {', '.join(results)}"]


def _text(graph: Graph, index: int, operands: list[str], varies: Sequence[bool]) -> str:
    """Source of one node; numbers alone are divided by a function, since Python's own division by 0 raises."""
    node = graph.nodes[index]
    if node.operation == "number":
        return repr(node.number) if node.number >= 0 else f"({node.number!r})"
    if node.operation == "name":
        return node.name
    if node.operation == "/" and not varies[index]:
        return f"_quotient({operands[0]}, {operands[1]})"
    if node.operation in _SIGNS:
        return f"({operands[0]} {node.operation} {operands[1]})"
    if node.operation == "neg":
        return f"(-{operands[0]})"
    called = "_power" if node.operation == "**" else f"_{node.operation}"
    return f"{called}({', '.join(operands)})"
