"""A running class and who is connected to it: what each of them is told, and when."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from lrviz.classroom import RefusedError, Room, judge
from lrviz.serving.classes.connection import REFUSED, Connection, written
from lrviz.serving.classes.judging import BusyError, Judging
from lrviz.serving.classes.pacing import Paced
from lrviz.serving.classes.saving import Saving

_MOST_TABS = 4
"""How many sockets a seat may have: tabs, and those that a phone has not noticed to be dead."""


class Hub:
    """Passes on what phones and projector do to a room, and what the room says to them."""

    def __init__(self, room: Room, judging: Judging, save: Saving) -> None:
        """Nobody is connected.

        Args:
            room: the class.
            judging: where answers are judged.
            save: writes down what has changed.
        """
        self.room = room
        self._judging, self._save = judging, save
        self._seats: dict[str, list[Connection]] = {}
        self._teachers: set[Connection] = set()
        self._projected = Paced(self._tell_teachers)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected."""
        return not self._seats and not self._teachers

    @contextmanager
    def seated(self, seat: str, connection: Connection) -> Iterator[None]:
        """Has a phone told what its seat is to know, until it goes."""
        tabs = self._seats.setdefault(seat, [])
        tabs.append(connection)
        for old in tabs[:-_MOST_TABS]:
            old.close(REFUSED, f"a seat may be open in {_MOST_TABS} tabs")
        self._start(self._save(self.room))
        self._projected.ask()
        try:
            yield
        finally:
            tabs.remove(connection)
            if not tabs:
                self._seats.pop(seat, None)
            self._projected.ask()

    @contextmanager
    def taught(self, connection: Connection) -> Iterator[None]:
        """Has a projector told all that happens, until it goes."""
        self._teachers.add(connection)
        self._projected.make()
        try:
            yield
        finally:
            self._teachers.discard(connection)

    def take(self, seat: str, connection: Connection, answer: dict[str, Any]) -> None:
        """Takes an answer, even if its phone goes meanwhile; the phone is told once it is safe."""
        self._start(self._take(seat, connection, answer))

    def act(self, command: Any, version: Any) -> None:
        """Moves the class, and tells everybody.

        Raises:
            RefusedError: there is no such command.
        """
        if self.room.act(command, version):
            self._tell_all()
            self._start(self._moved())

    def close(self, code: int, reason: str) -> None:
        """Lets everybody go."""
        self._projected.stop()
        for connection in [*self._teachers, *(tab for tabs in self._seats.values() for tab in tabs)]:
            connection.close(code, reason)

    async def judge(self) -> None:
        """Judges what nobody has judged of the present item, and tells everybody what became of it."""
        with suppress(BusyError):  # somebody steps to and fro, and the last call that waits judges the same
            await self._judging.run(self.room.code, partial(self.room.compute, self._judging.goes_on))
            self._tell_all()

    async def _moved(self) -> None:
        await self._save(self.room)
        if self.room.phase != "ended":
            await self.judge()

    async def _take(self, seat: str, connection: Connection, answer: dict[str, Any]) -> None:
        item, round, n = (answer.get(name) for name in ("item", "round", "n"))
        try:
            await self._answered(seat, item, round, answer.get("value"), n or 0)
        except RefusedError as refusal:
            connection.tell({"refused": {"n": n, "why": str(refusal)}})
            return
        races = self.room.item.task.repeats and item == self.room.index
        result = self.room.standing(seat) if races else None
        self._projected.ask()
        await self._save(self.room)
        connection.tell({"kept": {"item": item, "round": round, "n": n, "result": result}})
        for tab in self._seats.get(seat, ()):
            tab.show(self._state_of(seat))

    async def _answered(self, seat: str, item: Any, round: Any, value: Any, n: int) -> None:
        """Takes an answer; a try of a race is run first, in a thread.

        Raises:
            RefusedError: it is not taken.
        """
        asked, result = self.room.item, None
        if asked.task.repeats and self.room.known(seat, n) is None:
            checked = self.room.check(seat, item, round, value)
            try:
                result = await self._judging.run((self.room.code, seat), partial(judge, asked, checked))
            except BusyError:
                raise RefusedError("this phone sends tries faster than they can run: wait for the last one") from None
        self.room.answer(seat, item, round, value, result, n)

    def _state_of(self, seat: str) -> str:
        return written({"state": self.room.for_student(seat)})

    def _tell_all(self) -> None:
        for seat, tabs in self._seats.items():
            state = self._state_of(seat)
            for tab in tabs:
                tab.show(state)
        self._projected.make()

    def _tell_teachers(self) -> None:
        if not self._teachers:
            return
        told = {"state": self.room.for_teacher(), "votes": self.room.votes(), "people": self._people()}
        text = written({**told, "problem": self._save.problem})
        for teacher in self._teachers:
            teacher.show(text)

    def _people(self) -> dict[str, int]:
        return {"here": len(self._seats), "seats": len(self.room.rows), "answered": self.room.answered}

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
