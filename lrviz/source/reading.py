"""Reads the source of functions without their annotations."""

import ast
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lrviz.source.parsing import parsed, parsed_expression, source_of


class _Plain(ast.NodeTransformer):
    """Drops annotations; without them a function needs no imports for them."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.Assign([node.target], node.value, lineno=node.lineno)


class _New(_Plain):
    """Also lets no operation write into a value that it is given: `a += b` becomes `a = a + b`."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        value = parsed_expression(ast.unparse(node.target)).body
        return ast.Assign([node.target], ast.BinOp(value, node.op, node.value), lineno=node.lineno)


@cache
def plain_source(function: Callable[..., Any], in_place: bool = True) -> str:
    """The source of a function, method or class without its annotations.

    Args:
        function: what is read.
        in_place: whether operations may write into their arguments, as those of numpy and of torch do.
    """
    (definition,) = parsed(source_of(function)).body
    return ast.unparse((_Plain if in_place else _New)().visit(definition))


@cache
def plain_source_in(module: str, name: str) -> str:
    """`plain_source` of what a module defines by a name; the module, which may load what is large, is not imported.

    Raises:
        ImportError: there is no such module.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ImportError(f"there is no module {module}")
    body = parsed(Path(spec.origin).read_text(encoding="utf-8")).body
    definition = next(one for one in body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == name)
    return ast.unparse(_Plain().visit(definition))
