"""Reads logs that were printed: lines of names and numbers, or of objects of Python or JSON, between lines of text."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, TypeAlias

import numpy as np

from lrviz.analysis.logs.assembly import Column, table_of
from lrviz.analysis.logs.blocks import joined_blocks
from lrviz.analysis.logs.forms import fields_of
from lrviz.analysis.logs.records import DECODER, tabled
from lrviz.analysis.logs.refusal import LogError, check_sizes
from lrviz.analysis.logs.shapes import Shapes
from lrviz.analysis.logs.table import Table
from lrviz.source import parsed_expression

Way: TypeAlias = Callable[[str, int], list[Any]]

_OBJECT = re.compile(r"\{\s*[\"'][^\"'\n]{1,80}[\"']\s*:")
_BARE = re.compile(r"[\s\d.,;:+\-\"'eEnaifNAIF]*")
_SAMPLE = 600
_TOGETHER = 4
_LONGEST_OBJECT = 2_000_000
_LONGEST_LITERAL = 5_000
_MOST_IN_VAIN = 10_000
_NUMPY = re.compile(r"\b(?:np|numpy|torch|jnp)?\.?(?:float|int|bfloat|tensor|array|Array)\d*\(([^(),]*)[^()]*\)")
_WORDS = {"None": "null", "True": "true", "False": "false", "nan": "NaN", "inf": "Infinity"}
_WORD = re.compile(rf"(?<=[\s:\[-])(?:{'|'.join(_WORDS)})(?=[\s,}}\]])")


def split_lines(text: str) -> list[str]:
    """The lines of a text; only where it has no other ends of line does a carriage return end one."""
    return (text if "\n" in text else text.replace("\r", "\n")).split("\n")


def printed_share(text: str) -> tuple[float, float, float]:
    """Which share of a sample of the lines hold an object, which names with numbers, and which nothing but numbers."""
    lines = split_lines(text)
    starts = range(0, len(lines), max(_TOGETHER, _TOGETHER * len(lines) // _SAMPLE))
    sample = [line[-4_000:] for start in starts for line in lines[start : start + _TOGETHER] if line.strip()]
    objects = [line for line in sample if _OBJECT.search(line)]
    rest = [line for line in sample if not _OBJECT.search(line)]
    bare = [line for line in rest if _BARE.fullmatch(line)]
    pairs = [line for line in rest if not _BARE.fullmatch(line) and any(map(fields_of, line.split("\r")))]
    whole = max(len(sample), 1)
    return len(objects) / whole, len(pairs) / whole, len(bare) / whole


def read_objects(text: str, name: str) -> Table:
    """The log in lines, some of which hold an object in JSON or as Python prints it.

    Raises:
        LogError: no line does, or there are too many.
    """
    left_out: dict[int, str] = {}
    lines = split_lines(text)
    return tabled(_objects(lines, left_out), name, left_out)


def _objects(lines: list[str], left_out: dict[int, str]) -> Iterator[tuple[int, Any]]:
    """The objects with their lines. After thousands of lines in vain the slow way to read one is given up."""
    ways: list[Way] = [_json, _quoted, _literal]
    in_vain = 0
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        found = _found(line, ways)
        for value in found:
            yield from ((number, row) for row in _rows(value))
        in_vain = 0 if found else in_vain + ("{" in line)
        if not found:
            left_out[number] = _why(line, number) if in_vain == 1 else ""
        if in_vain == _MOST_IN_VAIN:
            ways = [way for way in ways if way is not _literal]


def _found(line: str, ways: list[Way]) -> list[Any]:
    """The objects of a line by the first way to read them that finds some, which is then tried first."""
    start = line.find("{") if len(line) <= _LONGEST_OBJECT else -1
    for way in ways if start >= 0 else ():
        found = way(line, start)
        if found:
            if way is not ways[0] and way is not _literal:
                ways.sort(key=lambda other: other is not way)
            return found
    return []


def _rows(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An object as a row, or as many rows where it holds a list for each column."""
    if all(isinstance(column, list) for column in value.values()):
        yield from (dict(zip(value, row, strict=False)) for row in zip_longest(*value.values()))
    else:
        yield value


def _json(line: str, start: int) -> list[Any]:
    """The objects of a line from a place on; none where the first of them is not JSON."""
    values = []
    try:
        while start >= 0:
            value, end = DECODER.raw_decode(line, start)
            if isinstance(value, dict) and value:
                values.append(value)
            start = line.find("{", end)
    except (json.JSONDecodeError, RecursionError):
        pass
    return values


def _quoted(line: str, start: int) -> list[Any]:
    """Dictionaries as Python prints them, all of whose words stand in plain quotes."""
    return [] if '"' in line or "\\" in line else _json(line.replace("'", '"'), start)


def _literal(line: str, start: int) -> list[Any]:
    """Dictionaries as Python prints them, with its words for numbers and none; they are read, never executed."""
    text = _NUMPY.sub(r"\1", line[start : line.rfind("}") + 1])
    values = _quoted(_WORD.sub(lambda found: _WORDS[found.group()], text), 0)
    if values or len(text) > _LONGEST_LITERAL:
        return values
    try:
        value = ast.literal_eval(parsed_expression(text))
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return []
    return [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, dict) and one]


def _why(line: str, number: int) -> str:
    """What is wrong with a line that begins an object; empty for plain text."""
    if not _OBJECT.search(line):
        return ""
    start = line.find("{")
    try:
        DECODER.raw_decode(line, start)
    except json.JSONDecodeError as error:
        return f"line {number}, character {error.colno} is not JSON: {error.msg}"
    except RecursionError:
        return f"line {number}: the JSON is nested too deeply"
    return ""


def read_pairs(text: str, name: str) -> Table:
    """The log in lines of names and numbers.

    Raises:
        LogError: no line is one, or there are too many.
    """
    shapes, left_out = Shapes(), dict[int, str]()
    for number, line in enumerate(split_lines(text), start=1):
        if not line or line.isspace():
            continue
        pieces = line.split("\r") if "\r" in line else (line,)
        if not sum(shapes.read(piece, number) for piece in pieces if piece):
            left_out[number] = ""
    if not text.endswith("\n"):
        left_out |= shapes.without_cut()
    if not shapes.all:
        raise LogError("no line holds a step, a learning rate or a loss with its name")
    return joined_blocks(_assembled(shapes, name, left_out))


def _assembled(shapes: Shapes, name: str, left_out: dict[int, str]) -> Table:
    """The table whose rows are the lines of all shapes, in the order of the file."""
    names = list(dict.fromkeys(key for shape in shapes.all for key in shape.keys))
    lines = np.concatenate([np.array(shape.lines, dtype=np.int64) for shape in shapes.all])
    order = np.argsort(lines, kind="stable")
    check_sizes(len(lines), len(names))
    starts = np.cumsum([0, *(len(shape.lines) for shape in shapes.all)])
    columns = {}
    for key in names:
        columns[key] = Column()
        for shape, start in zip(shapes.all, starts[:-1], strict=True):
            if key in shape.keys:
                place = shape.keys.index(key)
                columns[key].skip(int(start))
                columns[key].add([cells[place] for cells in shape.cells], shape.lines)
    held = np.concatenate([np.full(len(shape.lines), shape.held_out) for shape in shapes.all])
    return table_of(columns, lines.tolist(), name, (), left_out, held.tolist()).sorted(order)
