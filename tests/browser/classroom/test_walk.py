"""Four phones and a projector go through a class of three lessons; one phone drops out and comes back."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.task import Choose, PlaceStart, SetValue
from lrviz.ui.kit.class_list import ITEMS
from tests.browser.page import PATIENCE

PHONES = 4
KINDS = (Choose, SetValue, PlaceStart)
CHOSEN, SET, PLACED = (next(one for one in LESSONS if isinstance(one.task, kind)) for kind in KINDS)
PRESENT: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@dataclass
class Phone:
    """A phone in the class; its line to the server can be cut.

    Attributes:
        page: what it shows.
        cut: whether no line holds.
        lines: both ends of the lines that have been open.
    """

    page: Page
    cut: bool = False
    lines: list[WebSocketRoute] = field(default_factory=list)

    def drop_out(self) -> None:
        """Loses its line, and gets no other one."""
        self.cut = True
        lines, self.lines = self.lines, []
        for line in lines:
            line.close(code=1012)

    def come_back(self) -> None:
        """Gets a line again as soon as it asks for one."""
        self.cut = False

    def line(self, asked: WebSocketRoute) -> None:
        """Answers the wish for a line."""
        if self.cut:
            asked.close(code=1012)
        else:
            self.lines += [asked, asked.connect_to_server()]

    def send(self) -> None:
        """Sends what stands there; it is counted."""
        self.page.get_by_role("button", name="Send", exact=False).click()
        expect(self.page.get_by_role("button", name="✓ Sent")).to_be_visible()

    def choose(self, index: int) -> None:
        """Chooses and sends."""
        self.page.get_by_role("radio").nth(index).check(force=True)
        self.send()


@contextmanager
def visiting(browser: Browser, **settings: Any) -> Iterator[BrowserContext]:
    """A device of its own."""
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@contextmanager
def phones(browser: Browser, place: str) -> Iterator[list[Phone]]:
    """Phones that have joined; of the last one the line can be cut."""
    contexts = [browser.new_context(**PRESENT) for _ in range(PHONES)]
    joined = []
    for context in contexts:
        context.set_default_timeout(PATIENCE)
        joined.append(Phone(context.new_page()))
    joined[-1].page.route_web_socket("**/class/socket", joined[-1].line)
    for phone in joined:
        phone.page.goto(place)
    yield joined
    for context in contexts:
        context.close()


def opened_class(teacher: BrowserContext, address: str, lessons: tuple[Lesson, ...]) -> Page:
    """The projector's page of a class of some lessons, as the page Learn opens it."""
    page = teacher.new_page()
    link = {"v": "2", "class": "0", ITEMS: [lesson.key for lesson in lessons]}
    page.goto(f"{address}learn?{urlencode(link, doseq=True)}")
    with teacher.expect_page() as coming:
        page.get_by_role("button", name="Open the class").click()
    projector = coming.value
    code = code_of(projector)
    token = page.evaluate("code => localStorage.getItem(`lrviz-class-${code}`)", code)
    assert token
    for one in (page, projector):
        assert token not in one.url
        assert token not in one.content()
    expect(page.locator(".door-classes")).to_contain_text(code)
    return projector


def code_of(projector: Page) -> str:
    """The code of the class that a projector shows."""
    return parse_qs(urlparse(projector.url).query)["code"][0]


def comes_to(projector: Page, phase: str, key: str = "PageDown") -> None:
    """Presses a key of a clicker, after which the class is in a phase."""
    projector.keyboard.press(key)
    expect(projector.locator(f".lrviz-class[data-phase={phase}]")).to_be_visible()


def revealed(projector: Page, joined: list[Phone]) -> list[str]:
    """Closes the vote and reveals; what each phone is told: right or not, or nothing."""
    comes_to(projector, "closed")
    comes_to(projector, "revealed")
    expect(projector.locator(".lrviz-class[data-told=yes]")).to_be_visible()
    for phone in joined:
        expect(phone.page.locator(".result[data-right]:not(:empty)")).to_be_visible()
    return [phone.page.locator(".result").get_attribute("data-right") or "" for phone in joined]


