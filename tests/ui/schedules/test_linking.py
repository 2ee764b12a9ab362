"""A link that the library writes opens the page Schedules with just these schedules."""

from typing import Any
from urllib.parse import parse_qs

import pytest

import lrviz
from lrviz.comparison import Comparison, Entry, Plan
from lrviz.schedules import SCHEDULES, Constant, CosineAnnealingLR, LambdaLR, Sequential
from lrviz.ui.kit.plans import LAST_ENTRIES, LAST_PLAN
from lrviz.ui.schedules.linking import link_of
from tests.previewing.live import TORCH
from tests.ui.visits import Visit, complaints

EVERY = [SCHEDULES[first : first + 12] for first in range(0, len(SCHEDULES), 12)]


def opened(compare: Visit, link: str) -> tuple[list[Entry], Plan]:
    page, _, query = link.partition("?")
    assert page == "schedules"
    app = compare(parse_qs(query, keep_blank_values=True))
    assert not complaints(app)
    return list(app.session_state[LAST_ENTRIES].values()), app.session_state[LAST_PLAN]


@pytest.mark.parametrize("kinds", EVERY, ids=lambda kinds: kinds[0].__name__)
def test_every_schedule_opens_by_link(compare: Visit, kinds: Any) -> None:
    comparison = Comparison(tuple(Entry(kind.usual(), 0.02, kind.__name__) for kind in kinds), Plan(3, "epochs"))
    assert opened(compare, link_of(comparison)) == (list(comparison.entries), comparison.plan)


def test_what_was_read_off_live_schedulers_opens_by_link(compare: Visit) -> None:
    live = [TORCH[name]()[0] for name in ("SequentialLR", "MultiStepLR", "CyclicLR")]
    for seen in (*(lrviz.preview(scheduler, 50) for scheduler in live), lrviz.preview(lambda t: 0.9**t, 50)):
        assert opened(compare, link_of(seen)) == (list(seen.entries), Plan(50))
    assert isinstance(seen.beside(Comparison((Entry(),))), lrviz.shown.Shown)
    beside = seen.beside(Comparison((Entry(Sequential.usual()),), Plan(70)))
    assert opened(compare, link_of(beside)) == ([Entry(Sequential.usual()), seen.entry], Plan(70))


def test_other_values_open_or_are_refused(compare: Visit) -> None:
    assert opened(compare, link_of(LambdaLR.usual())) == ([Entry(LambdaLR.usual())], Plan())
    drawn = Comparison((Entry(CosineAnnealingLR(T_max=70)),), Plan(90)).curves[0]
    assert opened(compare, link_of(drawn)) == ([drawn.entry], Plan(90))
    assert opened(compare, link_of(Entry(Constant(), 0.5))) == ([Entry(Constant(), 0.5)], Plan())
    with pytest.raises(ValueError, match="what opens in the app must be"):
        link_of(3)
