"""Turns a function of the step in pasted code into formulas, one for each stretch of steps."""

import ast
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.comparison import MOST_STEPS
from lrviz.reading.expressions import Expressions, dotted
from lrviz.reading.symbols import Symbolic, UntranslatedError, written
from lrviz.reading.values import Function, Unknown
from lrviz.schedules import LambdaLR, Schedule, ScheduleError, Sequential
from lrviz.source import used_names
from lrviz.source.parsing import parsed_expression

_MOST = 16
"""The most stretches of a function."""
_DEEPEST = 8
_MOST_CONDITIONS = 64


class StepFunctionError(ValueError):
    """A function of the step cannot be written as formulas."""


@dataclass(frozen=True)
class _Condition:
    """A condition that has a name, with the names that it sees."""

    test: ast.expr
    scope: Mapping[str, Any]


@dataclass(frozen=True)
class Stretch:
    """A formula in t for the steps from `start` on, up to the next one."""

    start: int
    formula: str


def stretches(function: Function, among: Expressions) -> tuple[Stretch, ...]:
    """The formulas of a function whose first free argument is the step.

    Args:
        function: what the text defines.
        among: how expressions of the text are worked out.

    Raises:
        StepFunctionError: it is no function of the step alone that formulas can say.
    """
    reader = _Reader(among)
    free = [name for name in function.parameters if name not in function.bound]
    if not free:
        raise StepFunctionError("it has no argument for the step")
    try:
        found = reader.called(function, {free[0]: "t"}, 0, MOST_STEPS, 0)
    except UntranslatedError as error:
        raise StepFunctionError(str(error)) from None
    merged = [found[0], *(late for early, late in pairwise(found) if late.formula != early.formula)]
    if len(merged) > _MOST:
        raise StepFunctionError(f"it changes more than {_MOST - 1} times")
    return tuple(merged)


def as_schedule(parts: Sequence[Stretch]) -> Schedule:
    """The schedule that multiplies the rate by these formulas."""
    schedules = tuple(LambdaLR(_since(part)) for part in parts)
    if len(schedules) == 1:
        return schedules[0]
    return Sequential(schedules, tuple(part.start for part in parts[1:]))


def values(parts: Sequence[Stretch], steps: int) -> Floats:
    """The formulas' values at the first steps, shape (steps,)."""
    return as_schedule(parts).rates(1.0, steps)


def _since(part: Stretch) -> str:
    """The formula by the steps since its stretch begins."""
    if not part.start:
        return part.formula
    tree = _Later(part.start).visit(parsed_expression(part.formula))
    return ast.unparse(tree)


class _Later(ast.NodeTransformer):
    def __init__(self, steps: int) -> None:
        self._steps = steps

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.BinOp(node, ast.Add(), ast.Constant(self._steps)) if node.id == "t" else node


