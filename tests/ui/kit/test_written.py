"""What is written into widgets is what they then say."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lrviz.comparison import Entry, Group
from lrviz.schedules import SCHEDULES, Constant, LinearLR, Phases, Schedule, StepLR, Warmup
from lrviz.schedules.combination import Combination
from lrviz.schedules.phases import Phase
from tests.strategies import instances

SINGLE = [kind for kind in SCHEDULES if not issubclass(kind, Combination)]


def slot_script() -> None:
    """One slot of the page Schedules; what it says is left in the session."""
    import streamlit as st

    from lrviz.comparison import Plan
    from lrviz.ui.kit.link import Link
    from lrviz.ui.schedules.controls import _entry
    from lrviz.ui.schedules.entry import first_entry, put

    link = Link("s")
    if "given" in st.session_state:
        put("s", 3, st.session_state.pop("given"))
    built = _entry(link, "s3", first_entry(3), Plan())
    link.settle()
    st.session_state["built"] = built


def assert_said(*entries: Entry) -> None:
    """The widgets of a slot say each entry after it was written into them, one over the other."""
    app = AppTest.from_function(slot_script, default_timeout=60).run()
    for entry in entries:
        app.session_state["given"] = entry
        app.run()
        assert not app.exception, app.exception
        assert app.session_state["built"] == entry


@pytest.mark.parametrize("kind", SCHEDULES)
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_schedule_is_shown_as_it_was_written(kind: type[Schedule], data: st.DataObject) -> None:
    drawn = data.draw(instances(kind, [one for one in SINGLE if not one.feedback]))
    assert_said(Entry(drawn, 0.02, "mine", "each epoch"))


def test_one_is_written_over_another() -> None:
    assert_said(
        Entry(Phases((Phase(LinearLR(), 0.2), Phase(Constant(), 30, "steps"), Phase()), 700), 0.5),
        Entry(Warmup(LinearLR(total_iters=9), steps=7), 0.1, "n"),
        Entry(Phases(), 0.3),
        Entry(),
    )


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(instances(Group, [StepLR, LinearLR]), max_size=3))
def test_any_groups_are_shown_as_they_were_written(groups: list[Group]) -> None:
    try:
        entry = Entry(Constant(), 0.02, groups=tuple(groups))
    except ValueError:  # names that are the same, or a rate beyond its range
        assume(False)
    assert_said(entry, Entry())
