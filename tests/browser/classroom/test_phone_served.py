"""Phones and the real server: a restart, a reload, a second tab and a phone that was away lose and double nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lrviz.classroom import Choice, ClassPlan, Item, Race, Rate, Start
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import Constant
from lrviz.serving.settings import SEVERAL, Settings
from tests.browser.classroom.fake_class import PHONE
from tests.browser.page import PATIENCE
from tests.browser.server import free_port
from tests.serving.classes.conftest import BASE, classes_served
from tests.serving.classes.visiting import HOLLOWS, SCENE, Class

PLAN = ClassPlan(
    (
        Item("A choice", "Which one?", SCENE, Choice(("left", "right"), 1), "The right one."),
        Item("A rate", "The largest that converges?", SCENE, Rate(1e-4, 1e-1), "Not so large."),
        Item("A start", "Where to?", HOLLOWS, Start(target=0), "There."),
        Item("A race", "How low?", SCENE, Race((SGD(), Adam()), (Constant(),), steps=50), "Low."),
    )
)


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a server that keeps its classes in a directory of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.delenv(SEVERAL, raising=False)
        yield Settings(port=free_port(), base_path=BASE)


@contextmanager
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone, and what it remembers."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def joined(context: BrowserContext, opened: Class) -> Page:
    """A tab of a phone that opens the address of a class."""
    page = context.new_page()
    page.goto(f"{opened.address}/class/{opened.code}")
    expect(page.get_by_role("heading")).to_be_visible()
    return page


def give(page: Page, choice: str) -> None:
    """Chooses and sends."""
    page.get_by_label(choice).check()
    page.locator("button.main").click()


def counted(page: Page) -> None:
    """Waits until the server has what is on the screen."""
    expect(page.get_by_role("button", name="✓ Sent")).to_be_visible()


def move(opened: Class, phase: str, item: int | None = 0) -> dict[str, Any]:
    """Moves a class until it is there; what its projector is told then."""
    with opened.projector() as projector:
        told = projector.state()
        while (told["state"]["phase"], told["state"]["item"]) != (phase, item):
            told = projector.move(told)
        return told


def test_a_restart_a_reload_and_a_second_tab_keep_seat_and_vote(browser: Browser, settings: Settings) -> None:
    with ExitStack() as phones:
        contexts = [phones.enter_context(phone(browser)) for _ in range(3)]
        with classes_served(settings) as address:
            opened = Class.opened(address, PLAN)
            pages = [joined(context, opened) for context in contexts]
            move(opened, "asking")
            give(pages[0], "left")
            counted(pages[0])
            second = joined(contexts[0], opened)
            expect(second.get_by_label("left")).to_be_checked()
            give(second, "right")
            counted(second)
            expect(pages[0].get_by_label("right")).to_be_checked()
        for page in pages:
            expect(page.locator(".strip")).to_contain_text("No connection")
        give(pages[1], "left")
        expect(pages[1].get_by_role("button", name="Kept on this phone")).to_be_visible()
        pages[2].close()
        with classes_served(settings) as address:
            counted(pages[1])
            pages[0].reload()
            expect(pages[0].get_by_label("right")).to_be_checked()
            counted(pages[0])
            last = joined(contexts[2], opened)
            expect(last.get_by_role("radio", checked=True)).to_have_count(0)
            told = move(opened, "revealed")
            assert (told["people"]["seats"], told["people"]["answered"]) == (3, 2)
            assert told["votes"]["counts"] == [1, 1]
            expect(pages[0].locator(".result")).to_contain_text("✓ Right")
            expect(pages[1].locator(".result")).to_contain_text("✗ Not so")
            expect(last.locator(".result")).to_contain_text("You sent no answer")


def test_every_kind_is_answered_and_told(browser: Browser, settings: Settings) -> None:
    with classes_served(settings) as address, phone(browser) as context:
        opened = Class.opened(address, PLAN)
        page = joined(context, opened)
        for item, told in ((1, "after 50 steps"), (2, "after 60 steps")):
            move(opened, "asking", item)
            expect(page.locator("header")).to_contain_text(f"Question {item + 1} of 4")
            page.get_by_role("button", name="Send").click()
            counted(page)
            move(opened, "revealed", item)
            expect(page.locator(".result")).to_contain_text(told)
        move(opened, "asking", 3)
        for tries in (1, 2):
            page.get_by_role("button", name="a little lower").click()
            page.get_by_role("button", name="Try it").click()
            expect(page.get_by_role("listitem")).to_have_count(tries)
            expect(page.locator(".line")).to_contain_text("place 1 of 1")
        move(opened, "revealed", 3)
        expect(page.locator(".result")).to_contain_text("Place 1 of 1")
        move(opened, "ended", None)
        expect(page.get_by_role("heading", name="The class is over")).to_be_visible()
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("class")
