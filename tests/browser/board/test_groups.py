"""A person makes groups of parameters on the page Schedules, looks at them, and takes the code away."""

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.comparison import Entry, Plan, group_curves
from lrviz.comparison.group_sets import backbone_and_head
from lrviz.schedules import Constant
from tests.browser.page import Board
from tests.export.running import executed

pytestmark = pytest.mark.usefixtures("one_visit")


def test_make_backbone_and_head_and_take_the_code(schedules: Board, address: str) -> None:
    schedules.show(address, {"v": "2", "s.schedules": "1", "s.plan.budget": "40"})
    page, names = schedules.page, schedules.page.locator(".board-name")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Parameter groups").first.click()
    with schedules.update():
        page.get_by_role("button", name="Backbone and head").click()
    expect(names).to_have_text(["backbone · constant · lr 0.001", "head"])
    swatches = page.locator(".board-table .kit-swatch path:first-child")
    looks = [swatches.nth(row).evaluate("({ style }) => [style.stroke, style.strokeDasharray]") for row in (0, 1)]
    assert looks[0][0] == looks[1][0]
    assert looks[0][1] != looks[1][1]
    expect(page.locator(".board-table tbody td").first).to_have_text("0.0001")
    page.get_by_label("Show constant · lr 0.001", exact=True).click()
    expect(page.locator(".board-table tr.is-hidden")).to_have_count(2)

    schedules.unfold("Code and data")
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("param_groups")
    code.hover()
    page.get_by_role("button", name="Copy to clipboard").click()
    printed = executed(page.evaluate("navigator.clipboard.readText()"))
    entry = Entry(Constant(), 1e-3, groups=backbone_and_head())
    for name, one in zip(entry.group_names, group_curves(entry, Plan(40)), strict=True):
        np.testing.assert_allclose([line["lr"][name] for line in printed], one.rates, 1e-12)
