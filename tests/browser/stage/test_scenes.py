"""What the stage draws of a scene, and that a link brings it back."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Page, expect

from lrviz.figures import STYLES, Drawn, scene_file
from lrviz.figures.stage.view import View
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import Trajectory, simulate
from tests.browser.charts import Chart
from tests.browser.page import Stage
from tests.browser.stage.drawn import assert_drawn, painted


@pytest.fixture
def chart(page: Page) -> Chart:
    """The map."""
    return Chart(page, ".stage-map")


def test_every_view_is_in_the_link_and_comes_back(stage: Stage, chart: Chart, asked: list[str], address: str) -> None:
    stage.open_first(address)
    page, everything = stage.page, len(painted(chart, "going"))
    page.get_by_role("button", name="Show only 2 ·").click()
    expect(page).to_have_url(re.compile("t.view.hidden=1"))
    assert 0 < len(painted(chart, "going")) < everything
    expect(page.locator("table.outcomes tbody tr")).to_have_count(4)
    for name in ("Field", "−∇f", "Momentum", "Step"):
        page.get_by_role("button", name=name, exact=True).click()
    menus = {"Upper": "above the minimum", "Lower": "effective rate", "Lower scale": "linear", "Steps": "logarithmic"}
    for menu, option in (menus | {"Speed": "2"}).items():
        page.get_by_label(menu, exact=True).select_option(option)
    page.get_by_role("button", name="Large type").click()
    page.get_by_role("button", name="Loop").click()
    stage.put(33)
    page.get_by_role("button", name="Keep this step in the link").click()
    page.get_by_role("button", name="Hide the future").click()
    stage.put(33)
    told = ("field=true", "step_arrow=true", "loss=above", "rate=effective", "scale=linear", "hide_future=true")
    for part in (*told, "large=true", "step=33", "speed=2"):
        expect(page).to_have_url(re.compile(part))
    pressed = "[...document.querySelectorAll('.lrviz-stage [aria-pressed=true]')].map(b => b.title || b.ariaLabel)"
    chosen = "[...document.querySelectorAll('.lrviz-stage select')].map(s => s.value)"
    stage.settle()
    before, alone = (page.evaluate(pressed), page.evaluate(chosen)), len(painted(chart, "going"))
    page.reload()
    stage.settle()
    assert (page.evaluate(pressed), page.evaluate(chosen)) == before
    assert stage.step() == 33
    assert len(painted(chart, "going")) == alone
    with stage.update():
        page.get_by_role("button", name="Show only 2 ·").click()
    assert len(painted(chart, "going")) > alone
    assert any(url.endswith("plotly-cartesian.min.js") for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_clock_goes_where_a_link_or_back_has_it(stage: Stage, address: str) -> None:
    stage.open(address, {"t.view.step": "33"})
    stage.put(50)
    for link, step in (({"t.view.step": "7"}, 7), ({"t.view.hide_future": "true"}, 0), ({"t.view.step": "90"}, 90)):
        stage.show(address, link)
        assert stage.step() == step
    with stage.update():
        stage.page.go_back()
    assert stage.step() == 0
    stage.put(21)
    stage.page.get_by_role("button", name="Keep this step in the link").click()
    expect(stage.page).to_have_url(re.compile("step=21"))
    stage.settle()
    stage.put(40)
    with stage.update():
        stage.page.get_by_role("button", name="Large type").click()
    assert stage.step() == 40, "only what a link says moves the clock"


def test_an_animation_hides_the_future_as_the_stage_does(stage: Stage, address: str, tmp_path: Path) -> None:
    page, file = stage.page, tmp_path / "lrviz.gif"
    stage.open(address, {"t.runs": "2", "t.steps": "2", "t.view.hide_future": "true", "t.view.step": "1"})
    page.get_by_text("PyTorch script and data").click()
    page.get_by_role("button", name="Make an animation").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Animation (.gif)").click()
    saving.value.save_as(file)
    assert stage.step() == 1
    with Image.open(file) as animation:
        assert animation.n_frames == 3
        drawn = [on_the_map(animation, number) for number in range(3)]
    assert drawn[0] < drawn[1] < drawn[2], "the path on the map grows"


def on_the_map(animation: Any, number: int) -> int:
    """How many pixels of the map have the second run's colour in a frame."""
    animation.seek(number)
    pixels = np.asarray(animation.convert("RGB")).astype(int)[: animation.height * 3 // 4, : animation.width * 2 // 5]
    return int((pixels == ImageColor.getrgb(STYLES[1].colour)).all(axis=-1).sum())


def test_a_plotly_that_does_not_load_is_said_and_tried_again(page: Page, address: str) -> None:
    page.route(
        "**/plotly-cartesian.min.js", lambda route: route.fulfill(status=200, body="", content_type="text/javascript")
    )
    page.goto(address)
    expect(page.locator(".stage-alert")).to_contain_text("Plotly.js did not load")
    page.unroute("**/plotly-cartesian.min.js")
    page.locator(".st-key-run-1 input[type=range]").first.press("ArrowRight")
    expect(page.locator(".stage-alert")).to_be_hidden()
    expect(page.locator(".stage-map .main-svg").first).to_be_visible()


HOSTILE = "</script><script>window.evil = true</script><b>"
MISFITS = """[...document.querySelectorAll(".stage-chart:not([hidden])")].filter((chart) => {
  const { width, height } = chart._fullLayout;
  return Math.abs(width - chart.clientWidth) > 1 || Math.abs(height - chart.clientHeight) > 1;
}).map(({ className }) => className)"""
"""The figures that are drawn larger or smaller than their places are."""

FILE_PARTS = ("header", ".stage-pictures", ".stage-map", ".kit-transport", ".stage-legend", ".stage-outcome")


def test_the_file_of_a_scene_draws_and_plays_without_a_network(page: Page, chart: Chart, tmp_path: Path) -> None:
    scene = Scene(Rosenbrock(), steps=120, runs=(Run(SGD(lr=1e-3, momentum=0.9), name=HOSTILE),))
    (path,) = simulate(scene)
    stage, file = Stage(page), tmp_path / "scene.html"
    file.write_text(scene_file(scene, [Drawn(f"1 · {HOSTILE}", STYLES[0], path)], [1], View(speed=8.0)), "utf-8")
    page.context.set_offline(True)  # what it asked for would be an error on the console
    try:
        page.emulate_media(color_scheme="dark")
        page.goto(file.as_uri())
        for width, parts in ((1400, (*FILE_PARTS, ".stage-curves")), (390, FILE_PARTS)):
            page.set_viewport_size({"width": width, "height": 850})
            page.wait_for_function(f"innerWidth === {width} && {stage.seq} > 0 && {MISFITS}.length === 0")
            stage.assert_on_screen(parts)
        expect(page.get_by_role("heading", level=1)).to_have_text("Rosenbrock · 120 steps")
        expect(page.locator("header")).to_contain_text("f(x, y) = (a - x)**2 + b*(y - x**2)**2, a = 1, b = 100")
        expect(page.locator(".stage-sentence")).to_have_text(path.outcome.sentence)
        expect(page.get_by_role("button", name="Keep this step in the link")).to_be_hidden()
        assert_plays(stage, chart, path)
    finally:
        page.context.set_offline(False)
    assert page.evaluate("window.evil") is None


def assert_plays(stage: Stage, chart: Chart, path: Trajectory) -> None:
    """The file draws the path, plays, follows the theme and the toolbar, and computes the path from another start."""
    page, root = stage.page, stage.page.locator(stage.root)
    expect(page.locator(".stage-run")).to_have_text(f"1 · {HOSTILE}")
    for step in (120, 40):
        stage.put(step)
        assert_drawn(chart, path.points[: step + 1])
    page.get_by_role("button", name="Play", exact=True).click()
    expect(root).to_have_attribute("data-step", "120")
    page.mouse.click(*stage.on_map(0.7, 0.3))
    expect(page.locator(".stage-sentence")).to_contain_text("after step 120")
    x, y = stage.start()
    (moved,) = simulate(Scene(path.objective, start=(x, y), steps=path.steps, runs=(path.run,)))
    assert_drawn(chart, moved.points)
    expect(root).to_have_class(re.compile("is-dark"))
    page.emulate_media(color_scheme="light")
    expect(root).not_to_have_class(re.compile("is-dark"))
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".stage-surface")).to_be_visible()
