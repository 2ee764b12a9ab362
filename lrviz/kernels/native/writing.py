"""Writes a program's lists in LLVM's language, for several columns at once."""

import struct
from collections.abc import Callable, Iterator, Sequence

from lrviz.kernels.functions import Function, function
from lrviz.kernels.operations import CHUNKS, CONDITIONS, INPUTS, Level, Listing
from lrviz.kernels.program import Program
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.module import Part

_COUNTERS = ("row", "column", "record", "wide")
_SIMPLE = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv", "neg": "fneg", "and": "and", "or": "or"}
_COMPARED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
_INTRINSIC = {"abs": "fabs", "sqrt": "sqrt", "floor": "floor", "nearest": "roundeven"}
_BIAS = 2.0**52 + 1023.0
_SIGNIFICAND, _ONE, _HEAD, _WHOLE = 2**52 - 1, 0x3FF << 52, 2**64 - 2**27, 0x433 << 52


def written(program: Program, width: int) -> str:
    """The text of a module with a function for each part of a program.

    Each takes the address of the memory, then what an export of the WebAssembly takes, in bytes of the memory.

    Args:
        program: what it can do.
        width: how many columns are computed at once; 1 for a program that keeps a record.
    """
    asked, texts = list[tuple[str, int]](), list[str]()
    for part in program.parts.values():
        texts.append(_Body(part, program.layout, width, asked).text)
    for name, wide in asked:  # grows while it is gone through
        texts.append(_called(name, wide, asked))
    chunks = ", ".join(f"double {_real(chunk)}" for chunk in CHUNKS)
    data = f"@chunks = private constant [{len(CHUNKS)} x double] [{chunks}]"
    return "\n".join([data, *texts, *_declared(width)])


def _declared(width: int) -> Iterator[str]:
    for wide in sorted({1, width}):
        kind, name = _type("double", wide), _suffix("f64", wide)
        for one in _INTRINSIC.values():
            yield f"declare {kind} @llvm.{one}.{name}({kind})"
    yield "declare i64 @llvm.fptosi.sat.i64.f64(double)"
    if width > 1:
        yield f"declare i1 @llvm.vector.reduce.or.v{width}i1(<{width} x i1>)"


def _type(kind: str, width: int) -> str:
    return kind if width == 1 else f"<{width} x {kind}>"


def _suffix(kind: str, width: int) -> str:
    return kind if width == 1 else f"v{width}{kind}"


def _real(number: float) -> str:
    return "0x" + struct.pack(">d", number).hex().upper()


