"""Ways to resume a run: the curve of each is that of its script, and what is said of it is true."""

import re
import warnings
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Curve, Entry, Group, Plan, WayOn, curve, extended, ways_to_resume
from lrviz.export import schedule_script
from lrviz.optimizers import SGD
from lrviz.schedules import (
    SCHEDULES,
    CosineAnnealingLR,
    LinearWithWarmup,
    OneCycleLR,
    Paced,
    ReduceLROnPlateau,
    Resumed,
    Schedule,
    Warmup,
)
from lrviz.schedules.combination import Combination
from tests.export.running import defined
from tests.strategies import instances

NAMES = ["Loaded state", "last_epoch", "Stretched from here", "Re-warmed", "WSD from here"]
SINGLE = tuple(kind for kind in SCHEDULES if not kind.feedback and not issubclass(kind, Combination))
KINDS = [kind for kind in SCHEDULES if kind not in (ReduceLROnPlateau, Paced, Resumed)]
MOMENTUM = SGD(lr=1.0, momentum=0.9)


def ways(schedule: Schedule, planned: int, stopped: int, total: int) -> dict[str, tuple[WayOn, Curve | None]]:
    plan = Plan(float(planned))
    found = ways_to_resume(Entry(schedule, 1e-3), plan, stopped, total)
    return {way.name: (way, curve(way.entry, extended(plan, total)) if way.entry else None) for way in found}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4, derandomize=True, deadline=None)
@given(st.data())
def test_every_way_of_every_class_is_what_its_script_does(kind: type[Schedule], data: st.DataObject) -> None:
    schedule = data.draw(instances(kind, SINGLE))
    planned = data.draw(st.integers(20, 60))
    stopped, total = data.draw(st.integers(1, planned)), data.draw(st.integers(planned, 120))
    assume(not schedule.alone and stopped < total)
    whole = Plan(float(total))
    old = curve(Entry(schedule, 1e-2), whole)
    found = ways_to_resume(Entry(schedule, 1e-2), Plan(float(planned)), stopped, total)
    assert [way.name for way in found] == NAMES
    for way in found:
        assert way.says
        if way.entry is None:
            continue
        drawn = curve(way.entry, whole)
        known = min(stopped, len(drawn.rates), len(old.rates))
        np.testing.assert_allclose(drawn.rates[:known], old.rates[:known], 1e-12)
        if way.jump:
            assert way.jump.step in (stopped, stopped + 1)
            assert (way.jump.before, way.jump.after) == tuple(drawn.rates[way.jump.step - 1 : way.jump.step + 1])
    way = data.draw(st.sampled_from([way for way in found if way.entry] or [found[0]]))
    if way.entry is not None and len(curve(way.entry, whole).rates):
        assert_script(way.entry, whole)


def assert_script(entry: Entry, plan: Plan) -> None:
    """The script's own loops, with the checkpoint saved and loaded by torch, give the curve."""
    script, drawn = schedule_script(entry, plan, MOMENTUM), curve(entry, plan)
    assert "torch.load(checkpoint)" in script
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rates = list(islice(defined(script)["rates"](), len(drawn.rates)))
    np.testing.assert_allclose(rates, drawn.rates, 1e-12, 1e-15 * float(np.abs(drawn.rates).max(initial=0.0)) + 1e-300)


def test_the_cosine_that_is_extended() -> None:
    found = ways(CosineAnnealingLR(T_max=20_000), 20_000, 5_000, 40_000)
    assert "puts the old numbers back" in found["Loaded state"][0].says
    assert "climbs again, to 0.001" in found["Loaded state"][0].says
    assert all(way.jump is None for way, _ in found.values())
    ends = {name: drawn.rates[-1] for name, (_, drawn) in found.items() if drawn}
    assert ends["Loaded state"] > 9e-4
    assert max(end for name, end in ends.items() if name != "Loaded state") < 1e-6
    stretched = found["Stretched from here"][1]
    assert stretched is not None
    half = 5_000 + 35_000 // 2
    np.testing.assert_allclose(stretched.rates[half], CosineAnnealingLR(20_000).rates(1e-3, 12_501)[-1], rtol=1e-3)


def test_the_jump_of_a_function_is_named_in_numbers() -> None:
    way, _ = ways(LinearWithWarmup(1_000, 20_000), 20_000, 5_000, 40_000)["Loaded state"]
    assert way.jump is not None
    assert way.jump.sentence == "The rate jumps from 0.000789 to 0.000921 at step 5,001."


@pytest.mark.parametrize(
    "schedule", [CosineAnnealingLR(900), Warmup(CosineAnnealingLR(800), 100), OneCycleLR.usual(), Warmup()]
)
def test_numbers_that_are_told_of_plans_are_those_of_the_curve(schedule: Schedule) -> None:
    found = ways(schedule, 900, 400, 2_000)
    way, drawn = found["WSD from here"]
    assert drawn is not None
    held, last = (
        float(text.replace(",", "")) for text in re.findall(r"rate of (\S+) .* last (\S+) steps", way.says)[0]
    )
    assert held == pytest.approx(drawn.rates[400], rel=5e-3)
    falling = np.flatnonzero(np.diff(drawn.rates[400:]) < 0)
    assert 2_000 - (400 + falling[0]) == last


def test_an_epochs_schedule_goes_on_from_the_last_epoch_that_has_ended() -> None:
    plan = Plan(30, "epochs", samples=320, batch_size=32)
    entry = Entry(CosineAnnealingLR(T_max=30), 1e-3, stepped=EACH_EPOCH)
    found = {way.name: way for way in ways_to_resume(entry, plan, 107, 600)}
    longer = extended(plan, 600)
    assert (longer.unit, longer.steps) == ("epochs", 600)
    stretched = found["Stretched from here"].entry
    assert stretched is not None
    assert stretched.schedule == Paced(CosineAnnealingLR(T_max=30), 2, 5, start=10)
    assert_script(stretched, longer)
    with pytest.raises(ValueError, match="the 10 steps of an epoch"):
        ways_to_resume(entry, plan, 9, 600)


def test_groups_are_resumed_by_none_of_them() -> None:
    grouped = Entry(CosineAnnealingLR.usual(), groups=(Group("all"),))
    with pytest.raises(ValueError, match="no groups"):
        ways_to_resume(grouped, Plan(1000), 500, 2000)
    with pytest.raises(ValueError, match="where the schedule is resumed"):
        replace(grouped, schedule=Resumed())


@pytest.mark.parametrize(
    ("schedule", "stopped", "total", "words"),
    [
        (CosineAnnealingLR.usual(), 0, 2000, "stopped must be in"),
        (CosineAnnealingLR.usual(), 1001, 2000, "stopped must be in"),
        (CosineAnnealingLR.usual(), 500, 500, "total must be above the 500"),
        (CosineAnnealingLR.usual(), 500, 5_000_000, "1 to 1,000,000 optimizer steps"),
        (ReduceLROnPlateau(), 500, 2000, "by the step alone"),
        (Paced(), 500, 2000, "one clock"),
    ],
)
def test_what_is_no_run_to_resume_is_refused(schedule: Schedule, stopped: int, total: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ways_to_resume(Entry(schedule), Plan(1000), stopped, total)
