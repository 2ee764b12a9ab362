"""Hands that do not wait for the page: where they end is where the stage, the boxes and the link end."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.page import Stage
from tests.browser.quick_hands import Hand, act, boxes

QUICK: dict[str, list[Hand]] = {
    "a move that is taken back": [
        ("click", (0.63, 0.32), 300),
        ("drag", (0.55, 0.87), 500),
        ("double click", (0.56, 0.12), 500),
        ("click", (0.53, 0.32), 0),
    ],
    "a drag, a key and a button": [
        ("drag", (0.35, 0.4), 0),
        ("wheel", (0.6, 0.5), 0),
        ("key", "ArrowRight", 50),
        ("button", "Momentum", 0),
    ],
}


@pytest.mark.parametrize("hands", QUICK)
def test_stage_boxes_and_link_agree_in_the_end(first_view: Stage, hands: str) -> None:
    act(first_view, QUICK[hands])
    end = first_view.start()
    for box, value, axis in zip(boxes(first_view), end, "xy", strict=True):
        expect(box).to_have_value(f"{value:g}")
        expect(first_view.page).to_have_url(re.compile(rf"start_{axis}={re.escape(f'{value:g}')}(&|$)"))
    first_view.settle()
    assert first_view.start() == end
    assert first_view.start_of_paths() == end