class _Code:
    """Lines of code, of which each knows the names of those before it."""

    def __init__(self, width: int, asked: list[tuple[str, int]], prefix: str, begin: str) -> None:
        self.width, self._asked, self._prefix, self.block = width, asked, prefix, begin
        self.lines: list[str] = []
        self.number, self.whole, self.condition = (_type(kind, width) for kind in ("double", "i64", "i1"))

    def named(self, text: str) -> str:
        """The name of what a line gives."""
        self.lines.append(f"  %{self._prefix}{len(self.lines)} = {text}")
        return f"%{self._prefix}{len(self.lines) - 1}"

    def spread(self, kind: str, value: str) -> str:
        """A constant, as often as columns are computed."""
        return value if self.width == 1 else "<" + ", ".join([f"{kind} {value}"] * self.width) + ">"

    def loaded(self, address: str, once: bool) -> str:
        """The numbers at an address of the memory; one number for all columns where there is but one."""
        place = self.named(f"getelementptr i8, ptr %base, i64 {address}")
        if self.width == 1 or not once:
            return self.named(f"load {self.number}, ptr {place}, align 8")
        value = self.named(f"load double, ptr {place}, align 8")
        first = self.named(f"insertelement {self.number} poison, double {value}, i32 0")
        kinds = f"{self.number} {first}, {self.number} poison"
        return self.named(f"shufflevector {kinds}, <{self.width} x i32> zeroinitializer")

    def applied(self, name: str, word: str, operands: Sequence[str]) -> str:
        """The value of an operation."""
        number = self.number
        if name in ("call", "rarely"):
            return self._call(word, operands) if name == "call" else self._rarely(word, *operands)
        if name in _SIMPLE:
            kind = self.condition if name in CONDITIONS else number
            return self.named(f"{_SIMPLE[name]} {kind} {', '.join(operands)}")
        if name in _COMPARED:
            return self.named(f"fcmp {_COMPARED[name]} {number} {', '.join(operands)}")
        if name in _INTRINSIC:
            suffix = _suffix("f64", self.width)
            return self.named(f"call {number} @llvm.{_INTRINSIC[name]}.{suffix}({number} {operands[0]})")
        if name == "not":
            return self.named(f"xor {self.condition} {operands[0]}, {self.spread('i1', 'true')}")
        if name == "select":
            condition, one, other = operands
            return self.named(f"select {self.condition} {condition}, {number} {one}, {number} {other}")
        return self._of_bits(name, operands[0])

    def _of_bits(self, name: str, value: str) -> str:
        number, whole, bias = self.number, self.whole, self.spread("double", _real(_BIAS))
        if name == "single":
            short = self.named(f"fptrunc {number} {value} to {_type('float', self.width)}")
            return self.named(f"fpext {_type('float', self.width)} {short} to {number}")
        if name == "chunk":
            place = self.named(f"call i64 @llvm.fptosi.sat.i64.f64(double {value})")
            return self.named(f"load double, ptr {self.named(f'getelementptr double, ptr @chunks, i64 {place}')}")
        if name == "power_of_two":
            value = self.named(f"fadd {number} {value}, {bias}")
        bits = self.named(f"bitcast {number} {value} to {whole}")
        steps = {
            "power_of_two": (("shl", 52),),
            "exponent": (("lshr", 52), ("or", _WHOLE)),
            "significand": (("and", _SIGNIFICAND), ("or", _ONE)),
            "head": (("and", _HEAD),),
        }[name]
        for step, constant in steps:
            bits = self.named(f"{step} {whole} {bits}, {self.spread('i64', str(constant))}")
        found = self.named(f"bitcast {whole} {bits} to {number}")
        return self.named(f"fsub {number} {found}, {bias}") if name == "exponent" else found

    def _call(self, word: str, operands: Sequence[str], width: int | None = None) -> str:
        key = (word, self.width if width is None else width)
        if key not in self._asked:
            self._asked.append(key)
        kind = _type("double", key[1])
        arguments = ", ".join(f"{kind} {operand}" for operand in operands)
        return self.named(f"call fastcc {kind} @{word}_{key[1]}({arguments})")

    def _rarely(self, word: str, condition: str, usual: str, *arguments: str) -> str:
        """A function in a branch, of one number at once."""
        label, before, number = f"{self._prefix}{len(self.lines)}", self.block, self.number
        reduced = f"call i1 @llvm.vector.reduce.or.v{self.width}i1({self.condition} {condition})"
        any_of_them = condition if self.width == 1 else self.named(reduced)
        self.lines.append(f"  br i1 {any_of_them}, label %far{label}, label %on{label}")
        self.lines.append(f"far{label}:")
        if self.width == 1:
            found = self._call(word, arguments, 1)
        else:
            found = "poison"
            for lane in range(self.width):
                taken = [self.named(f"extractelement {number} {one}, i32 {lane}") for one in arguments]
                value = self._call(word, taken, 1)
                found = self.named(f"insertelement {number} {found}, double {value}, i32 {lane}")
        chosen = self.named(f"select {self.condition} {condition}, {number} {found}, {number} {usual}")
        self.lines += [f"  br label %on{label}", f"on{label}:"]
        self.block = f"on{label}"
        return self.named(f"phi {number} [ {chosen}, %far{label} ], [ {usual}, %{before} ]")


def _values(
    listing: Listing, outputs: Sequence[int], code: Callable[[Level], _Code], load: Callable[[_Code, str], str]
) -> dict[int, str]:
    """The names of the values of operations, each computed in the code of its level."""
    found = dict[int, str]()
    for index in listing.reachable(outputs):
        name, operands, number, word = listing.operations[index]
        lines = code(listing.levels[index])
        if name == "number":
            found[index] = lines.spread("double", _real(number))
        elif name == "input":
            found[index] = load(lines, word)
        else:
            found[index] = lines.applied(name, word, [found[operand] for operand in operands])
    return found


