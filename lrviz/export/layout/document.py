"""Prints a document whose groups break into several lines where they do not fit on one, in the way of ruff's formatter.

Source: Wadler's prettier printer, with the elements that ruff's formatter adds to it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

WIDTH = 88
"""The columns that a line may have: ruff's default."""

INDENT = 4


@dataclass(frozen=True)
class Line:
    """A line break where the group around it breaks, else `flat`."""

    flat: str = ""


@dataclass(frozen=True, eq=False)
class Group:
    """What stands on one line if it fits, and else breaks at its lines.

    Attributes:
        content: what it holds.
        within: a group that must be broken for this one to count; in a flat one its content stands without it.
    """

    content: "Document"
    within: "Group | None" = None


@dataclass(frozen=True)
class Indent:
    """Content whose lines are indented; with `group` only where that group breaks."""

    content: "Document"
    group: "Group | None" = None


@dataclass(frozen=True)
class IfBroken:
    """One document where a group breaks, the other where it does not; without `group` the one around it is asked."""

    broken: "Document"
    flat: "Document" = ""
    group: "Group | None" = None


@dataclass(frozen=True)
class Expandable:
    """Brackets that may break without the group of optional parentheses around them breaking."""

    content: "Document"
    group: Group


Document: TypeAlias = str | Line | Group | Indent | IfBroken | Expandable | Sequence["Document"]


@dataclass(frozen=True)
class _Task:
    document: Document
    indent: int
    broken: bool
    every_line: bool = False


@dataclass
class _Printer:
    column: int
    text: list[str] = field(default_factory=list)
    rest: list[_Task] = field(default_factory=list)
    broken: dict[int, bool] = field(default_factory=dict)
    measured: bool = False

    def print(self, document: Document, indent: int) -> str:
        self.rest.append(_Task(document, indent, True))
        while self.rest:
            task = self.rest.pop()
            match task.document:
                case str() as text:
                    self._write(text)
                case Line(flat):
                    self._line(flat, task)
                case Group():
                    self.rest.append(self._entered(task))
                case _:
                    if isinstance(task.document, Expandable) and not self.broken[id(task.document.group)]:
                        self.measured = False
                    self.rest.extend(reversed(self._inner(task)))
        return "".join(self.text)

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.column += width(text)

    def _line(self, flat: str, task: _Task) -> None:
        if not task.broken:
            self._write(flat)
            return
        self.text.append("\n" + " " * task.indent)
        self.column = task.indent
        self.measured = False

    def _entered(self, task: _Task) -> _Task:
        """The content of a group, flat if it fits."""
        group = task.document
        assert isinstance(group, Group)
        if group.within and not self.broken[id(group.within)]:
            return _Task(group.content, task.indent, task.broken)
        breaks = False
        if task.broken or not self.measured:
            self.measured, self.broken[id(group)] = True, False
            breaks = not self._fits(_Task(group.content, task.indent, False))
        self.broken[id(group)] = breaks
        return _Task(group.content, task.indent, breaks)

    def _inner(self, task: _Task) -> list[_Task]:
        """What an element that is no text, line or group consists of."""
        document, indent, broken = task.document, task.indent, task.broken
        match document:
            case Indent(content, group):
                deeper = group is None or self.broken[id(group)]
                return [_Task(content, indent + INDENT * deeper, broken, task.every_line)]
            case IfBroken(if_broken, if_flat, group):
                chosen = if_broken if (broken if group is None else self.broken[id(group)]) else if_flat
                return [_Task(chosen, indent, broken, task.every_line)]
            case Expandable(content):
                return [_Task(content, indent, broken, task.every_line)]
            case str() | Line() | Group():
                raise TypeError(f"expected an element with others inside, got {document!r}")
            case _:
                return [_Task(part, indent, broken, task.every_line) for part in document]

    def _fits(self, first: _Task) -> bool:
        """Whether a task and what follows it up to the next line break fit."""
        tasks, after, column = [first], len(self.rest), self.column
        while tasks or after:
            if not tasks:
                after -= 1
                tasks.append(self.rest[after])
            task = tasks.pop()
            match task.document:
                case Line() if task.broken:
                    if not task.every_line:
                        return True
                    column = task.indent
                case Line(text) | (str() as text):
                    column += width(text)
                    if column > WIDTH:
                        return False
                case Group(content, within):
                    if not within or self.broken[id(within)]:
                        self.broken[id(task.document)] = task.broken
                    tasks.append(_Task(content, task.indent, task.broken, task.every_line))
                case Expandable(content, group) if not task.broken and not self.broken[id(group)]:
                    tasks.append(_Task(content, task.indent, True, True))
                case _:
                    tasks.extend(reversed(self._inner(task)))
        return True


def printed(document: Document, indent: int = 0) -> str:
    """The text of a document, whose first line the caller has already indented by `indent` columns."""
    return _Printer(indent).print(document, indent)


def width(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() else sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
