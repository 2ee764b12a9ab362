"""The files that leave, in Chromium without a network: what somebody does in a lesson, a chapter and a notebook."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from lrviz.figures.lesson.options import options
from lrviz.figures.lesson.page import lessons_of
from lrviz.lessons import LESSONS
from tests.browser.alone.conftest import CHAPTER, SCENE, SCHEDULES, VALUE
from tests.browser.axe import ABOUT_COLOURS, REST, RUN, axe
from tests.browser.modules import without_errors
from tests.browser.page import Stage, watched_page

pytestmark = pytest.mark.xdist_group("alone")  # they share the files

WIDE: ViewportSize = {"width": 1400, "height": 850}
LESSON = LESSONS[0]
ASKED, TOLD = (re.compile(phase) for phase in ("asked", "told"))


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[Page]:
    """A page without a network for all files: what they have in common is compiled once."""
    context = browser.new_context(offline=True)
    yield watched_page(context)
    context.close()


@pytest.fixture
def page(offline: Page) -> Iterator[Page]:
    """The page, wide, light and without a memory; what it asked for would be an error on its console."""
    offline.set_viewport_size(WIDE)
    offline.emulate_media(color_scheme="light")
    with without_errors(offline):
        yield offline
        offline.evaluate("localStorage.clear()")
        offline.goto("about:blank")


def opened(page: Page, file: Path) -> Stage:
    """The stage of a file, which plays fast."""
    stage = Stage(page)
    page.goto(file.as_uri())
    page.wait_for_function(f"{stage.seq} > 0")
    page.get_by_label("Speed").select_option("8")
    return stage


def phase(page: Page, name: re.Pattern[str]) -> None:
    """Waits for a phase of the lesson."""
    expect(page.locator(".lrviz-lesson")).to_have_attribute("data-phase", name)


def revealed(page: Page) -> None:
    """Has the lesson told before it has played to its end, which at this speed takes more than half a minute."""
    page.get_by_label("Speed").select_option("0.25")
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="Show the answer").dispatch_event("click")  # waits for nothing that plays
    phase(page, TOLD)


def assert_fits_a_phone(page: Page) -> None:
    """What was told is there, and nothing is wider than the page."""
    page.set_viewport_size({"width": 390, "height": 850})
    expect(page.locator(".lesson-verdict")).to_contain_text(re.compile("Answer|Right"))
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    page.set_viewport_size(WIDE)


def serious(page: Page) -> list[Any]:
    """What is serious by any rule in the light, or about colours in the dark."""
    page.evaluate(REST)
    page.evaluate(axe())
    root, found = page.locator(".lrviz-stage"), page.evaluate(RUN, None)
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_class(re.compile("is-dark"))
    found += page.evaluate(RUN, ABOUT_COLOURS)
    page.emulate_media(color_scheme="light")
    expect(root).not_to_have_class(re.compile("is-dark"))
    return list(found)


def test_a_lesson_asks_plays_tells_and_changes_without_anything_serious(page: Page, files: dict[str, Path]) -> None:
    stage, reveal = opened(page, files["lesson"]), LESSON.reveal
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON.title)
    expect(page.get_by_text(LESSON.question)).to_be_in_viewport()
    expect(page.locator(".lesson-contents")).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    expect(page.locator(".stage-sentence").first).to_be_empty()
    stage.assert_on_screen((".lesson-head", ".stage-map", ".stage-curves", ".kit-transport", ".stage-legend"))
    assert serious(page) == []
    page.get_by_role("button", name=LESSON.choices[1], exact=True).click()
    page.get_by_role("button", name="Reveal").click()
    phase(page, TOLD)
    assert stage.step() == LESSON.scene.steps
    expect(page.get_by_text("✓ Right.")).to_be_visible()
    expect(page.locator(".lesson-verdict")).to_contain_text(reveal.answer)
    assert page.locator(".lesson-told tbody tr").all_inner_texts() == ["\t".join(row) for row in reveal.rows]
    expect(page.locator(".lesson-formula math")).to_have_count(len(reveal.formula.split(r"\qquad")))
    assert serious(page) == []
    assert_fits_a_phone(page)
    stage.put(17)
    assert stage.step() == 17
    page.get_by_role("button", name="Make the change").click()
    expect(page.get_by_text(reveal.expect)).to_be_in_viewport()
    phase(page, re.compile("tried"))
    expect(page.locator(".stage-outcome").last).to_contain_text("converged")
    page.get_by_role("button", name="Back to the question").click()
    expect(page.locator(".stage-outcome").last).to_contain_text("diverged")
    page.get_by_role("button", name="Ask again").click()
    phase(page, ASKED)
    page.wait_for_function("document.querySelector('.lrviz-stage')?.dataset.future === 'hidden'")
    assert stage.step() == 0
    expect(page.get_by_label("Speed")).to_have_value("8")


def test_a_value_that_was_run_is_judged_and_plays(page: Page, files: dict[str, Path]) -> None:
    opened(page, files["value"])
    wrong = options(VALUE)[0]
    page.get_by_role("button", name=wrong.label, exact=True).click()
    expect(page.locator(".stage-run")).to_contain_text(f"lr {wrong.label}")
    page.get_by_role("button", name="Reveal").click()
    phase(page, TOLD)
    expect(page.get_by_text("✗ Not so.")).to_be_visible()
    expect(page.locator(".stage-run")).to_contain_text(f"lr {wrong.label}")


def test_a_chapter_goes_between_its_lessons_and_keeps_what_was_told_without_anything_serious(
    page: Page, files: dict[str, Path]
) -> None:
    lessons = lessons_of(CHAPTER)
    opened(page, files["chapter"])
    listed, heading = page.locator(".lesson-contents button"), page.get_by_role("heading", level=2)
    numbered = [f"{LESSONS.index(lesson) + 1} · {lesson.title}" for lesson in lessons]
    assert listed.all_inner_texts() == numbered
    assert serious(page) == []
    revealed(page)
    page.wait_for_function("document.querySelector('.lrviz-stage')?.dataset.future === 'shown'")
    assert serious(page) == []
    assert_fits_a_phone(page)
    listed.nth(2).click()
    expect(heading).to_have_text(numbered[2])
    phase(page, ASKED)
    expect(page.locator(".lrviz-stage")).to_have_count(1)
    page.keyboard.press("PageDown")
    expect(heading).to_have_text(numbered[3])
    expect(page).to_have_url(re.compile(f"#{lessons[3].key}$"))
    page.go_back()
    expect(heading).to_have_text(numbered[2])
    listed.first.click()
    phase(page, TOLD)
    expect(page.locator(".lesson-contents [aria-current]")).to_have_text(f"{numbered[0]} ✓")
    page.goto(f"{files['chapter'].as_uri()}#{lessons[1].key}")
    expect(heading).to_have_text(numbered[1])


def test_plotly_is_in_a_chapter_once(files: dict[str, Path]) -> None:
    assert files["chapter"].read_text("utf-8").count('data-plotly="cartesian"') == 1


def test_the_frames_of_a_notebook_play_and_follow_its_theme(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["notebook"].as_uri())
    player, board = (page.frame_locator("iframe").nth(number) for number in (0, 1))
    root = player.locator(".lrviz-stage")
    expect(root).to_have_class(re.compile("is-dark"))
    player.get_by_label("Speed").select_option("8")
    player.get_by_role("slider", name="Step", exact=True).fill("3")
    expect(root).to_have_attribute("data-step", "3")
    player.get_by_role("button", name="Play", exact=True).click()
    expect(root).to_have_attribute("data-step", str(SCENE.steps))
    player.get_by_role("button", name="3-D").click()
    expect(player.locator(".stage-surface")).to_be_visible()
    expect(board.locator(".lrviz-board")).to_have_class(re.compile("is-dark"))
    assert board.locator(".board-name").all_inner_texts() == [entry.label for entry in SCHEDULES.entries]
    board.get_by_label("Scale", exact=True).select_option("logarithmic")
    board.locator(".board-chart").press("Home")
    expect(board.locator(".lrviz-board")).to_have_attribute("data-step", "0")
    expect(board.get_by_role("combobox", name="Shown", exact=True)).to_have_count(0)
