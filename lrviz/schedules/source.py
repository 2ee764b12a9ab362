"""The source of a function as a script prints it."""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from textwrap import dedent
from typing import Any


@cache
def plain_source(function: Callable[..., Any]) -> str:
    """The source of a module-level function without its annotations, so that it needs no imports for them."""
    (definition,) = ast.parse(dedent(inspect.getsource(function))).body
    for node in ast.walk(definition):
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.unparse(definition)
