"""How soon a class of sixty sees what happens: `python -m tests.class_load` opens one, and nobody holds a phone.

The phones fetch their page, join, answer, and are told of each step; a vote counts from when it is sent to when the
projector is told of it, a step from the projector's click to each phone. All of them share the machine with the
server, on the loopback device only. The share of the processor is the server's own, of one core.
"""

import argparse
import asyncio
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psutil

from lrviz.classroom import ClassPlan, Item, Race, items_of
from lrviz.lessons import CHAPTERS
from lrviz.optimizers import SGD, Adam, RMSprop
from lrviz.schedules import Constant, CosineAnnealingLR
from tests.browser.server import free_port, serving
from tests.class_load.hall import Hall
from tests.class_load.visitors import reloading
from tests.load import quantile, rest, servers, used

BETWEEN_TRIES = 3.0
"""Seconds between two tries of a phone in a race."""


def plan() -> ClassPlan:
    """The lessons of the first chapter, and a race."""
    lessons = items_of(next(iter(CHAPTERS)))
    race = Race((SGD(), Adam(), RMSprop()), (Constant(), CosineAnnealingLR(T_max=200)))
    return ClassPlan((*lessons, Item("Race", "How low do you get?", lessons[0].scene, race)))


@asynccontextmanager
async def hall(address: str, people: int, joining: float) -> AsyncIterator[Hall]:
    """A class in which everybody has joined, spread over some seconds."""
    opened = Hall(address, plan())
    try:
        await opened.begin(people, joining)
        yield opened
    finally:
        await opened.leave()


async def lesson_after_lesson(address: str, people: int, items: int, joining: float, voting: float) -> str:
    """What a class takes that votes on some lessons, and then races."""
    async with hall(address, people, joining) as own:
        before, began = used(address)[0], time.monotonic()
        for _ in range(items):
            await own.step()
            await own.vote(voting)
            await own.step()
            await own.step()
        share = 100 * (used(address)[0] - before) / (time.monotonic() - began)
        found = own.found
        return (
            f"{people:6d} {ms(found.joins)} {ms(found.votes)} {ms(found.steps)} {found.missed:7d} {share:12.1f} "
            f"{found.bytes:12d}"
        )


async def race(address: str, people: int, seconds: float) -> str:
    """What a race takes in which each phone tries again and again."""
    async with hall(address, people, 2.0) as own:
        while own.projector.kind != "race":
            await own.step()
        before, began = used(address)[0], time.monotonic()
        await own.race(seconds, BETWEEN_TRIES)
        share = 100 * (used(address)[0] - before) / (time.monotonic() - began)
        took = f"from a try to its loss {ms(own.found.tries)} ms, server {share:.1f} %"
        return f"race of {people}, a try every {BETWEEN_TRIES:g} s: {took}"


async def crash(people: int) -> str:
    """How soon a class is back whose server was killed, and how many of its votes."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        with serving(data=data, port=port) as address:
            own = Hall(address, plan())
            await own.begin(people, 2.0)
            await own.step()
            await own.vote(1.0)
            await asyncio.sleep(0.2)
            for process in servers(address):
                process.kill()
        began = time.perf_counter()
        with serving(data=data, port=port):
            up = time.perf_counter() - began
            await own.all_back()
            back = time.perf_counter() - began
            told = f"killed: up again after {up:.1f} s, all {people} phones back after {back:.1f} s, "
            told += f"{own.restored()} of {people} votes restored"
            await own.leave()
            return told


async def interrupted(people: int) -> str:
    """How soon a server ends that is told to while all are connected."""
    with serving() as address:
        async with hall(address, people, 2.0):
            (server,) = (one for one in servers(address) if one.ppid() == psutil.Process().pid)
            began = time.perf_counter()
            server.send_signal(signal.SIGINT)
            await asyncio.to_thread(server.wait)
            return f"Ctrl+C with {people} connected: ended after {time.perf_counter() - began:.1f} s"


def ms(seconds: Sequence[float]) -> str:
    """The median and what 95 % of them stay below."""
    return f"{1000 * quantile(seconds, 0.5):6.0f} {1000 * quantile(seconds, 0.95):6.0f}"


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.class_load", description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[60], help="how many phones there are")
    parser.add_argument("--items", type=int, default=4, help="how many lessons they vote on")
    parser.add_argument("--joining", type=float, default=10.0, help="seconds in which they join")
    parser.add_argument("--voting", type=float, default=5.0, help="seconds in which they vote")
    parser.add_argument("--visitors", type=int, default=0, help="who reload Trajectories without a pause meanwhile")
    parser.add_argument("--race", type=float, default=0.0, help="seconds of a race, instead of votes")
    parser.add_argument("--crash", action="store_true", help="kill the server and start it again, instead of votes")
    parser.add_argument("--interrupt", action="store_true", help="end the server by Ctrl+C, instead of votes")
    options = parser.parse_args()
    if not (options.crash or options.interrupt or options.race):
        print("phones  join p50/p95  vote p50/p95  step p50/p95  missed  processor %  bytes of page")
    for people in options.people:
        if options.crash:
            print(asyncio.run(crash(people)), flush=True)
        if options.interrupt:
            print(asyncio.run(interrupted(people)), flush=True)
        if options.crash or options.interrupt:
            continue
        with tempfile.TemporaryDirectory() as data, serving(data=data) as address:
            rest(address)
            with reloading(address, options.visitors):
                if options.race:
                    print(asyncio.run(race(address, people, options.race)), flush=True)
                else:
                    timing = (options.items, options.joining, options.voting)
                    print(asyncio.run(lesson_after_lesson(address, people, *timing)), flush=True)


if __name__ == "__main__":
    main()
