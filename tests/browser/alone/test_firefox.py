"""The files that leave, in Firefox: each opens from a disk, asks for nothing, and plays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lrviz.lessons import LESSONS
from tests.browser.alone.conftest import SCENE, SCHEDULES
from tests.browser.firefox import Firefox, firefox

pytestmark = pytest.mark.xdist_group("alone")  # they share the files

FAST = """((menu) => { menu.value = "8"; menu.dispatchEvent(new Event("change")); })(
  document.querySelector("[aria-label=Speed]"))"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all files."""
    with firefox(tmp_path_factory.mktemp("firefox")) as opened:
        yield opened


def assert_alone(tab: Firefox) -> None:
    """Nothing went wrong, and nothing came from elsewhere."""
    assert tab.errors == []
    assert [url for url in tab.asked if not url.startswith(("data:", "blob:", "file:", "about:"))] == []


def test_a_scene_draws_plays_and_turns_in_space_or_says_why_not(tab: Firefox, files: dict[str, Path]) -> None:
    tab.open(files["scene"])
    tab.wait_for("Number(document.querySelector('.lrviz-stage')?.dataset.seq) > 0")
    assert tab.value("document.querySelector('h1').textContent") == f"Rosenbrock · {SCENE.steps} steps"
    tab.value(FAST)
    slider = "document.querySelector('input[aria-label=Step]')"
    tab.value(f"({slider}.value = '3', {slider}.dispatchEvent(new Event('input', {{ bubbles: true }})))")
    tab.wait_for("document.querySelector('.lrviz-stage')?.dataset.step === '3'")
    tab.value("document.querySelector('button[aria-label=Play]').click()")
    tab.wait_for(f"document.querySelector('.lrviz-stage')?.dataset.step === '{SCENE.steps}'")
    tab.value("[...document.querySelectorAll('button')].find((one) => one.textContent === '3-D').click()")
    tab.wait_for("document.querySelector('.stage-surface:not([hidden]) :is(canvas, .stage-apology)')")
    assert_alone(tab)


def test_a_lesson_is_asked_revealed_and_told(tab: Firefox, files: dict[str, Path]) -> None:
    tab.open(files["lesson"])
    tab.wait_for("Number(document.querySelector('.lrviz-stage')?.dataset.seq) > 0")
    assert tab.value("document.querySelector('.lesson-head p').textContent") == LESSONS[0].question
    tab.value(FAST)
    tab.value("document.querySelectorAll('.lesson-options button')[1].click()")
    tab.value("document.querySelector('.lesson-first').click()")
    tab.wait_for("document.querySelector('.lrviz-lesson')?.dataset.phase === 'told'")
    assert LESSONS[0].reveal.answer in tab.value("document.querySelector('.lesson-verdict').textContent")
    assert tab.value("document.querySelector('.lesson-formula mfrac').getBoundingClientRect().height") > 0
    assert_alone(tab)


def test_a_chapter_goes_from_lesson_to_lesson(tab: Firefox, files: dict[str, Path]) -> None:
    tab.open(files["chapter"])
    tab.wait_for("Number(document.querySelector('.lrviz-stage')?.dataset.seq) > 0")
    tab.value("document.querySelectorAll('.lesson-contents button')[1].click()")
    tab.wait_for("document.querySelector('[aria-current]')?.textContent === document.querySelector('h2')?.textContent")
    tab.wait_for("Number(document.querySelector('.lrviz-stage')?.dataset.seq) > 0")
    assert tab.value("location.hash.length") > 1
    assert_alone(tab)


def test_the_frames_of_a_notebook_draw_dark_as_it_is(tab: Firefox, files: dict[str, Path]) -> None:
    tab.open(files["notebook"])
    inside = "document.querySelectorAll('iframe')[{}].contentDocument"
    for number, name in enumerate(("stage", "board")):
        root = f"{inside.format(number)}?.querySelector('.lrviz-{name}')"
        tab.wait_for(f"Number({root}?.dataset.seq) > 0 && {root}.classList.contains('is-dark')")
    names = f"[...{inside.format(1)}.querySelectorAll('.board-name')].map((one) => one.textContent)"
    assert tab.value(names) == [entry.label for entry in SCHEDULES.entries]
    assert_alone(tab)
