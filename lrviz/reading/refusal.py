"""What is said of a pasted text that cannot be read: the line, the column, and why."""

from dataclasses import dataclass

_LONGEST_LINE = 100


class PasteError(ValueError):
    """A pasted text cannot be read; the message says where and why."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a text: its line and column, both from 1."""

    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


def refused(text: str, place: Place, why: str) -> PasteError:
    """The error for a place in a text, with the line that it stands in and a mark under the place."""
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    begin = max(0, place.column - 1 - _LONGEST_LINE // 2)
    shown = line[begin : begin + _LONGEST_LINE].replace("\t", " ")
    mark = " " * min(place.column - 1 - begin, len(shown)) + "^"
    pointing = f"\n{shown}\n{mark}" if shown.strip() else ""
    return PasteError(f"{str(place).capitalize()}: {why}{pointing}")
