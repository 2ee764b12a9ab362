"""What the projector shows of a rate, a start and a race: closed, revealed, and as a picture that leaves."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lrviz import Run, Scene
from lrviz.classroom import ClassPlan, Item, Race, Rate, Room, Start, item_of, judge
from lrviz.classroom.room import digest_of
from lrviz.figures.kit.style import STYLES
from lrviz.lessons import LESSONS
from lrviz.objectives import Himmelblau, Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import Constant
from tests.browser.classroom.projected import TOKEN, Projected, cleared

pytestmark = pytest.mark.xdist_group("projector")

LESSON = next(one for one in LESSONS if one.key == "one-step")
RATE = item_of(LESSON)
START = Item(
    "The other minimum",
    "Place the start so that Adam reaches the second minimum.",
    Scene(Himmelblau(), steps=200, runs=(Run(Adam(lr=0.1)),)),
    Start(0, 1),
    "It reaches far down.",
)
RACE = Item(
    "Race",
    "Who comes lowest?",
    Scene(Quadratic(condition=20.0), steps=50, runs=(Run(SGD(lr=0.01)),)),
    Race((SGD(), Adam()), (Constant(),), 1e-3, 1.0, 60),
    "Both can.",
)
PLACES = [(x, y) for x in (-4.0, -1.5, 1.5, 4.0) for y in (-4.0, 0.5, 4.0)]
TRIES = [{"optimizer": one % 2, "rate": 10 ** (-0.25 * one), "schedule": 0} for one in range(12)]

INKS = """(colours) => {
  const layer = document.querySelector(".stage-layer-crowd");
  if (!layer) return colours.map(() => 0);
  const { data } = layer.getContext("2d").getImageData(0, 0, layer.width, layer.height);
  const known = new Map(colours.map((colour) => [colour, 0]));
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 255) continue;
    const hex = `#${[0, 1, 2].map((part) => data[at + part].toString(16).padStart(2, "0")).join("")}`;
    if (known.has(hex)) known.set(hex, known.get(hex) + 1);
  }
  return [...known.values()];
}"""
"""How many pixels of the crowd's layer have each of some colours."""


@pytest.fixture
def page(screen: Page) -> Iterator[Page]:
    """An empty page as large as a projector."""
    with cleared(screen) as empty:
        yield empty


def asked(page: Page, item: Item, values: Sequence[Any]) -> Projected:
    """A class of one item, which has been answered and is still asked."""
    page.goto("about:blank")
    page.unroute_all()
    shown = Projected(page, Room("KWXPD", ClassPlan((item,)), digest_of(TOKEN)))
    shown.open()
    shown.shows("lobby")
    shown.join(len(values))
    shown.press("PageDown", "asking")
    shown.vote(list(values))
    return shown


def inks(page: Page, groups: Sequence[int]) -> list[int]:
    """How many pixels of the crowd have the colours of the first, the second … style."""
    found: list[int] = page.evaluate(INKS, [STYLES[group].colour for group in groups])
    return found


def saved(page: Page) -> tuple[int, int]:
    """The size of the picture that the page saves."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture (PNG)").click()
    with Image.open(waiting.value.path()) as sheet:
        return sheet.size


def test_rates_are_a_rug_and_then_right_or_not(page: Page) -> None:
    values = [0.02, 0.05, 0.05, 0.11]
    projected = asked(page, RATE, values)
    expect(page.locator(".class-count")).to_have_text("4 of 4")
    expect(projected.words).to_have_count(0)
    projected.press("PageDown", "closed")
    words = page.get_by_role("list", name="Votes in words")
    expect(words).to_contain_text("from 0.02 to 0.11, half of them at 0.05 or less")
    expect(words).not_to_contain_text("right")
    projected.press("PageDown", "revealed")
    projected.told()
    right = sum(bool(judge(RATE, value).right) for value in values)
    assert 0 < right < len(values)
    expect(words).to_contain_text(f"right: {right} of {len(values)}")
    expect(page.locator(".class-rows tbody tr")).to_have_count(len(LESSON.reveal.rows))
    assert min(saved(page)) > 800


def test_starts_are_rings_and_then_paths_by_their_minimum(page: Page) -> None:
    projected = asked(page, START, PLACES)
    ring = STYLES[4].colour
    page.wait_for_function(f"({INKS})({[ring]!r})[0] > 0")
    ends = [judge(START, place).ends for place in PLACES]
    found = sorted({end for end in ends if end is not None and end >= 0})
    assert len(found) > 2
    projected.press("PageDown", "closed")
    expect(projected.words).to_have_count(0)
    assert inks(page, [found[0] + 1])[0] == 0
    projected.press("PageDown", "revealed")
    projected.told()
    assert min(inks(page, [end + 1 for end in found])) > 50
    expect(projected.words.first).to_have_text(f"{ends.count(1)} of {len(PLACES)} right")
    for end in found:
        words = projected.words.filter(has_text=re.compile(rf"^Minimum {end + 1}, at.*: {ends.count(end)} of"))
        expect(words).to_have_count(1)
    assert min(saved(page)) > 800


def test_tries_are_dots_while_the_race_runs_and_the_best_have_paths(page: Page) -> None:
    projected = asked(page, RACE, TRIES)
    losses = [judge(RACE, one).loss for one in TRIES]
    expect(projected.words).to_have_text([f"{len(TRIES)} tries, {losses.count(None)} of them diverged"])
    projected.press("PageDown", "closed")
    projected.press("PageDown", "revealed")
    expect(page.locator(".kit-place")).to_contain_text("/ 60")
    projected.told()
    best = min(range(len(TRIES)), key=lambda one: math.inf if losses[one] is None else losses[one])
    expect(projected.words.nth(1)).to_have_text(re.compile(rf"^1\. {('SGD', 'Adam')[best % 2]}, rate"))
    assert inks(page, [best % 2])[0] > 20
    assert min(saved(page)) > 800


def test_many_values_are_drawn_at_the_first_and_at_the_last(page: Page) -> None:
    """Values at both ends of what can be set, all the same one, and none at all."""
    assert isinstance(RATE.task, Rate)
    for values in ([RATE.task.low, RATE.task.high], [RATE.task.high] * 3, []):
        projected = asked(page, RATE, values)
        projected.press("PageDown", "closed")
        projected.press("PageDown", "revealed")
        projected.told()
        expect(page.locator(".class-answer")).to_have_text(LESSON.reveal.answer)
        expect(page.get_by_role("alert")).to_have_count(0)
