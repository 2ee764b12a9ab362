"""Reads a number as people write it: with grouped digits, with a decimal comma, in quotes, or as a word for none."""

import math
import re
from collections.abc import Sequence
from typing import Any

AUTOMATIC, POINT, COMMA = "automatic", "point", "comma"
DECIMALS = (AUTOMATIC, POINT, COMMA)
"""How a table may write its decimals."""

_MISSING = frozenset({"", "-", "na", "n/a", "nan", "none", "null"})
_SPACES = "' \u00a0\u2009\u202f"
_GROUPED = {
    POINT: re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[,{_SPACES}]\d{{3}})+(?:\.\d*)?"),
    COMMA: re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[.{_SPACES}]\d{{3}})+(?:,\d*)?"),
}
_NOT_DIGITS = {POINT: re.compile(rf"[,{_SPACES}]"), COMMA: re.compile(rf"[.{_SPACES}]")}
_GROUPED_LINE = {sign: re.compile(f"^{form.pattern}$", re.MULTILINE) for sign, form in _GROUPED.items()}
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:0|\d{4,}),\d|(?<=\d),(?:\d{1,2}|\d{4,})(?![\d,])")
_DECIMAL_POINT = re.compile(r"(?<![\d.,])(?:0|\d{4,})?\.\d|(?<=\d)\.(?:\d{1,2}|\d{4,})(?![\d.])")
_ANY_COMMA = re.compile(r"\d,\d")
_QUOTED = re.compile(r'"[^"\n]{0,40}"')


def number(cell: Any, decimal: str = POINT) -> tuple[float, bool]:
    """The number in a cell, and whether its digits were grouped; NaN where the cell is empty or says there is none.

    Raises:
        TypeError, ValueError: the cell holds something else.
    """
    if cell is None:
        return math.nan, False
    if not isinstance(cell, str):
        return float(cell), False
    text = cell.strip()
    if text.lower() in _MISSING:
        return math.nan, False
    grouped = _GROUPED[decimal].fullmatch(text) is not None
    if grouped:
        text = _NOT_DIGITS[decimal].sub("", text)
    return float(text.replace(",", ".") if decimal == COMMA else text), grouped


def plain_cells(cells: Sequence[str], decimal: str) -> tuple[list[str], int]:
    """The cells as Python writes numbers, where they are numbers, and how many of them had grouped digits.

    Raises:
        ValueError: a cell has several lines.
    """
    joined = "\n".join(cells)
    plain, grouped = _GROUPED_LINE[decimal].subn(lambda found: _NOT_DIGITS[decimal].sub("", found.group()), joined)
    several = (plain.replace(",", ".") if decimal == COMMA else plain).split("\n")
    if len(several) != len(cells):
        raise ValueError
    return several, grouped


def decimal_of(text: str, delimiter: str) -> tuple[str, bool]:
    """How a table writes its decimals, and whether that is sure.

    A comma before one, two or more than three digits, or after a lone 0, is a decimal comma. Three digits behind it
    may be thousands: "1,000" is 1000 where nothing else in the table says that commas are decimal.
    """
    if delimiter == ",":
        text = "\n".join(_QUOTED.findall(text)) if '"' in text else ""
    if not _ANY_COMMA.search(text):
        return POINT, True
    if _DECIMAL_COMMA.search(text):
        return COMMA, True
    return POINT, delimiter == "," or _DECIMAL_POINT.search(text) is not None
