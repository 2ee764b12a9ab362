"""Traps of schedules made of phases, whose lengths are ruled as a whole."""

import pytest

from lrviz.analysis import traps
from lrviz.comparison import Entry, Plan, curve
from lrviz.optimizers import SGD
from lrviz.schedules import (
    Constant,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineDecay,
    LinearLR,
    OneMinusSqrt,
    Phase,
    Phases,
    Schedule,
    Warmup,
)
from tests.analysis.examining import found

WARM, FALL = Phase(LinearLR(0.1, 1.0, 10), 0.1, "share"), Phase(CosineAnnealingLR(), 0.9, "share")


def trapezoid(total: int) -> Phases:
    """Warmup, stable, decay."""
    phases = (Phase(ConstantWithWarmup(), 0.1), Phase(Constant(), 0.7), Phase(OneMinusSqrt(), 0.2))
    return Phases(phases, total_steps=total)


@pytest.mark.parametrize(
    "schedule", [Phases(), Phases((WARM, FALL), total_steps=500), Warmup(Constant(), steps=50), trapezoid(500)]
)
def test_phases_that_fill_the_run_have_no_traps(schedule: Schedule) -> None:
    assert not found(schedule, 500)


@pytest.mark.parametrize(
    ("schedule", "kind", "fixed"),
    [
        (Phases((WARM, FALL), total_steps=300), "climbs again", Phases((WARM, FALL), total_steps=500)),
        (Phases((WARM, FALL), total_steps=1000), "ends above its floor", Phases((WARM, FALL), total_steps=500)),
        (trapezoid(400), "stands still at the end", trapezoid(500)),
        (trapezoid(800), "milestone beyond the end", trapezoid(500)),
        (
            Phases((Phase(ConstantWithWarmup(), 100, "steps"), Phase(CosineAnnealingLR(), 200, "steps"))),
            "climbs again",
            Phases((Phase(ConstantWithWarmup(), 167, "steps"), Phase(CosineAnnealingLR(), 333, "steps"))),
        ),
    ],
)
def test_phases_are_fitted_as_a_whole(schedule: Schedule, kind: str, fixed: Phases) -> None:
    trap = found(schedule, 500)[kind]
    assert trap.fix is not None
    assert isinstance(trap.fix.schedule, Phases)
    assert trap.fix_label == "Fit the phases to 500 steps"
    assert [phase.length for phase in trap.fix.schedule.phases] == [phase.length for phase in fixed.phases]
    assert trap.fix.schedule.lengths() == fixed.lengths()
    assert not found(trap.fix.schedule, 500)


def test_a_jump_between_phases_is_mended_in_the_earlier_one() -> None:
    low = Phase(LinearLR(0.1, 0.7, 10), 0.1)
    trap = found(Phases((low, FALL), total_steps=500), 500)["jumps at a hand-over"]
    assert trap.fix is not None
    assert not found(trap.fix.schedule, 500)
    floored = Phase(CosineDecay(floor=0.5), 0.5)
    assert found(Phases((floored, FALL), total_steps=500), 500)["jumps at a hand-over"].fix is None


def test_a_fix_is_called_by_the_names_that_the_widgets_have() -> None:
    entry, plan = Entry(Warmup(CosineAnnealingLR(T_max=100), steps=900), 0.1), Plan(500)
    labels = [trap.fix_label for trap in traps(entry, plan, SGD(), curve(entry, plan))]
    assert any(label.startswith("Set steps to") for label in labels)
    assert not any("warmup_steps" in label for label in labels)
