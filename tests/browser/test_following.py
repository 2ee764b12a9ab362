"""A log that grows is drawn on the board while nobody touches the page."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.page import Board


def test_the_board_follows_a_log_that_grows(schedules: Board, address: str, followed: Path) -> None:
    page, log = schedules.page, followed / "run.csv"
    log.write_text("step,lr,loss\n0,0.001,2.5\n")
    schedules.show(address)
    schedules.choose("Follow a log on the server", "run.csv")
    following = page.get_by_text("Following run.csv")
    expect(following).to_be_visible()
    expect(page.get_by_role("rowheader", name="logged loss")).to_be_attached()
    first = following.inner_text()
    with log.open("a") as file:
        file.write("1,0.0008,1.5\n2,0.0006,1.2\n")
    expect(following).not_to_have_text(first)  # it is read at its own rhythm
    expect(following).to_contain_text(f"{log.stat().st_size} bytes")
    log.unlink()
