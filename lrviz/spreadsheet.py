"""Tables as comma-separated values: numbers stay numbers, and a spreadsheet shows every text instead of running it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

Cell = str | float | None
"""A text, a number, or nothing."""

_BEGINS = r'(?:[\t\r\n]|[\s"]*[=+\-@＝＋－＠])'
_AT_FRONT = re.compile(_BEGINS)
_AFTER_A_CUT = re.compile(rf"[;\t\r\n](?={_BEGINS})")
"""Spreadsheets of some countries cut a line at its semicolons, even inside quotation marks."""

_QUOTED = re.compile(r'[",;\s]')


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as comma-separated values.

    Args:
        header: a name for each column.
        rows: their cells; a number is written with all its digits, None leaves its cell empty.
    """
    return "".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of `csv_text`, made one by one."""
    return map(row_text, chain((header,), rows))


def row_text(cells: Sequence[Cell]) -> str:
    """One line of a table."""
    return ",".join(map(_written, cells)) + "\n"


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: where it would, an apostrophe stands in front."""
    return ("'" if _AT_FRONT.match(text) else "") + _AFTER_A_CUT.sub(r"\g<0>'", text)


def plain_json(text: str) -> str:
    """JSON with the same meaning in one line without a semicolon, so that a table holds it to the letter."""
    return "".join(line.strip() for line in text.split("\n")).replace(";", "\\u003b")


def _written(cell: Cell) -> str:
    return _text(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


@lru_cache(maxsize=256)
def _text(cell: str) -> str:
    plain = plain_cell(cell)
    return '"' + plain.replace('"', '""') + '"' if _QUOTED.search(plain) else plain
