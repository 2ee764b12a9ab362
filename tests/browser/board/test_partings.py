"""A person pastes a log that steps too fast, reads why, and draws what it ran."""

import re

import pytest
from playwright.sync_api import expect

from lrviz.schedules import CosineAnnealingLR, Warmup
from tests.browser.board.test_schedules import forget_log, paste
from tests.browser.page import Board

pytestmark = pytest.mark.usefixtures("one_visit")


def test_a_log_that_steps_four_times_too_fast_is_explained_and_drawn(schedules: Board, address: str) -> None:
    schedules.show(address, {"s.schedules": "1"})
    page = schedules.page
    schedules.unfold("Your own log: plan and reality")
    plan = Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01)
    rates = plan.rates(1e-3, 4000)[::4].tolist()
    with schedules.update():
        paste(page, "step,lr\n" + "\n".join(f"{step},{rate}" for step, rate in list(enumerate(rates))[::10]))
    expect(page.get_by_text("The log runs 4 times too fast")).to_be_visible()
    with schedules.update():
        page.get_by_role("button", name="Draw what the log ran").click()
    expect(page.locator(".board-name").nth(1)).to_contain_text("what the log ran")
    expect(page.get_by_text("It agrees with schedule 2")).to_be_visible()
    expect(page).to_have_url(re.compile(r"s2\.s\.Warmup\.schedule\.CosineAnnealingLR\.T_max=225"))
    forget_log(page)
