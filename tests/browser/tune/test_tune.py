"""What a person does on the page Tune, in a real browser."""

import csv
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate

SECONDS = 1000.0
expect.set_options(timeout=30 * SECONDS)
SEQ = "Number(document.querySelector('.lrviz-tune')?.dataset.seq ?? 0)"
MAP = {"u.mode": "two settings", "u.run": "3", "u.steps": "200"}


def open_tune(page: Page, address: str, link: dict[str, Any] | None = None) -> None:
    """Opens the page by a link and waits for its first picture."""
    page.goto(f"{address}tune?{urlencode(link, doseq=True)}" if link else f"{address}tune")
    page.wait_for_function(f"{SEQ} > 0")


def whole(page: Page) -> None:
    """Waits until nothing is computed any more."""
    page.wait_for_function("!document.querySelector('.lrviz-tune .tune-progress:not([hidden])')")
    before = -1
    while before != (before := int(page.evaluate(SEQ))):
        page.wait_for_timeout(700)


def on_picture(page: Page, across: float, down: float) -> tuple[float, float]:
    box = page.locator(".lrviz-tune .nsewdrag").first.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_a_pixel_is_hovered_and_opened_as_the_very_same_path(page: Page, address: str) -> None:
    open_tune(page, address, MAP)
    whole(page)
    page.mouse.move(*on_picture(page, 0.45, 0.3))
    expect(page.locator(".tune-label:visible").first).to_be_visible()
    page.mouse.click(*on_picture(page, 0.45, 0.3))
    page.wait_for_selector('.lrviz-stage:not([data-seq="0"])')
    expect(page).to_have_url(re.compile("t1.o.Adam.lr="))
    query = {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}
    run = Run(Adam(lr=float(query["t1.o.Adam.lr"]), beta1=float(query["t1.o.Adam.beta1"])))
    path = simulate(Scene(Rosenbrock(), steps=200, runs=(run,)))[0]
    page.get_by_text("PyTorch script and data").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Paths (.csv)").click()
    with Path(waiting.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    drawn = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    np.testing.assert_array_equal(drawn, path.points)


def test_a_rectangle_sweeps_again_inside_it(page: Page, address: str) -> None:
    open_tune(page, address, MAP)
    whole(page)
    low = page.locator(".st-key-u-two_settings-x-optimizer-lr-low input").first
    before = low.input_value()
    page.mouse.move(*on_picture(page, 0.4, 0.2))
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(*on_picture(page, 0.7, 0.6), steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(low).not_to_have_value(before)
    whole(page)
    expect(page).to_have_url(re.compile("u.two_settings.x.optimizer.lr.low="))


def test_a_sweep_is_started_cancelled_and_gone_on_with(page: Page, address: str) -> None:
    link = MAP | {"u.steps": "20000", "u.two_settings.seeds": "2", "u.noise": "0.1"}
    page.goto(f"{address}tune?{urlencode(link)}")
    page.get_by_role("button", name="Sweep 4,096 settings").click()
    page.wait_for_function(f"{SEQ} > 0")
    stop = page.locator(".lrviz-tune").get_by_role("button", name="Stop")
    stop.click()
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_be_visible()
    expect(page.locator(".lrviz-tune")).to_contain_text("stopped at")
    share = page.locator(".lrviz-tune").inner_text()
    done = int(re.search(r"stopped at ([\d,]+) of 4,096", share).group(1).replace(",", ""))  # type: ignore[union-attr]
    assert 0 <= done < 4096
    resume.click()
    expect(stop).to_be_visible()
    stop.click()
    expect(resume).to_be_visible()
    expect(page.locator(".lrviz-tune")).to_contain_text("stopped at")
    again = page.locator(".lrviz-tune").inner_text()
    assert int(re.search(r"stopped at ([\d,]+) of", again).group(1).replace(",", "")) >= done  # type: ignore[union-attr]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_cut_off(browser: Browser, address: str, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    open_tune(page, address, MAP)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in page.locator(".js-plotly-plot:visible, .lrviz-tune").all():
        place = part.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width + 1
    context.close()
