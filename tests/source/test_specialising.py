"""What leaves of a function is what its values use, and it computes the same."""

import ast
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.schedules import SCHEDULES
from lrviz.schedules.base import ScheduleError
from lrviz.schedules.elementary import Factor
from lrviz.source import Code, Known, factor_source, merged, specialised
from tests.strategies import instances

FACTORS = [kind for kind in SCHEDULES if issubclass(kind, Factor)]


def left(source: str, **values: Any) -> str:
    """What is left of a function."""
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    body = specialised(definition, Known(values, "step")).body
    return "; ".join(ast.unparse(statement) for statement in body)


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        ("return a if shape == 'cosine' else b", {"shape": "cosine"}, "return a"),
        ("return a if shape == 'cosine' else b", {"shape": "linear"}, "return b"),
        ("return a if other else b", {"shape": "linear"}, "return a if other else b"),
        ("return floor + (1 - floor) * u", {"floor": 0.0}, "return u"),
        ("return floor + (1 - floor) * u", {"floor": 0.1}, "return floor + (1 - floor) * u"),
        ("return step / max(1, warmup)", {"warmup": 50}, "return step / warmup"),
        ("return step / max(1, warmup)", {"warmup": 0}, "return step"),
        ("return a if step < warmup else b", {"warmup": 0}, "return b"),
        ("return a if step < warmup else b", {"warmup": 1}, "return a if step < warmup else b"),
        ("u = f(step); v = u; return b", {}, "return b"),
        ("return x ** power", {"power": 1.0}, "return x"),
        ("warmup = g(); return a if warmup == 0 else b", {"warmup": 0}, "warmup = g(); return a if warmup == 0 else b"),
        ("return a if 1 / gap > 0 else b", {"gap": 0}, "return a if 1 / gap > 0 else b"),
    ],
)
def test_what_values_decide_is_left_out(body: str, values: dict[str, Any], expected: str) -> None:
    assert left(f"def function(step, a, b):\n    {body}", **values) == expected


def test_what_stands_behind_a_return_is_left_out() -> None:
    branches = "    if maximize:\n        g = -g\n    if decay == 0:\n        return g\n"
    source = f"def f(g):\n{branches}    g = g + decay\n    return g"
    assert left(source, maximize=False, decay=0.0) == "return g"
    assert left(source, maximize=True, decay=0.1) == "g = -g; return g + decay"


@pytest.mark.parametrize("kind", FACTORS)
@settings(max_examples=20, derandomize=True)
@given(data=st.data())
def test_a_factor_keeps_no_choice_of_a_word_and_no_idle_argument(kind: type[Factor], data: st.DataObject) -> None:
    schedule = data.draw(instances(kind))
    try:
        arguments = schedule.factor_arguments(0.1)
    except ScheduleError:
        assume(False)
    (definition,) = ast.parse(factor_source(kind.factor, arguments, "What it is.")).body
    assert isinstance(definition, ast.FunctionDef)
    words = [node.value for node in ast.walk(definition) if isinstance(node, ast.Constant)]
    assert not set(words) & {value for value in arguments.values() if isinstance(value, str)}
    taken = {argument.arg for argument in definition.args.args}
    assert taken - {"step"} <= {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}


def test_definitions_that_differ_and_share_a_name_are_told_apart() -> None:
    one = Code("build(f)", ("import math", "def f(x, y=1):\n    return g(x)", "def g(x):\n    return x"))
    two = Code("build(f, a.f)", ("def f(x, y=2):\n    return f",))
    three = Code("build(f, f_2)", ("def f(x, y=1):\n    return g(x)", "def f_2():\n    return f"))
    codes = merged((one, two, three, one))
    assert codes[0] == codes[3] == one
    assert codes[1] == Code("build(f_2, a.f)", ("def f_2(x, y=2):\n    return f_2",))
    assert codes[2] == Code("build(f, f_3)", ("def f(x, y=1):\n    return g(x)", "def f_3():\n    return f"))
    names: dict[str, Any] = {"np": np}
    for code in codes:
        for definition in code.definitions:
            exec(definition, names)
    assert names["f_2"](0) is names["f_2"]
