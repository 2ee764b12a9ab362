"""Drawn hands that do not wait: do stage, boxes and link end alike? `python -m tests.browser.quick_hands` tells."""

import argparse
import sys
from random import Random
from typing import Any, TypeAlias

from playwright.sync_api import Locator, sync_playwright

from tests.browser.page import Stage, watched_page
from tests.browser.server import chromium, serving

Hand: TypeAlias = tuple[str, Any, int]
"""What a hand does, where or with what, and for how many milliseconds it rests then."""

RESTS = (0, 50, 150, 300, 500, 700, 900)
AT_REST = 1600
"""Milliseconds after which everything has been told: what is sent waits for an answer for a second at most."""


def act(stage: Stage, hands: list[Hand]) -> None:
    """Does all of it, and rests as long as a hand does, not as long as the page takes."""
    for what, how, rest in hands:
        _do(stage, what, how)
        stage.page.wait_for_timeout(rest)


def boxes(stage: Stage) -> list[Locator]:
    """The boxes of the start in the side bar, x and y."""
    numbers = stage.page.get_by_test_id("stSidebar").locator("input[type=number]")
    return [numbers.nth(0), numbers.nth(1)]


def _do(stage: Stage, what: str, how: Any) -> None:
    mouse = stage.page.mouse
    if what in ("key", "drag") and not stage.page.locator(".stage-start").is_visible():
        return  # it is outside of what the map shows
    if what == "key":
        stage.page.locator(".stage-start").focus()
        stage.page.keyboard.press(how)
    elif what == "button":
        stage.page.get_by_role("button", name=how, exact=True).click()
    elif what == "drag":
        mouse.move(*stage.handle())
        mouse.down()
        mouse.move(*stage.on_map(*how), steps=4)
        mouse.up()
    elif what == "wheel":
        mouse.move(*stage.on_map(*how))
        mouse.wheel(0, -300)
    else:
        (mouse.dblclick if what == "double click" else mouse.click)(*stage.on_map(*how))


def _drawn(random: Random) -> list[Hand]:
    hands: list[Hand] = []
    for _ in range(random.randint(2, 5)):
        what = random.choice(("click", "click", "wheel", "double click", "key", "drag", "button"))
        place = (random.uniform(0.1, 0.9), random.uniform(0.1, 0.9))
        named = {"key": random.choice(("ArrowLeft", "ArrowUp")), "button": random.choice(("Field", "Momentum"))}
        rest = random.choice(RESTS) + (400 if what == "click" else 0)
        hands.append((what, named.get(what, place), rest))
    return hands


def _ends(stage: Stage) -> dict[str, list[float]]:
    """Where the start is, by each that tells it; a link leaves out the first one."""
    start, link = stage.start(), stage.query()
    told = [next((float(value) for key, value in link.items() if key.endswith(f"start_{axis}")), None) for axis in "xy"]
    linked = [own if value is None else value for own, value in zip(start, told, strict=True)]
    return {"stage": start, "boxes": [float(box.input_value()) for box in boxes(stage)], "link": linked}


def main() -> int:
    """Prints each round that ends badly and how many did; 1 where one did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random, bad = Random(asked.seed), 0
    with sync_playwright() as playwright, serving() as address:
        page = watched_page(chromium(playwright).new_context(viewport={"width": 1400, "height": 1000}, bypass_csp=True))
        stage = Stage(page)
        stage.open_first(address)
        for number in range(asked.rounds):
            hands = _drawn(random)
            act(stage, hands)
            stage.settle()
            seen = stage.start()
            page.wait_for_timeout(AT_REST)
            ends = _ends(stage)
            if any(end != seen for end in ends.values()):
                bad += 1
                print(f"round {number}: {hands}\n  first {seen}, in the end {ends}", flush=True)
    print(f"{bad} of {asked.rounds} rounds end badly")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
