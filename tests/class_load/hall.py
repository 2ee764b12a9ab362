"""A class of phones and a projector, and what is measured in it."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from lrviz.classroom import ClassPlan
from tests.class_load.people import Phone, Projector, fetch, open_class

PATIENCE = 30.0
"""Seconds after which what has not come is missed."""


@dataclass
class Found:
    """What was measured, in seconds; how much never came; the bytes of the phone's page."""

    joins: list[float] = field(default_factory=list)
    votes: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    tries: list[float] = field(default_factory=list)
    missed: int = 0
    bytes: int = 0


class Hall:
    """A class whose phones and projector are connected.

    Attributes:
        found: what was measured.
    """

    def __init__(self, address: str, plan: ClassPlan) -> None:
        opened = open_class(address, plan)
        self._address, self._code, self.found = address, str(opened["code"]), Found()
        self.projector = Projector(address, self._code, str(opened["token"]))
        self._phones: list[Phone] = []
        self._living: list[asyncio.Task[None]] = []

    async def begin(self, people: int, joining: float) -> None:
        """Connects the projector, and has the phones join, spread over some seconds."""
        self._live(self.projector.live())
        await self.projector.until(lambda told: True)
        await asyncio.gather(*(self._join(random.uniform(0, joining)) for _ in range(people)))

    async def leave(self) -> None:
        """Lets everybody go."""
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)

    async def step(self) -> None:
        """Moves the class on, and notes how long it took until each phone was told."""
        began = time.perf_counter()
        version = await self.projector.do("next")
        await patiently(lambda: all(version in phone.heard for phone in self._phones))
        times = [phone.heard[version] - began for phone in self._phones if version in phone.heard]
        self.found.steps += times
        self.found.missed += len(self._phones) - len(times)
        await self.projector.until(lambda told: told["state"]["version"] == version)

    async def vote(self, seconds: float) -> None:
        """Has each phone vote once, spread over some seconds, and notes when the projector is told of each vote."""
        sent, seen = list[float](), list[float]()

        def note(told: dict[str, Any]) -> None:
            seen.extend([time.perf_counter()] * (told["people"]["answered"] - len(seen)))

        async def votes(phone: Phone) -> None:
            await asyncio.sleep(random.uniform(0, seconds))
            sent.append(time.perf_counter())
            await phone.answer(value_for(phone.state["task"]))

        self.projector.news = note
        await asyncio.gather(*map(votes, self._phones))
        await patiently(lambda: len(seen) >= len(sent) and all(phone.is_safe for phone in self._phones))
        self.projector.news = None
        self.found.votes += [later - before for before, later in zip(sent, seen, strict=False)]
        self.found.missed += len(sent) - len(seen) + sum(not phone.is_safe for phone in self._phones)

    async def race(self, seconds: float, between: float) -> None:
        """Has each phone try again and again, and notes how long it waits for its loss."""
        end = time.perf_counter() + seconds

        async def tries(phone: Phone) -> None:
            await asyncio.sleep(random.uniform(0, between))
            while time.perf_counter() < end:
                began = time.perf_counter()
                await phone.answer(value_for(phone.state["task"]))
                await patiently(lambda: phone.is_safe)
                self.found.tries.append(time.perf_counter() - began)
                await asyncio.sleep(max(0.0, began + between - time.perf_counter()))

        await asyncio.gather(*map(tries, self._phones))

    async def all_back(self) -> None:
        """Waits until every phone has found the server again."""
        await asyncio.gather(*(phone.is_out.wait() for phone in self._phones))
        await asyncio.gather(*(phone.is_in.wait() for phone in self._phones))

    def restored(self) -> int:
        """How many phones are told of their vote."""
        return sum(phone.state["mine"] is not None for phone in self._phones)

    async def _join(self, after: float) -> None:
        await asyncio.sleep(after)
        began = time.perf_counter()
        self.found.bytes = await fetch(self._address)
        phone = Phone(self._address, self._code)
        self._phones.append(phone)
        self._live(phone.live())
        await phone.is_in.wait()
        self.found.joins.append(time.perf_counter() - began)

    def _live(self, life: Coroutine[Any, Any, None]) -> None:
        self._living.append(asyncio.create_task(life))


async def patiently(holds: Callable[[], bool]) -> None:
    """Waits until something holds, and not for ever."""
    end = time.perf_counter() + PATIENCE
    while not holds() and time.perf_counter() < end:
        await asyncio.sleep(0.005)


def value_for(task: dict[str, Any]) -> Any:
    """Any answer that a task allows."""
    if task["kind"] == "choice":
        return random.randrange(len(task["choices"]))
    if task["kind"] == "rate":
        return random.uniform(task["low"], task["high"])
    if task["kind"] == "start":
        return [random.uniform(*side) for side in task["window"]]
    return {"optimizer": random.randrange(len(task["optimizers"])), "rate": 10 ** random.uniform(-3, 0), "schedule": 0}
