"""How many people a server of the app bears: `python -m tests.load` opens sessions without browsers and changes a rate.

Each client opens a page, waits, and every other second moves the learning rate of a run; a change counts from the
message that asks for it to the one that says that the script has finished. Beside them another visitor may sweep. The
clients share the machine with the server, on the loopback device only.

For the memory they come and go twice: what the first leave is room that the server takes once, for as many as Streamlit
remembers at a time; what the others leave beyond that is what it keeps.
"""

import argparse
import asyncio
import math
import random
import statistics
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlparse

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.server import serving

PAGES = ("trajectories", "schedules", "tune", "train")
STILL = "learn"
"""The page without a rate to move: of it the memory alone is measured."""

BESIDE = "u.runs=3&u3.o=Muon&u.steps=1000&u.mode=one+setting"
"""The link of the visitor who sweeps beside the others: through torch, which is slow."""

_RUNS_AGAIN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN

KEPT = 125.0
"""Seconds after which Streamlit has given up a session whose tab is closed; until then it may come back."""

SWEPT = 25.0
"""Seconds after which the server has given back what they left: it does that every ten seconds at most."""

EVERY = 2.0
"""Seconds between two changes of a client."""


class Client:
    """One visitor without a browser."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self._url = f"ws://{urlparse(address).netloc}/_stcore/stream"
        self._page, self._query, self._elements = page, query, dict[str, Any]()
        self._socket: ClientConnection | None = None
        self.seconds: list[float] = []

    async def open(self) -> None:
        """Opens the page and waits until its script has run."""
        self._socket = await connect(self._url, max_size=None, subprotocols=["streamlit"])  # type: ignore[list-item]
        await self._run({})

    async def close(self) -> None:
        """Closes it, as a tab is closed."""
        if self._socket is not None:
            await self._socket.close()

    async def change(self) -> None:
        """Moves a learning rate and waits for the page; notes how long that took."""
        began = time.perf_counter()
        number = next(one for one in self._elements.values() if one.label == "lr" and not one.disabled)
        await self._run({number.id: 10 ** random.uniform(-3.0, -2.0)})
        self.seconds.append(time.perf_counter() - began)

    async def press(self, label: str) -> None:
        """Presses the button whose label begins so, once the page has it: it may measure first how long work takes."""
        while not (known := [one for one in self._elements.values() if one.label.startswith(label)]):
            await asyncio.sleep(0.5)
            await self._run({})
        await self._run({}, known[0].id)

    async def _run(self, numbers: dict[str, float], pressed: str = "") -> None:
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_name = self._query, self._page
        for key, value in numbers.items():
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.double_value = key, value
        if pressed:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        assert self._socket is not None
        await self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self._socket.recv())  # type: ignore[arg-type]
            if told.WhichOneof("type") == "delta":
                self._note(told.delta.new_element)
            elif told.WhichOneof("type") == "script_finished" and told.script_finished != _RUNS_AGAIN:
                return

    def _note(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind in ("number_input", "button"):
            self._elements[getattr(element, kind).id] = getattr(element, kind)


async def crowd(address: str, pages: Sequence[str], people: int, seconds: float, beside: bool) -> list[float]:
    """The seconds of each change that so many people make."""
    sweeper = Client(address, "tune", BESIDE)
    if beside:
        await sweeper.open()
        await sweeper.press("Sweep")
    clients = [Client(address, pages[index % len(pages)]) for index in range(people)]
    for client in clients:
        await client.open()
    end = time.monotonic() + seconds

    async def visit(client: Client) -> None:
        await asyncio.sleep(random.uniform(0, EVERY))
        while time.monotonic() < end:
            began = time.monotonic()
            await client.change()
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))

    await asyncio.gather(*map(visit, clients))
    await asyncio.gather(*(client.close() for client in [*clients, sweeper]))
    return [one for client in clients for one in client.seconds]


async def come_and_go(address: str, page: str, times: int, stay: float = 0.0) -> None:
    """Opens and closes a page again and again, and stays for some seconds each time."""
    for _ in range(times):
        client = Client(address, page)
        await client.open()
        await asyncio.sleep(stay)
        await client.close()


def servers(address: str) -> list[psutil.Process]:
    """The processes of the server."""
    port = urlparse(address).port
    own = [p for p in psutil.process_iter() if f"--port={port}" in " ".join(_command(p))]
    return [*own, *(child for process in own for child in process.children(recursive=True))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def used(address: str) -> tuple[float, float]:
    """The processor's seconds and the MB that the server has taken."""
    known = servers(address)
    times = [process.cpu_times() for process in known]
    return sum(one.user + one.system for one in times), sum(process.memory_info().rss for process in known) / 1e6


def rest(address: str) -> None:
    """Waits until the server has nothing left to do: it warms up, and compresses what is asked for first."""
    busy = math.inf
    while busy > 0.02:
        before = used(address)[0]
        time.sleep(2.0)
        busy = used(address)[0] - before


def left_by(address: str, page: str, sessions: int) -> float:
    """The MB that the server has taken more once so many have opened and closed a page and have been given up."""
    before = used(address)[1]
    asyncio.run(come_and_go(address, page, sessions))
    time.sleep(KEPT)
    asyncio.run(come_and_go(address, page, 1))  # only a visitor has Streamlit look what is over
    time.sleep(SWEPT)
    rest(address)
    return used(address)[1] - before


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else math.nan


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[5, 15, 30, 60], help="how many at once")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each crowd stays")
    parser.add_argument("--pages", nargs="*", choices=[*PAGES, STILL, "all"], default=["trajectories", "all"])
    parser.add_argument("--workers", type=int, default=1, help="processes of the server, behind Caddy if several")
    parser.add_argument("--sessions", type=int, default=200, help="how many come and go for the memory")
    options = parser.parse_args()
    workers = ["--workers", str(options.workers)] if options.workers > 1 else []
    print("page         people  sweep beside  p50 ms  p95 ms  changes  processor %   MB")
    for page in (one for one in options.pages if one != STILL):
        pages = list(PAGES) if page == "all" else [page]
        for people in options.people:
            for beside in (False, True):
                with serving(options=workers) as address:
                    before, began = used(address)[0], time.monotonic()
                    found = asyncio.run(crowd(address, pages, people, options.seconds, beside))
                    processor, memory = used(address)
                    busy = 100 * (processor - before) / (time.monotonic() - began)
                    told = f"{1000 * statistics.median(found):7.0f} {1000 * quantile(found, 0.95):7.0f} {len(found):8d}"
                    print(
                        f"{page:12} {people:6d}  {'yes' if beside else 'no':12} {told} {busy:12.0f} {memory:5.0f}",
                        flush=True,
                    )
    for page in (*PAGES, STILL) if "all" in options.pages else options.pages:
        with serving() as address:
            asyncio.run(come_and_go(address, page, 10, stay=1.0))
            rest(address)
            first, again = (left_by(address, page, options.sessions) for _ in range(2))
            told = f"{options.sessions} sessions came and went: {first:+.1f} MB, as many again: {again:+.1f} MB"
            print(f"{page:12} {told}", flush=True)


if __name__ == "__main__":
    main()
