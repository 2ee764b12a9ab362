"""Curves become points that can be moved."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Entry, Plan, curve
from lrviz.comparison.tracing import by_points, traced
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, LinearWithWarmup, PiecewiseLinear


def followed(entry: Entry, plan: Plan) -> tuple[Entry, PiecewiseLinear]:
    """The entry drawn by points, and its schedule."""
    drawn = traced(entry, curve(entry, plan), plan)
    assert drawn is not None
    assert isinstance(drawn.schedule, PiecewiseLinear)
    return drawn, drawn.schedule


def test_every_schedule_can_be_followed() -> None:
    for kind in SCHEDULES:
        if not kind.feedback:
            drawn, schedule = followed(Entry(kind.usual(), 0.3, "mine"), Plan(400))
            assert (drawn.lr, drawn.name) == (0.3, "mine")
            assert 2 <= len(schedule.points) <= 12, kind


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 200), st.integers(2, 400))
def test_straight_pieces_are_followed_exactly(warmup: int, rest: int) -> None:
    entry, plan = Entry(LinearWithWarmup(warmup, warmup + rest), 0.5), Plan(warmup + rest + 20)
    drawn, _ = followed(entry, plan)
    np.testing.assert_allclose(curve(drawn, plan).rates, curve(entry, plan).rates, atol=2e-3 * 0.5)


def test_a_bend_is_followed_the_better_the_more_points_there_are() -> None:
    rates = CosineAnnealingLR(T_max=1000).rates(1.0, 1000)
    worst = [np.abs(by_points(rates, 1.0, most).rates(1.0, 1000) - rates).max() for most in (3, 6, 12, 24)]
    assert worst == sorted(worst, reverse=True)
    assert worst[2] < 0.02


def test_epochs_are_the_steps_of_what_is_stepped_each_epoch() -> None:
    plan = Plan(10, "epochs", samples=320, batch_size=32)
    entry = Entry(CosineAnnealingLR(T_max=10), 1.0, stepped=EACH_EPOCH)
    drawn, schedule = followed(entry, plan)
    assert schedule.points[-1][0] == 9
    np.testing.assert_allclose(curve(drawn, plan).rates, curve(entry, plan).rates, atol=2e-3)


def test_there_is_nothing_to_follow_on_a_rate_of_zero() -> None:
    assert traced(Entry(CosineAnnealingLR.usual(), 0.0), curve(Entry(lr=0.0), Plan(5)), Plan(5)) is None
