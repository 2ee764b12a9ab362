"""Lays out exported Python code: sorts its imports and breaks long expressions into several lines."""

import ast
import re
from collections.abc import Callable, Iterable, Sequence

WIDTH = 88
_STANDARD_LIBRARY = ("functools", "itertools", "json", "math")


def is_import(definition: str) -> bool:
    """Whether a definition that a schedule needs is an import."""
    return definition.lstrip().startswith(("import ", "from "))


def imports(lines: Iterable[str], body: str) -> str:
    """The imports, those of the standard library first, with numpy where `body` uses it."""
    lines = set(lines)
    if re.search(r"\bnp\.", body):
        lines.add("import numpy as np")
    standard = {line for line in lines if line.split()[1].split(".")[0] in _STANDARD_LIBRARY}
    return "\n".join([*sorted(standard), "", *sorted(lines - standard)]).strip("\n")


def indented(lines: Sequence[str], by: int) -> list[str]:
    """The lines, each behind `by` spaces."""
    return [" " * by + line for line in lines]


def assignment(name: str, expression: str, indent: int = 4) -> str:
    """`name = expression`, on as many lines as it needs."""
    head = f"{' ' * indent}{name} = "
    return head + wrapped(expression, indent, len(head))


def wrapped(expression: str, indent: int, taken: int) -> str:
    """The same expression, with one argument or item a line where it does not fit after `taken` columns."""
    if taken + len(expression) <= WIDTH or expression.startswith("None"):
        return expression
    node = ast.parse(expression, mode="eval").body

    def source(part: ast.expr) -> str:
        return ast.get_source_segment(expression, part) or ""

    if isinstance(node, ast.Call):
        named = [("**" if k.arg is None else f"{k.arg}=") for k in node.keywords]
        items = [("", a) for a in node.args] + list(zip(named, (k.value for k in node.keywords), strict=True))
        return _bracketed(source(node.func) + "(", items, ")", source, indent)
    if isinstance(node, ast.List | ast.Tuple):
        opening, closing = "[]" if isinstance(node, ast.List) else "()"
        return _bracketed(opening, [("", item) for item in node.elts], closing, source, indent)
    if isinstance(node, ast.Dict):
        keys = [f"{source(key)}: " if key else "**" for key in node.keys]
        return _bracketed("{", list(zip(keys, node.values, strict=True)), "}", source, indent)
    if isinstance(node, ast.Lambda):
        head = expression.removesuffix(source(node.body))
        return head + wrapped(source(node.body), indent, taken + len(head))
    return expression


def _bracketed(
    opening: str, items: Sequence[tuple[str, ast.expr]], closing: str, source: Callable[[ast.expr], str], indent: int
) -> str:
    pad = " " * (indent + 4)
    lines = [f"{pad}{name}{wrapped(source(item), indent + 4, indent + 5 + len(name))}," for name, item in items]
    return "\n".join([opening, *lines, " " * indent + closing])
