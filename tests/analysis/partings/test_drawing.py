"""What a log ran can be drawn beside its plan, and agrees with the log."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.analysis.partings import agree, parting
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve, ways_to_resume
from lrviz.schedules import (
    CosineAnnealingLR,
    ExponentialLR,
    LinearWithWarmup,
    Paced,
    PiecewiseLinear,
    Resumed,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
)
from tests.analysis.partings.drawn import ENTRIES, PLAN, STEPS, compared, faster, logged, rates

COSINE, LINEAR = ENTRIES["cosine after a warmup"], ENTRIES["linear"]
RATES, ALL = rates(COSINE), np.arange(STEPS)
IN_EPOCHS = Plan(budget=20.0, unit="epochs", samples=50 * 32)

RAN: dict[str, tuple[Entry, np.ndarray, Schedule]] = {
    "four times too fast": (COSINE, faster(COSINE, 4), Warmup(CosineAnnealingLR(T_max=225), steps=25)),
    "twice too slow": (LINEAR, np.interp(ALL / 2, ALL, rates(LINEAR)), LinearWithWarmup(200, 2000)),
    "a decay a step, twice too fast": (
        Entry(ExponentialLR(0.995), 0.1),
        faster(Entry(ExponentialLR(0.995), 0.1), 2),
        ExponentialLR(0.995**2),
    ),
    "no warmup": (COSINE, rates(Entry(CosineAnnealingLR(T_max=900), 1e-3)), Warmup(CosineAnnealingLR(T_max=900), 0)),
    "no warmup, and the rest over the whole run": (
        COSINE,
        rates(Entry(CosineAnnealingLR(T_max=1000), 1e-3)),
        Warmup(CosineAnnealingLR(T_max=1000), 0),
    ),
    "begun again": (
        Entry(CosineAnnealingLR(T_max=1000), 1e-3),
        np.concatenate([rates(Entry(CosineAnnealingLR(T_max=1000), 1e-3))[:400]] * 2),
        Sequential((CosineAnnealingLR(T_max=1000), CosineAnnealingLR(T_max=1000)), (400,)),
    ),
}


@pytest.mark.parametrize(("entry", "real", "expected"), RAN.values(), ids=RAN)
def test_it_is_the_plan_s_own_schedule_changed(entry: Entry, real: np.ndarray, expected: Schedule) -> None:
    run = logged(real, 10, "g6")
    ran = compared(entry, run).what_ran()
    assert ran is not None
    assert (ran.schedule, ran.lr, ran.name) == (expected, entry.lr, "what the log ran")
    assert agree(rates(ran), run)


def test_another_base_rate_and_another_stepping_are_drawn() -> None:
    ran = compared(COSINE, logged(8 * RATES, 10)).what_ran()
    assert ran is not None
    assert ran == replace(COSINE, lr=8e-3, name="what the log ran")
    cycle = ENTRIES["one cycle"]
    ran = compared(cycle, logged(2 * rates(cycle), 10)).what_ran()
    assert ran is not None
    assert agree(rates(ran), logged(2 * rates(cycle), 10))
    each_epoch = replace(COSINE, stepped=EACH_EPOCH)
    run = logged(curve(each_epoch, IN_EPOCHS).rates, 7)
    ran = parting(curve(COSINE, IN_EPOCHS).rates, run, entry=COSINE, plan=IN_EPOCHS).what_ran()
    assert ran is not None
    assert (ran.stepped, ran.schedule) == (EACH_EPOCH, COSINE.schedule)
    assert COSINE.stepped == EACH_STEP


@pytest.mark.parametrize(("way", "every"), [("last_epoch", 10), ("Stretched from here", 25), ("Loaded state", 10)])
@pytest.mark.parametrize("name", ["cosine with a floor", "cosine of transformers", "WSD", "one cycle"])
def test_a_run_that_was_resumed_for_another_length_is_drawn_as_torch_resumes_it(
    name: str, way: str, every: int
) -> None:
    entry = ENTRIES[name]
    real = next(one.entry for one in ways_to_resume(entry, PLAN, 500, 2000) if one.name == way)
    assert real is not None
    run = logged(rates(real), every)
    verdict = compared(entry, run)
    if agree(rates(entry), run):  # torch puts the old numbers back
        assert (way, verdict.step) == ("Loaded state", None)
        return
    ran = verdict.what_ran()
    assert ran is not None
    assert isinstance(ran.schedule, Resumed | Paced)
    assert abs((ran.schedule.steps if isinstance(ran.schedule, Resumed) else ran.schedule.start) - 500) <= every
    assert agree(rates(ran), run)


@pytest.mark.parametrize("way", ["Re-warmed", "WSD from here"])
def test_a_run_that_goes_on_by_a_new_plan_is_drawn_by_it(way: str) -> None:
    for name in ("cosine with a floor", "polynomial", "sequence"):
        real = next(one.entry for one in ways_to_resume(ENTRIES[name], PLAN, 500, STEPS) if one.name == way)
        assert real is not None
        ran = compared(ENTRIES[name], logged(rates(real), 10)).what_ran()
        assert ran is not None
        assert ran.schedule == real.schedule


@pytest.mark.parametrize("form", ["planned anew", "unknown", "stairs"])
def test_the_last_resort_is_a_line_through_points(form: str) -> None:
    longer = rates(replace(COSINE, schedule=Warmup(CosineAnnealingLR(T_max=1800), steps=200)))
    unknown = np.interp(ALL, [0, 300, 301, 999], [1e-4, 9e-4, 2e-4, 5e-4])
    stairs = rates(Entry(StepLR(130, 0.7), 7e-4))
    real = {"planned anew": np.where(ALL < 500, RATES, longer), "unknown": unknown, "stairs": stairs}[form]
    verdict = compared(COSINE, logged(real, 10))
    assert (verdict.cause == "resumed") == (form == "planned anew")
    ran = verdict.what_ran()
    assert ran is not None
    assert isinstance(ran.schedule, PiecewiseLinear)
    assert compared(ran, logged(real, 10)).share_agreeing > 0.95


def test_without_an_entry_there_is_nothing_to_draw() -> None:
    assert parting(RATES, logged(2 * RATES)).what_ran() is None
    flat = Entry(COSINE.schedule, 0.0)
    assert parting(rates(flat), logged(RATES), entry=flat, plan=PLAN).what_ran() is not None
    assert parting(rates(flat), logged(-RATES), entry=flat, plan=PLAN).what_ran() is None
    huge = logged(np.array([0.0, 1e308]))
    assert compared(ENTRIES["one cycle"], huge).what_ran() is not None
