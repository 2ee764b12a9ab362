"""Phones and a projector of a class without browsers."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from lrviz.classroom import ClassPlan

_PAUSES = (0.3, 0.6, 1.2, 2.0)
"""Seconds before a lost phone tries again, as its page does it; the last one again and again."""

State = dict[str, Any]


def open_class(address: str, plan: ClassPlan) -> dict[str, Any]:
    """Opens a class, as a page of the server does."""
    origin = f"http://{urlsplit(address).netloc}"
    asked = Request(f"{address}class/open", plan.to_json().encode(), {"Origin": origin})
    with urlopen(asked) as answer:
        return dict(json.load(answer))


def socket_of(address: str) -> str:
    """The address of the socket of all classes."""
    return f"ws{address.removeprefix('http')}class/socket"


async def fetch(address: str) -> int:
    """Fetches the page of the phones; how many bytes that takes, with their head."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    asked = (
        f"GET {place.path}class HTTP/1.1\r\nHost: {place.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    writer.write(asked.encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
    return len(answer)


@dataclass
class Phone:
    """One phone, which comes back when it loses the server.

    Attributes:
        seat: what it was given.
        state: what it was told last.
        heard: when it was told of each version first, on the clock of `time.perf_counter`.
        refused: why answers of it were not taken.
        is_in: is set while it is connected.
        is_out: is set once it has lost the server.
    """

    address: str
    code: str
    seat: str = ""
    state: State = field(default_factory=dict)
    heard: dict[int, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    is_in: asyncio.Event = field(default_factory=asyncio.Event)
    is_out: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None
    _sent: int = 0
    _kept: int = 0

    @property
    def is_safe(self) -> bool:
        """Whether the last answer is kept."""
        return self._kept == self._sent

    async def live(self) -> None:
        """Is connected for ever."""
        tried = 0
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                async with connect(socket_of(self.address), compression=None, ping_interval=None) as self._socket:
                    await self._socket.send(json.dumps({"hello": {"code": self.code, "seat": self.seat}}))
                    async for text in self._socket:
                        tried = 0
                        self._hear(json.loads(text))
            self.is_in.clear()
            self.is_out.set()
            await asyncio.sleep(_PAUSES[min(tried, len(_PAUSES) - 1)] * random.uniform(0.7, 1.3))
            tried += 1

    async def answer(self, value: Any) -> None:
        """Sends an answer."""
        self._sent += 1
        said = {"item": self.state["item"], "round": self.state["round"], "value": value, "n": self._sent}
        assert self._socket is not None
        await self._socket.send(json.dumps({"answer": said}))

    def _hear(self, told: dict[str, Any]) -> None:
        self.seat = told.get("seat", self.seat)
        if "state" in told:
            self.state = told["state"]
            self.heard.setdefault(self.state["version"], time.perf_counter())
            self.is_in.set()
        if "kept" in told:
            self._kept = told["kept"]["n"]
        if "refused" in told:
            self.refused.append(told["refused"]["why"])


@dataclass
class Projector:
    """The projector of a class.

    Attributes:
        told: what it was told last.
        news: is called with what it is told.
    """

    address: str
    code: str
    token: str
    told: dict[str, Any] = field(default_factory=dict)
    news: Callable[[dict[str, Any]], None] | None = None
    _socket: ClientConnection | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def kind(self) -> str:
        """Of the task that is asked; "" while none is."""
        return str((self.told["state"]["task"] or {}).get("kind", ""))

    async def live(self) -> None:
        """Is connected until the server goes."""
        with suppress(ConnectionClosed):
            async with connect(
                socket_of(self.address), compression=None, max_size=None, ping_interval=None
            ) as self._socket:
                await self._socket.send(json.dumps({"teach": {"code": self.code, "token": self.token}}))
                async for text in self._socket:
                    self.told = json.loads(text)
                    if self.news is not None:
                        self.news(self.told)
                    async with self._changed:
                        self._changed.notify_all()

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        """Waits until what it was told last is so."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self.told) and holds(self.told))

    async def do(self, command: str) -> int:
        """Moves the class; the version that comes of it."""
        version = int(self.told["state"]["version"])
        assert self._socket is not None
        await self._socket.send(json.dumps({"do": command, "version": version}))
        return version + 1