class _Reader:
    """Follows the statements of functions over stretches of steps."""

    def __init__(self, among: Expressions) -> None:
        self._among = among
        self._conditions = 0
        self._names = 0

    def called(self, function: Function, given: Mapping[str, Any], low: int, high: int, depth: int) -> list[Stretch]:
        """What a function returns from step `low` on, below `high`, for arguments that are formulas or values."""
        if depth > _DEEPEST:
            raise UntranslatedError("its functions call one another too deep")
        node = function.node
        scope = {**function.scope, **self._defaults(function), **function.bound}
        scope |= {name: written(value) if isinstance(value, str) else value for name, value in given.items()}
        body = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else node.body
        return self._run(body, scope, low, high, depth)

    def _defaults(self, function: Function) -> dict[str, Any]:
        arguments, among = function.node.args, self._among.seeing(function.scope)
        late = dict(zip(function.parameters[::-1], arguments.defaults[::-1], strict=False))
        named = {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None}
        return {name: among.value(default) for name, default in (late | named).items()}

    def _run(self, body: Sequence[ast.stmt], scope: dict[str, Any], low: int, high: int, depth: int) -> list[Stretch]:
        if not body:
            raise UntranslatedError("it does not always return a number")
        first, rest = body[0], body[1:]
        match first:
            case ast.Expr(ast.Constant()) | ast.Assert() | ast.Pass() | ast.Nonlocal() | ast.Global():
                return self._run(rest, scope, low, high, depth)
            case ast.Return(ast.expr() as value):
                return self._formulas(value, scope, low, high, depth)
            case ast.If(test, inner, other):
                found: list[Stretch] = []
                for start, end, holds in self._decided(test, scope, low, high, depth):
                    found += self._run([*(inner if holds else other), *rest], dict(scope), start, end, depth)
                return found
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
                single = [ast.Assign([one], value) for one, value in zip(targets, values, strict=True)]
                if used_names(*values) & {dotted(one) for one in targets}:
                    raise UntranslatedError(f"its line {ast.unparse(first)[:60]!r} is no formula")
                return self._run([*single, *rest], scope, low, high, depth)
            case ast.Assign([_, _, *_] as targets, value):
                return self._run([*(ast.Assign([one], value) for one in targets), *rest], scope, low, high, depth)
            case ast.Assign([target], value) if name := dotted(target):
                return self._bound(name, value, rest, scope, (low, high), depth)
            case ast.AnnAssign(target, value=ast.expr() as value) if name := dotted(target):
                return self._bound(name, value, rest, scope, (low, high), depth)
            case ast.AugAssign(ast.Name(name) as target, op, value):
                whole = ast.BinOp(ast.Name(name, ast.Load()), op, value)
                return self._bound(name, whole, rest, scope, (low, high), depth)
        raise UntranslatedError(f"its line {ast.unparse(first).splitlines()[0][:60]!r} is no formula")

    def _bound(
        self,
        name: str,
        value: ast.expr,
        rest: Sequence[ast.stmt],
        scope: dict[str, Any],
        span: tuple[int, int],
        depth: int,
    ) -> list[Stretch]:
        """What follows an assignment, for each formula that the value has over its stretch."""
        if isinstance(value, ast.Compare | ast.BoolOp) or isinstance(getattr(value, "op", None), ast.Not):
            return self._run(rest, {**scope, name: _Condition(value, scope)}, *span, depth)
        parts = self._formulas(value, scope, *span, depth)
        found: list[Stretch] = []
        for part, end in _ended(parts, span[1]):
            found += self._run(rest, {**scope, name: written(part.formula)}, part.start, end, depth)
        return found

    def _formulas(self, node: ast.expr, scope: dict[str, Any], low: int, high: int, depth: int) -> list[Stretch]:
        """The formulas of an expression: its choices and its calls of the text's own functions are taken apart."""
        place = _innermost(node, scope)
        if place is None:
            return [Stretch(low, Symbolic(self._among.seeing(scope)).formula(node))]
        if isinstance(place, ast.IfExp):
            sides = self._decided(place.test, scope, low, high, depth)
            choices = [(start, end, place.body if holds else place.orelse) for start, end, holds in sides]
        else:
            function, given = self._arguments(place, scope)
            parts = self.called(function, given, low, high, depth + 1)
            choices = []
            for part, end in _ended(parts, high):
                self._names += 1
                scope = {**scope, f"~{self._names}": written(part.formula)}
                choices.append((part.start, end, ast.Name(f"~{self._names}", ast.Load())))
        found: list[Stretch] = []
        for start, end, chosen in choices:
            found += self._formulas(_replaced(node, place, chosen), scope, start, end, depth)
        return found

    def _arguments(self, node: ast.Call, scope: dict[str, Any]) -> tuple[Function, dict[str, Any]]:
        function: Function = scope[dotted(node.func)]
        symbolic = Symbolic(self._among.seeing(scope))
        given = dict(zip(function.parameters, node.args, strict=False))
        given |= {str(keyword.arg): keyword.value for keyword in node.keywords}
        return function, {name: symbolic.formula(value) for name, value in given.items()}

    def _decided(
        self, test: ast.expr, scope: dict[str, Any], low: int, high: int, depth: int
    ) -> list[tuple[int, int, bool]]:
        """The stretches over which a condition holds, and those over which it does not."""
        self._conditions += 1
        if self._conditions > _MOST_CONDITIONS:
            raise UntranslatedError("it has too many conditions")
        truth = np.broadcast_to(self._truth(test, scope, low, high), (high - low,))
        turns = [0, *(np.flatnonzero(truth[1:] != truth[:-1]) + 1).tolist(), high - low]
        if len(turns) > 4 * _MOST:
            raise UntranslatedError(f"the condition {ast.unparse(test)[:60]!r} changes too often")
        return [(low + a, low + b, bool(truth[a])) for a, b in pairwise(turns)]

    def _truth(self, test: ast.expr, scope: dict[str, Any], low: int, high: int) -> Any:
        match test:
            case ast.UnaryOp(ast.Not(), operand):
                return ~np.asarray(self._truth(operand, scope, low, high))
            case ast.BoolOp(joint, parts):
                truths = [np.asarray(self._truth(part, scope, low, high)) for part in parts]
                whole = np.logical_and if isinstance(joint, ast.And) else np.logical_or
                result = truths[0]
                for one in truths[1:]:
                    result = whole(result, one)
                return result
            case ast.Compare(left, ops, rights) if all(type(op) in _COMPARED for op in ops):
                sides = [self._numbers(side, scope, low, high) for side in (left, *rights)]
                result = np.asarray(True)
                for op, first, second in zip(ops, sides, sides[1:], strict=False):
                    result = np.logical_and(result, _COMPARED[type(op)](first, second))
                return result
        known = self._among.seeing(scope).value(test)
        if isinstance(known, _Condition):
            return self._truth(known.test, dict(known.scope), low, high)
        if isinstance(known, Unknown) or not isinstance(known, bool | int | float | str | type(None)):
            raise UntranslatedError(f"the condition {ast.unparse(test)[:60]!r} is not known")
        return np.asarray(bool(known))

    def _numbers(self, node: ast.expr, scope: dict[str, Any], low: int, high: int) -> Any:
        """One side of a comparison at every step."""
        known = self._among.seeing(scope).value(node)
        if isinstance(known, int | float | str | bool | type(None)):
            return known
        formula = Symbolic(self._among.seeing(scope)).formula(node)
        try:
            return LambdaLR(_since(Stretch(low, formula))).rates(1.0, high - low)
        except (ScheduleError, ValueError):
            raise UntranslatedError(f"{formula[:60]!r} has no value at every step") from None


_COMPARED: dict[type[ast.cmpop], Any] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
}


def _ended(parts: Sequence[Stretch], high: int) -> list[tuple[Stretch, int]]:
    """Each stretch with its end."""
    return list(zip(parts, [*(part.start for part in parts[1:]), high], strict=True))


def _innermost(node: ast.expr, scope: Mapping[str, Any]) -> Any:
    """A choice in an expression, or a call of a function of the text, that holds no other; None where there is none."""
    apart = [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.IfExp)
        or (isinstance(part, ast.Call) and isinstance(scope.get(dotted(part.func)), Function))
    ]
    return apart[-1] if apart else None


def _replaced(node: ast.expr, place: ast.expr, chosen: ast.expr) -> ast.expr:
    """The expression with another one in one place."""
    if node is place:
        return chosen
    memory = {id(place): chosen}
    return copy.deepcopy(node, memory)
