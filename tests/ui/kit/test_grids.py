"""Sliders stop at round numbers, and those of lengths reach to the end of the run, on every page."""

from dataclasses import replace

import pytest

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.optimizers import OPTIMIZERS
from lrviz.schedules import SCHEDULES, CosineAnnealingLR
from lrviz.schedules.phases import Phase
from lrviz.ui.kit.grids import grid, shown

DECLARED = (*SCHEDULES, *OPTIMIZERS, Phase)
NUMBERS = [p for declared in DECLARED for p in hyperparameters(declared) if p.range and not p.many and not p.pairs]
LENGTHS = [parameter for parameter in NUMBERS if parameter.unit == "steps" or parameter.unit_field]
(T_MAX,) = (parameter for parameter in hyperparameters(CosineAnnealingLR) if parameter.name == "T_max")


@pytest.mark.parametrize("steps", [0, 1, 137, 10_000, 234_567])
def test_stops_rise_differ_to_the_eye_and_hold_the_exact_value(steps: int) -> None:
    for parameter in NUMBERS:
        value = parameter.default or 0
        stops = grid(parameter, value, steps)
        assert value in stops
        assert list(stops) == sorted({shown(stop): stop for stop in stops}.values()), parameter
        assert all(stop in parameter.range for stop in stops if stop != value), parameter


@pytest.mark.parametrize("steps", [137, 2344, 10_000, 80_001])
def test_stops_of_lengths_reach_to_the_end_of_the_run(steps: int) -> None:
    for parameter in LENGTHS:
        stops = grid(parameter, parameter.default or 0, steps)
        assert parameter.kind(steps) in stops, parameter
        assert stops[-1] >= max(1000, steps), parameter
    assert 54_321 in grid(T_MAX, 54_321, steps)


def test_other_numbers_and_the_declared_range_stay_as_they_are() -> None:
    for parameter in NUMBERS:
        if parameter not in LENGTHS:
            assert grid(parameter, 1, 10_000) == grid(parameter, 1)
    assert grid(T_MAX, 5, 500)[-1] == 1000
    assert grid(replace(T_MAX, range=replace(T_MAX.range, high=600)), 5, 10_000)[-1] == 600
    assert grid(Hyperparameter("free", float, "No range.", 1.0), 1.0, 10_000) == ()


AXIS = {"u.steps": "10000", "u1.s": "CosineAnnealingLR", "u.one_setting.x": "CosineAnnealingLR · T_max"}


@pytest.mark.parametrize(
    ("page", "link", "slider"),
    [
        ("compare", {"s.plan.budget": "10000", "s1.s": "CosineAnnealingLR"}, "~s1.s.CosineAnnealingLR.T_max"),
        ("visit", {"t.steps": "10000", "t1.s": "CosineAnnealingLR"}, "~t1.s.CosineAnnealingLR.T_max"),
        ("tuned", {"u.steps": "10000", "u1.s": "CosineAnnealingLR"}, "~u1.s.CosineAnnealingLR.T_max"),
        ("tuned", AXIS, "~u.one_setting.x.schedule.T_max.high"),
    ],
)
def test_a_length_can_be_slid_to_the_end_of_a_long_run(
    request: pytest.FixtureRequest, page: str, link: dict[str, str], slider: str
) -> None:
    app = request.getfixturevalue(page)(link)
    assert app.select_slider(key=slider).options[-1] == "1e+04"
    app.select_slider(key=slider).set_value(10_000).run()
    assert app.session_state[slider[1:]] == 10_000
