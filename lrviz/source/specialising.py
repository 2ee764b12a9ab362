"""Cuts from a function what some values of its hyperparameters never use: branches, neutral terms, unused names."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

_OPERATIONS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.Not: operator.not_,
    ast.USub: operator.neg,
}
_NEUTRAL: dict[type[ast.AST], tuple[float, bool]] = {
    ast.Add: (0, True),
    ast.Sub: (0, False),
    ast.Mult: (1, True),
    ast.Div: (1, False),
    ast.Pow: (1, False),
}
"""The number that changes nothing to the right of an operator, and whether it may stand to the left as well."""


class UnknownValueError(ValueError):
    """An expression needs more than the known values."""


@dataclass(frozen=True)
class Known:
    """What is known of the names in a function.

    Attributes:
        values: the value of each known name; an attribute goes by its whole text, such as `self.maximize`.
        count: the name of a number that is at least 0, such as a step.
    """

    values: Mapping[str, Any]
    count: str = ""

    def value(self, node: ast.expr) -> Any:
        """The value of an expression.

        Raises:
            UnknownValueError: it needs what is not known.
        """
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name() | ast.Attribute() if (text := ast.unparse(node)) in self.values:
                return self.values[text]
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATIONS:
                return _OPERATIONS[type(op)](self.value(operand))
            case ast.BinOp(left, op, right) if type(op) in _OPERATIONS:
                return self._number(op, self.value(left), self.value(right))
            case ast.Compare(left, [op], [right]) if type(op) in _OPERATIONS:
                if isinstance(left, ast.Name) and left.id == self.count:
                    return self._counted(op, self.value(right))
                return _OPERATIONS[type(op)](self.value(left), self.value(right))
            case ast.Call(ast.Name("min" | "max" as name), args, []):
                return (min if name == "min" else max)(map(self.value, args))
            case ast.Call(ast.Attribute(ast.Name("ops"), "some" | "every"), [condition], []):
                return bool(self.value(condition))
        raise UnknownValueError(ast.unparse(node))

    def decides(self, node: ast.expr) -> bool | None:
        """The truth of a condition; None where it is not known."""
        try:
            return bool(self.value(node))
        except UnknownValueError:
            return None

    def is_number(self, node: ast.expr, number: float) -> bool:
        """Whether an expression is known to be a number."""
        try:
            value = self.value(node)
        except UnknownValueError:
            return False
        return isinstance(value, int | float) and value == number

    def values_of(self, expressions: Mapping[str, ast.expr]) -> dict[str, Any]:
        """The values of those named expressions that are known."""
        found = {}
        for name, node in expressions.items():
            with suppress(UnknownValueError):
                found[name] = self.value(node)
        return found

    def _number(self, op: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(op, ast.Div) and right == 0:
            raise UnknownValueError("a division by 0")
        return _OPERATIONS[type(op)](left, right)

    def _counted(self, op: ast.cmpop, limit: float) -> bool:
        if isinstance(op, ast.Lt | ast.GtE) and limit <= 0:
            return isinstance(op, ast.GtE)
        raise UnknownValueError(self.count)


class _Folding(ast.NodeTransformer):
    """Leaves out what known values decide."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def visit_If(self, node: ast.If) -> Any:
        decided = self._known.decides(node.test)
        if decided is None:
            return self.generic_visit(node)
        kept = [self.visit(statement) for statement in (node.body if decided else node.orelse)]
        return [part for one in kept for part in (one if isinstance(one, list) else [one])]

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        self.generic_visit(node)
        decided = self._known.decides(node.test)
        return node if decided is None else node.body if decided else node.orelse

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        number, either = _NEUTRAL.get(type(node.op), (0, False))
        if type(node.op) in _NEUTRAL and self._known.is_number(node.right, number):
            return node.left
        return node.right if either and self._known.is_number(node.left, number) else node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("min" | "max"), [_, _] as args, []):
                try:
                    values = [self._known.value(argument) for argument in args]
                except UnknownValueError:
                    return node
                return args[values.index(self._known.value(node))]
        return node


def specialised(definition: ast.FunctionDef, known: Known) -> ast.FunctionDef:
    """A function with what known values decide left out, and without the names that nothing uses any more."""
    kept = {name: value for name, value in known.values.items() if name not in assigned_names(definition)}
    _Folding(replace(known, values=kept)).visit(definition)
    definition.body = _reachable(definition.body)
    while _drop_unused(definition):
        pass
    match definition.body:
        case [*before, ast.Assign([ast.Name(name)], value), ast.Return(ast.Name(returned))] if name == returned:
            definition.body = [*before, ast.Return(value)]
    return ast.fix_missing_locations(definition)


def _reachable(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements up to the first `return`."""
    ends = [index for index, statement in enumerate(body, 1) if isinstance(statement, ast.Return)]
    return list(body[: ends[0]] if ends else body)


def used_names(*nodes: ast.AST) -> set[str]:
    """The names that are read."""
    found = (name for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name))
    return {name.id for name in found if isinstance(name.ctx, ast.Load)}


def assigned_names(node: ast.AST) -> set[str]:
    """The names that are written."""
    names = (name for name in ast.walk(node) if isinstance(name, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _drop_unused(definition: ast.FunctionDef) -> bool:
    """Drops assignments to names that are not read; whether there were any."""
    used = used_names(*definition.body)

    def is_idle(statement: ast.stmt) -> bool:
        match statement:
            case ast.Assign([ast.Name(name)], value):
                return name not in used or (isinstance(value, ast.Name) and value.id == name)
        return False

    kept = [statement for statement in definition.body if not is_idle(statement)]
    dropped = len(kept) < len(definition.body)
    definition.body = kept
    return dropped
