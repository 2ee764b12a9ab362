"""Reads logs in JSON: lines of objects, lists of objects, Hugging Face's trainer_state.json, TensorBoard's lists."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lrviz.analysis.logs.assembly import Column, chunks, new_column, table_of
from lrviz.analysis.logs.refusal import LogError, check_sizes, listed, shown
from lrviz.analysis.logs.table import Table

Record = dict[str, Any]

DECODER = json.JSONDecoder(parse_int=float)  # no limit on digits, and what overflows is inf
_SPACE = re.compile(r"[ \t\r\n]*")
_TENSORBOARD = ("Wall time", "Step", "Value")
_HISTORY = "log_history"
_HISTORY_LIST = re.compile(rf'"{_HISTORY}"\s*:\s*\[')
_HEAD = 100_000
_LONGEST_LIST = 8
_DEEPEST = 3
_ABSENT = float("nan")
_NESTED = frozenset({dict, list})


def read_json(text: str, name: str) -> Table:
    """The log in JSON or JSON lines; lines that are no JSON, and what follows a cut, are left out.

    Raises:
        LogError: it is not JSON, or not a list of rows; the message names the line.
    """
    left_out: dict[int, str] = {}
    try:
        return tabled(_numbered(_positioned(text, left_out), text), name, left_out)
    except json.JSONDecodeError as error:
        raise NotJSONError(_complaint(error)) from None
    except RecursionError:
        raise NotJSONError("the JSON is nested too deeply: a log is a list of flat objects") from None


class NotJSONError(LogError):
    """The text is not JSON."""


def _complaint(error: json.JSONDecodeError) -> str:
    return f"line {error.lineno}, character {error.colno} is not JSON: {error.msg}"


def tabled(items: Iterator[tuple[int, Any]], name: str, left_out: dict[int, str]) -> Table:
    """The table whose rows are objects, or lists as TensorBoard writes them.

    Args:
        items: the line of each row, and the row.
        name: of the file.
        left_out: the lines that are none, each with the reason; what turns out to be none is added.

    Raises:
        LogError: there is no row, or there are too many.
    """
    columns: dict[str, Column] = {}
    lines: list[int] = []
    for chunk in chunks(items):
        rows = [(line, record) for line, value in chunk if (record := _record(value, line, left_out)) is not None]
        numbers, records = [line for line, _ in rows], [record for _, record in rows]
        new = dict.fromkeys(key for record in records for key in record if key not in columns)
        check_sizes(len(lines) + len(records), len(columns) + len(new))
        columns.update({key: new_column(key, rows_before=len(lines)) for key in new})
        lines.extend(numbers)
        for key, column in columns.items():
            column.add([record.get(key, _ABSENT) for record in records], numbers)
    if not columns:
        broken = next(filter(None, left_out.values()), "")
        raise LogError(broken or "the JSON holds no rows: a log is a list of objects, or an object on each line")
    return table_of(columns, lines, name, (), left_out)


def _numbered(items: Iterator[tuple[int, Any]], text: str) -> Iterator[tuple[int, Any]]:
    """The items with their lines in place of their positions, which rise."""
    line, counted = 1, 0
    for position, item in items:
        line += text.count("\n", counted, position)
        counted = position
        yield line, item


def _positioned(text: str, left_out: dict[int, str]) -> Iterator[tuple[int, Any]]:
    """The rows of a log, each with the position of its first character."""
    start = _skipped(text, 0)
    if text[start] == "[" and _is_table(text, start):
        return _elements(text, start, left_out)
    try:
        value, end = DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        history = _HISTORY_LIST.search(text, 0, _HEAD)
        if history is None:
            raise
        return _elements(text, history.end() - 1, left_out)
    if _skipped(text, end) < len(text):
        return _lines(text, left_out)
    if isinstance(value, dict) and isinstance(value.get(_HISTORY), list):
        return _elements(text, _member(text, start, _HISTORY), left_out)
    if isinstance(value, dict) and value and all(isinstance(column, list) for column in value.values()):
        return _rows_of(value, start)
    return iter([(start, value)])


def _is_table(text: str, start: int) -> bool:
    """Whether a list holds rows; else it is itself the first of many, or of one."""
    first = _skipped(text, start + 1)
    return text[first : first + 1] in ("[", "{", "]")


def _lines(text: str, left_out: dict[int, str]) -> Iterator[tuple[int, Any]]:
    """Values one after the other, usually one on each line; a line that is none is left out."""
    position = _skipped(text, 0)
    while position < len(text):
        try:
            value, end = DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            line = text.count("\n", 0, position) + 1
            left_out[line] = _complaint(error) if text[position] in "[{" else ""
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
        else:
            yield position, value
        position = _skipped(text, end)


def _elements(text: str, start: int, left_out: dict[int, str]) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at `start`; what follows it must be blank or belong to an outer object.

    A list that is cut off has the elements before the cut.
    """
    position = first = _skipped(text, start + 1)
    while text[position : position + 1] != "]":
        try:
            value, end = DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            if position == first:
                raise
            left_out[error.lineno] = f"{_complaint(error)}; what follows is not read"
            return
        yield position, value
        position = _skipped(text, end)
        if text[position : position + 1] == ",":
            position = _skipped(text, position + 1)
        elif position == len(text):
            left_out[text.count("\n") + 1] = "the list of the JSON is cut off at its end"
            return
        elif text[position : position + 1] != "]":
            raise json.JSONDecodeError("a comma or the end of the list is missing", text, position)
    rest = _skipped(text, position + 1)
    if start == _skipped(text, 0) and rest < len(text):
        raise json.JSONDecodeError("the list has ended, and more follows", text, rest)


