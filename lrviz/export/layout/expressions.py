"""Lays out Python expressions as ruff's formatter does, from their syntax trees."""

import ast
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lrviz.export.layout.breaking import can_break_inside
from lrviz.export.layout.document import Document, Expandable, Group, IfBroken, Indent, Line
from lrviz.export.layout.operators import (
    ATOM,
    CHOICE,
    POWER,
    SIGNS,
    Enclosed,
    binding,
    flat_operands,
    looseness,
    sign,
    signed,
)


@dataclass(frozen=True)
class Level:
    """What stands around an expression.

    Attributes:
        bracketed: whether brackets do, so that it may break anywhere.
        optional: the parentheses around it that are only written where it breaks.
    """

    bracketed: bool = False
    optional: Group | None = None


BARE, BRACKETED = Level(), Level(bracketed=True)


def statement_value(node: ast.expr) -> Document:
    """An expression that ends a statement, in parentheses where it breaks and has no brackets of its own for that."""
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        return _bare_tuple(node)
    if not _wants_parentheses(node):
        return document(node, BARE)
    if not can_break_inside(node):
        inner = document(node, BRACKETED)
        return Group((IfBroken("("), Indent((Line(), inner)), Line(), IfBroken(")")))
    parts: list[Document] = []
    whole = Group(parts)
    inner = document(node, Level(optional=whole))
    parts += [IfBroken("("), Indent((Line(), inner), whole), Line(), IfBroken(")")]
    return whole


def _wants_parentheses(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        operand = signed(node)
        return not isinstance(operand, Enclosed) and _wants_parentheses(operand)
    return isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare | ast.IfExp)


def document(node: ast.expr | Enclosed, level: Level) -> Document:
    """An expression in its surroundings."""
    match node:
        case Enclosed(inner):
            return bracketed("(", document(inner, BRACKETED), ")", level)
        case ast.BinOp() | ast.BoolOp() | ast.Compare():
            return _grouped(_chain(list(flat_operands(node)), level), level)
        case ast.UnaryOp(op=op):
            return (SIGNS[type(op)][0], document(signed(node), level))
        case ast.IfExp():
            return _choice(node, level)
        case ast.Attribute(value=value, attr=name):
            return (_primary(value, level), f".{name}")
        case ast.Call():
            return (_primary(node.func, level), _arguments(node, level))
        case ast.Subscript(value=value, slice=index):
            return (_primary(value, level), bracketed("[", _index(index), "]", level))
        case ast.List(elts=items):
            return _collection("[", [document(item, BRACKETED) for item in items], "]", level)
        case ast.Set(elts=items):
            return _collection("{", [document(item, BRACKETED) for item in items], "}", level)
        case ast.Tuple(elts=items):
            one = "," if len(items) == 1 else ""
            return _collection("(", [document(item, BRACKETED) for item in items], ")", level, one)
        case ast.Dict():
            return _collection("{", list(_pairs(node)), "}", level)
        case ast.ListComp():
            return bracketed("[", _comprehension(node), "]", level)
        case ast.GeneratorExp():
            return bracketed("(", _comprehension(node), ")", level)
        case ast.Starred(value=value):
            return ("*", document(value, level))
        case ast.Lambda(args=args, body=body):
            named = ast.unparse(args)
            return (f"lambda {named}: " if named else "lambda: ", document(body, level))
        case ast.Constant(value=str() as text):
            return quoted(text)
    return ast.unparse(node)


def _primary(node: ast.expr, level: Level) -> Document:
    """What a call, an attribute or an index stands behind."""
    enclosed = binding(node) < ATOM or (isinstance(node, ast.Constant) and isinstance(node.value, int))
    return document(Enclosed(node) if enclosed else node, level)


def bracketed(opening: str, content: Document, closing: str, level: Level) -> Document:
    """Content between brackets, indented where it does not fit beside them."""
    group = Group((opening, Indent((Line(), content)), Line(), closing))
    return Expandable(group, level.optional) if level.optional else group


def _collection(opening: str, items: Sequence[Document], closing: str, level: Level, last: str = "") -> Document:
    """Items that stand one a line where they do not fit on the line of their brackets."""
    return bracketed(opening, separated(items, last), closing, level) if items else opening + closing


def separated(items: Sequence[Document], last: str = "") -> list[Document]:
    """Items with commas between them, and one after the last where they break; `last` stands there in any case."""
    parts: list[Document] = []
    for item in items:
        parts += [",", Line(" "), item] if parts else [item]
    return [*parts, last or IfBroken(",")]


