"""What is computed for phones is shared fairly, and what changes is told no oftener than it can be seen."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lrviz.classroom import ClassPlan, Room
from lrviz.serving.classes import classes
from lrviz.serving.classes.classes import Classes
from lrviz.serving.classes.judging import BusyError, Judging
from lrviz.serving.classes.pacing import Paced
from lrviz.serving.settings import Settings
from tests.serving.classes.visiting import PLAN


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs on a loop of its own, in a thread: Playwright leaves one running in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def test_a_phone_that_asks_again_and_again_waits_for_itself_alone() -> None:
    async def hall() -> None:
        judging, gate, order = Judging(), threading.Event(), list[str]()

        def call(name: str) -> None:
            gate.wait()
            order.append(name)

        def ask(owner: str) -> asyncio.Task[None]:
            return asyncio.create_task(judging.run(owner, lambda: call(owner)))

        greedy = [ask("greedy") for _ in range(9)]
        modest = [ask(f"modest {number}") for number in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await judging.run("greedy", lambda: None)
        gate.set()
        await asyncio.gather(*modest)
        assert order.count("greedy") < 9
        await asyncio.gather(*greedy)
        assert order.count("greedy") == 9
        judging.close()

    run(hall())


def test_what_is_judged_at_length_ends_with_the_server() -> None:
    async def ended() -> None:
        judging, begun = Judging(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def long() -> bool:
            loop.call_soon_threadsafe(begun.set)
            while judging.goes_on():
                time.sleep(0.001)
            return True

        call = asyncio.create_task(judging.run("class", long))
        await begun.wait()
        judging.close()
        assert await call

    run(ended())


def test_a_class_judges_no_more_than_is_wanted() -> None:
    room = Room("ABCDE", PLAN, "")
    room.act("next", 0)
    for value in (0, 1, 1):
        room.answer(room.join(None), 0, 1, value)
    wanted = iter([True, True, False, False, False])
    room.compute(lambda: next(wanted))
    assert sum(one.result is not None for one in room.answers.in_order(0, 1)) == 2


def test_many_changes_are_told_as_few_and_the_last_one_is_told() -> None:
    async def changes() -> None:
        value, told = 0, list[int]()
        paced = Paced(lambda: told.append(value))
        for value in range(1, 301):
            paced.ask()
            if value % 100 == 0:
                await asyncio.sleep(0.02)
        while told[-1] != 300:
            await asyncio.sleep(0.01)
        assert 2 <= len(told) <= 4
        paced.ask()
        paced.stop()

    run(changes())


def test_what_takes_long_to_tell_is_told_more_rarely() -> None:
    async def slow() -> None:
        times = list[float]()

        def tell() -> None:
            times.append(time.monotonic())
            time.sleep(0.02)

        paced = Paced(tell)
        for _ in range(2):
            paced.ask()
            while paced._timer is not None:
                await asyncio.sleep(0.01)
        assert times[1] - times[0] >= 0.02 / 0.05

    run(slow())


def test_a_class_that_made_way_for_another_is_found_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    async def opened() -> None:
        served = Classes(Settings())
        room, token = served.open(ClassPlan(PLAN.items[:1]))
        hub = served.taught(room.code, token)
        assert hub is served.find(room.code.lower())
        assert served.taught(room.code, token + "0") is None
        monkeypatch.setattr(classes.time, "time", lambda: 1e12)
        served.look_after()
        assert served.find(room.code) is None
        served.close()

    run(opened())
