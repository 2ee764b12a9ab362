"""A page of the app that is open in a browser, as tests take hold of it, whichever page it is."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

from tests.browser.charts import place_of
from tests.browser.traffic import SETTLED, TURNED, WATCH

SECONDS = 1000.0
PATIENCE = 60 * SECONDS
"""How long a slow and busy machine may take for anything."""
expect.set_options(timeout=PATIENCE)

BOXES = """(selectors) => selectors.flatMap((selector) => {
  const all = [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
  return all.filter(({ width }) => width).map(({ left, top, right, bottom }) => [selector, left, top, right, bottom]);
})"""
"""The boxes of all elements of some selectors that take any room."""


def watched_page(context: BrowserContext) -> Page:
    """A new page that can tell when it has come to rest."""
    context.add_init_script(WATCH)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


class AppPage:
    """One open page.

    Attributes:
        component: the name of what shows its picture.
        path: where it is, below the address of the app.
    """

    component: ClassVar[str]
    path: ClassVar[str]

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = f".lrviz-{self.component}"
        self.seq = f"Number(document.querySelector('{self.root}')?.dataset.seq ?? 0)"

    def go(self, address: str, link: Mapping[str, Any] | None = None) -> None:
        """Goes there by a link."""
        self.page.goto(self.whole(address, link))

    def whole(self, address: str, link: Mapping[str, Any] | None = None) -> str:
        """A link with the address of the app."""
        return f"{address}{self.path}" + (f"?{urlencode(link, doseq=True)}" if link else "")

    def turn(self, address: str, link: Mapping[str, Any] | None = None) -> None:
        """Goes there as Back does where the app is open, for less than half the work; elsewhere by the link."""
        if self.page.url.startswith(address):
            self.page.evaluate(TURNED, [self.root, self.whole(address, link)])
        else:
            self.go(address, link)

    def show(self, address: str, link: Mapping[str, Any] | None = None) -> None:
        """Turns to a link and waits for its picture."""
        self.turn(address, link)
        self.wait_for(f"{self.seq} > Number(document.querySelector('{self.root}')?.dataset.before ?? 0)")
        self.settle()

    def open(self, address: str, link: Mapping[str, Any] | None = None) -> None:
        """Goes there by a link and waits for the picture."""
        self.go(address, link)
        self.settle()

    def wait_for(self, condition: str) -> None:
        """Waits until an expression holds in the page, which has something else to do than to be asked."""
        self.page.wait_for_function(condition, polling=50)

    def settle(self) -> None:
        """Waits until there is a picture and nothing more comes."""
        self.wait_for(f"{self.seq} > 0")
        self.page.evaluate(SETTLED, self.root)

    @contextmanager
    def update(self) -> Iterator[None]:
        """Waits until what is done inside has been painted, and nothing more comes."""
        before = self.page.evaluate(self.seq)
        yield
        self.wait_for(f"{self.seq} > {before}")
        self.settle()

    def sent(self) -> int:
        """How many messages have gone to the server."""
        return int(self.page.evaluate("traffic.sent"))

    def on(self, selector: str, across: float, down: float) -> tuple[float, float]:
        """A place of an element in the window, by shares of its width and height."""
        return place_of(self.page.locator(selector).first, across, down)

    def query(self) -> dict[str, str]:
        """The first value of each key of the address."""
        return {key: values[0] for key, values in parse_qs(urlparse(self.page.url).query).items()}

    def fill(self, key: str, value: str) -> None:
        """Types into the widget of a key, as far as a class name may hold it."""
        field = self.page.locator(f".st-key-{key} input").first
        field.fill(value)
        field.press("Enter")

    def run(self, slot: int) -> Locator:
        """The controls of a run."""
        return self.page.locator(f".st-key-run-{slot}")

    def choose(self, menu: str, name: str, within: Locator | None = None) -> None:
        """Chooses a name in a menu of the side bar."""
        box = (within or self.page.locator("body")).get_by_role("combobox", name=menu).first
        option = self.page.get_by_role("option", name=re.compile(rf"^{re.escape(name)}( · |$)"))
        for _ in range(10):  # a rerun that ends now closes the menu
            box.click()
            box.fill(name)
            with suppress(TimeoutError):
                option.click(timeout=2 * SECONDS)
                return
        raise AssertionError(f"{menu} has no {name}")

    def unfold(self, name: str) -> None:
        """Unfolds what has this name, unless it is unfolded."""
        fold = self.page.locator("summary", has_text=name).first
        if not fold.evaluate("({ parentElement }) => parentElement.open"):
            fold.click()

    def table(self) -> list[list[str]]:
        """The cells of the page's table."""
        lines = self.page.locator("table.outcomes tbody tr")
        expect(lines.first).to_be_visible()
        return [line.locator("td").all_inner_texts() for line in lines.all()]

    def downloaded(self, button: str) -> str:
        """What a button saves."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=button).click()
        return Path(waiting.value.path()).read_text(encoding="utf-8")

    def assert_nothing_is_cut_off(self, parts: Sequence[str]) -> None:
        """Whatever is wide scrolls in its own place."""
        assert self.page.viewport_size
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        for part in self.page.locator(", ".join((".js-plotly-plot:visible", *parts))).all():
            left, _ = place_of(part, 0, 0)
            right, _ = place_of(part, 1, 0)
            assert 0 <= left < right <= width + 1

    def assert_on_screen(self, parts: Sequence[str], screens: float = 1.0) -> None:
        """All of these parts can be seen without scrolling, or within so many screens, and none is cut at a side."""
        size = self.page.viewport_size
        assert size
        boxes = self.page.evaluate(BOXES, list(parts))
        assert {name for name, *_ in boxes} == set(parts)
        for name, left, top, right, bottom in boxes:
            assert left >= 0, name
            assert top >= 0, name
            assert right <= size["width"] + 0.5, name
            assert bottom <= screens * size["height"] + 0.5, name


class Stage(AppPage):
    """The page Trajectories."""

    component, path = "stage", ""

    def open_first(self, address: str) -> None:
        """Opens the first view and dismisses the line for the first visit, which moves the picture."""
        self.open(address)
        self.page.get_by_role("button", name="Dismiss this line for good").click()
        self.settle()

    def step(self) -> int:
        """The step under the clock."""
        return int(self.page.locator(self.root).get_attribute("data-step") or -1)

    def put(self, step: int) -> None:
        """Puts the clock on a step."""
        slider = self.page.get_by_role("slider", name="Step", exact=True)
        slider.fill(str(min(step, int(slider.get_attribute("max") or 0))))

    def start(self) -> list[float]:
        """Where the handle says that the start is."""
        label = self.page.locator(".stage-start").get_attribute("aria-label") or ""
        words = label.split(":")[0].replace(",", "").split()
        return [float(words[words.index("x") + 1]), float(words[words.index("y") + 1])]

    def start_of_paths(self) -> list[float]:
        """Where the inspector says that the first run is at step 0."""
        self.put(0)
        text = self.page.locator(".stage-inspector td.position").first.inner_text()
        numbers: list[float] = json.loads(text.replace("−", "-").replace("(", "[").replace(")", "]"))
        return numbers

    def handle(self) -> tuple[float, float]:
        """The middle of the start's handle in the window."""
        return self.on(".stage-start", 0.5, 0.5)

    def on_map(self, across: float, down: float) -> tuple[float, float]:
        """A place of the map in the window."""
        return self.on(".stage-map .nsewdrag", across, down)

    def path_of_first_run(self) -> list[list[float]]:
        """The points that the page saves of its first run."""
        self.unfold("PyTorch script and data")
        self.settle()
        rows = csv.DictReader(self.downloaded("Paths (.csv)").splitlines())
        return [[float(row["x"]), float(row["y"])] for row in rows]


class Learn(Stage):
    """The page Learn: a lesson around a stage."""

    path = "learn"


class Board(AppPage):
    """The page Schedules."""

    component, path = "board", "schedules"

    def names(self) -> list[str]:
        """The schedules that are listed."""
        return self.page.locator(".board-table .board-name").all_inner_texts()


class Train(AppPage):
    """The page Train."""

    component, path = "board", "train"

    def settle(self) -> None:
        """Waits until nothing is trained and nothing more comes."""
        expect(self.page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
        super().settle()


class Tune(AppPage):
    """The page Tune."""

    component, path = "tune", "tune"

    def settle(self) -> None:
        """Waits until all is computed and nothing more comes."""
        self.wait_for(f"{self.seq} > 0")
        self.wait_for(f"!document.querySelector('{self.root} .tune-progress:not([hidden])')")
        super().settle()

    def on_picture(self, across: float, down: float) -> tuple[float, float]:
        """A place of the picture in the window."""
        return self.on(f"{self.root} .nsewdrag", across, down)
