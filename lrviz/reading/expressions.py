"""Works out expressions of pasted Python without running any of it."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from lrviz.reading.values import Function, Unknown

_LARGEST = 1e15
"""Whole numbers above it are kept as floats, so that no power takes for ever."""
_LONGEST = 1000
"""The most items of a range."""

_OPERATIONS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _power(base: float, exponent: float) -> Any:
    near = float(base) ** float(exponent)
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent >= 0
    return round(near) if whole and abs(near) < _LARGEST else near


def _small(value: Any) -> Any:
    return float(value) if isinstance(value, int) and abs(value) >= _LARGEST else value


def _range(*ends: int) -> list[int]:
    numbers = range(*ends)
    if len(numbers) > _LONGEST:
        raise ValueError
    return list(numbers)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "round": round,
    "abs": abs,
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "pow": _power,
    "list": list,
    "tuple": tuple,
    "sorted": sorted,
    "range": _range,
    "dict": dict,
}
"""What is computed where all arguments are known, by the last part of its name."""
_MODULES = ("", "math", "np", "numpy", "jnp", "torch")

_CONSTANTS = {"pi": math.pi, "e": math.e}


def dotted(node: ast.expr) -> str:
    """The name that an expression is, with its dots; empty where it is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def unknown(node: ast.expr, scope: Mapping[str, Any]) -> Unknown:
    """What stands for an expression that is not known among some names."""
    name = dotted(node).rpartition(".")[2]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
        held = dotted(node.args[0]).lower()
        name = "steps_per_epoch" if "load" in held or held.endswith("dl") else ""
    return Unknown(node, name, scope)


Call = Callable[[ast.Call, "Expressions"], Any]
Taken = Callable[[Unknown], float | None]


class Expressions:
    """The values of expressions among some names.

    Args:
        scope: the value of each known name.
        call: what a call that is not plain arithmetic stands for.
        settings: the defaults of a command line that the text declares: `args.lr` is looked up there.
        taken: what is taken for a name whose value the text does not say.
    """

    def __init__(
        self, scope: Mapping[str, Any], call: Call, settings: Mapping[str, Any], taken: Taken | None = None
    ) -> None:
        self.scope, self._call, self._settings, self._taken = scope, call, settings, taken
        self._known: dict[int, tuple[Any, Any]] = {}

    def seeing(self, scope: Mapping[str, Any]) -> "Expressions":
        """The same among other names."""
        other = Expressions(scope, self._call, self._settings, self._taken)
        other._known = self._known
        return other

    def value(self, node: ast.expr) -> Any:
        """The value of an expression; an `Unknown` where the text does not say it."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(name):
                return self.worked_out(self.scope[name]) if name in self.scope else self.unsaid(node)
            case ast.List(items) | ast.Tuple(items):
                return [self.value(item) for item in items[:_LONGEST]]
            case ast.Dict(keys, values):
                return {self.value(k): self.value(v) for k, v in zip(keys, values, strict=True) if k and _is_plain(k)}
            case ast.Attribute(_, name):
                return self._attribute(node, name)
            case ast.Subscript():
                return self._item(node)
            case ast.Lambda():
                return Function(node, dict(self.scope))
            case ast.Call():
                return self._called(node)
        return self._computed(node)

    def unsaid(self, node: ast.expr) -> Any:
        """What is taken for an expression that is not known, or what stands for it."""
        value = unknown(node, self.scope)
        taken = self._taken(value) if self._taken else None
        return value if taken is None else taken

    def worked_out(self, value: Any) -> Any:
        """A value, with what is taken where the text does not say it."""
        if not isinstance(value, Unknown) or self._taken is None:
            return value
        if id(value) not in self._known:
            self._known[id(value)] = value, value  # a name that is made of itself is not known
            taken = self._taken(value)
            result = self.seeing(value.scope).value(value.node) if taken is None else taken
            self._known[id(value)] = value, result
        return self._known[id(value)][1]

    def _attribute(self, node: ast.Attribute, name: str) -> Any:
        whole = dotted(node)
        if name in _CONSTANTS and whole.rpartition(".")[0] in _MODULES:
            return _CONSTANTS[name]
        if whole in self.scope:
            return self.worked_out(self.scope[whole])
        return self._settings[name] if name in self._settings else self.unsaid(node)

    def _item(self, node: ast.Subscript) -> Any:
        held, key = self.value(node.value), self.value(node.slice)
        try:
            return held[key] if isinstance(held, list | dict) else self.unsaid(node)
        except (TypeError, KeyError, IndexError):
            return self.unsaid(node)

    def _called(self, node: ast.Call) -> Any:
        module, _, name = dotted(node.func).rpartition(".")
        if name in _FUNCTIONS and module in _MODULES and name not in self.scope:
            values = [self.value(argument) for argument in node.args]
            named = {str(keyword.arg): self.value(keyword.value) for keyword in node.keywords}
            return self._tried(node, _FUNCTIONS[name], values, named)
        return self._call(node, self)

    def _computed(self, node: ast.expr) -> Any:
        match node:
            case ast.BinOp(left, ast.Pow(), right):
                return self._tried(node, _power, [self.value(left), self.value(right)], {})
            case ast.BinOp(left, op, right) if type(op) in _OPERATIONS:
                return self._tried(node, _OPERATIONS[type(op)], [self.value(left), self.value(right)], {})
            case ast.UnaryOp(op, operand) if type(op) in _OPERATIONS:
                return self._tried(node, _OPERATIONS[type(op)], [self.value(operand)], {})
            case ast.IfExp(test, body, other):
                condition = self.value(test)
                return self.unsaid(node) if isinstance(condition, Unknown) else self.value(body if condition else other)
            case ast.BoolOp(ast.Or(), values):
                known = [value for value in map(self.value, values) if not isinstance(value, Unknown)]
                return next((value for value in known if value), known[-1]) if known else self.unsaid(node)
        return self.unsaid(node)

    def _tried(self, node: ast.expr, function: Callable[..., Any], values: list[Any], named: dict[str, Any]) -> Any:
        """What plain arithmetic gives; what it cannot compute is unknown."""
        plain = isinstance(node, ast.Call) and function in (list, tuple, sorted, dict, min, max)
        if not all(isinstance(value, int | float) or plain for value in values):
            return self.unsaid(node)
        try:
            return _small(function(*values, **named))
        except (ValueError, TypeError, ArithmeticError):
            return self.unsaid(node)


def _is_plain(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) or (isinstance(key, ast.UnaryOp) and isinstance(key.operand, ast.Constant))