def _member(text: str, start: int, wanted: str) -> int:
    """The position of a member's value in the object that begins at `start`, which is known to be sound."""
    position = _skipped(text, start + 1)
    found = position
    while text[position] != "}":
        key, end = DECODER.raw_decode(text, position)
        value = _skipped(text, _skipped(text, end) + 1)
        found = value if key == wanted else found
        position = _skipped(text, DECODER.raw_decode(text, value)[1])
        position = _skipped(text, position + 1) if text[position] == "," else position
    return found


def _rows_of(columns: Mapping[str, list[Any]], start: int) -> Iterator[tuple[int, Any]]:
    """The rows of an object that holds one list for each column."""
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        words = ", ".join(f"{shown(key)} {length:,}" for key, length in list(lengths.items())[:20])
        raise LogError(f"the lists of the JSON object must be equally long, got {words}")
    return ((start, dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))


def _record(value: Any, line: int, left_out: dict[int, str]) -> Record | None:
    """One row as flat names and values; None where it is no row."""
    if isinstance(value, list):
        names = _TENSORBOARD if len(value) == 3 else [f"column {place}" for place in range(1, len(value) + 1)]
        value = dict(zip(names, value, strict=True))
    if not isinstance(value, dict):
        example = listed(["step", "lr"])
        left_out[line] = f"line {line}: {shown(json.dumps(value))} is not a row: an object such as {example}"
        return None
    if not _NESTED.isdisjoint(map(type, value.values())):
        return dict(_flat(value, "", 1))
    return value


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Objects inside as outer/inner, short lists, as of a rate for each parameter group, as name[0], name[1]."""
    if isinstance(value, dict) and depth <= _DEEPEST:
        for key, inner in value.items():
            yield from _flat(inner, f"{name}/{key}" if name else key, depth + 1)
    elif isinstance(value, list) and len(value) <= _LONGEST_LIST and depth <= _DEEPEST:
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{name}[{place}]", depth + 1)
    else:
        yield name, value


def _skipped(text: str, position: int) -> int:
    """The position of the next character that is not white space."""
    blank = _SPACE.match(text, position)
    return blank.end() if blank else position
