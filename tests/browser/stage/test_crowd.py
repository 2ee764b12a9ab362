"""The crowd on the map: what the clock adds step by step is what is drawn at once, and going back takes it away."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.modules import SITE, module_page

DRAW = """async ([module, count, steps, jumps]) => {
  const { Crowd } = await import(module);
  const canvases = new Map(Crowd.LAYERS.map((name) => {
    return [name, Object.assign(document.createElement("canvas"), { width: 300, height: 200 })];
  }));
  const context = (name) => canvases.get(name).getContext("2d", { willReadFrequently: true });
  const clear = (name) => (context(name).clearRect(0, 0, 300, 200), context(name));
  const crowd = new Crowd({ context, clear, hide: clear });
  const rows = Array.from({ length: steps + 1 }, (_, row) => row);
  const people = Array.from({ length: count }, (_, one) => ({
    x: rows.map((row) => (one % 7 === 6 && row > steps / 2 ? NaN : 150 + (140 * row * Math.cos(one)) / steps)),
    y: rows.map((row) => 100 + (90 * row * Math.sin(one)) / steps + 3 * (row % 2)),
    colour: ["#339ad8", "#a45307", "#18a765"][one % 3],
  }));
  const axis = { pixel: (value) => value };
  const theme = { large: true, background: "#ffffff" };
  crowd.fit({ x: axis, y: axis, width: 300, height: 200 }, theme);
  const nobody = ink();
  crowd.show({ steps: Int32Array.from(rows), people });
  const rings = ink();
  let slowest = 0;
  for (const step of jumps) {
    const begin = performance.now();
    crowd.clock(step);
    slowest = Math.max(slowest, performance.now() - begin);
  }
  return { nobody, rings, after: ink(), slowest };

  function ink() {
    return Crowd.LAYERS.map((name) => {
      const { data } = context(name).getImageData(0, 0, 300, 200);
      return data.reduce((sum, value, at) => (sum + value * (1 + (at % 9973))) % 1000000007, 0);
    });
  }
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that can import the crowd."""
    with module_page(browser) as opened:
        yield opened


def drawn(page: Page, count: int, steps: int, jumps: list[int]) -> Any:
    """Checksums of the layers with nobody, with rings, and after the clock has gone through some steps."""
    return page.evaluate(DRAW, [f"{SITE}stage/crowd.js", count, steps, jumps])


def test_rings_come_first_and_paths_grow(page: Page) -> None:
    start, end = drawn(page, 20, 40, [0]), drawn(page, 20, 40, [0, 40])
    assert start["nobody"] == [0, 0]
    assert start["after"] == start["rings"]
    assert start["rings"][0] > 0
    assert end["after"][0] != start["after"][0]
    assert end["after"][1] != start["after"][1]


def test_forwards_and_back_again_is_where_it_was(page: Page) -> None:
    begin = drawn(page, 20, 40, [10])["after"]
    assert drawn(page, 20, 40, [10, 40, 10])["after"] == begin
    assert drawn(page, 20, 40, [10, 40, 0, 10])["after"] == begin


def test_nothing_of_a_path_is_left_out_on_the_way(page: Page) -> None:
    at_once, on_the_way = drawn(page, 1, 40, [40]), drawn(page, 1, 40, [0, 40])
    assert at_once["after"] == on_the_way["after"]


def test_a_crowd_of_none_draws_nothing(page: Page) -> None:
    assert drawn(page, 0, 5, [0, 5])["after"] == [0, 0]
