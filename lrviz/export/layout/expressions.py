"""Lays out Python expressions as ruff's formatter does, from their syntax trees."""

import ast
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lrviz.export.layout.document import Document, Expandable, Group, IfBroken, Indent, Line

_SIGNS: dict[type[ast.AST], tuple[str, int]] = {
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

_CHOICE, _LAMBDA, _POWER, _ATOM = 1, 0, 13, 20


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


def binding(node: ast.expr) -> int:
    """How tightly the outermost operator of an expression binds."""
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.UnaryOp(op=op):
            return _SIGNS[type(op)][1]
        case ast.Compare():
            return _SIGNS[ast.Eq][1]
        case ast.IfExp():
            return _CHOICE
        case ast.Lambda():
            return _LAMBDA
    return _ATOM


def statement_value(node: ast.expr) -> Document:
    """An expression that ends a statement, in parentheses where it breaks and has no brackets of its own for that."""
    if isinstance(node, ast.Tuple) and node.elts:
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
        operand = _signed(node)
        return not isinstance(operand, _Enclosed) and _wants_parentheses(operand)
    return isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare | ast.IfExp)


def can_break_inside(node: ast.expr) -> bool:
    """Whether ruff rather breaks inside the first or the last brackets of an expression than around all of it."""
    found = _Survey()
    found.visit(node)
    if not found.brackets or found.count > 1:
        return False
    return found.binding is None or any(_may_break(part) for part in (found.first, found.last))


def _may_break(part: "ast.expr | _Enclosed | None") -> bool:
    match part:
        case _Enclosed():
            return True
        case ast.Call():
            return bool(part.args or part.keywords)
        case ast.List() | ast.Tuple() | ast.Set():
            return bool(part.elts)
        case ast.Dict():
            return bool(part.keys)
    return False


@dataclass(frozen=True)
class _Enclosed:
    """An operand in parentheses."""

    node: ast.expr


@dataclass
class _Survey:
    """What decides where an expression breaks: its loosest operators, and what it begins and ends with."""

    brackets: bool = False
    binding: int | None = None
    count: int = 0
    first: "ast.expr | _Enclosed | None" = None
    last: "ast.expr | _Enclosed | None" = None
    begun: bool = field(default=False)

    def visit(self, node: "ast.expr | _Enclosed") -> None:
        self.last = node
        match node:
            case _Enclosed() | ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.ListComp() | ast.GeneratorExp():
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
                    self._operator(_SIGNS[type(op)][1], 1)
                self.visit(_signed(node))
            case ast.IfExp():
                self._operator(_CHOICE, 2)
                for part in (node.body, node.test, node.orelse):
                    self.visit(part)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                operands = list(_direct(node))
                self._operator(_looseness(operands[1][0]), len(operands) - 1)
                for _, operand in operands:
                    self.visit(operand)
        self._begin(node)

    def _begin(self, node: "ast.expr | _Enclosed | None") -> None:
        if not self.begun:
            self.begun, self.first = True, node

    def _operator(self, binding: int, count: int) -> None:
        if self.binding is None or binding < self.binding:
            self.binding, self.count = binding, count
        elif binding == self.binding:
            self.count += count


def _direct(node: ast.expr) -> Iterator[tuple[ast.AST | None, "ast.expr | _Enclosed"]]:
    """The operands of one operator, each behind its operator, in parentheses where they must be."""
    own = binding(node)

    def operand(part: ast.expr, least: int) -> "ast.expr | _Enclosed":
        return part if binding(part) >= least else _Enclosed(part)

    match node:
        case ast.BinOp(left, op, right):
            power = isinstance(op, ast.Pow)
            yield None, operand(left, own + power)
            yield op, operand(right, _SIGNS[ast.USub][1] if power else own + 1)
        case ast.BoolOp(op, values):
            for index, value in enumerate(values):
                yield (op if index else None), operand(value, own + 1)
        case ast.Compare(left, ops, comparators):
            yield None, operand(left, own + 1)
            for sign, right in zip(ops, comparators, strict=True):
                yield sign, operand(right, own + 1)


