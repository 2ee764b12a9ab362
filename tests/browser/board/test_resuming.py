"""A person plans how a run that has stopped goes on, and takes the code along."""

import re

import pytest
from playwright.sync_api import expect

from lrviz.comparison import Entry, Plan, ways_to_resume
from lrviz.export import schedule_script
from lrviz.optimizers import AdamW
from lrviz.schedules import CosineAnnealingLR
from tests.browser.page import Board

pytestmark = pytest.mark.usefixtures("one_visit")

LINK = {
    "s.schedules": "1",
    "s.plan.budget": "400",
    "s1.s": "CosineAnnealingLR",
    "s1.s.CosineAnnealingLR.T_max": "400",
}


def test_plan_a_resume_and_take_its_code(schedules: Board, address: str) -> None:
    page = schedules.page
    schedules.show(address, LINK)
    schedules.unfold("Resume a run")
    schedules.fill("-s-resume-stopped-typed", "25 %")
    expect(page.locator(".st-key--s-resume-stopped-typed input")).to_have_value("100")
    schedules.fill("-s-resume-total-typed", "800")
    loaded = page.locator(".st-key-way-0")
    expect(loaded).to_contain_text("Past step 400 the rate climbs again")
    schedules.settle()  # what it tells stands above what is clicked
    with schedules.update():
        page.locator(".st-key-way-2").get_by_role("button", name="Add").click()
    expect(page.locator(".board-name")).to_have_text([re.compile("cosine T=400"), re.compile("Stretched from here")])
    expect(page).to_have_url(re.compile("s2.s=Paced"))

    schedules.unfold("Code and data")
    schedules.choose("Code of", "2")
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("torch.load(checkpoint)")
    (_, _, way, *_) = ways_to_resume(Entry(CosineAnnealingLR(400), 1e-3), Plan(400), 100, 800)
    assert way.entry is not None
    assert code.inner_text().strip() == schedule_script(way.entry, Plan(800), AdamW()).strip()
