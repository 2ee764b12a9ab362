"""A run that has stopped is planned anew on the page Schedules."""

import re

import numpy as np
import pytest

from lrviz.comparison import Entry, Plan, curve, ways_to_resume
from lrviz.schedules import (
    Chained,
    CosineAnnealingLR,
    ExponentialLR,
    Phases,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
)
from lrviz.ui.kit.link import texts
from lrviz.ui.kit.plans import entry_values
from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, length_box

COSINE = {
    "s.plan.budget": "2000",
    "s.schedules": ["1"],
    "s1.s": "CosineAnnealingLR",
    "s1.s.CosineAnnealingLR.T_max": "2000",
}
OPEN = ("~s.~resume", "~scode")


def test_a_resume_is_planned_and_every_way_is_added(compare: Visit) -> None:
    app = compare(COSINE, OPEN)
    assert "Type where the run stopped" in told(app)
    length_box(app, "s.resume.stopped").set_value("25 %").run()
    length_box(app, "s.resume.total").set_value("4k").run()
    assert length_box(app, "s.resume.stopped").value == "500"
    said = " ".join(markdown.value for markdown in app.markdown)
    assert "puts the old numbers back" in said
    assert "climbs again, to 0.001" in said
    app.button(key="~ways").click().run()
    assert not app.error
    known, lines = sent(app)
    assert known["steps"] == 4_000
    names = [entry["name"] for entry in known["entries"]]
    assert names[1:] == ["Loaded state", "last_epoch", "Stretched from here", "Re-warmed", "WSD from here"]
    old = CosineAnnealingLR(2_000).rates(1e-3, 4_000)
    for _, rates in lines[:6]:
        assert len(rates) == 4_000
        np.testing.assert_allclose(rates[:500], old[:500], rtol=1e-5)
    np.testing.assert_allclose(lines[0][1], lines[1][1])  # the old one keeps its length: nothing follows the run
    assert "climbs again" in told(app)
    app.selectbox(key="~code.slot").set_value(4).run()
    assert "scheduler.load_state_dict" in app.code[0].value
    assert "Paced(scheduler, times=3, every=7)" in app.code[0].value
    again = compare({key: app.query_params[key] for key in app.query_params})
    assert [entry["name"] for entry in sent(again)[0]["entries"]] == names
    for (_, rates), (_, others) in zip(lines, sent(again)[1], strict=True):
        np.testing.assert_array_equal(rates, others)


def test_one_way_is_added_and_the_jump_is_named(compare: Visit) -> None:
    link = {"s1.s": "Linear with warmup", "s1.s.LinearWithWarmup.total_steps": "1000"}
    app = compare(link | {"s.resume.stopped": "250", "s.resume.total": "2000"}, OPEN)
    said = " ".join(markdown.value for markdown in app.markdown)
    jump = re.search(r"The rate jumps from (\S+) to (\S+) at step 251", said)
    assert jump
    app.button(key="~way0").click().run()
    known, lines = sent(app)
    (place,) = [index for index, entry in enumerate(known["entries"]) if entry["name"] == "Loaded state"]
    assert lines[place][1][250:252] == pytest.approx([float(number) for number in jump.groups()], rel=5e-3)
    assert length_box(app, "s.resume.planned").value == "1000"


@pytest.mark.parametrize(
    "schedule",
    [
        Sequential((Warmup(CosineAnnealingLR(400), 100), StepLR(100)), (500,)),
        Chained((Warmup(CosineAnnealingLR(900), 100), ExponentialLR(0.999))),
        Phases(total_steps=1000),
    ],
    ids=lambda schedule: schedule.title,
)
def test_schedules_inside_schedules_are_resumed_as_they_are(compare: Visit, schedule: Schedule) -> None:
    entry = Entry(schedule, 1e-3, "old")
    values = {key: texts(value)[0] for key, value in entry_values("s", 1, entry).items()}
    app = compare({"v": "2", "s.schedules": ["1"], "s.resume.stopped": "250", "s.resume.total": "2000"} | values, OPEN)
    app.button(key="~ways").click().run()
    ways = [way.entry for way in ways_to_resume(entry, Plan(1000), 250, 2000) if way.entry]
    for (_, rates), way in zip(sent(app)[1][1:], ways, strict=False):
        np.testing.assert_allclose(rates, curve(way, Plan(2000)).rates, rtol=1e-5, atol=1e-9)
    assert len(ways) == len(sent(app)[0]["entries"]) - 1


@pytest.mark.parametrize(("kind", "field"), [("Paced", "schedule"), ("Resumed", "before")])
def test_what_gets_another_clock_by_the_menu_stays_what_it_was_and_comes_out_again(
    compare: Visit, kind: str, field: str
) -> None:
    app = compare()
    name = sent(app)[0]["entries"][0]["name"]
    app.selectbox(key="s1.s").set_value(kind).run()
    assert app.selectbox(key=f"s1.s.{kind}.{field}").value == "Warmup"
    assert length_box(app, f"s1.s.{kind}.{field}.Warmup.steps").value == "100"
    assert not app.exception
    app.selectbox(key="s1.s").set_value("Warmup").run()
    assert sent(app)[0]["entries"][0]["name"] == name


def test_what_cannot_be_resumed_is_said(compare: Visit) -> None:
    app = compare({"s.resume.stopped": "5000"}, OPEN)
    assert "stopped must be in" in app.error[0].value
    app = compare({"s1.s": "ReduceLROnPlateau", "s.resume.stopped": "500"}, OPEN)
    assert any("by the step alone" in error.value for error in app.error)
    app = compare({"s.schedules": [], "s.resume.stopped": "500"}, OPEN)
    assert not app.exception
