"""Lays out Python statements as ruff's formatter does, from their syntax trees."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence

from lrviz.export.layout.document import INDENT, WIDTH, Document, Group, printed
from lrviz.export.layout.expressions import BRACKETED, bracketed, document, separated, statement_value, target
from lrviz.source import parsed

_QUOTES = '"""'
_AUGMENTED = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.FloorDiv: "//", ast.Mod: "%"}


def laid_out(source: str, indent: int = 0) -> str:
    """Python source in the form in which ruff's formatter leaves it; its comments are lost.

    Args:
        source: statements.
        indent: columns in front of every line.
    """
    return _block(parsed(source).body, indent, top=indent == 0)


def _block(statements: Sequence[ast.stmt], indent: int, top: bool = False, in_class: bool = False) -> str:
    lines: list[str] = []
    before: ast.stmt | None = None
    for statement in statements:
        lines += [""] * _blanks(before, statement, top, in_class)
        lines.append(" " * indent + _statement(statement, indent))
        before = statement
    return "\n".join(lines)


def _blanks(before: ast.stmt | None, after: ast.stmt, top: bool, in_class: bool) -> int:
    """The empty lines between two statements."""
    definitions = (ast.FunctionDef, ast.ClassDef)
    if before is None:
        return 0
    if isinstance(before, definitions) or isinstance(after, definitions):
        return 2 if top else 1
    if isinstance(before, ast.Expr) and in_class:
        return 1
    imports = (ast.Import, ast.ImportFrom)
    return int(isinstance(before, imports) and not isinstance(after, imports))


def _statement(node: ast.stmt, indent: int) -> str:
    match node:
        case ast.Return(value=ast.expr() as value):
            return printed(("return ", statement_value(value)), indent)
        case ast.Assign(targets=targets, value=value):
            return printed((*((target(one), " = ") for one in targets), statement_value(value)), indent)
        case ast.AugAssign(op=op, value=value):
            return printed((target(node.target), f" {_AUGMENTED[type(op)]}= ", statement_value(value)), indent)
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return docstring(text, indent)
        case ast.Expr(value=value):
            return printed(statement_value(value), indent)
        case ast.If():
            return _if(node, indent)
        case ast.For(iter=over):
            return _headed(("for ", target(node.target), " in ", statement_value(over), ":"), node.body, indent)
        case ast.While(test=test):
            return _headed(("while ", statement_value(test), ":"), node.body, indent)
        case ast.With(items=[ast.withitem(context_expr=context, optional_vars=None)]):
            return _headed(("with ", statement_value(context), ":"), node.body, indent)
        case ast.FunctionDef():
            head = ("def ", node.name, _parameters(node.args), ":")
            return _decorated(node.decorator_list, indent) + _headed(head, node.body, indent)
        case ast.ClassDef(bases=bases):
            call = document(ast.Call(ast.Name(node.name), bases, []), BRACKETED) if bases else node.name
            return _decorated(node.decorator_list, indent) + _headed(
                ("class ", call, ":"), node.body, indent, in_class=True
            )
    return ast.unparse(node).replace("\n", "\n" + " " * indent)


def docstring(text: str, indent: int = 0) -> str:
    """A docstring, its long lines wrapped, for a line that the caller has already indented."""
    escaped = inspect.cleandoc(text).replace("\\", "\\\\").replace(_QUOTES, "'''")
    escaped = " " * escaped.startswith('"') + escaped + " " * escaped.endswith('"')
    room = WIDTH - indent - 2 * len(_QUOTES)
    if len(escaped) <= room and "\n" not in escaped:
        return f"{_QUOTES}{escaped}{_QUOTES}"
    lines = [part for line in escaped.split("\n") for part in textwrap.wrap(line, room) or [""]]
    return "\n".join([_QUOTES + lines[0], *(" " * indent + line if line else "" for line in [*lines[1:], _QUOTES])])


def _headed(head: Document, body: Sequence[ast.stmt], indent: int, in_class: bool = False) -> str:
    return f"{printed(head, indent)}\n{_block(body, indent + INDENT, in_class=in_class)}"


def _decorated(decorators: Sequence[ast.expr], indent: int) -> str:
    return "".join(f"@{ast.unparse(decorator)}\n{' ' * indent}" for decorator in decorators)


def _if(node: ast.If, indent: int) -> str:
    text = _headed(("if ", statement_value(node.test), ":"), node.body, indent)
    pad = " " * indent
    match node.orelse:
        case []:
            return text
        case [ast.If() as other]:
            return f"{text}\n{pad}el{_if(other, indent)}"
    return f"{text}\n{pad}else:\n{_block(node.orelse, indent + INDENT)}"


def _parameters(arguments: ast.arguments) -> Document:
    items = list(_each_parameter(arguments))
    return bracketed("(", Group(separated(items)), ")", BRACKETED) if items else "()"


def _each_parameter(arguments: ast.arguments) -> Iterator[Document]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for parameter, default in zip(positional, defaults, strict=True):
        yield _parameter(parameter.arg, default)
    if arguments.vararg or arguments.kwonlyargs:
        yield f"*{arguments.vararg.arg}" if arguments.vararg else "*"
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(parameter.arg, default)
    if arguments.kwarg:
        yield f"**{arguments.kwarg.arg}"


def _parameter(name: str, default: ast.expr | None) -> Document:
    return (f"{name}=", document(default, BRACKETED)) if default else name
