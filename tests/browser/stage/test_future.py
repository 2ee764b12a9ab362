"""A hidden future: nothing that comes after the clock is drawn or said."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.page import Stage

SEEN = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    text: all(".lrviz-stage")[0].innerText,
    names: all(".lrviz-stage *").map((one) => [one.ariaLabel, one.title].join()).sort(),
    page: all("[data-testid=stMainBlockContainer]")[0].innerText.split("PyTorch script")[0],
    layers: all(".lrviz-stage canvas.stage-layer").map((layer) => layer.toDataURL()),
    curves: all(".stage-curves svg").map((one) => one.innerHTML.replaceAll(/[0-9a-f]{6}/g, "")),
  };
}"""

PAST: dict[str, Any] = {
    "t.runs": ["1", "2"],
    "t.steps": "60",
    "t1.name": "stepped",
    "t1.o.SGD.momentum": "0.5",
    "t1.s": "StepLR",
    "t1.s.StepLR.step_size": "20",
    "t2.o": "Adam",
    "t2.o.Adam.lr": "0.3",
    "t2.name": "adaptive",
    "t.view.hide_future": "true",
    "t.view.rate": "effective rate",
    "t.view.step": "19",
}
"""Two runs of which the first goes on with another rate from step 20."""

ENDINGS = {"0.5": "on its way", "10": "diverged"}
"""What becomes of it, by the factor of its rate."""


MORE = ("^Momentum$", "^Step$", "^Large type")
"""What is pressed for a second look: arrows, and large type."""


def assert_nothing_moves_the_clock(stage: Stage) -> None:
    """The mouse does not tell what comes, and a step back looks as it did before."""
    page, before = stage.page, stage.page.evaluate(SEEN)["layers"]
    x, y = stage.on(".stage-curves .nsewdrag", 0.9, 0.5)
    page.mouse.move(x, y)
    page.mouse.move(x + 5, y)
    stage.settle()
    assert stage.step() == 19
    assert page.locator(".hoverlayer .hovertext").count() == 0
    stage.put(20)
    assert page.evaluate(SEEN)["layers"] != before
    stage.put(19)
    stage.settle()
    assert page.evaluate(SEEN)["layers"] == before


def assert_the_last_step_shows_all(stage: Stage, word: str) -> None:
    """How the runs end is said there, and only there."""
    page = stage.page
    expect(page.locator("table.outcomes")).to_be_hidden()
    page.get_by_role("button", name="Last step").click()
    expect(page.locator(".stage-outcome").first).to_contain_text(word)
    expect(page.locator("table.outcomes tbody tr")).to_have_count(2)
    expect(page.locator("table.outcomes")).to_be_visible()


def test_what_is_seen_does_not_depend_on_what_comes(stage: Stage, address: str) -> None:
    looks = []
    for gamma, word in ENDINGS.items():
        stage.open(address, PAST | {"t1.s.StepLR.gamma": gamma})
        looks.append([looked_at(stage), looked_at(pressed(stage))])
        assert_the_last_step_shows_all(stage, word)
    for settling, diverging in zip(*looks, strict=True):
        for part, was in settling.items():
            assert diverging[part] == was, part
        for word in ENDINGS.values():
            assert word not in settling["text"]
    assert_shown_and_hidden_again(stage)


def looked_at(stage: Stage) -> Any:
    """What is seen at the step of the link, which nothing but the clock's own controls leaves."""
    assert stage.step() == 19
    seen = stage.page.evaluate(SEEN)
    assert_nothing_moves_the_clock(stage)
    return seen


def pressed(stage: Stage) -> Stage:
    """The page with arrows and in large type."""
    for name in MORE:
        stage.page.get_by_role("button", name=re.compile(name)).click()
    stage.settle()
    return stage


def assert_shown_and_hidden_again(stage: Stage) -> None:
    """The button shows the future from any step, and hides it from the first one on; the start may be put anew."""
    page = stage.page
    page.get_by_role("button", name="Hide the future").click()
    expect(page.locator("table.outcomes")).to_be_visible()
    stage.put(3)
    expect(page.locator(".stage-outcome").first).to_be_visible()
    stage.put(60)
    page.get_by_role("button", name="Hide the future").click()
    page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '0'")
    expect(page.locator(".stage-outcome").first).to_be_hidden()
    expect(page.locator("table.outcomes")).to_be_hidden()
    x, y = stage.start()
    with stage.update():
        page.mouse.click(*stage.on_map(0.25, 0.25))
    assert stage.start() != [x, y]
    assert stage.step() == 0
