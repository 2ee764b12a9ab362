"""What a person does, in a real browser."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import Stage

SHOWN = """() => [
  document.querySelector(".stage-inspector tbody").innerText,
  ...[...document.querySelectorAll(".lrviz-stage canvas.stage-layer")].map(layer => layer.toDataURL()),
]"""


def outcomes(page: Page) -> list[str]:
    expect(page.locator("table.outcomes")).to_be_visible()
    return page.locator("table.outcomes tbody tr").all_inner_texts()


def changed_from(page: Page, before: list[str]) -> list[str]:
    rows = page.locator("table.outcomes tbody tr")
    expect(rows).not_to_have_text(before, use_inner_text=True)
    return rows.all_inner_texts()


@pytest.mark.usefixtures("address")
def test_all_walks_are_on_one_worker(request: pytest.FixtureRequest) -> None:
    assert "PYTEST_XDIST_WORKER" not in os.environ or request.node.nodeid.endswith("@app")


def test_walk(stage: Stage, address: str) -> None:
    stage.open(address)
    page = stage.page
    first = outcomes(page)
    assert len(first) == 4

    stage.choose("Function", "Himmelblau")
    second = changed_from(page, first)

    rate = stage.run(1).locator("input[type=number]").first
    rate.fill("0.012")
    rate.press("Enter")
    third = changed_from(page, second)
    assert second[1:] == third[1:]

    slider = stage.run(1).locator("input[type=range]").first
    expect(slider).to_have_attribute("aria-valuetext", "0.012")
    slider.press("ArrowRight")
    changed_from(page, third)
    expect(rate).to_have_value("0.015")

    stage.settle()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(5)
    stage.run(5).locator("summary").first.click()
    expect(stage.run(5).get_by_role("button", name="Remove")).to_be_visible()
    fourth = outcomes(page)
    stage.choose("Schedule", "ExponentialLR", stage.run(5))
    last = changed_from(page, fourth)
    expect(page).to_have_url(re.compile("ExponentialLR"))
    stage.settle()
    picture: Any = page.evaluate(SHOWN)

    page.reload()
    stage.settle()
    expect(page.locator("table.outcomes tbody tr")).to_have_text(last, use_inner_text=True)
    assert page.evaluate(SHOWN) == picture


def test_a_bad_link_is_said_and_the_page_works(page: Page, address: str) -> None:
    page.goto(f"{address}?t1.o.SGD.lr=-1&t.steps=&t.f=Nope&t2.o=Adam&t2.o=SGD&t.noise=1e999&t.seed=1e999&stale=1")
    notice = page.get_by_test_id("stAlert")
    for key in ("t1.o.SGD.lr", "t.steps", "t.f", "t2.o", "t.noise", "t.seed", "stale"):
        expect(notice).to_contain_text(key)
    before = outcomes(page)
    expect(page).to_have_url(address)
    rate = page.locator(".st-key-run-1 input[type=number]").first
    expect(rate).to_have_value("0.001")
    rate.fill("0.002")
    rate.press("Enter")
    changed_from(page, before)
    expect(notice).to_have_count(0)


def test_a_bad_formula_is_refused_in_the_link_and_where_it_is_typed(page: Page, address: str) -> None:
    page.goto(f"{address}?t.f=Formula&t.f.Formula.text=__import__('os')")
    expect(page.get_by_test_id("stAlert")).to_contain_text("t.f.Formula.text")
    text = page.get_by_role("textbox", name="text", exact=True)
    expect(text).to_have_value("x**2 + 10*y**2")
    before = outcomes(page)
    assert len(before) == 4
    for bad in ("__import__('os')", "x" * 3000):
        text.fill(bad)
        text.press("Enter")
        expect(page.get_by_test_id("stAlert")).to_be_visible()
        expect(page.locator("table.outcomes")).to_have_count(0)
        text.fill("x**2 + 10*y**2")
        text.press("Enter")
        expect(page.locator("table.outcomes tbody tr")).to_have_text(before, use_inner_text=True)
