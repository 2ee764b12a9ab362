"""What a browser says of turned knobs is taken where it is a number of a run, and left aside where it is not."""

from dataclasses import replace
from typing import Any

import pytest

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, OneCycleLR
from lrviz.ui.kit.written import written
from lrviz.ui.trajectories import knobs

SCENE = Scene(
    Rosenbrock(),
    steps=50,
    runs=(
        Run(SGD(lr=1e-3, momentum=0.9)),
        Run(Adam(lr=0.3), CosineAnnealingLR(T_max=50)),
        Run(Adam(), OneCycleLR.usual()),
    ),
)


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Turns knobs of runs in the slots 2, 5 and 7; gives what widgets are given."""

    def turned(sent: Any) -> dict[str, Any]:
        given: dict[str, Any] = {}
        monkeypatch.setattr(knobs, "postpone", given.update)
        knobs.turn_knobs("t", SCENE, [2, 5, 7], sent)
        return given

    return turned


def values(slot: int, run: Run) -> dict[str, Any]:
    return written(f"t{slot}.o", run.optimizer) | written(f"t{slot}.s", run.schedule)


def test_numbers_of_runs_are_taken(turn: Any) -> None:
    sent = {"factor": 1, "turned": [[2, "optimizer.momentum", 0.5], [5, "schedule.T_max", 40]]}
    assert turn(sent) == values(2, replace(SCENE.runs[0], optimizer=SGD(lr=1e-3, momentum=0.5))) | values(
        5, replace(SCENE.runs[1], schedule=CosineAnnealingLR(T_max=40))
    )


def test_a_factor_turns_the_rates_that_schedules_leave_to_their_optimizers(turn: Any) -> None:
    given = turn({"factor": 1 / 3, "turned": []})
    assert (given["t2.o.SGD.lr"], given["t5.o.Adam.lr"]) == (0.000333333, 0.1)
    assert not any(key.startswith("t7") for key in given)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"factor": float("nan")},
        {"factor": -1},
        {"factor": True, "turned": 3},
        {"factor": "2", "turned": [[2, "optimizer.lr"]]},
        {
            "turned": [
                [9, "optimizer.lr", 0.1],
                [2, "optimizer.nothing", 0.1],
                [2, "__class__", 1],
                [2, "optimizer.lr", -1],
            ]
        },
        {"turned": [[2, "optimizer.lr", float("inf")], [2, "optimizer.lr", "0.1"], [2, None, 0.1], [[], {}, 1]]},
    ],
)
def test_what_is_no_number_of_a_run_is_left_aside(turn: Any, sent: Any) -> None:
    assert turn(sent) == {}
