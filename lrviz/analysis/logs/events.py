"""Reads TensorBoard's event files: records of a protocol buffer, of which the scalars are taken."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lrviz.analysis.logs.records import tabled
from lrviz.analysis.logs.refusal import MAX_BYTES, LogError
from lrviz.analysis.logs.table import Table

_HEAD, _TAIL = 12, 4
_STEP, _SUMMARY = 2, 5
_VALUE, _TAG, _SIMPLE, _TENSOR = 1, 1, 2, 8
_DTYPE, _CONTENT, _FLOATS, _DOUBLES = 1, 4, 5, 6
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_FLOAT32, _FLOAT64 = 1, 2
_FLOAT, _DOUBLE, _LENGTH = struct.Struct("<f"), struct.Struct("<d"), struct.Struct("<Q")


class _BrokenError(Exception):
    """A record is not what it should be."""


def is_events(data: bytes, name: str = "") -> bool:
    """Whether the bytes are an event file, which begins with a record that names its version."""
    return b"brain.Event:" in data[:64] or ("tfevents" in name and data[:1] != b"" and b"\0" in data[:12])


def read_events(data: bytes, name: str) -> Table:
    """The scalars of an event file, a row for each step, a column for each tag.

    A record that was cut off, as by a kill, and what follows it are left out; lines are counted in records.

    Raises:
        LogError: the file is too large, or holds no scalar.
    """
    if len(data) > MAX_BYTES:
        raise LogError(f"the file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read")
    left_out: dict[int, str] = {}
    try:
        table = tabled(_rows(_scalars(data, left_out)), name, left_out)
        return replace(table, length=max([*left_out, *table.lines.tolist()]), pieces="records")
    except LogError as error:
        if left_out or "holds no rows" not in str(error):
            raise
        raise LogError("the event file of TensorBoard holds no scalars") from None


def _rows(scalars: Iterator[tuple[int, int, list[tuple[str, float]]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The scalars that follow each other with the same step, as one row."""
    number, row = 0, dict[str, Any]()
    for record, step, values in scalars:
        for tag, value in values:
            if row and (row["step"] != step or tag in row):
                yield number, row
                row = {}
            if not row:
                number, row = record, {"step": step}
            row[tag] = value
    if row:
        yield number, row


def _scalars(data: bytes, left_out: dict[int, str]) -> Iterator[tuple[int, int, list[tuple[str, float]]]]:
    """The number of each record, its step and its scalars."""
    position, record = 0, 0
    while position < len(data):
        record += 1
        start = position + _HEAD
        length = _LENGTH.unpack_from(data, position)[0] if start <= len(data) else MAX_BYTES
        position = start + length + _TAIL
        if position > len(data):
            left_out[record] = f"record {record} of the event file is cut off or damaged; what follows is not read"
            return
        try:
            step, values = _event(data, start, start + length)
        except (_BrokenError, IndexError, struct.error, UnicodeDecodeError):
            left_out[record] = f"record {record} of the event file is damaged"
            continue
        if values:
            yield record, step, values


def _event(data: bytes, position: int, end: int) -> tuple[int, list[tuple[str, float]]]:
    step, values = 0, list[tuple[str, float]]()
    for number, start, stop in _fields(data, position, end):
        if number == _STEP:
            step = _varint(data, start)[0]
        elif number == _SUMMARY:
            values += [
                value
                for inner, begin, finish in _fields(data, start, stop)
                if inner == _VALUE and (value := _scalar(data, begin, finish)) is not None
            ]
    return step, values


def _scalar(data: bytes, position: int, end: int) -> tuple[str, float] | None:
    """The tag and value of a scalar; None for a picture, a histogram or a text."""
    tag, value = "", None
    for number, start, stop in _fields(data, position, end):
        if number == _TAG:
            tag = data[start:stop].decode()
        elif number == _SIMPLE and stop - start == _FLOAT.size:
            value = _FLOAT.unpack_from(data, start)[0]
        elif number == _TENSOR:
            value = _tensor(data, start, stop)
    return None if value is None or not tag else (tag, value)


def _tensor(data: bytes, position: int, end: int) -> float | None:
    """The one number of a tensor; None where it has another count."""
    dtype, content = 0, b""
    for number, start, stop in _fields(data, position, end):
        if number == _DTYPE:
            dtype = _varint(data, start)[0]
        elif number in (_CONTENT, _FLOATS, _DOUBLES):
            content = data[start:stop]
    kind = {_FLOAT32: _FLOAT, _FLOAT64: _DOUBLE}.get(dtype)
    return float(kind.unpack(content)[0]) if kind is not None and len(content) == kind.size else None


def _fields(data: bytes, position: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The number of each field of a message, and where its value begins and ends."""
    while position < end:
        key = data[position]
        position += 1
        if key > 127:
            key, position = _varint(data, position - 1)
        kind = key & 7
        if kind == _BYTES:
            length = data[position]
            position += 1
            if length > 127:
                length, position = _varint(data, position - 1)
            stop = position + length
        elif kind == _VARINT:
            stop = _varint(data, position)[1]
        elif kind in (_EIGHT, _FOUR):
            stop = position + (8 if kind == _EIGHT else 4)
        else:
            raise _BrokenError
        if stop > end:
            raise _BrokenError
        yield key >> 3, position, stop
        position = stop


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
        shift += 7
        if shift > 63:
            raise _BrokenError