def test_a_class_of_three_lessons(browser: Browser, address: str) -> None:
    with visiting(browser, viewport={"width": 1280, "height": 720}) as teacher:
        projector = opened_class(teacher, address, (CHOSEN, SET, PLACED))
        expect(projector.locator(".class-code")).to_have_text(code_of(projector))
        with phones(browser, f"{address}class/{code_of(projector)}") as joined:
            expect(projector.locator(".class-people")).to_have_text(f"{PHONES} phones are here")
            a_choice(projector, joined)
            a_value(projector, joined)
            a_start(projector, joined)
            rows = saved(projector)
            votes = (("1", "1"), ("1", "2"), ("2", "1"), ("3", "1"))
            assert Counter((row["scene"], row["round"]) for row in rows) == dict.fromkeys(votes, PHONES)
            assert len({row["row"] for row in rows}) == PHONES
            ended(projector, joined)


def a_choice(projector: Page, joined: list[Phone]) -> None:
    """All vote; one of them without a line, and again after they have talked, once each."""
    right = CHOSEN.answer
    assert isinstance(right, int)
    wrong = next(index for index in range(len(CHOSEN.choices)) if index != right)
    comes_to(projector, "asking")
    *others, lost = joined
    for phone in others:
        expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        phone.choose(wrong)
    answered = projector.locator(".class-answered")
    expect(answered).to_contain_text(f"{PHONES - 1} answered")
    lost.drop_out()
    lost.page.get_by_role("radio").nth(right).check(force=True)
    lost.page.get_by_role("button", name="Send").click()
    expect(lost.page.get_by_role("button", name="Kept on this phone")).to_be_visible()
    expect(answered).to_contain_text(f"{PHONES - 1} here")
    lost.come_back()
    expect(lost.page.get_by_role("button", name="✓ Sent")).to_be_visible()
    expect(answered).to_contain_text(f"{PHONES} here, {PHONES} answered")
    others[0].page.reload()
    expect(others[0].page.get_by_role("button", name="✓ Sent")).to_be_visible()
    expect(answered).to_contain_text(f"{PHONES} here, {PHONES} answered")
    comes_to(projector, "closed")
    comes_to(projector, "asking", "a")
    for phone in others:
        phone.choose(right)
    lost.choose(wrong)
    assert revealed(projector, joined) == ["true"] * (PHONES - 1) + ["false"]


def a_value(projector: Page, joined: list[Phone]) -> None:
    """All set a value; who has the lowest and who has the highest one cannot both be right."""
    comes_to(projector, "asking")
    for number, phone in enumerate(joined):
        slider = phone.page.get_by_role("slider")
        slider.press("Home" if number % 2 else "End")
        phone.send()
    told = revealed(projector, joined)
    assert set(told[::2]) == {told[0]}
    assert set(told[1::2]) == {told[1]}
    assert "false" in told


def a_start(projector: Page, joined: list[Phone]) -> None:
    """All place the start, each elsewhere."""
    comes_to(projector, "asking")
    for number, phone in enumerate(joined, 1):
        across = phone.page.get_by_role("slider", name="Start, x")
        for _ in range(number):
            across.press("Shift+ArrowRight")
        phone.send()
    assert set(revealed(projector, joined)) <= {"true", "false"}


def saved(projector: Page) -> list[dict[str, str]]:
    """The rows of the table that the projector saves."""
    with projector.expect_download() as coming:
        projector.get_by_role("button", name="Answers (CSV)").click()
    return list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text("utf-8-sig"))))


def ended(projector: Page, joined: list[Phone]) -> None:
    """The teacher ends the class; it is over on every screen, and the browser forgets it."""
    code = code_of(projector)
    over = projector.locator(".lrviz-class[data-phase=ended]")
    projector.keyboard.press("PageDown")
    expect(projector.get_by_role("dialog")).to_be_visible()
    for _ in range(600):  # for a moment a second press does nothing
        projector.keyboard.press("PageDown")
        if over.count():
            break
        projector.wait_for_timeout(100)
    expect(over).to_be_visible()
    for phone in joined:
        expect(phone.page.locator(".notice")).to_be_visible()
    assert projector.evaluate("code => localStorage.getItem(`lrviz-class-${code}`)", code) is None