def _bare_tuple(node: ast.Tuple) -> Document:
    items = [document(item, BRACKETED) for item in node.elts]
    return Group((IfBroken("("), Indent((Line(), *separated(items))), Line(), IfBroken(")")))


def _arguments(node: ast.Call, level: Level) -> Document:
    if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
        return bracketed("(", _comprehension(node.args[0]), ")", level)
    items = [document(argument, BRACKETED) for argument in node.args]
    items += [(f"{k.arg}=" if k.arg else "**", document(k.value, BRACKETED)) for k in node.keywords]
    return bracketed("(", Group(separated(items)), ")", level) if items else "()"


def _comprehension(node: ast.ListComp | ast.GeneratorExp) -> Document:
    parts: list[Document] = [document(node.elt, BRACKETED)]
    for loop in node.generators:
        over = document(loop.iter, BRACKETED)
        parts += [Line(" "), "for ", target(loop.target), " in ", over]
        for condition in loop.ifs:
            parts += [Line(" "), "if ", document(condition, BRACKETED)]
    return Group(parts)


def target(node: ast.expr) -> Document:
    """What a value is given to."""
    if not isinstance(node, ast.Tuple) or len(node.elts) == 1:
        return document(node, BARE)
    parts: list[Document] = []
    for item in node.elts:
        parts += [", ", document(item, BARE)] if parts else [document(item, BARE)]
    return parts


def _pairs(node: ast.Dict) -> Iterator[Document]:
    for key, value in zip(node.keys, node.values, strict=True):
        yield (
            (document(key, BRACKETED), ": ", document(value, BRACKETED)) if key else ("**", document(value, BRACKETED))
        )


def _index(node: ast.expr) -> Document:
    if isinstance(node, ast.Tuple) and node.elts:
        return separated([document(item, BRACKETED) for item in node.elts], "," if len(node.elts) == 1 else "")
    return document(node, BRACKETED)


def _grouped(content: Document, level: Level) -> Document:
    if level.bracketed:
        return Group(content)
    return Group(content, within=level.optional) if level.optional else content


def _break(level: Level, flat: str) -> Document:
    """Where an expression breaks inside brackets, and only there."""
    return Line(flat) if level.bracketed else _if_broken(Line(flat), flat, level)


def _if_broken(broken: Document, flat: Document, level: Level) -> Document:
    if level.bracketed:
        return IfBroken(broken, flat)
    return IfBroken(broken, flat, level.optional) if level.optional else flat


def _chain(operands: list[tuple[ast.AST | None, ast.expr | Enclosed]], level: Level) -> Document:
    """Operands and their operators, broken at the loosest ones first."""
    if len(operands) == 1:
        return document(operands[0][1], level)
    loosest = min(looseness(op) for op, _ in operands[1:])
    starts = [i for i, (op, _) in enumerate(operands) if i and looseness(op) == loosest]
    parts: list[Document] = []
    for start, end in zip([0, *starts], [*starts, len(operands)], strict=True):
        piece = operands[start:end]
        if start:
            hugs = loosest == POWER and _is_simple(operands[start - 1][1]) and _is_simple(piece[0][1])
            blank = _if_broken(" ", "", level) if hugs else " "
            parts += [_break(level, "" if hugs else " "), sign(piece[0][0]), blank]
        inner = _chain(piece, level)
        parts.append(inner if len(piece) == 1 else _grouped(inner, level))
    return parts


def _is_simple(node: ast.expr | Enclosed) -> bool:
    """Whether a power is written without blanks beside it."""
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.UnaryOp(op=op, operand=operand):
            return not isinstance(op, ast.Not) and _is_simple(operand)
        case ast.Attribute(value=value):
            return _is_simple(value)
    return False


def _choice(node: ast.IfExp, level: Level) -> Document:
    return _grouped(list(_choices(node, level)), level)


def _choices(node: ast.IfExp, level: Level) -> Iterator[Document]:
    """The lines of a choice, and of one after its `else`."""
    body, test = (
        document(Enclosed(part) if binding(part) <= CHOICE else part, level) for part in (node.body, node.test)
    )
    yield from (body, _break(level, " "), "if ", test, _break(level, " "), "else ")
    if isinstance(node.orelse, ast.IfExp):
        yield from _choices(node.orelse, level)
    else:
        yield document(node.orelse, level)


def quoted(text: str) -> str:
    """A string as ruff writes it, with escapes for what has no width of its own."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(f"\\{c}" if c == quote else _shown(c) for c in text) + quote


def _shown(character: str) -> str:
    return character.encode("unicode_escape").decode() if _is_hidden(character) else character


def _is_hidden(character: str) -> bool:
    if character.isascii():
        return character == "\\" or not character.isprintable()
    return not character.isprintable() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk")
