"""Reads Python source into syntax trees, one thread at a time."""

import ast
import inspect
from textwrap import dedent
from threading import RLock
from typing import Any

ALONE = RLock()
"""Held where Python parses, for us or for a library that we call: CPython before 3.11.8 counts the depth of a tree once
for all threads, and two at the same time can fail."""


def parsed(source: str) -> ast.Module:
    """The syntax tree of statements.

    Raises:
        SyntaxError: it is not Python.
    """
    with ALONE:
        return ast.parse(source)


def parsed_expression(source: str) -> ast.Expression:
    """The syntax tree of one expression.

    Raises:
        SyntaxError: it is not an expression of Python.
    """
    with ALONE:
        return ast.parse(source, mode="eval")


def source_of(definition: Any) -> str:
    """The source of a function, method or class, without the indentation of where it stands.

    Raises:
        OSError: its source is not there.
    """
    with ALONE:  # inspect parses a whole module to find a class
        return dedent(inspect.getsource(definition))
