"""Tells whether ruff breaks an expression inside its own brackets or puts parentheses around it."""

import ast
from dataclasses import dataclass

from lrviz.export.layout.operators import CHOICE, SIGNS, Enclosed, direct, looseness, signed


def can_break_inside(node: ast.expr) -> bool:
    """Whether ruff rather breaks inside the first or the last brackets of an expression than around all of it."""
    found = _Survey()
    found.visit(node)
    if not found.brackets or found.count > 1:
        return False
    return found.binding is None or any(_may_break(part) for part in (found.first, found.last))


def _may_break(part: ast.expr | Enclosed | None) -> bool:
    match part:
        case Enclosed():
            return True
        case ast.Call():
            return bool(part.args or part.keywords)
        case ast.List() | ast.Tuple() | ast.Set():
            return bool(part.elts)
        case ast.Dict():
            return bool(part.keys)
    return False


@dataclass
class _Survey:
    """What decides where an expression breaks: its loosest operators, and what it begins and ends with."""

    brackets: bool = False
    binding: int | None = None
    count: int = 0
    first: ast.expr | Enclosed | None = None
    last: ast.expr | Enclosed | None = None
    begun: bool = False

    def visit(self, node: ast.expr | Enclosed) -> None:
        self.last = node
        match node:
            case Enclosed() | ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.ListComp() | ast.GeneratorExp():
                self.brackets = True
            case ast.Call(func=inner) | ast.Subscript(value=inner):
                self.brackets = True
                self.visit(inner)
                self.last = node
            case ast.Attribute(value=inner):
                self.visit(inner)
                self.last = node
            case ast.UnaryOp(op=op):
                self._begin(None)
                if isinstance(op, ast.Not | ast.Invert):
                    self._operator(SIGNS[type(op)][1], 1)
                self.visit(signed(node))
            case ast.IfExp():
                self._operator(CHOICE, 2)
                for part in (node.body, node.test, node.orelse):
                    self.visit(part)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                operands = list(direct(node))
                self._operator(looseness(operands[1][0]), len(operands) - 1)
                for _, operand in operands:
                    self.visit(operand)
        self._begin(node)

    def _begin(self, node: ast.expr | Enclosed | None) -> None:
        if not self.begun:
            self.begun, self.first = True, node

    def _operator(self, tightness: int, count: int) -> None:
        if self.binding is None or tightness < self.binding:
            self.binding, self.count = tightness, count
        elif tightness == self.binding:
            self.count += count
