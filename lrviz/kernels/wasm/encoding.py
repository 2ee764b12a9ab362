"""The bytes of WebAssembly: numbers, sections, and the instructions that lists of operations need."""

import struct
from collections.abc import Sequence

I32, I64, F64, V128 = 0x7F, 0x7E, 0x7C, 0x7B
"""Types of values."""


def unsigned(number: int) -> bytes:
    """A whole number from 0, in as few bytes as it takes (LEB128)."""
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def signed(number: int) -> bytes:
    """A whole number, in as few bytes as it takes (LEB128)."""
    found = bytearray()
    while not -0x40 <= number < 0x40:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number & 0x7F])


def vector(items: Sequence[bytes]) -> bytes:
    """How many items there are, and the items."""
    return unsigned(len(items)) + b"".join(items)


def section(number: int, body: bytes) -> bytes:
    """A section of a module."""
    return bytes([number]) + unsigned(len(body)) + body


def name(text: str) -> bytes:
    """A name."""
    return unsigned(len(text.encode())) + text.encode()


def function_type(parameters: Sequence[int], results: Sequence[int]) -> bytes:
    """The type of a function."""
    return b"\x60" + vector([bytes([one]) for one in parameters]) + vector([bytes([one]) for one in results])


def function_body(types: Sequence[int], code: bytes) -> bytes:
    """A function with locals of some types."""
    runs: list[tuple[int, int]] = []
    for one in types:
        count = runs.pop()[0] if runs and runs[-1][1] == one else 0
        runs.append((count + 1, one))
    body = vector([unsigned(count) + bytes([one]) for count, one in runs]) + code + END
    return unsigned(len(body)) + body


def simd(number: int) -> bytes:
    """An instruction on two numbers at once."""
    return b"\xfd" + unsigned(number)


def get(local: int) -> bytes:
    """Reads a local."""
    return b"\x20" + unsigned(local)


def put(local: int) -> bytes:
    """Writes a local."""
    return b"\x21" + unsigned(local)


def keep(local: int) -> bytes:
    """Writes a local and leaves the value."""
    return b"\x22" + unsigned(local)


def call(function: int) -> bytes:
    """Calls a function."""
    return b"\x10" + unsigned(function)


def whole(number: int) -> bytes:
    """A number of 32 bits."""
    return b"\x41" + signed(number)


def whole64(number: int) -> bytes:
    """A number of 64 bits, of which the highest may be set."""
    return b"\x42" + signed(number - 2**64 if number >= 2**63 else number)


def real(number: float, two: bool) -> bytes:
    """A number, once or twice."""
    raw = struct.pack("<d", number)
    return simd(12) + raw + raw if two else b"\x44" + raw


def access(instruction: bytes, offset: int) -> bytes:
    """A load or a store of numbers of 64 bits."""
    return instruction + b"\x03" + unsigned(offset)


LOAD, STORE, LOAD_TWO, LOAD_SPLAT, STORE_TWO = b"\x2b", b"\x39", simd(0), simd(10), simd(11)
LOOP, END, BRANCH_IF, IF, ELSE = b"\x03\x40", b"\x0b", b"\x0d", b"\x04", b"\x05"
ADD, MULTIPLY, BELOW, TO_WHOLE = b"\x6a", b"\x6c", b"\x49", b"\xfc\x02"
SPLAT, ANY_TRUE = simd(0x14), simd(0x53)


def taken(lane: int) -> bytes:
    """One of two numbers."""
    return simd(0x21) + bytes([lane])


def replaced(lane: int) -> bytes:
    """Two numbers with another one in one of their places."""
    return simd(0x22) + bytes([lane])


_BIAS = 2.0**52 + 1023.0
_SIGNIFICAND, _ONE, _HEAD, _WHOLE = 2**52 - 1, 0x3FF << 52, 2**64 - 2**27, 0x433 << 52


def _bits(number: int) -> bytes:
    raw = struct.pack("<Q", number)
    return simd(12) + raw + raw


_TO_BITS, _FROM_BITS, _SHIFT_UP, _SHIFT_DOWN, _AND, _OR = b"\xbd", b"\xbf", b"\x86", b"\x88", b"\x83", b"\x84"

ONE_AT_ONCE = {
    **{"add": b"\xa0", "sub": b"\xa1", "mul": b"\xa2", "div": b"\xa3", "neg": b"\x9a", "abs": b"\x99", "sqrt": b"\x9f"},
    **{"floor": b"\x9c", "nearest": b"\x9e", "single": b"\xb6\xbb"},
    **{"eq": b"\x61", "ne": b"\x62", "lt": b"\x63", "gt": b"\x64", "le": b"\x65", "ge": b"\x66"},
    **{"and": b"\x71", "or": b"\x72", "not": b"\x45", "select": b"\x1b"},
    "power_of_two": real(_BIAS, False) + b"\xa0" + _TO_BITS + whole64(52) + _SHIFT_UP + _FROM_BITS,
    "exponent": _TO_BITS
    + whole64(52)
    + _SHIFT_DOWN
    + whole64(_WHOLE)
    + _OR
    + _FROM_BITS
    + real(_BIAS, False)
    + b"\xa1",
    "significand": _TO_BITS + whole64(_SIGNIFICAND) + _AND + whole64(_ONE) + _OR + _FROM_BITS,
    "head": _TO_BITS + whole64(_HEAD) + _AND + _FROM_BITS,
}
"""The instructions of each operation, after its operands."""

TWO_AT_ONCE = {
    **{
        "add": simd(0xF0),
        "sub": simd(0xF1),
        "mul": simd(0xF2),
        "div": simd(0xF3),
        "neg": simd(0xED),
        "abs": simd(0xEC),
    },
    **{"sqrt": simd(0xEF), "floor": simd(0x75), "nearest": simd(0x94), "single": simd(0x5E) + simd(0x5F)},
    **{"eq": simd(0x47), "ne": simd(0x48), "lt": simd(0x49), "gt": simd(0x4A), "le": simd(0x4B), "ge": simd(0x4C)},
    **{"and": simd(0x4E), "or": simd(0x50), "not": simd(0x4D), "select": simd(0x52)},
    "power_of_two": real(_BIAS, True) + simd(0xF0) + whole(52) + simd(0xCB),
    "exponent": whole(52) + simd(0xCD) + _bits(_WHOLE) + simd(0x50) + real(_BIAS, True) + simd(0xF1),
    "significand": _bits(_SIGNIFICAND) + simd(0x4E) + _bits(_ONE) + simd(0x50),
    "head": _bits(_HEAD) + simd(0x4E),
}
"""The same on two numbers at once."""
