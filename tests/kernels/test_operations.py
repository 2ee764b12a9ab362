"""Lists take only operations that there are, on operands that stand before them."""

import math

import pytest

from lrviz.kernels.operations import ARITY, CHUNK_BITS, CHUNKS, OF_CONDITIONS, Level, Listing


def listing() -> tuple[Listing, int, int]:
    """A list with a number and a condition."""
    made = Listing()
    number = made.input("x")
    return made, number, made.apply("lt", number, made.number(1.0))


@pytest.mark.parametrize("name", ARITY)
def test_operands_are_as_many_and_of_the_kind_that_an_operation_takes(name: str) -> None:
    made, number, condition = listing()
    fitting = [condition if place in OF_CONDITIONS.get(name, ()) else number for place in range(ARITY[name])]
    assert made.operations[made.apply(name, *fitting)].operands == tuple(fitting)
    for place, operand in enumerate(fitting):
        other = [*fitting[:place], number if operand == condition else condition, *fitting[place + 1 :]]
        with pytest.raises(ValueError, match="be a condition"):
            made.apply(name, *other)
    with pytest.raises(ValueError, match="there is no operation"):
        made.apply(name, *fitting, number)
    with pytest.raises(ValueError, match="must stand before it"):
        made.apply(name, *fitting[:-1], len(made.operations))


def test_there_are_no_other_operations() -> None:
    made, number, condition = listing()
    with pytest.raises(ValueError, match="there is no operation memory"):
        made.apply("memory", number)
    with pytest.raises(ValueError, match="must not be a condition"):
        made.call("exp", condition)
    with pytest.raises(ValueError, match="operand 0 of rarely must be a condition"):
        made.rarely("far_tan", number, number, number)
    with pytest.raises(KeyError):
        made.input("memory.0")


def test_equal_operations_stand_there_once() -> None:
    made, number, _ = listing()
    assert made.apply("add", number, number) == made.apply("add", number, number)
    assert made.number(math.nan) == made.number(math.nan)
    assert made.number(0.0) != made.number(-0.0)


def test_a_value_changes_as_often_as_what_it_is_made_of() -> None:
    made = Listing()
    field, rate, x = made.input("field.eps"), made.input("rate"), made.input("x")
    levels = [made.levels[made.apply("add", field, other)] for other in (made.number(1.0), rate, x)]
    assert levels == [Level.RUN, Level.STEP, Level.COLUMN]


def test_the_chunks_are_two_over_pi() -> None:
    assert all(chunk.is_integer() and 0 <= chunk < 2**CHUNK_BITS for chunk in CHUNKS)
    assert sum(chunk * 2.0 ** (-CHUNK_BITS * place) for place, chunk in enumerate(CHUNKS, 1)) == 2 / math.pi
