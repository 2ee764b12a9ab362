"""Knobs on the stage: dragged, typed, taken back; sidebar and link follow at rest."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lrviz.optimizers import Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.simulate import simulate
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from tests.browser.page import Stage

pytestmark = pytest.mark.usefixtures("one_visit")

LINK = {"t.runs": "3", "t3.o": "Adam", "t3.o.Adam.lr": "0.2", "t3.s": "CosineAnnealingLR"}
LINK |= {"t3.s.CosineAnnealingLR.T_max": "400"}


def knob(stage: Stage, name: str) -> Locator:
    return stage.page.locator(".stage-knobs").get_by_role("slider", name=name, exact=True)


def typed(stage: Stage, name: str) -> Locator:
    return stage.page.locator(".stage-knobs").get_by_role("spinbutton", name=f"{name}, typed", exact=True)


def end(stage: Stage, optimizer: Adam, t_max: int = 400) -> tuple[float, float]:
    """Where the run ends, as the inspector tells it."""
    (run,) = (run for run in FIRST_SCENE.runs if isinstance(run.optimizer, Adam))
    shown = type(run)(optimizer, CosineAnnealingLR(T_max=t_max))
    (path,) = simulate(type(FIRST_SCENE)(FIRST_SCENE.objective, steps=500, runs=(shown,)))
    x, y = path.points[-1].tolist()
    return x, y


def test_knobs_are_dragged_typed_and_taken_back(stage: Stage, address: str) -> None:
    stage.show(address, LINK)
    page = stage.page
    box = knob(stage, "learning rate (lr)").bounding_box()
    assert box
    sent, row = stage.sent(), box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, row)
    page.mouse.down()
    for share in np.linspace(0.5, 0.7, 10):
        page.mouse.move(box["x"] + float(share) * box["width"], row)
    value = float(typed(stage, "learning rate (lr)").input_value())
    assert value > 0.3
    x, y = end(stage, Adam(lr=value))
    expect(page.locator(".stage-sentence")).to_contain_text(f"at ({x:.3g}, {y:.3g}) after step 500".replace("-", "−"))
    assert stage.sent() == sent, "the browser turns it by itself"
    page.mouse.up()
    stage.settle()
    expect(page).to_have_url(re.compile(rf"t3\.o\.Adam\.lr={re.escape(f'{value:g}')}&"))
    expect(page.locator(".stage-sentence")).not_to_contain_text("after step 500: loss")

    typed(stage, "beta1").fill("0.5")
    typed(stage, "beta1").press("Enter")
    expect(page).to_have_url(re.compile(r"t3\.o\.Adam\.beta1=0\.5&"))
    stage.settle()
    knob(stage, "CosineAnnealingLR · T_max").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"T_max=40[1-9]"))
    stage.settle()

    box = knob(stage, "beta2").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    page.mouse.dblclick(*middle)
    stage.settle()
    expect(typed(stage, "beta2")).to_have_value("0.999")
    assert "beta2" not in page.url


def test_one_factor_turns_all_rates(stage: Stage, address: str) -> None:
    stage.show(address, {"t.runs": ["1", "3"], "t1.o": "SGD", "t1.o.SGD.lr": "0.001"} | LINK | {"t.runs": ["1", "3"]})
    typed(stage, "all rates ×").fill("0.5")
    typed(stage, "all rates ×").press("Enter")
    expect(stage.page).to_have_url(re.compile(r"t1\.o\.SGD\.lr=0\.0005&.*t3\.o\.Adam\.lr=0\.1&"))
    stage.settle()
    expect(typed(stage, "all rates ×")).to_have_value("1")
