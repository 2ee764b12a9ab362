"""Writes what multiplies the learning rate as a function of the step alone, in plain Python where that can say it."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from lrviz.source.reading import plain_source
from lrviz.source.specialising import Known, assigned_names, specialised, used_names

_STEP = "step"
_OF_MATH = {name: name for name in ("cos", "sin", "tanh", "sqrt", "exp", "expm1", "log2", "floor", "pi")}
_BUILT_IN = {"minimum": "min", "maximum": "max"}


def factor_source(function: Callable[..., Any], arguments: Mapping[str, Any]) -> str:
    """A function of the step with its hyperparameters as the defaults of its other arguments.

    It holds what these values use: branches that they do not take and arguments without effect are left out.

    Args:
        function: of the step and of `arguments`; it computes with numpy, on numbers or on arrays.
        arguments: the values of all its other arguments.
    """
    (definition,) = ast.parse(plain_source(function)).body
    assert isinstance(definition, ast.FunctionDef)
    first = definition.args.args[0].arg
    definition = _Renamed(first).visit(definition)
    if _is_scalar(definition):
        definition = _Scalar().visit(definition)
    definition = specialised(definition, Known(arguments, _STEP))
    _give_defaults(definition, arguments)
    _return_early(definition)
    if used_names(*definition.body) - assigned_names(definition) - {_STEP, *arguments, "math", "min", "max", "abs"}:
        _return_floats(definition)
    return ast.unparse(ast.fix_missing_locations(definition))


class _Renamed(ast.NodeTransformer):
    """Calls the time what loops of torch call it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = _STEP if node.arg == self._name else node.arg
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = _STEP if node.id == self._name else node.id
        return node


def _numpy_names(node: ast.AST) -> set[str]:
    attributes = (part for part in ast.walk(node) if isinstance(part, ast.Attribute))
    return {part.attr for part in attributes if isinstance(part.value, ast.Name) and part.value.id == "np"}


def _is_scalar(node: ast.AST) -> bool:
    """Whether a function uses nothing of numpy that plain Python lacks for one number."""
    return _numpy_names(node) <= {*_OF_MATH, *_BUILT_IN, "where", "clip", "power", "square"}


class _Scalar(ast.NodeTransformer):
    """Says in plain Python what numpy does to one number."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Attribute(ast.Name("np"), "where"), [test, body, other]):
                return ast.IfExp(test, body, other)
            case ast.Call(ast.Attribute(ast.Name("np"), "clip"), [value, low, high]):
                raised = ast.Call(ast.Name("max", ast.Load()), [value, low], [])
                return ast.Call(ast.Name("min", ast.Load()), [raised, high], [])
            case ast.Call(ast.Attribute(ast.Name("np"), "power"), [base, exponent]):
                return ast.BinOp(base, ast.Pow(), exponent)
            case ast.Call(ast.Attribute(ast.Name("np"), "square"), [base]):
                return ast.BinOp(base, ast.Pow(), ast.Constant(2))
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        match node:
            case ast.Attribute(ast.Name("np"), name) if name in _BUILT_IN:
                return ast.Name(_BUILT_IN[name], ast.Load())
            case ast.Attribute(ast.Name("np"), name) if name in _OF_MATH:
                return ast.Attribute(ast.Name("math", ast.Load()), name, ast.Load())
        return node


def _give_defaults(definition: ast.FunctionDef, arguments: Mapping[str, Any]) -> None:
    used = used_names(*definition.body)
    first, *others = definition.args.args
    kept = [argument for argument in others if argument.arg in used]
    values = [ast.parse(repr(arguments[argument.arg]), mode="eval").body for argument in kept]
    definition.args = ast.arguments(args=[first, *kept], defaults=values, posonlyargs=[], kwonlyargs=[], kw_defaults=[])


def _return_early(definition: ast.FunctionDef) -> None:
    """Turns a choice that is returned into an `if` with a return of its own."""
    while isinstance(choice := definition.body[-1], ast.Return) and isinstance(value := choice.value, ast.IfExp):
        early = ast.If(value.test, [ast.Return(value.body)], [])
        definition.body[-1:] = [early, ast.Return(value.orelse)]


def _return_floats(definition: ast.FunctionDef) -> None:
    """Makes Python's own number of what numpy returns."""
    for node in ast.walk(definition):
        if isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
            node.value = ast.Call(ast.Name("float", ast.Load()), [node.value], [])