def _called(name: str, width: int, asked: list[tuple[str, int]]) -> str:
    """A function of our own."""
    known: Function = function(name)
    code, kind = _Code(width, asked, "v", "begin"), _type("double", width)
    values = _values(known.listing, [known.output], lambda _: code, lambda _, word: f"%a{word.split('.')[1]}")
    arguments = ", ".join(f"{kind} %a{index}" for index in range(known.arity))
    head = f"define internal fastcc {kind} @{name}_{width}({arguments}) {{\nbegin:"
    return "\n".join([head, *code.lines, f"  ret {kind} {values[known.output]}", "}"])


class _Body:
    """A part: for each row of the tables, for each group of columns, a step."""

    def __init__(self, part: Part, layout: Layout, width: int, asked: list[tuple[str, int]]) -> None:
        self._layout, self._width = layout, width
        self._code = {
            level: _Code(width, asked, prefix, begin)
            for level, prefix, begin in zip(Level, "rsc", ("begin", "rows", "columns"), strict=True)
        }
        outputs = [*part.outputs.values(), *part.recorded]
        values = _values(part.body.listing, outputs, self._code.__getitem__, self._load)
        self._store_columns(part, values)
        self.text = self._whole(part, values)

    def _load(self, code: _Code, word: str) -> str:
        layout = self._layout
        if word in layout.fields:
            return code.loaded(str(layout.fields[word]), True)
        if word in layout.wides:
            place = code.named(f"add i64 %column.now, {layout.wides[word]}")
            return code.loaded(code.named(f"add i64 {place}, %wide.now"), False)
        if INPUTS[word.split(".")[0]] == Level.COLUMN:
            return code.loaded(code.named(f"add i64 %column.now, {layout.columns[word]}"), False)
        return code.loaded(code.named(f"add i64 %row.now, {layout.cells[word]}"), True)

    def _store(self, code: _Code, address: str, value: str, kind: str) -> None:
        code.lines.append(
            f"  store {kind} {value}, ptr {code.named(f'getelementptr i8, ptr %base, i64 {address}')}, align 8"
        )

    def _store_columns(self, part: Part, values: dict[int, str]) -> None:
        code = self._code[Level.COLUMN]
        for name, index in part.outputs.items():
            if name in self._layout.columns:
                place = code.named(f"add i64 %column.now, {self._layout.columns[name]}")
                self._store(code, place, values[index], code.number)
        for at, index in enumerate(part.recorded):
            self._store(code, code.named(f"add i64 %record.now, {8 * at}"), values[index], "double")

    def _kept(self, part: Part, values: dict[int, str]) -> list[str]:
        """The lines that keep what all columns have in common."""
        code = _Code(self._width, [], "f", "after")
        for name, index in part.outputs.items():
            if name in self._layout.fields:
                value = values[index]
                if self._width > 1:
                    value = code.named(f"extractelement {code.number} {value}, i32 0")
                self._store(code, str(self._layout.fields[name]), value, "double")
        return code.lines

    def _whole(self, part: Part, values: dict[int, str]) -> str:
        run, step, inner = self._code.values()
        after = self._kept(part, values)
        given = ", ".join(f"i64 %{name}" for name in ("row", "end", "column", "last", "record", "wide"))
        lines = [f"define void @{part.name}(ptr %base, {given}) {{", "begin:"]
        for name in _COUNTERS:
            lines += [f"  %{name}.at = alloca i64", f"  store i64 %{name}, ptr %{name}.at"]
        lines += [*run.lines, "  br label %rows", "rows:", *self._now("row"), *self._now("wide"), *step.lines]
        lines += ["  store i64 %column, ptr %column.at", "  br label %columns", "columns:"]
        lines += [
            *self._now("column"),
            *self._now("record"),
            *inner.lines,
            *self._moved("record", 8 * len(part.recorded)),
        ]
        lines += [*self._moved("column", 8 * self._width), "  %inside = icmp slt i64 %column.next, %last"]
        lines += ["  br i1 %inside, label %columns, label %after", "after:", *after]
        lines += [*self._moved("wide", self._layout.wide_row), *self._moved("row", self._layout.row)]
        lines += [
            "  %more = icmp slt i64 %row.next, %end",
            "  br i1 %more, label %rows, label %done",
            "done:",
            "  ret void",
            "}",
        ]
        return "\n".join(lines)

    def _now(self, name: str) -> list[str]:
        return [f"  %{name}.now = load i64, ptr %{name}.at"]

    def _moved(self, name: str, by: int) -> list[str]:
        return [f"  %{name}.next = add i64 %{name}.now, {by}", f"  store i64 %{name}.next, ptr %{name}.at"]
