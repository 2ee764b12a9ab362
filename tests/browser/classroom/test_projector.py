"""The projector of a class in Chromium, before a room without a network: from the lobby to the end."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from lrviz.classroom import ClassPlan, ClassRecord, Room, Rooms, class_of, item_of, record
from lrviz.classroom.room import digest_of
from lrviz.lessons import LESSONS
from tests.browser.axe import ABOUT_COLOURS, REST, RUN, axe
from tests.browser.classroom.projected import AT, TOKEN, WIDE, Projected, cleared

pytestmark = pytest.mark.xdist_group("projector")

CODE = "KWXPD"
MOMENTUM, BLOWS_UP = (next(one for one in LESSONS if one.key == key) for key in ("momentum", "blows-up"))


FITS = """() => {
  const map = document.querySelector(".stage-map");
  return Math.abs(map?._fullLayout?.height - map?.clientHeight) < 1;
}"""
"""Whether there is a map and it is drawn as large as its place is."""


def room() -> Room:
    """A class of two lessons with choices."""
    return Room(CODE, ClassPlan((item_of(MOMENTUM), item_of(BLOWS_UP))), digest_of(TOKEN))


@pytest.fixture
def page(screen: Page) -> Iterator[Page]:
    """An empty page as large as a projector."""
    with cleared(screen) as empty:
        yield empty


@pytest.fixture
def projected(page: Page) -> Projected:
    """The lobby of a class, with nobody in it."""
    shown = Projected(page, room())
    shown.open()
    shown.shows("lobby")
    return shown


def read(page: Page) -> list[str]:
    """What a phone's camera reads from the screen."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))]


def test_phones_find_the_class_by_code_and_qr(projected: Projected) -> None:
    page = projected.page
    expect(page.get_by_role("img", name="QR code of the address")).to_have_js_property("complete", True)
    expect(page.locator(".class-code")).to_have_text(CODE)
    assert read(page) == [AT[0].format(code=CODE)]
    projected.join(3)
    expect(page.get_by_text("3 phones are here")).to_be_visible()


def test_the_address_is_chosen_and_typed(projected: Projected) -> None:
    page = projected.page
    page.get_by_text("Another address").click()
    page.get_by_role("button", name="10.0.0.7:8501/class").click()
    expect(page.locator(".class-address")).to_have_text("10.0.0.7:8501/class")
    typed = f"http://lecture.example:8501/class/{CODE}"
    page.get_by_label("Address of this class").fill(typed)
    expect(page.locator(".class-address")).to_have_text("lecture.example:8501/class")
    page.wait_for_function(
        "document.querySelector('.class-qr')?.complete && document.querySelector('.class-qr')?.naturalWidth > 0"
    )
    assert read(page) == [typed]
    page.get_by_label("Address of this class").fill(f"http://127.0.0.1:8501/class/{CODE}")
    expect(page.get_by_text("A QR code needs an address that phones reach")).to_be_visible()
    assert read(page) == []


def test_a_server_that_no_phone_reaches_is_said(page: Page) -> None:
    shown = Projected(page, room(), local=True)
    shown.open()
    expect(page.get_by_role("note")).to_contain_text("lrviz --host 0.0.0.0")
    expect(page.get_by_text("A QR code needs an address that phones reach")).to_be_visible()
    assert read(page) == []


def test_a_class_that_is_over_is_shown_again_without_a_code(page: Page) -> None:
    over = room()
    shown = Projected(page, over)
    shown.join(2)
    for phase in ("asking", "closed", "revealed"):
        over.act("next", over.version)
        if phase == "asking":
            shown.vote([1, 2])
    kept = class_of(record(over))
    assert isinstance(kept, ClassRecord)
    shown.room, _ = Rooms().open(kept, 0.0)
    shown.seats = []
    shown.room.digest = over.digest
    shown.open()
    expect(page.get_by_text("A class that is over")).to_be_visible()
    expect(page.locator(".class-code")).to_be_hidden()
    assert read(page) == []
    shown.press("PageDown", "closed")
    expect(shown.words.nth(1)).to_have_text(f"{MOMENTUM.choices[1]}: 1 of 2")
    expect(page.locator(".class-corner")).to_be_hidden()
    page.keyboard.press("a")
    shown.press("PageDown", "revealed")
    shown.told()
    assert [one["do"] for one in shown.said] == ["next", "next"]


def test_a_vote_is_asked_closed_asked_again_and_revealed(projected: Projected) -> None:
    page, reveal = projected.page, MOMENTUM.reveal
    projected.join(5)
    projected.press("PageDown", "asking")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1 of 2 · {MOMENTUM.title}")
    expect(page.locator(".class-question")).to_have_text(MOMENTUM.question)
    projected.vote([0, 0, 1, 2])
    expect(page.locator(".class-count")).to_have_text("4 of 5")
    expect(projected.words).to_have_text(list(MOMENTUM.choices))
    projected.press("PageDown", "closed")
    expect(page.get_by_role("list", name="Votes in words")).to_contain_text(f"{MOMENTUM.choices[0]}: 2 of 4")
    expect(page.get_by_text(reveal.answer)).to_have_count(0)
    projected.press("a", "asking")
    projected.vote([1, 1, 1, 1, 2])
    projected.press("PageDown", "closed")
    expect(projected.words.nth(1)).to_have_text(f"{MOMENTUM.choices[1]}: 4 of 5, at the first vote 1")
    projected.press("PageDown", "revealed")
    expect(page.get_by_text(reveal.answer)).to_have_count(0)
    projected.told()
    expect(page.locator(".class-answer")).to_have_text(reveal.answer)
    expect(projected.words.nth(1)).to_have_text(f"{MOMENTUM.choices[1]} (right): 4 of 5, at the first vote 1")
    expect(page.locator(".class-rows tbody tr")).to_have_count(len(reveal.rows))
    expect(page.locator(".class-why")).to_contain_text("Along the valley the steps")


