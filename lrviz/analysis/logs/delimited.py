"""Reads logs that are tables of text: cells separated by commas, tabs, semicolons or spaces."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from lrviz.analysis.logs.assembly import chunks, new_column, table_of
from lrviz.analysis.logs.numbers import AUTOMATIC, decimal_of, number
from lrviz.analysis.logs.refusal import LogError, check_sizes, listed, shown
from lrviz.analysis.logs.table import Table

Row = tuple[int, list[str]]

_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "spaces"}
_SIGN_OF_COMMENT = re.compile(r"\A(\s*)#[# \t]*(?=[^#\s])")
_FOREIGN = re.compile(r"[|:^~]")
_LOOKED_AT = 60
_UNSURE = 'where digits are grouped as in "1,000" they are read as 1000, a guess: choose decimal commas if it is 1'


def read_delimited(text: str, name: str, decimal: str = AUTOMATIC) -> Table:
    """The log in a table of text, whose first row names the columns unless it holds numbers only.

    Rows of another length than the header, and lines before it, are left out.

    Args:
        text: the table.
        name: of the file.
        decimal: one of `numbers.DECIMALS`.

    Raises:
        LogError: no row has the length of the header, the cells are separated by something else, or there is too much.
    """
    text = _SIGN_OF_COMMENT.sub(r"\1", text)
    before, delimiter = _start(text)
    sign, sure = decimal_of(text, delimiter)
    sign = sign if decimal == AUTOMATIC else decimal
    left_out = dict.fromkeys((line for line, words in before if words.strip()), "")
    names, notes, rows = _headed(_rows(text, delimiter, len(before)), delimiter, sign)
    columns = {column: new_column(column, decimal=sign) for column in names}
    lines: list[int] = []
    for section, chunk in _sections(rows, names, left_out):
        numbers, cells = _transposed(chunk, section, delimiter, left_out)
        for column in section:
            columns.setdefault(column, new_column(column, decimal=sign)).skip(len(lines))
        lines.extend(numbers)
        check_sizes(len(lines), len(columns))
        for column, values in zip(section, cells, strict=True):
            columns[column].add(values, numbers)
    if not lines:
        broken = next(filter(None, left_out.values()), "")
        raise LogError(broken or f"the file has a header, {listed(names)}, and no rows")
    doubts = [_UNSURE] if decimal == AUTOMATIC and not sure else []
    return table_of(columns, lines, name, [*notes, *doubts], left_out)


def _start(text: str) -> tuple[list[tuple[int, str]], str]:
    """The lines before the table, and what separates its cells.

    The table begins at the first line of several cells that is followed by one with as many, most of them numbers.
    """
    lines = list(islice(enumerate(io.StringIO(text, newline=None), start=1), _LOOKED_AT))
    filled = [(place, line) for place, (_, line) in enumerate(lines) if line.strip()]
    for (place, line), (_, following) in pairwise(filled):
        delimiter = _most_frequent(line)
        if (
            delimiter
            and _cells(line, delimiter) == _cells(following, delimiter)
            and _is_of_numbers(following, delimiter)
        ):
            return lines[:place], delimiter
    first = filled[0][1] if filled else next(line for line in io.StringIO(text, newline=None) if line.strip())
    return [], _delimiter(first)


def _cells(line: str, delimiter: str) -> int:
    return len(_split(line, delimiter))


def _split(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return line.split()
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _is_of_numbers(line: str, delimiter: str) -> bool:
    cells = [cell.strip() for cell in _split(line, delimiter) if cell.strip()]
    return 2 * sum(cell.lstrip("+-.")[:1].isdigit() for cell in cells) >= len(cells) > 0


def _most_frequent(line: str) -> str | None:
    """Of tab, semicolon and comma the most frequent one in a line, else spaces; None where there are none either."""
    bare = re.sub(r'"[^"]*"', "", line).strip()
    counts = {delimiter: bare.count(delimiter) for delimiter in "\t;,"}
    best = max(counts, key=counts.__getitem__)
    if counts[best]:
        return best
    return " " if " " in bare else None


def _delimiter(header: str) -> str:
    """What separates the cells of the header; commas where it is one cell.

    Raises:
        LogError: it is one cell that looks as if something else separated it.
    """
    best = _most_frequent(header)
    bare = header.strip()
    if best is None and _FOREIGN.search(bare):
        raise LogError(
            f"the header is one column, {shown(bare)}: cells must be separated by {', '.join(_DELIMITERS.values())}"
        )
    return best or ","


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    """The rows that are not blank, each with the line on which it ends."""
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    if delimiter == " ":
        split = map(str.split, lines)
        yield from ((line, cells) for line, cells in enumerate(split, start=1 + skipped) if cells)
        return
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num + skipped, cells
    except csv.Error as error:
        raise LogError(f"line {reader.line_num + skipped}: {error}; is a quotation mark left open?") from None


def _headed(rows: Iterator[Row], delimiter: str, decimal: str) -> tuple[list[str], list[str], Iterator[Row]]:
    """The names of the columns, what is to be said of them, and the rows below."""
    first = next((row for row in rows if any(map(str.strip, row[1]))), None)
    if first is None:
        raise LogError("the file holds nothing but delimiters: a log has a step and a learning rate in each row")
    check_sizes(0, len(first[1]))
    if _numeric(first[1], decimal):
        return *_names([""] * len(first[1])), chain([first], rows)
    return *_names(first[1]), rows


def _numeric(cells: Sequence[str], decimal: str) -> bool:
    try:
        return bool([number(cell, decimal) for cell in cells])
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


def _sections(rows: Iterator[Row], names: list[str], left_out: dict[int, str]) -> Iterator[tuple[list[str], list[Row]]]:
    """The rows in chunks, each with the names of its columns: another header in the middle names them anew."""
    for chunk in chunks(rows):
        begin = 0
        for place, (line, cells) in enumerate(chunk):
            if cells[0].strip() not in names or _plain(cells) == names or not _is_header(_plain(cells), names):
                continue
            left_out[line] = f"line {line} is another header: from there on the columns are {listed(_plain(cells))}"
            yield names, chunk[begin:place]
            names, begin = _names(cells)[0], place + 1
        yield names, chunk[begin:]


def _is_header(cells: list[str], names: list[str]) -> bool:
    """Whether cells name columns: none is a number, and most of the shorter row stand in the other."""
    numbers = any(cell[:1].isdigit() or cell[:1] in ("-", "+", ".") for cell in cells if cell)
    return not numbers and 2 * len(set(cells) & set(names)) >= min(len(cells), len(names))


def _transposed(
    chunk: list[Row], names: list[str], delimiter: str, left_out: dict[int, str]
) -> tuple[Sequence[int], list[tuple[str, ...]]]:
    """The lines of some rows, and the cells of each column; notes the rows that are none."""
    if any(len(cells) != len(names) or cells[0].strip() == names[0] for _, cells in chunk):
        _leave_out(chunk, names, delimiter, left_out)
        chunk = [row for row in chunk if len(row[1]) == len(names) and row[0] not in left_out]
    if not chunk:
        return (), [() for _ in names]
    lines, rows = zip(*chunk, strict=True)
    return lines, list(zip(*rows, strict=True))


def _leave_out(chunk: list[Row], names: list[str], delimiter: str, left_out: dict[int, str]) -> None:
    """Notes the rows of another length that are not blank, and where the header stands again; the first says why."""
    explained = any(left_out.values())
    for line, cells in chunk:
        if len(cells) == len(names):
            why = f"the header stands again in line {line}" if _plain(cells) == names else ""
        elif any(cell.strip() for cell in cells):
            why = _ragged(line, len(cells), names, delimiter) if not explained else "another length"
        else:
            continue
        if why:
            left_out[line] = "" if explained else why
            explained = True


def _plain(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _ragged(line: int, count: int, names: list[str], delimiter: str) -> str:
    return (
        f"line {line} has {_counted(count)} where the header has {len(names)}, {listed(names)}; "
        f"cells are taken to be separated by {_DELIMITERS[delimiter]}"
    )


def _counted(cells: int) -> str:
    return f"{cells} cell{'' if cells == 1 else 's'}"
