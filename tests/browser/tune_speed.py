"""How soon the pictures of sweeps come, and what others feel of it: `python -m tests.browser.tune_speed`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.browser.measuring import Row, report, update, visited

WATCH = """
() => {
  const chart = document.querySelector(".lrviz-tune");
  const found = { first: null, whole: null };
  const before = chart.dataset.key;
  const frame = () => new Promise(requestAnimationFrame);
  const watcher = new MutationObserver(async () => {
    const { key, computed } = chart.dataset;
    if (key === before) return;
    await frame();
    await frame();
    const now = performance.now() - lrvizProbe.started;
    found.first ??= now;
    if (Number(computed) === 1) found.whole ??= now;
  });
  watcher.observe(chart, { attributes: true, attributeFilter: ["data-seq"] });
  window.lrvizFound = found;
}
"""
MAP = {"u.mode": "two settings", "u.run": "3", "u.steps": "1000"}
STARTS = {"u.mode": "start points", "u.run": "3", "u.f": "Rastrigin", "u.steps": "500", "u.starts": "256"}
LONG = MAP | {"u.steps": "10000"}
STOPS = 6


@dataclass(frozen=True)
class Wait:
    """Milliseconds from a press to the first picture of the new sweep and to the whole one."""

    first: float
    whole: float


def opened(browser: Browser, address: str, link: dict[str, str]) -> Page:
    """The page Tune with a whole picture."""
    return visited(browser, f"{address}tune?{urlencode(link)}", '.lrviz-tune[data-computed="1"]', 1000)


def waits(page: Page, slider: str, rounds: int) -> Iterator[Wait]:
    """Moves a slider of a sweep to and fro; two presses warm up."""
    for turn in range(rounds + 2):
        page.locator(f".st-key--{slider} input[type=range]").focus()
        page.evaluate(WATCH)
        page.keyboard.press("ArrowLeft" if turn // STOPS % 2 else "ArrowRight")
        page.wait_for_function("lrvizFound.whole !== null", timeout=60_000)
        found = page.evaluate("lrvizFound")
        page.evaluate("lrvizProbe.quiet(700)")
        if turn >= 2:
            yield Wait(found["first"], found["whole"])


def others(browser: Browser, address: str, rounds: int) -> list[float]:
    """Milliseconds of a slider on Trajectories for one visitor while another one's map is computed."""
    busy = opened(browser, address, LONG | {"u.steps": "2000"})
    page = visited(browser, address, '.lrviz-stage:not([data-seq="0"])')
    busy.locator(".st-key--u-steps input[type=range]").focus()
    found = []
    for turn in range(rounds):
        busy.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
        page.wait_for_timeout(150)
        page.locator(".st-key--t-steps input[type=range]").focus()
        found.append(
            update(page, lambda turn=turn: page.keyboard.press("ArrowLeft" if turn // 4 % 2 else "ArrowRight"))
        )
    busy.context.close()
    page.context.close()
    return [one.milliseconds for one in found]


def peak(address: str) -> float:
    """The most memory that the server has had, in MB."""
    port = address.rstrip("/").rsplit(":", 1)[1]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (process / "cmdline").read_bytes(), (process / "status").read_text()
        except OSError:
            continue
        if f"--port={port}".encode() in command:
            return int(status.split("VmHWM:")[1].split()[0]) / 1000
    raise RuntimeError("the server is gone")


def rows(browser: Browser, address: str, rounds: int) -> list[Row]:
    """The lines of the table."""
    lines = []
    for name, link, slider, most in (
        ("map 64 × 64 × 1000", MAP, "u-two_settings-x-optimizer-lr-low", (300.0, 1000.0)),
        ("starts 256 × 256 × 500, Rastrigin", STARTS, "u-start_points-Rastrigin-x-low", (300.0, 2500.0)),
    ):
        page = opened(browser, address, link)
        found = list(waits(page, slider, rounds))
        page.context.close()
        lines.append(Row(f"{name} → first picture, ms", [one.first for one in found], most=most[0]))
        lines.append(Row(f"{name} → whole picture, ms", [one.whole for one in found], most=most[1]))
    lines.append(Row("another visitor's slider meanwhile, ms", others(browser, address, rounds), most=500.0))
    lines.append(Row("the server's memory, MB", [peak(address)], most=800.0))
    return lines


if __name__ == "__main__":
    sys.exit(report(str(__doc__), 15, rows))
