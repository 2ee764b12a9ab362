"""A component alone in an empty page, as tests take hold of it: what it is sent, what it draws and what it says."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.browser.charts import Chart
from tests.browser.modules import ASSETS, module_page

OPEN = """async ([module, css]) => {
  const theme = "--st-background-color: #ffffff; --st-text-color: #31333f; --st-primary-color: #ff4b4b;";
  document.head.append(Object.assign(document.createElement("style"), { textContent:
    `body { margin: 0; ${theme} --st-font: sans-serif } ${css}` }));
  window.main = await import(module);
}"""

FRESH = """async () => {
  window.place?.remove();
  window.end?.();
  window.words = [];
  window.place = document.body.appendChild(document.createElement("div"));
  window.scrollTo(0, 0);
}"""

TELL = """async (text) => {
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const setTriggerValue = (_, [, said]) => words.push(said.at(-1).slice(1));
  window.end = await main.default({ data, parentElement: place, setTriggerValue });
}"""

SAVED = """async ([selector, format]) => {
  const click = HTMLAnchorElement.prototype.click;
  const saved = new Promise((done) => {
    HTMLAnchorElement.prototype.click = function () { done({ name: this.download, url: this.href }); };
  });
  [...document.querySelectorAll(selector)].find((one) => one.textContent === format).click();
  const picture = await saved;
  HTMLAnchorElement.prototype.click = click;
  const image = new Image();
  image.src = picture.url;
  await image.decode();
  const text = format === "SVG" ? decodeURIComponent(picture.url) : "";
  return { ...picture, text, width: image.naturalWidth, height: image.naturalHeight };
}"""

SIZE = 900
CORNER = (SIZE - 5, SIZE - 5)
"""A place beside every picture, where the pointer disturbs nothing."""


class Mounted(Chart):
    """One component, "board", "stage" or "tune", and its chart."""

    def __init__(self, page: Page, name: str, chart: str = "") -> None:
        super().__init__(page, chart or f".{name}-chart")
        self.name = name
        self.seq = f"Number(document.querySelector('.lrviz-{name}')?.dataset.seq ?? 0)"
        page.set_viewport_size({"width": SIZE, "height": SIZE})
        page.mouse.move(*CORNER)
        page.evaluate(FRESH)

    def tell(self, data: bytes) -> None:
        """Sends a payload."""
        self.page.evaluate(TELL, base64.b64encode(data).decode())

    def draw(self, data: bytes) -> None:
        """Sends a payload and waits until it is drawn."""
        before = self.page.evaluate(self.seq)
        self.tell(data)
        self.page.wait_for_function(f"{self.seq} > {before}")

    def show(self, data: bytes) -> Any:
        """Sends a payload and returns the axes once it is drawn."""
        self.draw(data)
        return self.axes()

    def words(self, word: str) -> list[Any]:
        """All values that were sent with a word."""
        return [value for name, value in self.page.evaluate("words") if name == word]

    def wait_for(self, word: str, count: int = 1) -> Any:
        """The newest value that was sent with a word, once there are so many."""
        enough = "([word, count]) => words.filter(([one]) => one === word).length >= count"
        self.page.wait_for_function(enough, arg=[word, count])
        return self.words(word)[-1]

    def rest(self) -> None:
        """Waits until no timer runs: what has not been sent then is not sent."""
        self.page.wait_for_function("traffic.pending.size === 0")

    def told(self, name: str) -> int:
        """What the component says of itself: the step or the cell under the pointer; -1 for none."""
        self.frames()
        return int(self.page.locator(f".lrviz-{self.name}").get_attribute(f"data-{name}") or -1)

    def tells(self, name: str, value: int) -> None:
        """Waits until it says that of itself."""
        told = f"Number(document.querySelector('.lrviz-{self.name}').dataset.{name} || -1)"
        self.page.wait_for_function(f"{told} === {value}")

    def picture(self, form: str) -> Any:
        """Name, address, size and, of an SVG, the text of the picture that a button of the toolbar saves."""
        return self.page.evaluate(SAVED, [f".{self.name}-toolbar button", form])


@contextmanager
def empty_page(browser: Browser, name: str) -> Iterator[Page]:
    """A page in which a component may be mounted again and again."""
    with module_page(browser, viewport={"width": SIZE, "height": SIZE}, has_touch=True) as page:
        page.route("**/plotly/plotly-*.min.js", _plotly)
        sheets = (ASSETS / "kit" / "kit.css", ASSETS / name / f"{name}.css")
        page.evaluate(OPEN, [f"/{name}/main.js", "".join(sheet.read_text() for sheet in sheets)])
        yield page


def _plotly(route: Route) -> None:
    route.fulfill(path=ASSETS / "plotly" / route.request.url.rpartition("/")[2], content_type="text/javascript")
