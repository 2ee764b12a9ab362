"""Writes what multiplies the learning rate as a function of the step alone, in plain Python where that can say it."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from lrviz.source.parsing import parsed, parsed_expression
from lrviz.source.reading import plain_source
from lrviz.source.specialising import Known, assigned_names, specialised, used_names

_STEP = "step"
_OF_MATH = ("cos", "sin", "sqrt", "floor", "pi")
"""What Python's math gives to the last bit as numpy does."""
_OF_NUMPY = ("exp", "expm1", "log2", "tanh")
"""What may differ there, and stays as it is."""

_BUILT_IN = {"minimum": "min", "maximum": "max"}


def factor_source(function: Callable[..., Any], arguments: Mapping[str, Any], caption: str) -> str:
    """A function of the step with its hyperparameters as the defaults of its other arguments.

    It holds what these values use: branches that they do not take and arguments without effect are left out.

    Args:
        function: of the step and of `arguments`; it computes with numpy, on numbers or on arrays.
        arguments: the values of all its other arguments.
        caption: its docstring.
    """
    (definition,) = parsed(plain_source(function)).body
    assert isinstance(definition, ast.FunctionDef)
    first = definition.args.args[0].arg
    known = Known(arguments, _STEP)
    definition = specialised(_Renamed(first).visit(definition), known)
    if _is_scalar(definition):
        definition = specialised(_Scalar().visit(definition), known)
    _give_defaults(definition, arguments)
    _return_early(definition)
    _return_floats(definition, {_STEP, *arguments, "math", "min", "max", "abs"})
    definition.body.insert(0, ast.Expr(ast.Constant(caption)))
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
    return _numpy_names(node) <= {*_OF_MATH, *_OF_NUMPY, *_BUILT_IN, "where", "clip", "power", "square"}


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
    values = [parsed_expression(repr(arguments[argument.arg])).body for argument in kept]
    definition.args = ast.arguments(args=[first, *kept], defaults=values, posonlyargs=[], kwonlyargs=[], kw_defaults=[])


def _return_early(definition: ast.FunctionDef) -> None:
    """Turns a choice that is returned into an `if` with a return of its own."""
    while isinstance(choice := definition.body[-1], ast.Return) and isinstance(value := choice.value, ast.IfExp):
        early = ast.If(value.test, [ast.Return(value.body)], [])
        definition.body[-1:] = [early, ast.Return(value.orelse)]


def _return_floats(definition: ast.FunctionDef, plain: set[str]) -> None:
    """Makes Python's own number of what comes from elsewhere, such as numpy; what is made of plain names is one."""
    if used_names(*definition.body) - assigned_names(definition) <= plain:
        return
    for node in ast.walk(definition):
        if isinstance(node, ast.Return) and node.value and not used_names(node.value) <= plain:
            node.value = ast.Call(ast.Name("float", ast.Load()), [node.value], [])
