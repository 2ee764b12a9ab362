"""Arrays have the same bits, whatever their length or layout."""

import numpy as np
import pytest

from lrviz.formulas.functions import FUNCTIONS

OPERATIONS = sorted(FUNCTIONS.keys() - {"fill"})
_POWERS = ("**", "power_by_base", "power_by_exponent")
_BINARY = (*_POWERS, "+", "-", "*", "/", "quotient", "logaddexp", "min", "max", "share_of_min", "share_of_max")


def _operands(operation: str, size: int, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    spread = rng.normal(size=(2, size)) * 10.0 ** rng.integers(-3, 3, size=(2, size))
    if operation in ("sqrt", "log", *_POWERS):
        spread[0] = np.abs(spread[0])
    return tuple(spread[: 2 if operation in _BINARY else 1])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_bits_do_not_depend_on_length_or_layout(operation: str) -> None:
    function = FUNCTIONS[operation]
    for size in range(1, 71):
        operands = _operands(operation, size, size)
        with np.errstate(all="ignore"):
            block = function(*operands)
            strided = function(*(np.repeat(o, 3)[::3] for o in operands))
            singly = [function(*(o[index : index + 1] for o in operands)) for index in range(size)]
        np.testing.assert_array_equal(block.view(np.int64), strided.view(np.int64))
        np.testing.assert_array_equal(block, np.concatenate(singly))
