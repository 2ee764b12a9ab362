"""What a person does with sweeps on the page Tune, in a real browser."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from tests.browser.page import Stage, Tune

pytestmark = pytest.mark.usefixtures("one_visit")

MAP = {"u.mode": "two settings", "u.run": "3", "u.steps": "200"}


def test_a_rectangle_sweeps_again_and_a_pixel_opens_as_the_very_same_path(
    tune: Tune, stage: Stage, address: str
) -> None:
    tune.show(address, MAP)
    page = tune.page
    low = page.locator(".st-key-u-two_settings-x-optimizer-lr-low input").first
    before = low.input_value()
    page.keyboard.down("Shift")
    page.mouse.move(*tune.on_picture(0.4, 0.2))
    page.mouse.down()
    page.mouse.move(*tune.on_picture(0.7, 0.6), steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(low).not_to_have_value(before)
    tune.settle()
    expect(page).to_have_url(re.compile("u.two_settings.x.optimizer.lr.low="))

    page.mouse.move(*tune.on_picture(0.45, 0.3))
    expect(page.locator(".tune-label:visible").first).to_be_visible()
    page.mouse.click(*tune.on_picture(0.45, 0.3))
    stage.settle()
    expect(page).to_have_url(re.compile("t1.o.Adam.lr="))
    query = stage.query()
    run = Run(Adam(lr=float(query["t1.o.Adam.lr"]), beta1=float(query["t1.o.Adam.beta1"])))
    (path,) = simulate(Scene(Rosenbrock(), steps=200, runs=(run,)))
    np.testing.assert_array_equal(stage.path_of_first_run(), path.points)


def test_a_sweep_is_started_cancelled_and_gone_on_with(tune: Tune, address: str) -> None:
    tune.turn(address, MAP | {"u.steps": "40000", "u.two_settings.seeds": "2", "u.noise": "0.1"})
    page, picture = tune.page, tune.page.locator(".lrviz-tune")
    page.get_by_role("button", name="Sweep 4,096 settings").click()
    stop, resume = picture.get_by_role("button", name="Stop"), page.get_by_role("button", name="Resume")
    expect(stop).to_be_visible()
    done = [0]
    for button in (None, resume):
        if button:
            button.click()
            expect(stop).to_be_visible()
        stop.click()
        expect(resume).to_be_visible()
        expect(picture).to_contain_text("stopped at")
        told = re.search(r"stopped at ([\d,]+) of 4,096", picture.inner_text())
        assert told
        done.append(int(told.group(1).replace(",", "")))
    assert 0 <= done[1] <= done[2] < 4096
