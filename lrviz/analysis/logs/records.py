"""Reads logs in JSON: lines of objects, lists of objects, Hugging Face's trainer_state.json, TensorBoard's lists."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from lrviz.analysis.logs.assembly import Column, chunks, log_of
from lrviz.analysis.logs.log import Log
from lrviz.analysis.logs.refusal import LogError, check_sizes, listed, shown

Record = dict[str, Any]

_DECODER = json.JSONDecoder(parse_int=float)  # no limit on digits, and what overflows is inf
_SPACE = re.compile(r"[ \t\r\n]*")
_TENSORBOARD = ("Wall time", "Step", "Value")
_HISTORY = "log_history"
_LONGEST_LIST = 8
_DEEPEST = 3
_ABSENT = float("nan")


def read_json(text: str, name: str) -> Log:
    """The log in JSON or JSON lines.

    Raises:
        LogError: it is not JSON, or not a list of rows; the message names the line.
    """
    try:
        return _tabled(_positioned(text), text, name)
    except json.JSONDecodeError as error:
        raise LogError(f"line {error.lineno}, character {error.colno} is not JSON: {error.msg}") from None
    except RecursionError:
        raise LogError("the JSON is nested too deeply: a log is a list of flat objects") from None


def _tabled(items: Iterator[tuple[int, Any]], text: str, name: str) -> Log:
    columns: dict[str, Column] = {}
    lines: list[int] = []
    for chunk in chunks(_numbered(items, text)):
        numbers = [line for line, _ in chunk]
        records = [_record(value, line) for line, value in chunk]
        new = dict.fromkeys(key for record in records for key in record if key not in columns)
        check_sizes(len(lines) + len(chunk), len(columns) + len(new))
        columns.update({key: Column(rows_before=len(lines)) for key in new})
        lines.extend(numbers)
        for key, column in columns.items():
            column.add([record.get(key, _ABSENT) for record in records], numbers)
    if not columns:
        raise LogError("the JSON holds no rows: a log is a list of objects, or an object on each line")
    return log_of(columns, lines, name)


def _numbered(items: Iterator[tuple[int, Any]], text: str) -> Iterator[tuple[int, Any]]:
    """The items with their lines in place of their positions, which rise."""
    line, counted = 1, 0
    for position, item in items:
        line += text.count("\n", counted, position)
        counted = position
        yield line, item


def _positioned(text: str) -> Iterator[tuple[int, Any]]:
    """The rows of a log, each with the position of its first character."""
    start = _skipped(text, 0)
    if text[start] == "[" and _is_table(text, start):
        return _elements(text, start)
    value, end = _DECODER.raw_decode(text, start)
    if _skipped(text, end) < len(text):
        return _lines(text)
    if isinstance(value, dict) and isinstance(value.get(_HISTORY), list):
        return _elements(text, _member(text, start, _HISTORY))
    if isinstance(value, dict) and value and all(isinstance(column, list) for column in value.values()):
        return _rows_of(value, start)
    return iter([(start, value)])


def _is_table(text: str, start: int) -> bool:
    """Whether a list holds rows; else it is itself the first of many, or of one."""
    first = _skipped(text, start + 1)
    return text[first : first + 1] in ("[", "{", "]")


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    """Values one after the other, usually one on each line."""
    position = _skipped(text, 0)
    while position < len(text):
        value, end = _DECODER.raw_decode(text, position)
        yield position, value
        position = _skipped(text, end)


def _elements(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at `start`; what follows it must be blank or belong to an outer object."""
    position = _skipped(text, start + 1)
    while text[position : position + 1] != "]":
        value, end = _DECODER.raw_decode(text, position)
        yield position, value
        position = _skipped(text, end)
        if text[position : position + 1] == ",":
            position = _skipped(text, position + 1)
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
        key, end = _DECODER.raw_decode(text, position)
        value = _skipped(text, _skipped(text, end) + 1)
        found = value if key == wanted else found
        position = _skipped(text, _DECODER.raw_decode(text, value)[1])
        position = _skipped(text, position + 1) if text[position] == "," else position
    return found


def _rows_of(columns: Mapping[str, list[Any]], start: int) -> Iterator[tuple[int, Any]]:
    """The rows of an object that holds one list for each column."""
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        words = ", ".join(f"{shown(key)} {length:,}" for key, length in list(lengths.items())[:20])
        raise LogError(f"the lists of the JSON object must be equally long, got {words}")
    return ((start, dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))


def _record(value: Any, line: int) -> Record:
    """One row as flat names and values."""
    if isinstance(value, list):
        names = _TENSORBOARD if len(value) == 3 else [f"column {place}" for place in range(1, len(value) + 1)]
        value = dict(zip(names, value, strict=True))
    if not isinstance(value, dict):
        _refuse(value, line)
    if any(isinstance(part, dict | list) for part in value.values()):
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


def _refuse(value: Any, line: int) -> NoReturn:
    raise LogError(f"line {line}: {shown(json.dumps(value))} is not a row: an object such as {listed(['step', 'lr'])}")


def _skipped(text: str, position: int) -> int:
    """The position of the next character that is not white space."""
    blank = _SPACE.match(text, position)
    return blank.end() if blank else position
