"""Numbers in few bytes, and bodies with their locals."""

import wasmtime
from hypothesis import given
from hypothesis import strategies as st

from lrviz.kernels.wasm import encoding
from lrviz.kernels.wasm.encoding import F64, I32


def unsigned(data: bytes) -> int:
    """The number that LEB128 says."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(data))


@given(st.integers(0, 2**64))
def test_whole_numbers_from_0(number: int) -> None:
    data = encoding.unsigned(number)
    assert unsigned(data) == number
    assert [byte >> 7 for byte in data] == [1] * (len(data) - 1) + [0]


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_with_a_sign(number: int) -> None:
    data = encoding.signed(number)
    bits = 7 * len(data)
    assert (unsigned(data) - (1 << bits) if data[-1] & 0x40 else unsigned(data)) == number


def test_neighbouring_locals_of_a_type_are_told_once() -> None:
    body = encoding.function_body([F64, F64, I32, F64], b"")
    assert body == bytes([8, 3, 2, F64, 1, I32, 1, F64, 0x0B])


def test_the_instructions_of_operations_are_a_valid_module() -> None:
    for two, table in ((False, encoding.ONE_AT_ONCE), (True, encoding.TWO_AT_ONCE)):
        assert set(encoding.ONE_AT_ONCE) == set(encoding.TWO_AT_ONCE)
        for name in ("power_of_two", "exponent", "significand", "head", "single", "nearest"):
            code = encoding.real(1.0, two) + table[name] + b"\x1a"
            sections = [
                encoding.section(1, encoding.vector([encoding.function_type([], [])])),
                encoding.section(3, encoding.vector([b"\x00"])),
                encoding.section(10, encoding.vector([encoding.function_body([], code)])),
            ]
            wasmtime.Module.validate(wasmtime.Engine(), b"\0asm\1\0\0\0" + b"".join(sections))
