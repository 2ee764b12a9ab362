"""How much a visit fetches and how soon its picture comes, first and again: `python -m tests.browser.bytes`.

With `--beside DIR` the app of another checkout, such as an older one, is measured in turns with it.

Whoever comes back has a browser that keeps files and, after some visits, what it has compiled of them. A private window
compiles Streamlit and Plotly.js at each visit.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, sync_playwright

from lrviz.paths import home
from tests.browser.page import Board, Stage, Tune
from tests.browser.server import chromium, profile, serving

RETURNS = 5
COMPILED = 2
"""Returns after which a browser has kept what it compiles; those before are not timed."""

SIZE: ViewportSize = {"width": 1400, "height": 900}


@dataclass
class Visit:
    """What one opening of a page took.

    Attributes:
        requests: how many were answered over the network.
        fetched: bytes of their answers, heads and all.
        told: bytes that came through the WebSocket.
        seconds: from the request to the painted picture.
    """

    requests: int = 0
    fetched: int = 0
    told: int = 0
    seconds: float = 0.0
    _cached: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Counts from now on."""
        network = page.context.new_cdp_session(page)
        network.on("Network.requestServedFromCache", lambda told: self._cached.add(told["requestId"]))
        network.on("Network.loadingFinished", self._finished)
        network.on("Network.webSocketFrameReceived", self._heard)
        network.send("Network.enable")

    def _finished(self, told: Any) -> None:
        if told["requestId"] not in self._cached and told["encodedDataLength"]:
            self.requests += 1
            self.fetched += int(told["encodedDataLength"])

    def _heard(self, told: Any) -> None:
        self.told += len(told["response"]["payloadData"]) * 3 // 4

    def __str__(self) -> str:
        size = f"{self.fetched / 1e3:8,.0f} kB in {self.requests:3} requests, {self.told / 1e3:4.0f} kB told"
        return f"{size}, picture after {self.seconds:.2f} s"


@contextmanager
def visited(
    context: BrowserContext, address: str, kind: type[Stage | Board | Tune] = Stage
) -> Iterator[tuple[Visit, Page]]:
    """A visit whose picture has been painted, and its page."""
    page, visit = context.new_page(), Visit()
    visit.watch(page)
    seq = f"Number(document.querySelector('.lrviz-{kind.component}')?.dataset.seq ?? 0)"
    begin = time.perf_counter()
    page.goto(address + kind.path, wait_until="commit")
    page.wait_for_function(f"{seq} > 0")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    visit.seconds = time.perf_counter() - begin
    page.wait_for_load_state("networkidle")
    yield visit, page
    page.close()


def measured(playwright: Playwright, servers: dict[str, str], kind: type[Stage | Board | Tune]) -> None:
    """Prints first visits to a page, each in a browser that knows nothing, and returns, which take turns."""
    returns: dict[str, list[Visit]] = {name: [] for name in servers}
    with ExitStack() as open_profiles:
        contexts = {name: open_profiles.enter_context(profile(playwright, SIZE)) for name in servers}
        for name, context in contexts.items():
            with visited(context, servers[name], kind) as (first, _):
                print(f"{kind.component:5}  first  {name:20}  {first}")
        for _ in range(COMPILED + RETURNS):
            for name, context in contexts.items():
                with visited(context, servers[name], kind) as (again, _):
                    returns[name].append(again)
    for name, visits in returns.items():
        most = max(one.fetched + one.told for one in visits) / 1e3
        middle = sorted(visits[COMPILED:], key=lambda one: one.seconds)[RETURNS // 2]
        print(f"{kind.component:5}  again  {name:20}  {middle}; at most {most:,.0f} kB")


def main() -> None:
    """Measures what `lrviz` starts, and beside it `streamlit run app.py`, and what another checkout starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", metavar="DIR", help="another checkout of lrviz")
    other = parser.parse_args().beside
    with sync_playwright() as playwright, ExitStack() as up:
        servers = {"lrviz": serving(), "streamlit run app.py": serving(str(home() / "app.py"))}
        servers |= {f"lrviz of {other}": serving(checkout=other)} if other else {}
        addresses = {name: up.enter_context(server) for name, server in servers.items()}
        browser = chromium(playwright)
        for address in addresses.values():  # nobody is a server's first visitor
            with visited(browser.new_context(bypass_csp=True), address):
                pass
        browser.close()
        for kind in (Stage, Board, Tune):
            measured(playwright, addresses, kind)


if __name__ == "__main__":
    main()