def test_keys_of_a_clicker_do_what_they_say_once(projected: Projected) -> None:
    page = projected.page
    page.evaluate("window.here = true")
    for key in ("F5", "Shift+F5", "Escape"):
        page.keyboard.press(key)
    projected.press("PageDown", "asking")
    held = "key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, repeat: true, bubbles: true }))"
    page.evaluate(held, "PageDown")
    page.evaluate("""() => {
      const button = document.querySelector(".class-steps .class-first");
      button.click();
      button.click();
    }""")
    projected.shows("closed")
    assert [(one["do"], one["version"]) for one in projected.said] == [("next", 0), ("next", 1), ("next", 1)]
    projected.press("PageUp", "lobby")
    assert page.evaluate("window.here")


def test_space_is_left_to_the_stage_and_a_reload_finds_the_same_state(projected: Projected) -> None:
    page = projected.page
    for name, phase in (("Begin", "asking"), ("Close the vote", "closed"), ("Reveal", "revealed")):
        page.get_by_role("button", name=name).click()
        projected.shows(phase)
    projected.told()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert [one["do"] for one in projected.said] == ["next"] * 3
    projected.reload()
    expect(projected.page.locator(".class-answer")).to_have_text(MOMENTUM.reveal.answer)
    expect(projected.page.locator(".lrviz-stage")).to_have_attribute("data-step", str(MOMENTUM.scene.steps))


def test_a_lost_line_is_said_and_taken_up_again(projected: Projected) -> None:
    page = projected.page
    projected.press("PageDown", "asking")
    projected.lose()
    expect(page.get_by_role("alert").filter(has_text="connection")).to_be_visible()
    expect(page.get_by_role("button", name="Close the vote")).to_be_disabled()
    projected.down = False
    expect(page.get_by_role("button", name="Close the vote")).to_be_enabled()
    expect(page.get_by_text("The connection to the server is lost")).to_have_count(0)
    projected.problem = "the disk is full"
    projected.tell()
    expect(page.get_by_role("alert").filter(has_text="the disk is full")).to_be_visible()


@pytest.mark.parametrize("token", ["", "a stranger's"])
def test_nobody_else_teaches(page: Page, token: str) -> None:
    shown = Projected(page, room())
    shown.open(token)
    expect(page.get_by_role("heading", name="No class runs on this page")).to_be_visible()
    page.keyboard.press("PageDown")
    assert shown.said == []


def test_the_end_is_asked_once_and_keeps_what_is_to_be_kept(projected: Projected) -> None:
    page = projected.page
    for phase in ("asking", "closed", "revealed", "asking", "closed", "revealed"):
        projected.press("PageDown", phase)
    projected.told()
    page.keyboard.press("PageDown")
    dialog = page.get_by_role("dialog", name="End the class?")
    expect(dialog.get_by_role("button", name="Picture 2")).to_be_visible()
    dialog.get_by_role("button", name="Go on with it").click()
    page.get_by_role("button", name="End the class", exact=True).click()
    with page.expect_download() as answers:
        dialog.get_by_role("button", name="Answers (CSV)").click()
    assert Path(answers.value.path()).read_text("utf-8") == f"table of {CODE}"
    with page.expect_download() as picture:
        dialog.get_by_role("button", name="Picture 2").click()
    with Image.open(picture.value.path()) as sheet:
        assert sheet.width > WIDE["width"]
    dialog.get_by_role("button", name="End the class").click()
    expect(page.get_by_role("heading", name="The class is over")).to_be_visible()
    with page.expect_download() as record:
        page.get_by_role("button", name="Record of the class").click()
    assert Path(record.value.path()).read_text("utf-8") == f"record of {CODE}"
    assert page.evaluate("Object.keys(localStorage)") == []


def assert_all_is_seen(page: Page, size: tuple[int, int], phase: str) -> None:
    """All parts of a phase lie on a screen of a size, and buttons can be met."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    if phase != "lobby":
        page.wait_for_function(FITS)
    for part in page.locator(
        ".class-steps button:visible, .class-rows:visible, .class-why:visible, .class-qr:visible"
    ).all():
        box = part.bounding_box()
        assert box, phase
        assert box["x"] >= 0, phase
        assert box["x"] + box["width"] <= width, phase
        assert box["y"] + box["height"] <= height, phase
    for button in page.locator(".class-steps button:visible").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 48
    assert page.evaluate("document.documentElement.scrollHeight") <= height


def test_everything_is_on_the_screen(projected: Projected) -> None:
    for phase in ("lobby", "asking", "closed", "revealed"):
        if phase != "lobby":
            projected.press("PageDown", phase)
        if phase == "revealed":
            projected.told()
        for size in ((1280, 720), (1920, 1080)):
            assert_all_is_seen(projected.page, size, phase)


def test_nothing_serious_is_found_by_axe(projected: Projected) -> None:
    page = projected.page
    page.evaluate(axe())
    page.evaluate(REST)
    assert page.evaluate(RUN, None) == []
    for phase in ("asking", "closed", "revealed"):
        projected.press("PageDown", phase)
    projected.told()
    assert page.evaluate(RUN, None) == []
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator(".lrviz-stage.is-dark")).to_be_visible()
    assert page.evaluate(RUN, ABOUT_COLOURS) == []
