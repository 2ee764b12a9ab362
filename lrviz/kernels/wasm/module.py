"""A WebAssembly module of a trace: a function for each of its bodies, which go through steps and columns."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lrviz.kernels.functions import function
from lrviz.kernels.operations import CHUNKS, INPUTS, Level, Listing
from lrviz.kernels.steps import Body
from lrviz.kernels.wasm import encoding
from lrviz.kernels.wasm.encoding import F64, I32, V128
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.writing import CHUNKS_AT, FunctionName, Writer

_ROW, _END, _FIRST, _LAST, _RECORD, _WIDE = range(6)
"""The parameters of a body: addresses of the first row of the tables and of what follows the last one, of the first
column counted from column 0 and of what follows the last one, of the record, and, where columns have numbers of their
own for each step, of the first row of these."""


@dataclass(frozen=True)
class Part:
    """A body as it is exported.

    Attributes:
        name: of the export.
        body: what is computed.
        outputs: what is written to the columns, to the fields or to the tables' row, by name.
        recorded: what is written to the record, in order; operations of the body.
    """

    name: str
    body: Body
    outputs: dict[str, int]
    recorded: tuple[int, ...] = ()


def module(parts: Sequence[Part], layout: Layout, two: bool) -> bytes:
    """The bytes of a module that exports its memory, of one page, and the parts.

    Args:
        parts: the functions that it exports.
        layout: where things stand in its memory.
        two: whether two columns are computed at once.
    """
    listings = [(part.body.listing, [*part.outputs.values(), *part.recorded]) for part in parts]
    functions = _functions(listings, two)
    indices = {key: index for index, key in enumerate(functions)}
    bodies = [_function(key, indices) for key in functions]
    bodies += [_part(part, layout, two, indices) for part in parts]
    types = [encoding.function_type([I32] * parameters(layout), [])]
    types += [encoding.function_type([kind] * count, [kind]) for kind in (F64, V128) for count in (1, 2)]
    kinds = [1 + 2 * pair + function(name).arity - 1 for name, pair in functions] + [0] * len(parts)
    exports = [encoding.name("memory") + b"\x02\x00"]
    exports += [
        encoding.name(part.name) + b"\x00" + encoding.unsigned(len(functions) + at) for at, part in enumerate(parts)
    ]
    sections = [
        encoding.section(1, encoding.vector(types)),
        encoding.section(3, encoding.vector([encoding.unsigned(kind) for kind in kinds])),
        encoding.section(5, encoding.vector([b"\x00\x01"])),
        encoding.section(7, encoding.vector(exports)),
        encoding.section(10, encoding.vector(bodies)),
    ]
    if any(_looks_up(key) for key in functions):
        data = struct.pack(f"<{len(CHUNKS)}d", *CHUNKS)
        start = encoding.whole(CHUNKS_AT) + encoding.END
        sections.append(encoding.section(11, encoding.vector([b"\x00" + start + encoding.unsigned(len(data)) + data])))
    return b"\0asm\1\0\0\0" + b"".join(sections)


def parameters(layout: Layout) -> int:
    """How many parameters the exports of a module have."""
    return 6 if layout.wides else 5


def _functions(listings: Sequence[tuple[Listing, Sequence[int]]], two: bool) -> list[FunctionName]:
    """The functions of our own that some outputs call, and those that these call."""
    found: dict[FunctionName, None] = {}
    waiting = [key for listing, outputs in listings for key in _calls(listing, listing.reachable(outputs), two)]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting += _callees(key)
    return list(found)


def _calls(listing: Listing, order: Sequence[int], two: bool) -> Iterator[FunctionName]:
    for operation in map(listing.operations.__getitem__, order):
        if operation.name in ("call", "rarely"):
            yield operation.word, two and operation.name == "call"


@cache
def _looks_up(key: FunctionName) -> bool:
    known = function(key[0])
    return any(known.listing.operations[index].name == "chunk" for index in known.order)


def _function(key: FunctionName, indices: dict[FunctionName, int]) -> bytes:
    return _written(key, tuple((callee, indices[callee]) for callee in _callees(key)))


@cache
def _callees(key: FunctionName) -> tuple[FunctionName, ...]:
    known = function(key[0])
    return tuple(dict.fromkeys(_calls(known.listing, known.order, key[1])))


@lru_cache(maxsize=256)
def _written(key: FunctionName, indices: tuple[tuple[FunctionName, int], ...]) -> bytes:
    known = function(key[0])
    writer = Writer(key[1], known.arity, dict(indices))
    writer.write(known.listing, [known.output], lambda word: encoding.get(int(word.split(".")[1])))
    code = b"".join(text for level in Level for text in writer.code[level])
    return encoding.function_body(writer.types, code + writer.text(known.output))


def _part(part: Part, layout: Layout, two: bool, indices: dict[FunctionName, int]) -> bytes:
    """For each row of the tables: for each column, or pair of columns, a step."""
    writer = Writer(two, parameters(layout), indices)
    column = writer.local(I32)
    kept = {name: index for name, index in part.outputs.items() if not _stays(part, name)}
    writer.write(part.body.listing, [*kept.values(), *part.recorded], lambda word: _load(word, layout, two, column))
    run, step, inner = (b"".join(writer.code[level]) for level in Level)
    store = encoding.STORE_TWO if two else encoding.STORE
    for name, index in kept.items():
        if name in layout.columns:
            inner += encoding.get(column) + writer.text(index) + encoding.access(store, layout.columns[name])
    for place, index in enumerate(part.recorded):
        inner += encoding.get(_RECORD) + writer.text(index) + encoding.access(store, 8 * place)
    inner += _moved(_RECORD, 8 * len(part.recorded)) if part.recorded else b""
    outer = step + encoding.get(_FIRST) + encoding.put(column) + encoding.LOOP + inner
    outer += _next(column, 16 if two else 8, _LAST) + encoding.END
    for name, index in kept.items():
        if name in layout.fields:
            outer += encoding.whole(0) + writer.text(index) + (encoding.taken(0) if two else b"")
            outer += encoding.access(encoding.STORE, layout.fields[name])
        elif name in layout.cells:
            outer += encoding.get(_ROW) + writer.text(index) + encoding.access(store, layout.cells[name])
    outer += _moved(_WIDE, layout.wide_row) if layout.wides else b""
    code = run + encoding.LOOP + outer + _next(_ROW, layout.row, _END) + encoding.END
    return encoding.function_body(writer.types, code)


def _stays(part: Part, name: str) -> bool:
    """Whether an output is the input of the same name."""
    operation = part.body.listing.operations[part.outputs[name]]
    return operation.name == "input" and operation.word == name


def _load(word: str, layout: Layout, two: bool, column: int) -> bytes:
    level = INPUTS[word.split(".")[0]]
    if word in layout.wides:
        place = encoding.get(_WIDE) + encoding.get(column) + encoding.ADD
        return place + encoding.access(encoding.LOAD_TWO if two else encoding.LOAD, layout.wides[word])
    if level == Level.COLUMN:
        return encoding.get(column) + encoding.access(encoding.LOAD_TWO if two else encoding.LOAD, layout.columns[word])
    load = encoding.LOAD_SPLAT if two else encoding.LOAD
    if word in layout.fields:
        return encoding.whole(0) + encoding.access(load, layout.fields[word])
    return encoding.get(_ROW) + encoding.access(load, layout.cells[word])


def _moved(local: int, by: int) -> bytes:
    return encoding.get(local) + encoding.whole(by) + encoding.ADD + encoding.put(local)


def _next(local: int, by: int, end: int) -> bytes:
    """Goes on, and round again below the end."""
    moved = encoding.get(local) + encoding.whole(by) + encoding.ADD + encoding.keep(local)
    return moved + encoding.get(end) + encoding.BELOW + encoding.BRANCH_IF + b"\x00"
