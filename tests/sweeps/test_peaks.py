"""Runs on another peak rate: every schedule of the catalogue, and those that ignore the optimizer's rate."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run
from lrviz.schedules import SCHEDULES, Constant, CosineDecay, CyclicLR, OneCycleLR, Phase, Phases, Schedule, Warmup
from lrviz.sweeps.peaks import at_peak
from tests.strategies import instances

OVERWRITING = [one for one in SCHEDULES if one.overwrites_lr]
OTHERS = [one for one in SCHEDULES if not one.overwrites_lr]
peaks = st.floats(1e-4, 1.0)


@pytest.mark.parametrize("kind", OVERWRITING, ids=lambda kind: kind.__name__)
def test_a_schedule_that_ignores_the_rate_reaches_the_peak(kind: type[Schedule]) -> None:
    raised = at_peak(Run(Adam(lr=0.5), kind.usual()), 0.07)
    steps = raised.schedule.length or 2 * raised.schedule.warmup_steps
    assert raised.schedule.rates(raised.optimizer.lr, steps).max() == pytest.approx(0.07, rel=1e-3)


@pytest.mark.parametrize("kind", OVERWRITING, ids=lambda kind: kind.__name__)
@settings(max_examples=15)
@given(data=st.data(), peak=peaks)
def test_all_its_rates_go_with_the_peak(kind: type[Schedule], data: st.DataObject, peak: float) -> None:
    run = Run(Adam(lr=0.5), data.draw(instances(kind)))
    try:
        once, tenfold = (at_peak(run, factor * peak) for factor in (1, 10))
        low, high = (raised.schedule.rates(raised.optimizer.lr, 50) for raised in (once, tenfold))
    except ValueError:
        assume(False)
    np.testing.assert_allclose(10 * low, high, rtol=0, atol=1e-9 * np.abs(high).max(initial=0.0))


@given(st.sampled_from(OTHERS).flatmap(lambda kind: instances(kind, (Constant, CosineDecay))), peaks)
def test_other_schedules_take_the_rate_as_their_base(schedule: Schedule, peak: float) -> None:
    assert at_peak(Run(Adam(lr=0.5), schedule), peak) == Run(Adam(lr=peak), schedule)


def test_schedules_inside_others_are_raised_and_a_cycle_keeps_its_proportions() -> None:
    inner = OneCycleLR(max_lr=0.3, total_steps=50, cycle_momentum=False)
    for schedule in (Warmup(inner, steps=5), Phases((Phase(inner, 1.0),), total_steps=50)):
        raised = at_peak(Run(SGD(lr=0.1), schedule), 0.02)
        assert "max_lr=0.02" in repr(raised.schedule)
        assert raised.optimizer.lr == 0.02
    for low, high, expected in ((0.025, 0.1, 0.25), (0.0, 0.0, 1.0)):
        raised = at_peak(Run(SGD(lr=0.1), CyclicLR(base_lr=low, max_lr=high, cycle_momentum=False)), 1.0)
        assert raised.schedule == CyclicLR(base_lr=expected, max_lr=1.0, cycle_momentum=False)
