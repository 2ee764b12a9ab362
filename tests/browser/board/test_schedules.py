"""What a person does on the page Schedules, in a real browser."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page import Board, Stage
from tests.export.running import executed

pytestmark = pytest.mark.usefixtures("one_visit")


def trap(page: Page, kind: str) -> Locator:
    return page.locator("[class*='st-key-run-'][class*='-trap-']").filter(has_text=kind)


def test_build_see_the_trap_fix_it_and_take_the_code(schedules: Board, address: str) -> None:
    page, first = schedules.page, schedules.run(1)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("link", name="Schedules").click()
    schedules.settle()
    assert len(schedules.names()) == 4

    schedules.choose("Schedule", "SequentialLR", first)
    expect(page.locator(".board-name").first).to_contain_text("900")
    schedules.choose("number of schedules", "3", first)
    expect(page.get_by_test_id("stAlert").first).to_contain_text("milestones must be one fewer than schedules")
    schedules.fill("s1-s-Sequential-milestones", "100, 800")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    schedules.choose("schedule 3", "LinearLR", first)
    schedules.fill("s1-s-Sequential-schedules-3-LinearLR-start_factor", "1")
    schedules.fill("-s1-s-Sequential-schedules-2-CosineAnnealingLR-T_max-typed", "40 %")
    expect(trap(page, "climbs again")).to_be_visible()

    schedules.settle()  # other traps may come above it
    with schedules.update():
        trap(page, "climbs again").get_by_role("button").click()
    expect(trap(page, "climbs again")).to_have_count(0)
    expect(trap(page, "jumps at a hand-over")).to_be_visible()
    expect(page).to_have_url(re.compile("Sequential.schedules.2.CosineAnnealingLR.T_max="))

    schedules.unfold("Code and data")
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("SequentialLR")
    code.hover()
    page.get_by_role("button", name="Copy to clipboard").click()
    rates = [line["lr"] for line in executed(page.evaluate("navigator.clipboard.readText()"))]
    table = list(csv.reader(schedules.downloaded("Curves (.csv)").splitlines()))
    assert table[0][:3] == ["step", "epoch", "tokens"]
    np.testing.assert_allclose([float(row[3]) for row in table[1:]], rates, rtol=1e-12)


def test_the_link_carries_everything(schedules: Board, address: str) -> None:
    schedules.show(address, {"s.view.quantity": "travelled", "s.view.unit": "epochs", "s2.name": "mine"})
    page, table = schedules.page, schedules.page.locator(".board-table")
    with schedules.update():
        schedules.fill("s1-lr", "0.004")
    page.get_by_label("Show mine", exact=True).click()
    expect(page).to_have_url(re.compile("s.view.hidden=2"))
    shown = table.inner_text()
    schedules.open(address)
    assert table.inner_text() != shown
    page.go_back()
    schedules.settle()
    expect(table).to_have_text(re.compile("mine"))
    assert table.inner_text() == shown


def test_a_point_is_drawn_by_hand(schedules: Board, address: str) -> None:
    schedules.show(address)
    with schedules.update():
        schedules.run(1).get_by_role("button", name="Draw by hand").first.click()
    expect(schedules.page.locator(".board-handle").first).to_be_visible()
    points = schedules.page.locator(".st-key-s1-s-PiecewiseLinear-points input")
    before = points.input_value()
    handle = schedules.page.locator(".board-handle").nth(5).bounding_box()
    assert handle is not None
    schedules.page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    schedules.page.mouse.down()
    schedules.page.mouse.move(handle["x"] + 12, handle["y"] + 60, steps=8)
    schedules.page.mouse.up()
    expect(points).not_to_have_value(before)
    schedules.settle()
    assert len(points.input_value().split(",")) == len(before.split(","))
    expect(schedules.page).to_have_url(re.compile("PiecewiseLinear.points="))


def test_schedules_go_to_trajectories_and_back(schedules: Board, stage: Stage, address: str) -> None:
    schedules.show(address)
    with schedules.update():
        schedules.fill("s1-lr", "0.02")
    schedules.run(1).get_by_role("button", name="Use in Trajectories").first.click()
    stage.settle()
    inspector = stage.page.locator(".stage-inspector")
    expect(inspector.locator("tbody tr")).to_have_count(1)
    expect(inspector).to_contain_text("Warmup 100 → cosine T=900")
    expect(stage.page).to_have_url(re.compile("t1.o.AdamW.lr=0.02"))
    stage.page.get_by_role("link", name="Schedules").click()
    schedules.settle()
    expect(schedules.page.locator(".st-key-s1-lr input")).to_have_value("0.02")


def paste(page: Page, text: str) -> None:
    area = page.get_by_role("textbox", name="or paste it")
    area.fill(text)
    area.press("Control+Enter")


def forget_log(page: Page) -> None:
    """Takes the log away."""
    page.get_by_role("button", name="Forget the log").click()
    expect(page.locator(".board-table thead")).not_to_contain_text("logged loss")


def test_an_own_log_is_laid_over_the_plan_and_what_is_no_log_is_said(
    schedules: Board, address: str, tmp_path: Path
) -> None:
    schedules.show(address, {"s1.s": "StepLR", "s.schedules": "1", "s.plan.budget": "400"})
    page, names, alert = schedules.page, schedules.names(), schedules.page.get_by_test_id("stAlert").first
    schedules.unfold("Your own log: plan and reality")
    rows = [f"{step},{0.001 * 0.1 ** (step // 100) if step < 250 else 0.0005},{2 / (1 + step)}" for step in range(400)]
    with schedules.update():
        paste(page, "step,lr,loss\n" + "\n".join(rows))
    expect(page.get_by_text("step 250").first).to_be_visible()
    assert "logged" in "".join(schedules.names())
    expect(page.locator(".board-table thead")).to_contain_text("logged loss")

    paste(page, "step,lr\n0,0.1\n1,oops\n")
    expect(alert).to_contain_text("line 3")
    expect(alert).to_contain_text("oops")
    forget_log(page)

    binary, huge = tmp_path / "model.pt", tmp_path / "huge.csv"
    binary.write_bytes(bytes(range(256)) * 40)
    huge.write_bytes(b"step,lr\n" + b"1,0.1\n" * 3_600_000)
    for file, said in ((huge, "20 MB"), (binary, "binary")):
        page.locator("input[type=file]").set_input_files(str(file))
        expect(alert).to_contain_text(said)
    assert schedules.names() == names
