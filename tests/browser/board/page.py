"""The page Schedules as tests take hold of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

SEQ = "Number(document.querySelector('.lrviz-board')?.dataset.seq ?? 0)"


class Board:
    """One open board."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def seq(self) -> int:
        """How many updates it has painted."""
        return int(self.page.evaluate(SEQ))

    @contextmanager
    def update(self) -> Iterator[None]:
        """Waits until what is done inside has been painted, and nothing more comes."""
        before = self.seq()
        yield
        self.page.wait_for_function(f"{SEQ} > {before}")
        self.settle()

    def settle(self, quiet: float = 250) -> None:
        """Waits until nothing has been painted for so many milliseconds."""
        before = -1
        while before != (before := self.seq()):
            self.page.wait_for_timeout(quiet)

    def names(self) -> list[str]:
        """The schedules that are listed."""
        return self.page.locator(".board-table .board-name").all_inner_texts()


def open_board(page: Page, address: str, link: dict[str, Any] | None = None) -> Board:
    """Opens the page Schedules by a link and waits for the first picture."""
    page.goto(f"{address}schedules?{urlencode(link, doseq=True)}" if link else f"{address}schedules")
    page.wait_for_function(f"{SEQ} > 0")
    board = Board(page)
    board.settle()
    return board
