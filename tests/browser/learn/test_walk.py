"""A class and its teacher walk through lessons, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from lrviz.lessons import ADVICE, LESSONS
from lrviz.lessons.entries import ENTRIES
from lrviz.lessons.glossary import TERMS
from lrviz.lessons.lesson import chapter_title
from tests.browser.page import Board, Learn, Stage

pytestmark = pytest.mark.usefixtures("one_visit")


def test_from_the_first_visit_through_lessons_to_trajectories_and_back(page: Page, address: str) -> None:
    stage, learn = Stage(page), Learn(page)
    stage.open(address)
    page.get_by_role("link", name="lesson 1").click()
    expect(page.get_by_text(LESSONS[0].question)).to_be_visible()
    learn.settle()
    held(learn)

    page.get_by_role("combobox", name="Speed").select_option("8")
    page.get_by_text(LESSONS[0].choices[1]).click()
    learn.settle()
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".st-key-lesson-head").get_by_text(LESSONS[0].reveal.answer)).to_be_visible()
    expect(page.get_by_text("✓ Right.")).to_be_visible()
    learn.settle()
    assert learn.step() == LESSONS[0].scene.steps
    expect(page.locator(".stage-outcome").last).to_contain_text("diverged")
    expect(page.locator(".learn-item.is-done")).to_have_count(1)
    expect(page.locator(".katex-html").first).to_be_visible()

    page.get_by_role("button", name="Make the change").click()
    expect(page.get_by_text(LESSONS[0].reveal.expect)).to_be_in_viewport()
    expect(page.locator(".stage-outcome").last).to_contain_text("converged")
    learn.settle()

    page.get_by_text("Lessons as files").click()
    assert LESSONS[0].title in learn.downloaded("This lesson (.html)")
    chapter = learn.downloaded(f"Its chapter, {chapter_title(LESSONS[0].chapter)} (.html)")
    assert f"<h1>{chapter_title(LESSONS[0].chapter)}</h1>" in chapter

    page.get_by_role("slider", name="Step", exact=True).focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_text(LESSONS[1].question)).to_be_visible()
    expect(page).to_have_url(re.compile(f"lesson={LESSONS[1].key}"))
    learn.settle()
    held(learn)

    page.get_by_role("button", name="Open in Trajectories").wait_for(state="detached")
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Open in Trajectories").click()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(len(LESSONS[1].scene.runs))
    assert stage.table()[0][1] == f"1 · {LESSONS[1].scene.runs[0].label}"
    page.get_by_role("link", name="Learn").click()
    expect(page.locator(".st-key-lesson-head").get_by_text(LESSONS[1].reveal.answer)).to_be_visible()

    page.get_by_role("radio", name="Glossary").click()
    first, second, *_ = TERMS.values()
    expect(page.locator(".st-key-lesson-head").get_by_text(first.meaning)).to_be_visible()
    learn.settle()
    page.keyboard.press("PageDown")
    expect(page.locator(".st-key-lesson-head").get_by_text(second.meaning)).to_be_visible()
    expect(page).to_have_url(re.compile(f"word={second.key}"))
    look_up(page)
    ask_for_advice(page, learn)


def look_up(page: Page) -> None:
    """Finds an entry of the reference by a usual name, reads it, and opens its schedule."""
    page.get_by_role("radio", name="Reference").click()
    expect(page.locator(".st-key-lesson-head h2")).to_have_text(next(iter(ENTRIES.values())).title)
    page.get_by_role("searchbox").fill("step-decay")
    page.get_by_role("button", name="StepLR", exact=True).click()
    expect(page).to_have_url(re.compile("entry=StepLR"))
    expect(page.get_by_text(ENTRIES["StepLR"].good_for)).to_be_visible()
    expect(page.locator(".st-key-lesson-formula .katex-html")).to_be_visible()
    picture = page.get_by_role("img", name="The rate of")
    page.wait_for_function("picture => picture.naturalWidth > 0", arg=picture.element_handle())
    page.get_by_role("button", name="Open in Schedules").click()
    expect(page.locator(".board-table .board-name")).to_have_text([re.compile(r"step ×0\.1")])
    Board(page).settle()


def ask_for_advice(page: Page, learn: Learn) -> None:
    """Answers a question, reads what is advised and where it fails, and opens its schedule."""
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("radio", name="Advice").click()
    advised(page, ADVICE.usual)
    page.get_by_role("radiogroup", name="What do you train?").get_by_text("A large one").click()
    advised(page, {**ADVICE.usual, "model": "large"})
    learn.settle()
    fails = ADVICE.recommend({**ADVICE.usual, "model": "large"}).shape.said.fails
    page.get_by_role("radio", name="Warmup, then a cosine: where it fails").click()
    expect(page.get_by_text(fails)).to_be_visible()
    learn.settle()
    expect(page.locator(".stage-outcome").last).to_contain_text("diverged")
    page.get_by_role("button", name="Look at it in Schedules").click()
    expect(page.locator(".board-table tbody tr")).to_have_count(1)
    Board(page).settle()


def advised(page: Page, answers: dict[str, str]) -> None:
    """What is advised for some answers is told, and the link holds them."""
    expect(page.get_by_text(ADVICE.recommend(answers).why())).to_be_visible()
    expect(page).to_have_url(re.compile(f"advice={ADVICE.written(answers)}"))


def held(learn: Learn) -> None:
    """Nothing brings the clock from its start, and nothing is shown of what comes."""
    page = learn.page
    page.locator("body").press("End")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    x, y = learn.on(".stage-curves .nsewdrag", 0.9, 0.5)
    page.mouse.move(x, y)
    page.mouse.move(x + 5, y)
    learn.settle()
    assert learn.step() == 0
    expect(page.get_by_role("button", name="Play")).to_be_disabled()
    assert page.locator(learn.root).get_attribute("data-future") == "hidden"
    expect(page.locator(".stage-limit")).to_be_hidden()


def test_a_start_is_placed_and_the_run_from_there_is_told(page: Page, address: str) -> None:
    lesson = next(one for one in LESSONS if one.key == "steep-walls")
    learn = Learn(page)
    learn.show(address, {"lesson": lesson.key, "lesson.view.speed": "8"})
    (left, right), (low, high) = lesson.scene.objective.window
    with learn.update():
        page.mouse.click(*learn.on_map((4.4 - left) / (right - left), 1 - (1 - low) / (high - low)))
    held(learn)
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_text("✓ Right.")).to_be_visible()
