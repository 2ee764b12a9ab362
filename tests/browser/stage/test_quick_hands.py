"""Hands that do not wait for the page: where they end is where the stage, the boxes and the link end."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import Stage

QUICK: dict[str, list[tuple[str, Any, int]]] = {
    "a move that is taken back": [("click", 0.63, 300), ("drag", 0.55, 500), ("double", 0.12, 500), ("click", 0.53, 0)],
    "a drag and a wheel": [("drag", 0.35, 0), ("wheel", 0.6, 0), ("key", "ArrowRight", 50), ("button", "Momentum", 0)],
}


@pytest.fixture
def stage(first_view: Stage) -> Stage:
    """The open page, as the last test left it."""
    return first_view


def act(stage: Stage, what: str, how: Any) -> None:
    mouse = stage.page.mouse
    if what == "key":
        stage.page.locator(".stage-start").press(how)
    elif what == "button":
        stage.page.get_by_role("button", name=how, exact=True).click()
    elif what == "drag":
        mouse.move(*stage.handle())
        mouse.down()
        mouse.move(*stage.on_map(how, how), steps=4)
        mouse.up()
    elif what == "wheel":
        mouse.move(*stage.on_map(how, how))
        mouse.wheel(0, -300)
    else:
        (mouse.dblclick if what == "double" else mouse.click)(*stage.on_map(how, how))


def coordinates(page: Page) -> Iterator[Any]:
    boxes = page.get_by_test_id("stSidebar").locator("input[type=number]")
    yield from (boxes.nth(0), boxes.nth(1))


@pytest.mark.parametrize("hands", QUICK)
def test_stage_boxes_and_link_agree_in_the_end(stage: Stage, hands: str) -> None:
    for what, how, pause in QUICK[hands]:
        act(stage, what, how)
        stage.page.wait_for_timeout(pause)  # how long a hand rests, not how long the page takes
    end = stage.start()
    for box, value, axis in zip(coordinates(stage.page), end, "xy", strict=True):
        expect(box).to_have_value(f"{value:g}")
        expect(stage.page).to_have_url(re.compile(rf"start_{axis}={re.escape(f'{value:g}')}(&|$)"))
    stage.settle()
    assert stage.start() == end
    assert stage.start_of_paths() == end
