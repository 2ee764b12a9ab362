"""Lengths are typed on the page Schedules in any unit."""

import pytest

from tests.ui.schedules.test_page import TMAX, sent
from tests.ui.visits import Visit, complaints, length_box

RUN = {"s.plan.budget": "20000", "s.plan.samples": "32000", "s.plan.tokens_per_sample": "1000"}
"""1,000 steps an epoch, 32,000 tokens a step."""


@pytest.mark.parametrize(("text", "steps"), [("20 %", 4000), ("3 epochs", 3000), ("2ep", 2000), ("64M tokens", 2000)])
def test_a_length_in_another_unit_becomes_steps(compare: Visit, text: str, steps: int) -> None:
    app = compare(RUN)
    length_box(app, TMAX).set_value(text).run()
    assert length_box(app, TMAX).value == str(steps)
    assert f"cosine T={steps}" in sent(app)[0]["entries"][0]["name"]
    assert not app.error


@pytest.mark.parametrize("text", ["ten", "1,5", "-3", "200000000 %", "<script>"])
def test_what_cannot_be_read_stays_in_the_box_and_is_said(compare: Visit, text: str) -> None:
    app = compare(RUN)
    length_box(app, TMAX).set_value(text).run()
    assert length_box(app, TMAX).value == text
    assert len(app.error) == 1
    assert "cosine T=900" in sent(app)[0]["entries"][0]["name"]
    length_box(app, TMAX).set_value("10 %").run()
    assert length_box(app, TMAX).value == "2000"
    assert not app.error


def test_each_epoch_a_share_is_one_of_the_epochs(compare: Visit) -> None:
    app = compare(RUN | {"s1.stepped": "each epoch", "s1.s": "CosineAnnealingLR"})
    length_box(app, "s1.s.CosineAnnealingLR.T_max").set_value("50 %").run()
    assert length_box(app, "s1.s.CosineAnnealingLR.T_max").value == "10"


def test_milestones_points_and_shares(compare: Visit) -> None:
    link = {"s1.s": "MultiStepLR", "s2.s": "Piecewise linear", "s3.s": "Phases"}
    app = compare(RUN | link, ("~sbox1", "~sbox2", "~sbox3"))
    milestones, points = "s1.s.MultiStepLR.milestones", "s2.s.PiecewiseLinear.points"
    app.text_input(key=milestones).set_value("30 %, 12 epochs, 18k").run()
    assert app.text_input(key=milestones).value == "6000, 12000, 18000"
    app.text_input(key=points).set_value("0:1, 50 %:0.5, 20ep:0").run()
    assert app.text_input(key=points).value == "0:1, 10000:0.5, 20000:0"
    app.text_input(key=milestones).set_value("6000, x").run()
    assert app.text_input(key=milestones).value == "6000, x"
    assert complaints(app)
    phase = "s3.s.Phases.phases.1.length"
    length_box(app, phase).set_value("20 %").run()
    assert length_box(app, phase).value == "0.2"
    length_box(app, phase).set_value("1 epoch").run()
    assert length_box(app, phase).value == "0.05"


def test_the_length_of_the_run_brings_its_unit_along(compare: Visit) -> None:
    app = compare(RUN)
    for text, unit, steps in (
        ("12 epochs", "epochs", 12_000),
        ("10", "epochs", 10_000),
        ("32M tokens", "tokens", 1_000),
        ("1000 steps", "steps", 1_000),
        ("1000 epochs", "epochs", 1_000_000),
        ("0.5 %", "epochs", 5_000),
        ("320k samples", "epochs", 10_000),
    ):
        length_box(app, "s.plan.budget").set_value(text).run()
        assert app.selectbox(key="s.plan.unit").value == unit, text
        assert sent(app)[0]["steps"] == steps, text
    length_box(app, "s.plan.budget").set_value("1T").run()
    assert "1 to 1,000,000 optimizer steps" in app.error[0].value
    assert sent(app)[0]["steps"] == 10_000


def test_lengths_of_groups_count_the_optimizers_steps_and_their_schedules_its_own(compare: Visit) -> None:
    own = "s1.groups.1.schedule.CosineAnnealingLR.T_max"
    link = {"s1.groups.n": "1", "s1.groups.1.schedule": "CosineAnnealingLR", "s1.stepped": "each epoch"}
    app = compare(RUN | link, ("~s1.~groups", "~s1.groups.1.~group", "~s1.groups.1.~more", "~sbox1"))
    for field, text, steps in (
        ("s1.groups.1.start", "20 %", "4000"),
        ("s1.groups.1.warmup_steps", "3 epochs", "3000"),
        ("s1.groups.1.warmup_steps", "0.128B tokens", "4000"),
        (own, "50 %", "10"),
        (own, "5 epochs", "5"),
    ):
        length_box(app, field).set_value(text).run()
        assert length_box(app, field).value == steps, (field, text)
        assert not app.error
    length_box(app, "s1.groups.1.start").set_value("soon").run()
    assert len(app.error) == 1
