"""The catalogue is complete, and every schedule in it can be shown, saved and exported."""

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.hyperparameters import Declared, from_dict, hyperparameters
from lrviz.schedules import SCHEDULES, Phase, Schedule, ScheduleError
from lrviz.schedules.base import Factor
from lrviz.schedules.combination import Combination
from lrviz.source import plain_source
from tests.catalogues import final_classes
from tests.strategies import instances

BY_NAME: dict[str, type[Declared]] = {declared.__name__: declared for declared in (*SCHEDULES, Phase)}
EACH = pytest.mark.parametrize("kind", SCHEDULES)


def test_none_is_missing_and_none_stands_twice() -> None:
    assert final_classes(Schedule) == set(SCHEDULES)
    assert len(set(SCHEDULES)) == len(SCHEDULES) == len(BY_NAME) - 1


@EACH
def test_is_described(kind: type[Schedule]) -> None:
    schedule = kind()
    assert kind.title
    assert kind.caption().endswith(".")
    assert 0 < len(schedule.label) < 100
    assert all(p.caption.endswith((".", "…")) and not p.required for p in hyperparameters(kind))


@EACH
@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.data())
def test_survives_json(kind: type[Schedule], data: st.DataObject) -> None:
    single = [each for each in SCHEDULES if not issubclass(each, Combination) and not each.feedback]
    schedule = data.draw(instances(kind, single))
    assert from_dict(json.loads(json.dumps(schedule.to_dict())), BY_NAME) == schedule
    assert schedule.length is None or schedule.length >= 0


@EACH
def test_exported_code_is_python(kind: type[Schedule]) -> None:
    code = kind().torch_code(0.1)
    ast.parse(code.expression, mode="eval")
    for definition in code.definitions:
        ast.parse(definition)


def test_exported_functions_have_names_of_their_own() -> None:
    factors = [kind for kind in SCHEDULES if issubclass(kind, Factor)]
    functions = {function for kind in factors for function in (kind.factor, *kind.helpers)}
    names = {function.__name__ for function in functions}
    assert len(names) == len(functions)
    assert all(": " not in plain_source(function).split("\n")[0] for function in functions)


@EACH
def test_says_whether_it_needs_losses(kind: type[Schedule]) -> None:
    if kind.feedback:
        with pytest.raises(ScheduleError, match="needs the losses"):
            kind().rates(0.1, 10)
    else:
        assert kind().rates(0.1, 10).shape == (10,)


@pytest.mark.parametrize("kind", [each for each in SCHEDULES if each.overwrites_lr])
def test_overwritten_rates_do_not_depend_on_the_optimizer(kind: type[Schedule]) -> None:
    assert kind().rates(0.1, 100) == pytest.approx(kind().rates(7.0, 100), rel=1e-12)


@pytest.mark.parametrize("kind", [each for each in SCHEDULES if not each.overwrites_lr and not each.feedback])
def test_other_rates_do(kind: type[Schedule]) -> None:
    assert (kind().rates(0.1, 4) != kind().rates(7.0, 4)).any()
