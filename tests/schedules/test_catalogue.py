"""The catalogue is complete, and every schedule in it can be shown, saved and exported."""

import ast
import json
from dataclasses import MISSING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.hyperparameters import Declared, from_dict, hyperparameters
from lrviz.schedules import SCHEDULES, Phase, Schedule, ScheduleError
from lrviz.schedules.combination import Combination
from lrviz.schedules.elementary import Factor
from lrviz.source import plain_source
from tests.catalogues import final_classes
from tests.strategies import instances

BY_NAME: dict[str, type[Declared]] = {declared.__name__: declared for declared in (*SCHEDULES, Phase)}
EACH = pytest.mark.parametrize("kind", SCHEDULES)


def test_none_is_missing_and_none_stands_twice() -> None:
    assert final_classes(Schedule) == set(SCHEDULES)
    assert len(set(SCHEDULES)) == len(SCHEDULES) == len(BY_NAME) - 1


@EACH
def test_is_described_exported_and_gives_its_rates(kind: type[Schedule]) -> None:
    schedule, code = kind.usual(), kind.usual().torch_code(0.1)
    assert kind.title
    assert 0 < len(schedule.label) < 100
    assert MISSING not in [parameter.default for parameter in hyperparameters(kind)]
    for source in (code.expression, *code.definitions):
        ast.parse(source)
    if kind.feedback:
        with pytest.raises(ScheduleError, match="needs the losses"):
            schedule.rates(0.1, 10)
        return
    low, high = schedule.rates(0.1, 100), schedule.rates(7.0, 100)
    assert low.shape == (100,)
    assert np.allclose(low, high, rtol=1e-12) == kind.overwrites_lr


@EACH
@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.data())
def test_survives_json(kind: type[Schedule], data: st.DataObject) -> None:
    single = [each for each in SCHEDULES if not issubclass(each, Combination) and not each.feedback]
    schedule = data.draw(instances(kind, single))
    assert from_dict(json.loads(json.dumps(schedule.to_dict())), BY_NAME) == schedule
    assert schedule.length is None or schedule.length >= 0


def test_exported_functions_have_names_of_their_own() -> None:
    factors = [kind for kind in SCHEDULES if issubclass(kind, Factor)]
    functions = {function for kind in factors for function in (kind.factor, *kind.helpers)}
    names = {function.__name__ for function in functions}
    assert len(names) == len(functions)
    assert all(": " not in plain_source(function).split("\n")[0] for function in functions)
