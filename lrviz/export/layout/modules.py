"""Puts together the parts of an exported script: its heading, the imports that it uses, and its definitions."""

import ast
import sys
from collections.abc import Iterable, Sequence

from lrviz.export.layout.document import WIDTH, width
from lrviz.export.layout.expressions import quoted
from lrviz.export.layout.statements import docstring, laid_out
from lrviz.source import Code, parsed

_ALWAYS_AT_HAND = ("import io", "import json", "import math", "import numpy as np", "import torch")


def script(says: str, parts: Iterable[str], codes: Sequence[Code]) -> str:
    """A whole script.

    Args:
        says: the first paragraphs of its docstring.
        parts: what stands in it, in order and laid out; empty ones are left out.
        codes: the code whose imports it may need.
    """
    body = "\n\n\n".join(part.strip("\n") for part in parts if part)
    head = _imports([*_ALWAYS_AT_HAND, *_imported(codes)], body)
    heading = docstring(f"{says}\n\nWritten by lrviz. Needs: pip install {' '.join(_packages(codes, head))}")
    return f"{heading}\n\n{head}\n\n{body}\n"


def snippet(parts: Sequence[str], codes: Sequence[Code] = ()) -> str:
    """Parts of a script, laid out, behind the imports that they use.

    Args:
        parts: what stands in it, in order.
        codes: the code whose imports it may need.
    """
    body = "\n\n\n".join(part.strip("\n") for part in parts)
    head = _imports([*_ALWAYS_AT_HAND, *_imported(codes)], body)
    gap = "\n\n\n" if body.startswith(("def ", "class ", "@")) else "\n\n"
    return f"{head}{gap}{body}\n"


def definitions(codes: Sequence[Code]) -> list[str]:
    """The functions and classes that code needs, each once and laid out."""
    every = dict.fromkeys(definition for code in codes for definition in code.definitions)
    return [laid_out(definition) for definition in every if not _imports_in(definition)]


def _imported(codes: Sequence[Code]) -> list[str]:
    return [line for code in codes for definition in code.definitions for line in _imports_in(definition)]


def _imports_in(definition: str) -> list[str]:
    """The lines of a definition that is made of imports."""
    lines = [line for line in definition.splitlines() if line]
    return lines if lines and lines[0].startswith(("import ", "from ")) else []


def _imports(lines: Iterable[str], body: str) -> str:
    """The imports that `body` uses, those of the standard library first."""
    names = {node.id for node in ast.walk(parsed(body)) if isinstance(node, ast.Name)}
    used = {line for line in lines if line.split()[-1].split(".")[0] in names}
    standard = {line for line in used if line.split()[1].split(".")[0] in sys.stdlib_module_names}
    groups = [sorted(group, key=_import_order) for group in (standard, used - standard)]
    return "\n".join([*groups[0], "", *groups[1]]).strip("\n")


def _import_order(line: str) -> tuple[bool, str]:
    """Whole modules come before names from modules."""
    return line.startswith("from "), line


def _packages(codes: Sequence[Code], head: str) -> list[str]:
    """What pip must install."""
    found = ["torch", *(["numpy"] if "import numpy" in head else []), *(code.package for code in codes)]
    return [package for package in dict.fromkeys(found) if package]


def indented(lines: Sequence[str], by: int) -> list[str]:
    """The lines, each behind `by` spaces."""
    return [" " * by + line if line else "" for line in lines]


def table_row(text: str, names: Sequence[str]) -> list[str]:
    """The lines of a tuple of a text and names as an item of a list, the text in pieces where it is long."""
    whole = f"    ({quoted(text)}, {', '.join(names)}),"
    if width(whole) <= WIDTH:
        return [whole]
    pieces = _pieces(text, WIDTH - 9)
    lines = [*pieces[:-1], f"{pieces[-1]},", *(f"{name}," for name in names)]
    return ["    (", *indented(lines, 8), "    ),"]


def _pieces(text: str, room: int) -> list[str]:
    """A text as string literals that fit, one after the other."""
    if width(quoted(text)) <= room:
        return [quoted(text)]
    size = next(size for size in range(len(text), 0, -1) if width(quoted(text[:size])) <= room)
    size = text.rfind(" ", 1, size) + 1 or size
    return [quoted(text[:size]), *_pieces(text[size:], room)]
