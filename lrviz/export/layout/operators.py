"""The operators of Python: how they are written, how tightly they bind, and which operands need parentheses."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SIGNS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Or: ("or", 2),
    ast.And: ("and", 3),
    **{
        kind: (sign, 5)
        for kind, sign in (
            (ast.Eq, "=="),
            (ast.NotEq, "!="),
            (ast.Lt, "<"),
            (ast.LtE, "<="),
            (ast.Gt, ">"),
            (ast.GtE, ">="),
            (ast.Is, "is"),
            (ast.IsNot, "is not"),
            (ast.In, "in"),
            (ast.NotIn, "not in"),
        )
    },
    ast.BitOr: ("|", 6),
    ast.BitXor: ("^", 7),
    ast.BitAnd: ("&", 8),
    ast.LShift: ("<<", 9),
    ast.RShift: (">>", 9),
    ast.Add: ("+", 10),
    ast.Sub: ("-", 10),
    ast.Mult: ("*", 11),
    ast.Div: ("/", 11),
    ast.FloorDiv: ("//", 11),
    ast.Mod: ("%", 11),
    ast.MatMult: ("@", 11),
    ast.Not: ("not ", 4),
    ast.USub: ("-", 12),
    ast.UAdd: ("+", 12),
    ast.Invert: ("~", 12),
    ast.Pow: ("**", 13),
}
"""How each operator is written, and how tightly it binds."""

CHOICE, LAMBDA, POWER, ATOM = 1, 0, 13, 20


@dataclass(frozen=True)
class Enclosed:
    """An operand in parentheses."""

    node: ast.expr


def binding(node: ast.expr) -> int:
    """How tightly the outermost operator of an expression binds."""
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.UnaryOp(op=op):
            return SIGNS[type(op)][1]
        case ast.Compare():
            return SIGNS[ast.Eq][1]
        case ast.IfExp():
            return CHOICE
        case ast.Lambda():
            return LAMBDA
    return ATOM


def direct(node: ast.expr) -> Iterator[tuple[ast.AST | None, ast.expr | Enclosed]]:
    """The operands of one operator, each behind its operator, in parentheses where they must be."""
    own = binding(node)

    def operand(part: ast.expr, least: int) -> ast.expr | Enclosed:
        return part if binding(part) >= least else Enclosed(part)

    match node:
        case ast.BinOp(left, op, right):
            power = isinstance(op, ast.Pow)
            yield None, operand(left, own + power)
            yield op, operand(right, SIGNS[ast.USub][1] if power else own + 1)
        case ast.BoolOp(op, values):
            for index, value in enumerate(values):
                yield (op if index else None), operand(value, own + 1)
        case ast.Compare(left, ops, comparators):
            yield None, operand(left, own + 1)
            for sign, right in zip(ops, comparators, strict=True):
                yield sign, operand(right, own + 1)


def signed(node: ast.UnaryOp) -> ast.expr | Enclosed:
    """The operand of a sign, in parentheses where it must be and where it is a power, which binds more tightly."""
    operand = node.operand
    needs = binding(operand) < binding(node) or binding(operand) == POWER
    return Enclosed(operand) if needs else operand


def flat_operands(
    node: ast.expr | Enclosed, op: ast.AST | None = None
) -> Iterator[tuple[ast.AST | None, ast.expr | Enclosed]]:
    """The operands of an expression and of those inside it that are not in parentheses, each behind its operator."""
    if not isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare):
        yield op, node
        return
    for index, (sign, operand) in enumerate(direct(node)):
        yield from flat_operands(operand, sign if index else op)


def looseness(op: ast.AST | None) -> int:
    """How soon an expression breaks at an operator: at `and` as soon as at `or`."""
    return SIGNS[ast.Or][1] if op is None or isinstance(op, ast.And) else SIGNS[type(op)][1]


def sign(op: ast.AST | None) -> str:
    return SIGNS[type(op)][0] if op else ""
