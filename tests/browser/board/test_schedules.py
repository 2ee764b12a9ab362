"""What a person does on the page Schedules, in a real browser."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.board.page import Board, open_board
from tests.browser.test_walk import choose

SECONDS = 1000.0
expect.set_options(timeout=30 * SECONDS)


def box(page: Page, slot: int) -> Locator:
    return page.locator(f".st-key-run-{slot}")


def fill(page: Page, key: str, value: str) -> None:
    """Types into the widget of a key, as far as a class name may hold it."""
    field = page.locator(f".st-key-{key} input").first
    field.fill(value)
    field.press("Enter")


def trap(page: Page, kind: str) -> Locator:
    return page.locator("[class*='st-key-run-'][class*='-trap-']").filter(has_text=kind)


def downloaded(page: Page, name: str) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    with Path(waiting.value.path()).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def printed(code: str, tmp_path: Path) -> np.ndarray:
    """The rates that a script prints."""
    script = tmp_path / "copied.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    return np.array([json.loads(line)["lr"] for line in done.stdout.splitlines()])


def test_build_see_the_trap_fix_it_and_take_the_code(page: Page, address: str, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("link", name="Schedules").click()
    page.wait_for_selector('.lrviz-board:not([data-seq="0"])')
    board = Board(page)
    board.settle()
    assert len(board.names()) == 4

    choose(box(page, 1), "Schedule", "SequentialLR")
    expect(page.locator(".board-name").first).to_contain_text("900")
    choose(box(page, 1), "number of schedules", "3")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("milestones must be one fewer than schedules")
    fill(page, "s1-s-Sequential-milestones", "100, 800")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    choose(box(page, 1), "schedule 3", "LinearLR")
    fill(page, "s1-s-Sequential-schedules-3-LinearLR-start_factor", "1")
    fill(page, "s1-s-Sequential-schedules-2-CosineAnnealingLR-T_max", "400")
    expect(trap(page, "climbs again")).to_be_visible()

    with board.update():
        trap(page, "climbs again").get_by_role("button").click()
    expect(trap(page, "climbs again")).to_have_count(0)
    expect(trap(page, "jumps at a hand-over")).to_be_visible()
    expect(page).to_have_url(re.compile("Sequential.schedules.2.CosineAnnealingLR.T_max="))

    page.get_by_text("Code and data").click()
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("SequentialLR")
    code.hover()
    page.get_by_role("button", name="Copy to clipboard").click()
    rates = printed(page.evaluate("navigator.clipboard.readText()"), tmp_path)
    table = downloaded(page, "Curves (.csv)")
    assert table[0][:3] == ["step", "epoch", "tokens"]
    np.testing.assert_allclose([float(row[3]) for row in table[1:]], rates, rtol=1e-12)


def test_the_link_carries_everything(page: Page, address: str) -> None:
    board = open_board(page, address, {"s.view.quantity": "travelled", "s.view.unit": "epochs", "s2.name": "mine"})
    with board.update():
        fill(page, "s1-lr", "0.004")
    page.get_by_label("Show mine", exact=True).click()
    expect(page).to_have_url(re.compile("s.view.hidden=2"))
    shown = page.locator(".board-table").inner_text()
    again = open_board(page, page.url.split("schedules")[0], None)
    assert page.locator(".board-table").inner_text() != shown
    page.go_back()
    page.wait_for_selector('.lrviz-board:not([data-seq="0"])')
    again.settle()
    expect(page.locator(".board-table")).to_have_text(re.compile("mine"))
    assert page.locator(".board-table").inner_text() == shown


def test_a_point_is_drawn_by_hand(page: Page, address: str) -> None:
    board = open_board(page, address)
    with board.update():
        box(page, 1).get_by_role("button", name="Draw by hand").first.click()
    expect(page.locator(".board-handle").first).to_be_visible()
    before = page.locator(".st-key-s1-s-PiecewiseLinear-points input").input_value()
    handle = page.locator(".board-handle").nth(5).bounding_box()
    assert handle is not None
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(handle["x"] + 12, handle["y"] + 60, steps=8)
    page.mouse.up()
    points = page.locator(".st-key-s1-s-PiecewiseLinear-points input")
    expect(points).not_to_have_value(before)
    board.settle(600)
    assert len(points.input_value().split(",")) == len(before.split(","))
    expect(page).to_have_url(re.compile("PiecewiseLinear.points="))


def test_schedules_go_to_trajectories_and_back(page: Page, address: str) -> None:
    board = open_board(page, address)
    with board.update():
        fill(page, "s1-lr", "0.02")
    box(page, 1).get_by_role("button", name="Use in Trajectories").first.click()
    page.wait_for_selector('.lrviz-stage:not([data-seq="0"])')
    expect(page.locator(".stage-inspector tbody tr")).to_have_count(1)
    expect(page.locator(".stage-inspector")).to_contain_text("Warmup 100 → cosine T=900")
    expect(page).to_have_url(re.compile("t1.o.AdamW.lr=0.02"))
    page.get_by_role("link", name="Schedules").click()
    page.wait_for_selector('.lrviz-board:not([data-seq="0"])')
    expect(page.locator(".st-key-s1-lr input")).to_have_value("0.02")


def paste(page: Page, text: str) -> None:
    area = page.get_by_role("textbox", name="or paste it")
    area.fill(text)
    area.press("Control+Enter")


def test_an_own_log_is_laid_over_the_plan(page: Page, address: str) -> None:
    board = open_board(page, address, {"s1.s": "StepLR", "s.schedules": "1", "s.plan.budget": "400"})
    page.get_by_text("Your own log: plan and reality").click()
    rows = [f"{step},{0.001 * 0.1 ** (step // 100) if step < 250 else 0.0005},{2 / (1 + step)}" for step in range(400)]
    with board.update():
        paste(page, "step,lr,loss\n" + "\n".join(rows))
    expect(page.get_by_text("step 250").first).to_be_visible()
    assert "logged" in "".join(board.names())
    expect(page.locator(".board-table thead")).to_contain_text("logged loss")

    before = board.seq()
    paste(page, "step,lr\n0,0.1\n1,oops\n")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("line 3")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("oops")
    assert board.seq() >= before
    page.get_by_role("button", name="Forget the log").click()
    expect(page.locator(".board-table thead")).not_to_contain_text("logged loss")


def test_files_that_are_no_logs_are_said_and_the_page_stays(page: Page, address: str, tmp_path: Path) -> None:
    board = open_board(page, address)
    names = board.names()
    page.get_by_text("Your own log: plan and reality").click()
    upload = page.locator("input[type=file]")
    binary, huge = tmp_path / "model.pt", tmp_path / "huge.csv"
    binary.write_bytes(bytes(range(256)) * 40)
    huge.write_bytes(b"step,lr\n" + b"1,0.1\n" * 9_000_000)
    for file, said in ((huge, "20 MB"), (binary, "binary")):
        upload.set_input_files(str(file))
        expect(page.get_by_test_id("stAlert").first).to_contain_text(said)
    assert board.names() == names


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_cut_off(browser: Browser, address: str, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    open_board(page, address, {"s.view.theory": "expected loss", "s1.s": "CosineAnnealingLR"})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in page.locator(".js-plotly-plot:visible, table.outcomes, .board-toolbar, .board-table").all():
        place = part.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width + 1
    context.close()
