"""The program of every objective, run by a small interpreter of its own, computes what the objective computes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lrviz.formulas import bound_program, parse
from lrviz.objectives import OBJECTIVES, Formula, Objective
from tests.strategies import instances

Floats = NDArray[np.float64]

OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "neg": np.negative,
    "min": np.minimum,
    "max": np.maximum,
    "sigmoid": lambda u: np.exp(np.minimum(u, 0.0)) / (1.0 + np.exp(-np.abs(u))),
    "power_by_base": lambda u, v: np.where(v == 0, 0.0, v * u ** (v - 1)),
    "power_by_exponent": lambda u, v: np.where((u == 0) & (v >= 0), 0.0, u**v * np.log(u)),
    "share_of_max": lambda u, v: np.where(u < v, 0.0, np.where(u == v, 0.5, 1.0)),
    "share_of_min": lambda u, v: np.where(u > v, 0.0, np.where(u == v, 0.5, 1.0)),
}
PLAIN = ("abs", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor", "sign", "logaddexp")
OPERATIONS |= {name: getattr(np, name) for name in PLAIN}


def interpreted(text: str, x: Floats, y: Floats, t: float = 0.0) -> list[Floats]:
    """Value and both derivatives of a program in JSON at a step."""
    program = json.loads(text)
    columns: list[Floats] = []
    with np.errstate(all="ignore"):
        for node in program["nodes"]:
            columns.append(_column(node, columns, {"x": x, "y": y, "t": np.full(len(x), t)}))
    return [columns[index] for index in (program["value"], *program["gradient"])]


def _column(node: list[Any], columns: list[Floats], variables: dict[str, Floats]) -> Floats:
    head, *operands = node
    if operands:
        assert all(operand < len(columns) for operand in operands)
        return OPERATIONS[head](*(columns[operand] for operand in operands))
    return variables[head] if head in variables else np.full(len(variables["x"]), float(head))


def assert_same(objective: Objective, x: Floats, y: Floats) -> None:
    """Bit for bit, at each step."""
    for t in (0.0, 1.0, 340.0) if objective.moves else (0.0,):
        expected = objective.value(x, y, t), *objective.gradient(x, y, t)
        for program in (objective.program, objective.at(t).program):
            outputs = interpreted(json.dumps(program, allow_nan=False), x, y, t)
            for ours, theirs in zip(outputs, expected, strict=True):
                np.testing.assert_array_equal(ours, theirs)
    assert objective.moves is (("t",) in objective.program["nodes"])
    assert ("t",) not in objective.at(5.0).program["nodes"]


@pytest.mark.parametrize("kind", OBJECTIVES, ids=lambda kind: kind.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_the_program_computes_value_and_gradient(kind: type[Objective], data: st.DataObject) -> None:
    objective = data.draw(instances(kind))
    low, high = np.array(objective.window).T
    points = np.random.default_rng(data.draw(st.integers(0, 99))).uniform(low, high, (64, 2))
    special = [(0.0, 0.0), (np.inf, 1.0), (1.0, np.nan), (-np.inf, 0.0), (1e200, -1e200)]
    assert_same(objective, *np.concatenate([points, special]).T)


TEXTS = [
    "max(x, y) - min(x, 2*y) + max(x, x)",
    "logaddexp(x, y)*tanh(x) - floor(y)*abs(x - y)",
    "tan(x/3) + log(x**2 + 1)**1.5 + (x**2)**y + sigmoid(x*y)",
    "3",
    "y",
    "-0*x - (0 - 0)",
    "2**x - sqrt(abs(y))",
    "t*x - sin(t/7)*y**2 + max(t, x) + x**t",
]


def test_every_operation_of_a_formula_can_be_run() -> None:
    for text in TEXTS:
        assert_same(Formula(text), *np.random.default_rng(1).normal(size=(2, 64)).round(1))


def test_numbers_that_json_lacks_are_names() -> None:
    program = bound_program(parse("x*a + y*b + c", ("x", "y", "a", "b", "c")), (np.inf, -np.inf, np.nan))
    text = json.dumps(program, allow_nan=False)
    assert {node[0] for node in program["nodes"] if len(node) == 1} == {"x", "y", "inf", "-inf", "nan"}
    value, by_x, by_y = interpreted(text, np.ones(2), np.ones(2))
    assert np.isnan(value).all()
    assert by_x.tolist() == [np.inf, np.inf]
    assert by_y.tolist() == [-np.inf, -np.inf]


def test_variables_are_x_and_y_whatever_they_are_called_and_nodes_are_shared() -> None:
    program = bound_program(parse("exp(u - 2*v)", ("u", "v")), ())
    assert interpreted(json.dumps(program), np.array([5.0]), np.array([1.0]))[0].tolist() == [np.exp(3.0)]
    nodes = program["nodes"]
    assert len(set(nodes)) == len(nodes)
    assert sum(node[0] == "exp" for node in nodes) == 1


def test_a_program_is_remembered_and_a_change_to_it_is_not() -> None:
    objective = OBJECTIVES[0]()
    assert objective.program["nodes"] is objective.program["nodes"]
    objective.program["value"] = -1
    assert objective.program["value"] >= 0
