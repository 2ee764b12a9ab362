"""Groups of parameters: their traps are told once, and a log with several rates is compared group by group."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz.analysis import Trap, traps
from lrviz.analysis.group_partings import group_partings
from lrviz.analysis.group_traps import group_traps, start_traps
from lrviz.analysis.logs import LoggedRun
from lrviz.comparison import Entry, Group, Plan, curve, group_curves
from lrviz.comparison.group_sets import backbone_and_head, layer_wise
from lrviz.optimizers import SGD, AdamW
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, StepLR

PLAN = Plan(200)


def found(entry: Entry, plan: Plan = PLAN) -> tuple[Trap, ...]:
    optimizer = AdamW()
    return group_traps(entry, lambda part: traps(part, plan, optimizer, curve(part, plan)))


def test_a_trap_of_several_groups_is_told_once_and_mended_for_all() -> None:
    entry = Entry(CosineAnnealingLR(T_max=100), 0.1, groups=backbone_and_head())
    climbing = [trap for trap in found(entry) if trap.kind == "climbs again"]
    assert len(climbing) == 1
    assert climbing[0].sentence.startswith("backbone: ")
    assert climbing[0].sentence.endswith("The same kind of trap is in: head.")
    mended = climbing[0].fix
    assert mended is not None
    assert mended.groups == entry.groups
    assert not [trap for trap in found(mended) if trap.kind == "climbs again"]


def test_a_trap_of_one_group_is_told_with_its_name_and_mended_there() -> None:
    groups = (Group("a"), Group("b", schedule=CosineAnnealingLR(T_max=100)))
    (trap,) = found(Entry(StepLR(50), 0.1, groups=groups))
    assert trap.sentence.startswith("b: ")
    assert "The same kind" not in trap.sentence
    assert trap.fix is not None
    assert trap.fix.schedule == StepLR(50)
    assert trap.fix.groups[0] == groups[0]
    assert trap.fix.groups[1].schedule != groups[1].schedule


def test_a_floor_above_the_small_rate_of_a_group_is_found() -> None:
    entry = Entry(CosineAnnealingLR(T_max=199, eta_min=1e-3), 5e-3, groups=backbone_and_head())
    assert [trap.sentence.split(":")[0] for trap in found(entry) if trap.kind == "grows"] in (["backbone"], [])
    rising = [trap for trap in found(entry) if trap.sentence.startswith("backbone")]
    assert rising
    assert not [trap for trap in rising if "head" in trap.sentence]


def test_without_groups_nothing_is_changed() -> None:
    entry = Entry(CosineAnnealingLR(T_max=100), 0.1)
    assert found(entry) == tuple(traps(entry, PLAN, AdamW(), curve(entry, PLAN)))


def test_a_group_that_never_starts_and_a_warmup_beyond_the_run_are_found_and_mended() -> None:
    late, long = Group("late", start=200), Group("long", start=40, warmup_steps=200)
    fine, alike = Group("fine", start=199, warmup_steps=1), replace(long, name="longer", factor=0.5)
    entry = Entry(StepLR(50), groups=(fine, late, long, alike))
    never, unfinished = start_traps(entry, PLAN)
    assert never.sentence.startswith("late: The start is at step 200, and the run has 200 steps")
    assert unfinished.sentence.startswith("long, longer: The warmup would go on to step 240")
    assert "160 of 200 steps" in unfinished.sentence
    assert (never.severity, unfinished.severity) == ("error", "warning")
    for trap in (never, unfinished):
        assert trap.fix is not None
        assert trap.kind not in [other.kind for other in start_traps(trap.fix, PLAN)]
    assert not group_curves(entry, PLAN)[1].rates.any()


def planned(entry: Entry) -> dict[str, Any]:
    curves = group_curves(entry, PLAN, SGD().momentum)
    return {name: one.rates for name, one in zip(entry.group_names, curves, strict=True)}


STEPS = np.arange(0, 200, 10)
RUN = LoggedRun(STEPS, np.ones(20), None)


def test_every_group_of_a_log_agrees_with_its_own_by_name_or_by_rates() -> None:
    entry = Entry(OneCycleLR(max_lr=0.1, total_steps=200), groups=layer_wise(0.5, 4))
    rates = planned(entry)
    by_name = {name.upper(): rates[name][STEPS] for name in reversed(entry.group_names)}
    for one in group_partings(rates, RUN, by_name):
        assert (one.logged, one.guessed, one.parting.step) == (one.planned.upper(), False, None)
    by_place = {f"lr/pg{place}": column[STEPS] for place, column in enumerate(rates.values())}
    told = group_partings(rates, RUN, by_place)
    assert [(one.planned, one.guessed, one.parting.step) for one in told] == [(name, True, None) for name in rates]
    turned = dict(zip(by_place, reversed(by_place.values()), strict=True))
    assert [one.planned for one in group_partings(rates, RUN, turned)] == list(reversed(rates))


def test_the_group_that_parts_is_named_and_rows_without_a_rate_are_left_out() -> None:
    entry = Entry(StepLR(50), 0.1, groups=backbone_and_head())
    rates = planned(entry)
    head = rates["head"][STEPS].copy()
    head[7:] *= 3
    backbone = rates["backbone"][STEPS].copy()
    backbone[::2] = np.nan
    nothing = np.full(20, np.nan)
    told = group_partings(rates, RUN, {"backbone": backbone, "empty": nothing, "head": head})
    assert [(one.planned, one.parting.step) for one in told] == [("backbone", None), ("head", 70)]
    with pytest.raises(ValueError, match="at least one"):
        group_partings({}, RUN, {"head": head})


def test_logged_groups_with_equal_rates_are_taken_for_one_planned_group_each() -> None:
    rates = planned(Entry(StepLR(50), 0.1, groups=(Group("a"), Group("b"), Group("c", factor=0.5))))
    logged = {"pg0": rates["c"][STEPS], "pg1": rates["b"][STEPS], "pg2": rates["a"][STEPS]}
    assert [one.planned for one in group_partings(rates, RUN, logged)] == ["c", "b", "a"]


def test_why_is_said_of_the_first_group_that_parts() -> None:
    entry = Entry(CosineAnnealingLR(200), 0.1, groups=(Group("a"), Group("b", factor=0.5), Group("c", start=20)))
    rates = planned(entry)
    logged = {name: column[STEPS].copy() for name, column in rates.items()}
    logged["b"] *= 4
    logged["a"][12:] *= 3
    paused: list[str] = []
    told = group_partings(rates, RUN, logged, entry, PLAN, lambda: paused.append("between two causes"))
    assert paused
    assert [one.parting.cause for one in told] == [None, "factor", None]
    assert [bool(one.parting.why) for one in told] == [False, True, False]
    assert told[1].parting.what_ran() is not None
    late = {"c": 2 * rates["c"][STEPS]}
    (only,) = group_partings(rates, RUN, late, entry, PLAN)
    assert only.parting.why
