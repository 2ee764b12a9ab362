"""Reads logs that are tables of text: cells separated by commas, tabs, semicolons or spaces."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from lrviz.analysis.logs.assembly import Column, chunks, log_of, number
from lrviz.analysis.logs.log import Log
from lrviz.analysis.logs.refusal import LogError, check_sizes, listed, shown

Row = tuple[int, list[str]]

_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "spaces"}
_SIGN_OF_COMMENT = re.compile(r"\A(\s*)#[# \t]*(?=[^#\s])")
_FOREIGN = re.compile(r"[|:^~]")


def read_delimited(text: str, name: str) -> Log:
    """The log in a table of text, whose first row names the columns unless it holds numbers only.

    Raises:
        LogError: the rows differ in length, the cells are separated by something else, or there is too much.
    """
    text = _SIGN_OF_COMMENT.sub(r"\1", text)
    delimiter = _delimiter(next(line for line in io.StringIO(text) if line.strip()))
    names, notes, rows = _headed(_rows(text, delimiter), delimiter)
    columns = {column: Column(decimal_comma=delimiter == ";") for column in names}
    lines: list[int] = []
    for chunk in chunks(rows):
        numbers, cells = _transposed(chunk, names, delimiter)
        lines.extend(numbers)
        check_sizes(len(lines), len(names))
        for column, values in zip(columns.values(), cells, strict=True):
            column.add(values, numbers)
    if not lines:
        raise LogError(f"the file has a header, {listed(names)}, and no rows")
    return log_of(columns, lines, name, notes)


def _delimiter(header: str) -> str:
    """What separates the cells: of tab, semicolon and comma the most frequent one in the header, else spaces."""
    bare = re.sub(r'"[^"]*"', "", header).strip()
    counts = {delimiter: bare.count(delimiter) for delimiter in "\t;,"}
    best = max(counts, key=counts.__getitem__)
    if counts[best]:
        return best
    if " " not in bare and _FOREIGN.search(bare):
        raise LogError(
            f"the header is one column, {shown(bare)}: cells must be separated by {', '.join(_DELIMITERS.values())}"
        )
    return " " if " " in bare else ","


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows that are not blank, each with the line on which it ends."""
    lines = io.StringIO(text, newline="")
    if delimiter == " ":
        split = map(str.split, lines)
        yield from ((line, cells) for line, cells in enumerate(split, start=1) if cells)
        return
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise LogError(f"line {reader.line_num}: {error}; is a quotation mark left open?") from None


def _headed(rows: Iterator[Row], delimiter: str) -> tuple[list[str], list[str], Iterator[Row]]:
    """The names of the columns, what is to be said of them, and the rows below."""
    first = next((row for row in rows if any(map(str.strip, row[1]))), None)
    if first is None:
        raise LogError("the file holds nothing but delimiters: a log has a step and a learning rate in each row")
    check_sizes(0, len(first[1]))
    if _numeric(first[1], delimiter):
        return *_names([""] * len(first[1])), chain([first], rows)
    return *_names(first[1]), rows


def _numeric(cells: Sequence[str], delimiter: str) -> bool:
    try:
        return bool([number(cell, delimiter == ";") for cell in cells])
    except ValueError:
        return False


def _names(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names for the columns, all different, and what is to be said of them."""
    names: dict[str, None] = {}
    notes = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        if name in names:
            notes.append(f"the header names {shown(name)} twice; the one in column {place} bears its number")
            name = f"{name} (column {place})"
        names[name] = None
    return list(names), notes


def _transposed(chunk: list[Row], names: list[str], delimiter: str) -> tuple[Sequence[int], list[tuple[str, ...]]]:
    """The lines of some rows, and the cells of each column."""
    if any(len(cells) != len(names) for _, cells in chunk):
        _refuse_ragged(chunk, names, delimiter)
        chunk = [row for row in chunk if len(row[1]) == len(names)]
    if not chunk:
        return (), [() for _ in names]
    lines, rows = zip(*chunk, strict=True)
    return lines, list(zip(*rows, strict=True))


def _refuse_ragged(chunk: list[Row], names: list[str], delimiter: str) -> None:
    """Refuses the first row of another length that is not blank."""
    for line, cells in chunk:
        if len(cells) != len(names) and any(cell.strip() for cell in cells):
            raise LogError(
                f"line {line} has {_counted(len(cells))} where the header has {len(names)}, {listed(names)}; "
                f"cells are taken to be separated by {_DELIMITERS[delimiter]}"
            )


def _counted(cells: int) -> str:
    return f"{cells} cell{'' if cells == 1 else 's'}"
