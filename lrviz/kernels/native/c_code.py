"""Programs through a C compiler: what `lrviz bench` compares with."""

import ctypes
import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lrviz.kernels.functions import function
from lrviz.kernels.memory import CompiledMemory
from lrviz.kernels.operations import CHUNKS, CONDITIONS, INPUTS, Level, Listing
from lrviz.kernels.program import Program
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.module import Part

FLAGS = ("-std=c11", "-O3", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC", "-lm")
"""What a compiler is told: nothing that changes a bit. Without `errno` it may take roots in place."""

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "and": "&", "or": "|"}
_SIGNS |= {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_CALLED = {"abs": "fabs", "sqrt": "sqrt", "floor": "floor", "nearest": "rint", "single": "(double)(float)"}

_HEAD = """#include <math.h>
#include <stdint.h>
#include <string.h>
static const double chunks[] = {%s};
static inline uint64_t bits(double v) { uint64_t b; memcpy(&b, &v, 8); return b; }
static inline double real(uint64_t b) { double v; memcpy(&v, &b, 8); return v; }
static inline double power_of_two(double v) { return real(bits(v + (0x1p52 + 1023.0)) << 52); }
static inline double exponent(double v) { return real(bits(v) >> 52 | 0x4330000000000000u) - (0x1p52 + 1023.0); }
static inline double significand(double v) { return real((bits(v) & 0xfffffffffffffu) | 0x3ff0000000000000u); }
static inline double head(double v) { return real(bits(v) & 0xfffffffff8000000u); }
static inline double chunk(double v) { return chunks[(int)v]; }
"""


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which("gcc") or shutil.which("cc")


def written(program: Program) -> str:
    """The parts of a program in C, each with the parameters that `native.writing` gives it."""
    functions, bodies = dict[str, str](), [_part(part, program.layout) for part in program.parts.values()]
    for part in program.parts.values():
        _add_functions(part.body.listing, [*part.outputs.values(), *part.recorded], functions)
    return "\n".join([_HEAD % ", ".join(map(_real, CHUNKS)), *functions.values(), *bodies])


def _add_functions(listing: Listing, outputs: Sequence[int], found: dict[str, str]) -> None:
    for name in (one.word for one in map(listing.operations.__getitem__, listing.reachable(outputs)) if one.operands):
        if name and name not in found:
            known = function(name)
            _add_functions(known.listing, [known.output], found)
            lines = _lines(known.listing, [known.output], {f"argument.{i}": f"a{i}" for i in range(known.arity)})
            arguments = ", ".join(f"double a{index}" for index in range(known.arity))
            text = "\n".join(line for level in Level for line in lines[level])
            found[name] = f"static double own_{name}({arguments}) {{\n{text}\nreturn v{known.output};\n}}"


def _real(number: float) -> str:
    if math.isfinite(number):
        return number.hex()
    return "NAN" if number != number else "INFINITY" if number > 0 else "(-INFINITY)"


def _lines(listing: Listing, outputs: Sequence[int], inputs: dict[str, str]) -> dict[Level, list[str]]:
    """A line for each operation, by its level."""
    lines: dict[Level, list[str]] = {level: [] for level in Level}
    for index in listing.reachable(outputs):
        name, operands, number, word = listing.operations[index]
        given = [f"v{operand}" for operand in operands]
        if name in ("number", "input"):
            text = _real(number) if name == "number" else inputs[word]
        elif name in _SIGNS:
            text = f" {_SIGNS[name]} ".join(given)
        elif name in ("neg", "not"):
            text = f"{'-' if name == 'neg' else '!'}{given[0]}"
        elif name == "select":
            text = f"{given[0]} ? {given[1]} : {given[2]}"
        elif name == "rarely":
            text = f"{given[0]} ? own_{word}({', '.join(given[2:])}) : {given[1]}"
        else:
            text = f"{f'own_{word}' if name == 'call' else _CALLED.get(name, name)}({', '.join(given)})"
        lines[listing.levels[index]].append(f"const {'int' if name in CONDITIONS else 'double'} v{index} = {text};")
    return lines


def _part(part: Part, layout: Layout) -> str:
    names, listing = list(layout.columns), part.body.listing
    outputs = [*part.outputs.values(), *part.recorded]
    inputs = {name: f"*(double *)(base + {at})" for name, at in layout.fields.items()}
    inputs |= {name: f"*(double *)(base + row + {at})" for name, at in layout.cells.items()}
    inputs |= {name: f"*(double *)(base + wide + 8 * i + {at})" for name, at in layout.wides.items()}
    inputs |= {name: f"p{place}[i]" for place, name in enumerate(names)}
    assert all(name in inputs for name in listing.inputs(outputs) if name.split(".")[0] in INPUTS)
    run, step, inner = _lines(listing, outputs, inputs).values()
    pointers = [
        f"double *restrict p{place} = (double *)(base + {at});" for place, at in enumerate(layout.columns.values())
    ]
    inner += [f"p{names.index(name)}[i] = v{index};" for name, index in part.outputs.items() if name in names]
    kept = [
        f"*(double *)(base + {layout.fields[name]}) = v{index};"
        for name, index in part.outputs.items()
        if name in layout.fields
    ]
    given = ", ".join(f"int64_t {name}" for name in ("row", "end", "column", "last", "record", "wide"))
    head = [f"void {part.name}(char *base, {given}) {{", *pointers, *run]
    loop = [f"for (; row < end; row += {layout.row}, wide += {layout.wide_row}) {{", *step, "#pragma GCC ivdep"]
    return "\n".join([*head, *loop, "for (int64_t i = column / 8; i < last / 8; i++) {", *inner, "}", *kept, "}", "}"])


@lru_cache(maxsize=64)
def _library(program: Program, flags: tuple[str, ...]) -> Any:
    found = compiler()
    if found is None or program.record:
        raise ValueError("a program of many columns and a C compiler are needed")
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "kernel.c", Path(place) / "kernel.so"
        source.write_text(written(program), encoding="utf-8")
        command = [found, *flags, str(source), "-o", str(target), *FLAGS]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(f"the C compiler must take the program, got {done.stderr[:300]}")
        library = ctypes.CDLL(str(target))
    for name in program.parts:
        getattr(library, name).argtypes = [ctypes.c_void_p, *[ctypes.c_int64] * 6]
        getattr(library, name).restype = None
    return library


class CMachine(CompiledMemory):
    """A program of many columns, compiled by the C compiler of this machine."""

    def __init__(self, program: Program, rows: int, flags: tuple[str, ...] = ()) -> None:
        """Compiles it, with some flags more.

        Raises:
            ValueError: there is no compiler, or it does not take the program.
        """
        library = _library(program, flags)
        super().__init__(program, rows, {name: getattr(library, name) for name in program.parts}, 8)
