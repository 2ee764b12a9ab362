"""One visitor does harm and another does not notice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import Stage, Tune
from tests.load import used

pytestmark = pytest.mark.usefixtures("one_visit")

TOWER = {"t.runs": "1", "t1.s": "LambdaLR", "t1.s.LambdaLR.formula": "min(1,t**t**t**t)"}
SLOW = {"u.mode": "two settings", "u.run": "3", "u.steps": "20000", "u.two_settings.seeds": "2", "u.noise": "0.1"}
"""As much as a page allows."""

LARGE = {
    "u.mode": "two settings",
    "u.two_settings.x.optimizer.lr.count": "256",
    "u.two_settings.y.optimizer.momentum.count": "256",
    "u.two_settings.seeds": "64",
    "u.steps": "1",
}
"""Hundreds of megabytes for one step of each run."""


@contextmanager
def visiting(tab: Page) -> Iterator[Stage]:
    """Another visitor's Trajectories: whoever opens another tab is another visitor."""
    page = tab.context.new_page()
    yield Stage(page)
    page.close()


def test_visitors_do_not_meet_and_a_tower_of_powers_stands_in_nobodys_way(
    stage: Stage, tab: Page, address: str
) -> None:
    with visiting(tab) as other:
        other.go(address, TOWER)
        stage.show(address, {"t.runs": "1"})
        with stage.update():
            lr = stage.page.get_by_role("spinbutton", name="lr").first
            lr.fill("0.0015")
            lr.press("Enter")
        other.settle()
        expect(other.page.locator("table.outcomes")).to_contain_text("min(1,t**t**t**t)")
        mine = stage.start()
        with other.update():
            other.page.mouse.click(*other.on_map(0.25, 0.25))
        stage.settle()
        assert other.start() != stage.start() == mine


def test_who_asks_for_much_waits_who_asks_for_little_does_not_and_a_closed_tab_ends_its_work(
    tune: Tune, tab: Page, address: str
) -> None:
    with visiting(tab) as first, visiting(tab) as second:
        sweeps = [one.page.get_by_role("button", name="Sweep 4,096 settings") for one in (first, second)]
        for greedy, sweep in zip((first, second), sweeps, strict=True):
            Tune(greedy.page).go(address, SLOW)
            expect(sweep).to_be_visible()
            expect(greedy.page.get_by_label("Dask scheduler")).to_have_count(0)  # a team's server: visitors name none
        tune.show(address, {"u.mode": "one setting", "u.steps": "300"})
        for greedy, sweep in zip((first, second), sweeps, strict=True):
            sweep.click()
            expect(greedy.page.locator(".tune-progress")).to_be_visible()
        with tune.update():
            tune.fill("u-one_setting-x-optimizer-lr-low", "0.002")
        assert len(tune.table()) > 1
        assert any(one.page.locator(".tune-progress").is_visible() for one in (first, second)), (
            "they were not in the way"
        )
    end = time.monotonic() + 30  # less than what the two have asked for would take
    while seconds_of_work(address) > 0.5:
        assert time.monotonic() < end, "what nobody looks at goes on"


def test_a_link_alone_takes_no_memory(tune: Tune, address: str) -> None:
    tune.go(address, LARGE)
    expect(tune.page.get_by_test_id("stAlert")).to_contain_text("This keeps 235 MB; the page allows 96 MB.")
    assert tune.page.locator(".lrviz-tune").count() == 0, "it has started by itself"


def seconds_of_work(address: str) -> float:
    """What a second costs the server."""
    before = used(address)[0]
    time.sleep(1)
    return used(address)[0] - before
