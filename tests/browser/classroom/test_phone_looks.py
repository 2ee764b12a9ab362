"""On any phone, with any lesson and any type, the button is on the screen, and axe-core finds nothing serious."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.classroom import ClassPlan, Room, item_of
from lrviz.lessons import LESSONS
from tests.browser.axe import REST, RUN, axe
from tests.browser.classroom.fake_class import CHOICE, CODE, PHONE, RACE, RATE, START, FakeClass, state

SMALL = {"width": 360, "height": 640}

LOOKS = """() => {
  const size = (one) => one.getBoundingClientRect();
  const hands = [...document.querySelectorAll("button, .question label, .slider input, .map, .entry input")];
  const shown = hands.filter((one) => size(one).height);
  const { top, bottom } = size(document.querySelector("button.main"));
  return {
    small: shown.filter((one) => size(one).height < 48 || size(one).width < 48).map((one) => one.outerHTML),
    wide: document.documentElement.scrollWidth > innerWidth,
    reached: top >= 0 && bottom <= innerHeight,
    long: document.documentElement.scrollHeight > innerHeight,
  };
}"""
"""What is too small for a thumb, whether anything is wider than the screen, whether the button is on it, and whether
anything else lies below it."""

FINE = {"small": [], "wide": False, "reached": True, "long": False}
LONG = {**FINE, "long": True}


def lessons() -> Iterator[dict[str, Any]]:
    """What a phone is told of every lesson."""
    room = Room(CODE, ClassPlan(tuple(item_of(lesson) for lesson in LESSONS)), "")
    seat = room.join(None)
    for index in range(len(LESSONS)):
        for _ in range(3 if index else 1):
            room.act("next", room.version)
        yield room.for_student(seat)


def scenes() -> Iterator[dict[str, Any]]:
    """Every kind of task in every phase; questions are as long as those of lessons are."""
    longest = max((lesson.question for lesson in LESSONS), key=len)
    tries = [[0, 0, 0.01, 3.2], [1, 1, 0.0316, 4.2e-6], [2, 2, 0.9, None]]
    given = ((CHOICE, 1, True), (RATE, 0.0316, False), (START, [1.0, 2.0], None), (RACE, tries, None))
    for number, (task, mine, right) in enumerate(given):
        outcome = {"right": right, "text": "It *converges*.", "loss": 4.2e-6, "place": 7, "of": 41, "answer": 1}
        asked = state(task, question=longest, item=number, of=len(given))
        yield asked
        yield {**asked, "phase": "closed", "mine": mine}
        yield {**asked, "phase": "revealed", "mine": mine, "outcome": {"place": None} | outcome}


def shown(page: Page, fake: FakeClass, told: dict[str, Any]) -> None:
    """Has a state told, and waits until it is on the screen."""
    fake.tell(**told)
    expect(page.locator("header")).to_have_text(f"Class {CODE} · Question {told['item'] + 1} of {told['of']}")
    expect(page.locator(".question")).to_have_attribute("data-phase", told["phase"])


def looks(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(LOOKS))


@pytest.mark.parametrize("screen", [PHONE, SMALL], ids=["large", "small"])
def test_every_lesson_fits_a_phone(browser: Browser, screen: Any) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser, viewport=screen) as page:
        for told in lessons():
            shown(page, fake, told)
            assert looks(page) == FINE, told["title"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, theme: Any) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser, color_scheme=theme) as page:
        page.evaluate(f"{axe()};{REST}")
        for told in scenes():
            shown(page, fake, told)
            assert page.evaluate(RUN, None) == [], (told["task"]["kind"], told["phase"])
        fake.tell(**state(CHOICE, "lobby", item=None) | {"task": None})
        expect(page.get_by_role("heading", name="You are in")).to_be_visible()
        assert page.evaluate(RUN, None) == []
        fake.drop(4404, "there is no such class")
        expect(page.get_by_role("alert")).to_be_visible()
        assert page.evaluate(RUN, None) == []
        assert looks(page) == FINE


def test_with_type_twice_as_large_all_is_reached(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser, viewport=SMALL) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        for told in scenes():
            shown(page, fake, told)
            if told["phase"] == "asking":
                assert looks(page) == LONG, told["task"]["kind"]
                page.keyboard.press("Tab")
                focused = page.locator(":focus").bounding_box()
                foot = page.locator("footer").bounding_box()
                assert focused
                assert foot
                assert 0 <= focused["y"] < foot["y"], "what has the focus is hidden behind the button"


def test_in_forced_colours_the_chosen_one_is_seen(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser, forced_colors="active") as page:
        outlines = "labels => labels.map((label) => getComputedStyle(label).outlineStyle)"
        page.get_by_label("It diverges").check()
        page.get_by_role("button").focus()
        assert page.locator("label").evaluate_all(outlines) == ["none", "solid", "none"]


def test_one_request_brings_the_page(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        expect(page.get_by_label("It diverges")).to_be_visible()
        assert asked == [page.url]