def _signed(node: ast.UnaryOp) -> "ast.expr | _Enclosed":
    """The operand of a sign, in parentheses where it must be and where it is a power, which binds more tightly."""
    operand = node.operand
    plain = isinstance(operand, ast.UnaryOp) or binding(operand) == _ATOM or isinstance(node.op, ast.Not)
    return operand if plain and binding(operand) >= binding(node) else _Enclosed(operand)


def _flat(
    node: "ast.expr | _Enclosed", op: ast.AST | None = None
) -> Iterator[tuple[ast.AST | None, "ast.expr | _Enclosed"]]:
    """The operands of an expression and of those inside it that are not in parentheses, each behind its operator."""
    if not isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare):
        yield op, node
        return
    for index, (sign, operand) in enumerate(_direct(node)):
        yield from _flat(operand, sign if index else op)


def document(node: "ast.expr | _Enclosed", level: Level) -> Document:
    """An expression in its surroundings."""
    match node:
        case _Enclosed(inner):
            return bracketed("(", document(inner, BRACKETED), ")", level)
        case ast.BinOp() | ast.BoolOp() | ast.Compare():
            return _grouped(_chain(list(_flat(node)), level), level)
        case ast.UnaryOp(op=op):
            return (_SIGNS[type(op)][0], document(_signed(node), level))
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
    enclosed = binding(node) < _ATOM or (isinstance(node, ast.Constant) and isinstance(node.value, int))
    return document(_Enclosed(node) if enclosed else node, level)


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
    last = "," if len(items) == 1 else ""
    return Group((IfBroken("("), Indent((Line(), *separated(items, last))), Line(), IfBroken(")")))


def _arguments(node: ast.Call, level: Level) -> Document:
    if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
        return ast.unparse(node.args[0])
    items = [document(argument, BRACKETED) for argument in node.args]
    items += [(f"{k.arg}=" if k.arg else "**", document(k.value, BRACKETED)) for k in node.keywords]
    return bracketed("(", Group(separated(items)), ")", level) if items else "()"


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


def _chain(operands: list[tuple[ast.AST | None, "ast.expr | _Enclosed"]], level: Level) -> Document:
    """Operands and their operators, broken at the loosest ones first."""
    if len(operands) == 1:
        return document(operands[0][1], level)
    loosest = min(_looseness(op) for op, _ in operands[1:])
    starts = [i for i, (op, _) in enumerate(operands) if i and _looseness(op) == loosest]
    parts: list[Document] = []
    for start, end in zip([0, *starts], [*starts, len(operands)], strict=True):
        piece = operands[start:end]
        if start:
            hugs = loosest == _POWER and _is_simple(operands[start - 1][1]) and _is_simple(piece[0][1])
            blank = _if_broken(" ", "", level) if hugs else " "
            parts += [_break(level, "" if hugs else " "), _sign(piece[0][0]), blank]
        inner = _chain(piece, level)
        parts.append(inner if len(piece) == 1 else _grouped(inner, level))
    return parts


def _looseness(op: ast.AST | None) -> int:
    """How soon an expression breaks at an operator: at `and` as soon as at `or`."""
    return _SIGNS[ast.Or][1] if op is None or isinstance(op, ast.And) else _SIGNS[type(op)][1]


def _sign(op: ast.AST | None) -> str:
    return _SIGNS[type(op)][0] if op else ""


def _is_simple(node: "ast.expr | _Enclosed") -> bool:
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
    def operand(part: ast.expr) -> Document:
        return document(_Enclosed(part) if binding(part) <= _CHOICE else part, level)

    parts: list[Document] = [operand(node.body), _break(level, " "), "if ", operand(node.test), _break(level, " ")]
    last = node.orelse
    return _grouped([*parts, "else ", document(last, level)], level)


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
