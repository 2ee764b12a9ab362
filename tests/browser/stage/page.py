"""The stage as tests take hold of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

COUNTING = """(() => {
  window.sentMessages = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...data) { window.sentMessages += 1; return send.apply(this, data); };
})()"""
SEQ = "Number(document.querySelector('.lrviz-stage')?.dataset.seq ?? 0)"


class Stage:
    """One open stage."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def seq(self) -> int:
        """How many updates it has painted."""
        return int(self.page.evaluate(SEQ))

    @contextmanager
    def update(self) -> Iterator[None]:
        """Waits until what is done inside has been painted."""
        before = self.seq()
        yield
        self.page.wait_for_function(f"{SEQ} > {before}")

    def settle(self, quiet: float = 200) -> None:
        """Waits until nothing has been painted for so many milliseconds."""
        before = -1
        while before != (before := self.seq()):
            self.page.wait_for_timeout(quiet)

    def step(self) -> int:
        """The step under the clock."""
        return int(self.page.locator(".lrviz-stage").get_attribute("data-step") or -1)

    def go(self, step: int) -> None:
        """Puts the clock on a step."""
        slider = self.page.get_by_role("slider", name="Step", exact=True)
        slider.fill(str(min(step, int(slider.get_attribute("max") or 0))))

    def sent(self) -> int:
        """How many messages have gone to the server."""
        return int(self.page.evaluate("window.sentMessages"))

    def start(self) -> list[float]:
        """Where the handle says that the start is."""
        label = self.page.locator(".stage-start").get_attribute("aria-label") or ""
        words = label.split(":")[0].replace(",", "").split()
        return [float(words[words.index("x") + 1]), float(words[words.index("y") + 1])]

    def start_of_paths(self) -> list[float]:
        """Where the inspector says that the first run is at step 0."""
        self.go(0)
        text = self.page.locator(".stage-inspector td.position").first.inner_text()
        numbers: list[float] = json.loads(text.replace("−", "-").replace("(", "[").replace(")", "]"))
        return numbers

    def handle(self) -> tuple[float, float]:
        """The middle of the start's handle in the window."""
        return _part(self.page, ".stage-start", 0.5, 0.5)

    def on_map(self, across: float, down: float) -> tuple[float, float]:
        """A place of the map in the window, by shares of its width and height."""
        return _part(self.page, ".stage-map .nsewdrag", across, down)


def _part(page: Page, selector: str, across: float, down: float) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def open_stage(page: Page, address: str, link: dict[str, Any] | None = None) -> Stage:
    """Opens the page Trajectories by a link and waits for the first picture."""
    page.add_init_script(COUNTING)
    page.goto(f"{address}?{urlencode(link)}" if link else address)
    page.wait_for_function(f"{SEQ} > 0")
    stage = Stage(page)
    stage.settle()
    return stage
