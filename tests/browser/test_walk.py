"""What a person does, in a real browser."""

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from tests.browser.stage.page import Stage, open_stage

SECONDS = 1000.0
expect.set_options(timeout=30 * SECONDS)

SHOWN = """() => [
  document.querySelector(".stage-inspector tbody").innerText,
  ...[...document.querySelectorAll(".lrviz-stage canvas.stage-layer")].map(layer => layer.toDataURL()),
]"""


def outcomes(page: Page) -> list[str]:
    expect(page.locator("table.outcomes")).to_be_visible()
    return page.locator("table.outcomes tbody tr").all_inner_texts()


def shown(page: Page) -> Any:
    """What inspector and curves say, once nothing is painted any more."""
    Stage(page).settle()
    return page.evaluate(SHOWN)


def changed_from(page: Page, before: list[str]) -> list[str]:
    rows = page.locator("table.outcomes tbody tr")
    expect(rows).not_to_have_text(before, use_inner_text=True)
    return rows.all_inner_texts()


def choose(part: Locator, menu: str, name: str) -> None:
    box = part.get_by_role("combobox", name=menu).first
    option = part.page.get_by_role("option", name=name, exact=True)
    for _ in range(10):  # a rerun that ends now closes the menu
        box.click()
        box.fill(name)
        with suppress(TimeoutError):
            option.click(timeout=2 * SECONDS)
            return
    raise AssertionError(f"{menu} has no {name}")


def test_walk(page: Page, address: str) -> None:
    page.goto(address)
    first = outcomes(page)
    assert len(first) == 4

    choose(page.locator("body"), "Function", "Himmelblau")
    second = changed_from(page, first)

    rate = page.locator(".st-key-run-1 input[type=number]").first
    rate.fill("0.012")
    rate.press("Enter")
    third = changed_from(page, second)
    assert second[1:] == third[1:]

    slider = page.locator(".st-key-run-1 input[type=range]").first
    expect(slider).to_have_attribute("aria-valuetext", "0.012")
    slider.press("ArrowRight")
    changed_from(page, third)
    expect(rate).to_have_value("0.015")

    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(5)
    fifth = page.locator(".st-key-run-5")
    fifth.locator("summary").first.click()
    expect(fifth.get_by_role("button", name="Remove")).to_be_visible()
    fourth = outcomes(page)
    choose(fifth, "Schedule", "ExponentialLR")
    last = changed_from(page, fourth)
    expect(page).to_have_url(re.compile("ExponentialLR"))
    picture = shown(page)

    open_stage(page, page.url)
    expect(page.locator("table.outcomes tbody tr")).to_have_text(last, use_inner_text=True)
    assert shown(page) == picture


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


def test_a_bad_formula_in_the_link_gives_the_default(page: Page, address: str) -> None:
    page.goto(f"{address}?t.f=Formula&t.f.Formula.text=__import__('os')")
    expect(page.get_by_test_id("stAlert")).to_contain_text("t.f.Formula.text")
    expect(page.get_by_role("textbox", name="text", exact=True)).to_have_value("x**2 + 10*y**2")
    assert len(outcomes(page)) == 4


def test_a_bad_formula_is_refused_where_it_is_typed(page: Page, address: str) -> None:
    page.goto(f"{address}?t.f=Formula")
    before = outcomes(page)
    text = page.get_by_role("textbox", name="text", exact=True)
    for bad in ("__import__('os')", "x" * 3000):
        text.fill(bad)
        text.press("Enter")
        expect(page.get_by_test_id("stAlert")).to_be_visible()
        expect(page.locator("table.outcomes")).to_have_count(0)
        text.fill("x**2 + 10*y**2")
        text.press("Enter")
        expect(page.locator("table.outcomes tbody tr")).to_have_text(before, use_inner_text=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_cut_off(browser: Browser, address: str, width: int, theme: Any, tmp_path: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    open_stage(page, address)
    page.screenshot(path=tmp_path / f"{theme}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colour = page.evaluate("document.querySelector('.stage-map')._fullLayout.font.color")
    assert (int(colour[1:3], 16) > 128) == (theme == "dark")
    for part in page.locator(
        ".js-plotly-plot:visible, table.outcomes, .stage-toolbar, .stage-transport, .stage-inspector"
    ).all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    context.close()
