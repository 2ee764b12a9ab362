"""One visitor does harm and another does not notice."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect

from tests.browser.page import Stage, Tune, watched_page

TOWER = {"t.runs": "1", "t1.s": "LambdaLR", "t1.s.LambdaLR.formula": "min(1,t**t**t**t)"}
SLOW = {"u.mode": "two settings", "u.run": "3", "u.steps": "20000", "u.two_settings.seeds": "2", "u.noise": "0.1"}
"""As much as a page allows."""


@contextmanager
def visiting(browser: Browser) -> Iterator[Stage]:
    """Another visitor's Trajectories."""
    context = browser.new_context()
    yield Stage(watched_page(context))
    context.close()


def test_a_tower_of_powers_stands_in_nobodys_way(stage: Stage, browser: Browser, address: str) -> None:
    with visiting(browser) as other:
        other.go(address, TOWER)
        stage.open(address, {"t.runs": "1"})
        with stage.update():
            lr = stage.page.get_by_role("spinbutton", name="lr").first
            lr.fill("0.0015")
            lr.press("Enter")
        other.settle()
        expect(other.page.locator("table.outcomes")).to_contain_text("min(1,t**t**t**t)")


def test_who_asks_for_much_waits_and_who_asks_for_little_does_not(tune: Tune, browser: Browser, address: str) -> None:
    with visiting(browser) as first, visiting(browser) as second:
        for greedy in (Tune(first.page), Tune(second.page)):
            greedy.go(address, SLOW)
            sweep = greedy.page.get_by_role("button", name="Sweep 4,096 settings")
            expect(sweep).to_be_visible()
            expect(greedy.page.get_by_label("Dask scheduler")).to_have_count(0)  # a team's server: visitors name none
            sweep.click()
            expect(greedy.page.locator(".tune-progress")).to_be_visible()
        tune.open(address, {"u.mode": "one setting", "u.steps": "300"})
        with tune.update():
            tune.fill("u-one_setting-x-optimizer-lr-low", "0.002")
        assert len(tune.table()) > 1
        assert any(one.page.locator(".tune-progress").is_visible() for one in (first, second)), (
            "they were not in the way"
        )
