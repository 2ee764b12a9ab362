"""Predictions in a real browser: what is drawn, played, followed by the board, and set by clicks."""

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lrviz.figures.predictions.payload import Predicted, own_points_payload, predictions_payload
from lrviz.tasks import TASKS, Moons, OwnPoints, Task
from lrviz.tasks.probes import NONE, SIDE, TOP
from lrviz.training.predictions import probe, steps_with_frames
from tests.browser.board.pieces import line, sent
from tests.browser.modules import ASSETS
from tests.browser.mounted import Mounted

VIEW = {"speed": 1.0, "loop": False, "large": False}

BESIDE = """async (text) => {
  const { default: mount } = await import("/board/main.js");
  const parentElement = place.appendChild(document.createElement("div"));
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  await mount({ data, parentElement, setTriggerValue() {} });
}"""

COLUMN = """(canvas, [x, y]) => [...canvas.getContext("2d").getImageData(
  Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data.slice(0, 3)]"""


INKS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def halves(share: float) -> np.ndarray:
    """The plane: left of a share class 0, right of it class 1."""
    return np.tile(np.where(np.arange(SIDE) < share * SIDE, 0, TOP), SIDE).astype(np.uint8)


def moving(slot: int = 1, name: str = "Adam") -> Predicted:
    """A boundary that moves from left to right."""
    steps = steps_with_frames(Moons())
    return Predicted(slot, name, steps, np.stack([halves(step / 403) for step in steps]))


def colour(card: Locator, x: float, y: float) -> str:
    """The class whose colour a place of the picture has."""
    red, _, blue = card.locator("canvas").evaluate(COLUMN, [x, y])
    return "class 1" if red > blue + 20 else "class 0" if blue > red + 20 else "neither"


def card(pictures: Mounted, index: int = 0) -> Locator:
    return pictures.page.locator(".predictions-card").nth(index)


def test_the_plane_is_drawn_at_the_step_of_the_clock(pictures: Mounted) -> None:
    pictures.draw(predictions_payload([moving(), Predicted(4, "SGD")], Moons(), VIEW))
    expect(card(pictures)).to_have_attribute("data-step", "403")
    expect(card(pictures, 1)).to_contain_text("no step yet")
    assert colour(card(pictures), 0.97, 0.03) == "class 0"
    slider = pictures.page.get_by_label("Step", exact=True)
    slider.fill("0")
    expect(card(pictures)).to_have_attribute("data-step", "0")
    assert colour(card(pictures), 0.03, 0.97) == "class 1"
    slider.fill("200")
    shown = int(card(pictures).get_attribute("data-step") or -1)
    assert abs(shown - 200) <= 7
    assert [colour(card(pictures), x, 0.02) for x in (0.3, 0.7)] == ["class 0", "class 1"]
    said = f"Adam, step {shown}: class 1 is the likelier one on 50 % of the plane"
    expect(card(pictures).locator("canvas")).to_have_attribute("aria-label", said)


def test_it_plays_and_the_board_follows_and_leads(pictures: Mounted) -> None:
    page = pictures.page
    pictures.draw(predictions_payload([moving()], Moons(), VIEW | {"speed": 8.0}))
    page.add_style_tag(path=ASSETS / "board" / "board.css")
    page.evaluate(BESIDE, base64.b64encode(sent([line(1, np.linspace(1, 2, 404))], stretch=None)).decode())
    page.wait_for_function("document.querySelector('.lrviz-board').dataset.seq > 0")
    board = page.locator(".lrviz-board")
    page.get_by_label("First step (Home)").click()
    expect(board).to_have_attribute("data-step", "0")
    page.get_by_label("Step forward (→)").click()
    expect(board).to_have_attribute("data-step", "1")
    page.get_by_label("Play", exact=True).click()
    expect(page.get_by_label("Play", exact=True)).to_be_visible()
    expect(card(pictures)).to_have_attribute("data-step", "403")
    page.locator(".board-chart").focus()
    page.keyboard.press("Home")
    expect(card(pictures)).to_have_attribute("data-step", "0")
    expect(page.locator(".kit-place")).to_have_text("0 / 403")
    box = page.locator(".board-chart").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(card(pictures)).not_to_have_attribute("data-step", "0")
    expect(page.locator(".kit-place")).to_have_text("0 / 403")
    page.mouse.move(1, 1)
    expect(card(pictures)).to_have_attribute("data-step", "0")
    expect(board).to_have_attribute("data-step", "0")


def click(pictures: Mounted, x: float, y: float) -> None:
    canvas = card(pictures).locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": x * box["width"], "y": y * box["height"]})


def test_points_are_added_moved_removed_and_taken_back(pictures: Mounted) -> None:
    task = OwnPoints(first=((-1.0, -1.0), (-1.0, 1.0)), second=((1.0, -1.0), (1.0, 1.0)))
    pictures.draw(predictions_payload((), task, VIEW))
    page, newest = pictures.page, {"first": [[-1, -1], [-1, 1]], "second": [[1, -1], [1, 1]]}
    before = newest
    page.get_by_role("button", name="class 1 (2)").click()
    click(pictures, 0.5, 0.5)
    newest = pictures.wait_for("own", 1)
    assert newest["first"] == before["first"]
    assert newest["second"][2] == pytest.approx([0, 0], abs=0.05)
    pictures.draw(
        predictions_payload((), OwnPoints(first=task.first, second=tuple(map(tuple, newest["second"]))), VIEW)
    )
    click(pictures, 0.5, 0.5)
    assert pictures.wait_for("own", 2) == before
    page.get_by_role("button", name="Undo").click()
    pictures.tell(predictions_payload((), task, VIEW))
    assert pictures.wait_for("own", 3) == newest
    pictures.tell(
        predictions_payload((), OwnPoints(first=task.first, second=tuple(map(tuple, newest["second"]))), VIEW)
    )
    page.get_by_role("button", name="Clear").click()
    assert pictures.wait_for("own", 4) == {"first": [], "second": []}
    pictures.draw(own_points_payload((), (), VIEW))
    expect(page.get_by_role("button", name="class 0 (0)")).to_be_visible()
    click(pictures, 0.2, 0.2)
    alone: Any = pictures.wait_for("own", 5)
    assert (len(alone["first"]), len(alone["second"])) == (0, 1)


@pytest.mark.parametrize("kind", TASKS)
def test_every_kind_is_drawn_and_told(pictures: Mounted, kind: type[Task]) -> None:
    asking, random = probe(kind()), np.random.default_rng(1)
    shape = {"images": (12, 10), "text": (*asking.inputs.shape, 90)}.get(asking.kind, (len(asking.inputs),))
    shape = {"curve": (*shape, 1), "spectrum": asking.inputs.shape}.get(asking.kind, shape)
    frame = asking.frame(random.standard_normal(shape).astype(np.float32))
    if asking.kind == "text":
        frame[0] %= len(asking.shown()["alphabet"])
    broken = np.full_like(frame, NONE)
    runs = [Predicted.newest(1, "one", 5, frame), Predicted.newest(2, "broken", 5, broken), Predicted(3, "none")]
    pictures.draw(predictions_payload(runs, kind(), VIEW))
    inks = [one.evaluate(INKS) for one in pictures.page.locator(".predictions-canvas").all()]
    assert len(inks) == 3
    assert inks[0] > 2
    label = card(pictures).locator("canvas").get_attribute("aria-label")
    assert label is not None
    assert label.startswith("one, step 5: ")
    assert "NaN" not in label
    assert "undefined" not in label
    assert pictures.page.locator(".predictions-caption").inner_text()
    assert pictures.page.locator(".predictions-alert").is_hidden()
