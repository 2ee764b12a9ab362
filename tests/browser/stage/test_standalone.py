"""The stage as one file: it opens from a disk without a network, and draws and plays what the page showed."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from tests.browser.stage.page import SEQ, Stage, open_stage
from tests.browser.stage.test_stage import assert_drawn

from lrviz.objectives import Rosenbrock
from lrviz.optimizers.gradient import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate

HOSTILE = "</script><script>window.evil = true</script><b>"
LINK = {"t.runs": "1", "t.steps": "120", "t1.o.SGD.momentum": "0.9", "t1.name": HOSTILE, "t.view.speed": "8"}


def exported(page: Page, address: str, place: Path) -> None:
    """Saves the file that the page Trajectories gives."""
    open_stage(page, address, LINK)
    page.get_by_text("PyTorch script and data").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Charts (.html)").click()
    waiting.value.save_as(place)


def test_the_exported_file_shows_the_scene_without_a_network(
    page: Page, browser: Browser, address: str, tmp_path: Path
) -> None:
    exported(page, address, tmp_path / "charts.html")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True, color_scheme="dark")
    opened, wrong = context.new_page(), []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda asked: None if re.match("file:|data:|blob:", asked.url) else wrong.append(asked.url))
    opened.goto((tmp_path / "charts.html").as_uri())
    opened.wait_for_function(f"{SEQ} > 0")
    looked_at(Stage(opened))
    assert opened.evaluate("window.evil") is None
    context.close()
    assert wrong == []


def looked_at(stage: Stage) -> None:
    """Reads the file as somebody does who was sent it."""
    page = stage.page
    (path,) = simulate(Scene(Rosenbrock(), steps=120, runs=(Run(SGD(lr=1e-3, momentum=0.9)),)))
    assert stage.step() == 120
    for step in (120, 40):
        stage.go(step)
        assert_drawn(page, path.points[: step + 1])
    expect(page.locator(".stage-run")).to_have_text(f"1 · {HOSTILE}")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '120'")
    expect(page.locator(".stage-start")).to_be_disabled()
    start = stage.start()
    page.mouse.click(*stage.on_map(0.7, 0.3))
    assert stage.start() == start
    expect(page.locator(".lrviz-stage")).to_have_class(re.compile("is-dark"))
    with stage.update():
        page.emulate_media(color_scheme="light")
    expect(page.locator(".lrviz-stage")).not_to_have_class(re.compile("is-dark"))
    with stage.update():
        page.get_by_role("combobox", name="Steps").select_option("logarithmic")
    with stage.update():
        page.get_by_role("button", name="3-D").click()
