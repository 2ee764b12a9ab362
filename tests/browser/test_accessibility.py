"""On any page, in any mode and theme: axe-core finds nothing serious, nothing is cut off, all takes on the colours."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lrviz.lessons.spotting import terms_in
from tests.browser.axe import ABOUT_COLOURS, REST, RUN, axe
from tests.browser.page import AppPage, Board, Learn, Stage, Train, Tune

pytestmark = pytest.mark.usefixtures("one_visit")

UNSEEN = """async () => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const kind = `${focused.tagName} ${focused.className}`;
  window.kinds ??= new Set();
  if (kinds.has(kind)) return "";
  kinds.add(kind);
  const around = [focused, focused.parentElement, focused.parentElement.parentElement];
  const look = () => JSON.stringify(around.map((one) => {
    const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
    return [outline, boxShadow, borderColor, backgroundColor];
  }));
  await rest();
  const before = look();
  focused.blur();
  await rest();
  const seen = look() !== before;
  focused.focus({ focusVisible: true });
  return seen ? "" : focused.outerHTML.slice(0, 200);
}"""
"""What has the focus and looks as if it had not, the first of its kind; "" where that is seen, null without a focus."""

LABELS = """() => {
  const labels = ":is(thead th, .kit-toolbar :is(label, button), .tune-legend :is(p, li:not(:has(button))))";
  const text = (label) => [...label.childNodes].filter((part) => part.nodeName !== "SELECT");
  return [...document.querySelectorAll(`:is(.lrviz-board, .lrviz-tune) ${labels}`)].map(
    (label) => [text(label).map((part) => part.textContent).join(""), label.title]);
}"""
"""What stands at the heads of tables, in toolbars and in legends, each with its tip."""

INK = """(theme) => {
  const charts = [...document.querySelectorAll(".js-plotly-plot")].filter((one) => one.offsetParent);
  const light = ({ _fullLayout: { font } }) => parseInt(font.color.slice(1, 3), 16) > 128;
  return charts.length > 0 && charts.every((one) => light(one) === (theme === "dark"));
}"""
"""Whether the text of every chart that is seen has the colour of a theme."""

FAIR = {"u.mode": "fair schedules", "u.noise": "0.3", "u.steps": "60", "u.fair.count": "5", "u2.s": "CosineAnnealingLR"}
TRAPS = {"s1.s": "CosineAnnealingLR", "s1.s.CosineAnnealingLR.T_max": "90", "s2.s": "Piecewise linear"}
SCENE = {"t.f": "Formula", "t.noise": "0.1", "t1.s": "OneCycleLR", "t1.s.OneCycleLR.total_steps": "50"}
SHORT = {"r.task.Moons.epochs": "2", "r.task.Moons.train": "100"}
PLACES: dict[str, tuple[type[AppPage], dict[str, str]]] = {
    "map and 3-D": (Stage, SCENE | {"t.view.hidden": "2", "t.view.step_arrow": "true"}),
    "schedules": (Board, TRAPS | {"s.view.theory": "expected loss", "s.view.drawing": "true", "s.view.chosen": "2"}),
    "one setting": (Tune, {"u.steps": "100", "u.noise": "0.2"}),
    "two settings": (Tune, {"u.mode": "two settings", "u.run": "3", "u.steps": "100"}),
    "start points": (Tune, {"u.mode": "start points", "u.f": "Himmelblau", "u.run": "3", "u.steps": "50"}),
    "fair schedules": (Tune, FAIR),
    "search": (Tune, {"u.mode": "search", "u.run": "3", "u.steps": "20"}),
    "runs": (Train, SHORT | {"r.seeds": "2", "r.view.gradient": "true"}),
    "class": (Learn, {"class": "1", "class.items": "momentum"}),
    "lesson": (Learn, {"lesson": "momentum", "lesson.view.speed": "0.25"}),
    "word": (Learn, {"word": "noise-floor"}),
    "entry": (Learn, {"entry": "AdamW-warmup-linear"}),
    "advice": (Learn, {"advice": "net-little-noisy-known"}),
}
PLAIN = {
    "search": ("button", "Search with"),
    "class": ("button", "Open the class"),
    "entry": ("searchbox", "Find by any name"),
}
"""Places without a picture of their own, each with what is there once it is drawn."""
FOLDS = {
    "map and 3-D": ("Noise and clipping", "PyTorch script and data"),
    "schedules": ("Your own log",),
    "runs": ("PyTorch script and data",),
}
"""What is unfolded: widgets of every kind, and what leaves."""
PRESSED = {"lesson": ("Reveal", "Show the answer")}
"""The buttons that are pressed one after the other."""
TURNED = {"map and 3-D": ("3-D", "Map")}
"""The buttons that bring another picture, and back."""
PARTS: dict[type[AppPage], tuple[str, ...]] = {
    Stage: (
        "table.outcomes",
        ".stage-pictures",
        ".stage-menus",
        ".kit-transport",
        ".stage-legend",
        ".stage-inspector",
    ),
    Board: (".board-toolbar", ".board-table"),
    Train: (".board-toolbar", ".board-table", "table.outcomes"),
    Tune: (".lrviz-tune",),
    Learn: (".st-key-lesson-head", ".kit-transport", ".stage-legend"),
}
"""What lies wholly inside the window, beside the charts."""


def wear(page: Page, theme: Any) -> None:
    """Puts on a theme."""
    page.emulate_media(color_scheme=theme)
    ground = r"""Number(getComputedStyle(document.querySelector(".stApp")).backgroundColor.match(/\d+/)[0])"""
    page.wait_for_function(f"{ground} {'<' if theme == 'dark' else '>'} 128")


def opened(page: Page, address: str, name: str) -> AppPage:
    """One of the places, in the dark."""
    page.emulate_media(color_scheme="dark")
    kind, link = PLACES[name]
    place = kind(page)
    if name in PLAIN:
        role, called = PLAIN[name]
        place.turn(address, link)
        expect(page.get_by_role(role, name=called)).to_be_visible()
    else:
        place.show(address, link)
    for fold in FOLDS.get(name, ()):
        place.unfold(fold)
        place.settle()
    for button in PRESSED.get(name, ()):
        page.get_by_role("button", name=button).click()
    if name in PRESSED:
        place.settle()
    return place


def turn(place: AppPage, button: str) -> None:
    """Has another picture shown, if there is a button for it."""
    if button:
        place.page.get_by_role("button", name=button, exact=True).click()
        place.settle()


@pytest.mark.parametrize("name", PLACES)
def test_nothing_serious_is_found_and_nothing_is_cut_off(page: Page, address: str, name: str) -> None:
    source, place = axe(), opened(page, address, name)
    parts = () if name in PLAIN else PARTS.get(type(place), ())
    page.evaluate(source)
    page.evaluate(REST)
    wear(page, "dark")
    assert page.evaluate(RUN) == []
    there, back = TURNED.get(name, ("", ""))
    turn(place, there)
    assert not there or page.evaluate(RUN) == []
    assert name in PLAIN or page.evaluate(INK, "dark")
    place.assert_nothing_is_cut_off(parts)
    for label, tip in page.evaluate(LABELS):
        assert all(term.tip in tip for term in terms_in(label)), (label, tip)
    wear(page, "light")
    assert page.evaluate(RUN, ABOUT_COLOURS) == []
    if name not in PLAIN:
        page.wait_for_function(INK, arg="light")
    page.set_viewport_size({"width": 390, "height": 900})
    if name not in PLAIN:
        place.settle()
    place.assert_nothing_is_cut_off(parts)
    turn(place, back)
    if back:
        page.wait_for_function(INK, arg="light")
        assert page.evaluate(RUN, ABOUT_COLOURS) == []
    place.assert_nothing_is_cut_off(parts)
    assert page.locator("h1").count() == 1
    assert page.title() == f"{page.locator('h1').inner_text()} · lrviz"


def test_the_focus_is_seen_wherever_the_keyboard_takes_it(page: Page, address: str) -> None:
    Tune(page).show(address, {"u.steps": "50", "u.runs": "1"})
    page.evaluate(REST)
    unseen: list[str] = []
    page.keyboard.press("Tab")
    while (found := page.evaluate(UNSEEN)) is not None:
        unseen += [found] if found else []
        page.keyboard.press("Tab")
    assert unseen == []
