"""What is said on the socket of a class: phones join and answer, a projector teaches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from lrviz.classroom import RefusedError, RoomFullError
from lrviz.serving.classes.classes import Classes
from lrviz.serving.classes.connection import (
    FULL,
    GONE,
    REFUSED,
    ClosedError,
    Connection,
    Message,
    refuse_large_frames,
)
from lrviz.serving.classes.hub import Hub
from lrviz.serving.classes.limits import Bucket, TooManyError

_PATIENCE = 10.0
"""Seconds in which a new socket must say who it is."""

_PHONE, _PROJECTOR = (20, 0.2), (200, 0.02)
"""How many messages may come at once, and the seconds until one more may; a key that is held sends many."""

_BUSY = 1013


class Talks:
    """Answers the socket of all classes, as an ASGI application."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refuse_large_frames(receive)
        socket = WebSocket(scope, receive, send)
        address = socket.client.host if socket.client else ""
        try:
            with self._classes.entered(address):
                await socket.accept()
                await self._served(Connection(socket))
        except TooManyError:
            await socket.close(_BUSY, "too many are connected")

    async def _served(self, connection: Connection) -> None:
        delivery = asyncio.create_task(connection.deliver())
        talk = asyncio.create_task(self._talked(connection))
        try:
            await asyncio.wait((delivery, talk), return_when=asyncio.FIRST_COMPLETED)
            if talk.done():
                await delivery
        finally:
            talk.cancel()
            delivery.cancel()
            await asyncio.gather(talk, delivery, return_exceptions=True)

    async def _talked(self, connection: Connection) -> None:
        """Talks until the peer goes or is to be let go."""
        try:
            async with aclosing(connection.messages()) as messages:
                await self._introduced(connection, messages)
        except ClosedError as closed:
            connection.close(closed.code, str(closed))
        else:
            connection.close(1000, "")

    async def _introduced(self, connection: Connection, messages: AsyncIterator[Message]) -> None:
        try:
            first = await asyncio.wait_for(anext(messages), _PATIENCE)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise ClosedError(REFUSED, "a socket must say who it is") from None
        match first:
            case {"hello": {"code": str(code), "seat": str(seat)}}:
                await self._student(connection, messages, code, seat)
            case {"teach": {"code": str(code), "token": str(token)}}:
                await self._teacher(connection, messages, code, token)
            case _:
                raise ClosedError(REFUSED, "the first message must be hello or teach")

    async def _student(self, connection: Connection, messages: AsyncIterator[Message], code: str, seat: str) -> None:
        hub = self._found(connection, code, seat)
        try:
            own = hub.room.join(seat)
        except RoomFullError as full:
            connection.tell({"full": str(full)})
            raise ClosedError(FULL, str(full)) from None
        except RefusedError as ended:
            connection.tell({"gone": str(ended)})
            raise ClosedError(GONE, str(ended)) from None
        with hub.seated(own, connection):
            connection.tell({"seat": own, "state": hub.room.for_student(own)})
            async for said in _unhurried(messages, *_PHONE):
                match said:
                    case {"answer": {"n": int() | None} as answer}:
                        hub.take(own, connection, answer)
                    case {"ping": int() | float() as time}:
                        connection.tell({"pong": time})
                    case _:
                        raise ClosedError(REFUSED, "a phone may say answer or ping")

    def _found(self, connection: Connection, code: str, seat: str) -> Hub:
        """The class of a code. Whoever guesses codes finds none, but a phone that has a seat always finds its own."""
        hub = self._classes.find(code)
        guesses = self._classes.guesses(connection.address)
        if hub is not None and (seat in hub.room.rows or guesses.has(self._classes.now())):
            return hub
        guesses.take(self._classes.now())
        told = "there is no class with this code: look at the projector again"
        connection.tell({"gone": told})
        raise ClosedError(GONE, told)

    async def _teacher(self, connection: Connection, messages: AsyncIterator[Message], code: str, token: str) -> None:
        hub = self._classes.taught(code, token)
        if hub is None:
            raise ClosedError(REFUSED, "this is not the key of a class that runs")
        with hub.taught(connection):
            async for said in _unhurried(messages, *_PROJECTOR):
                match said:
                    case {"do": str(command), "version": int(version)}:
                        try:
                            hub.act(command, version)
                        except RefusedError as refusal:
                            raise ClosedError(REFUSED, str(refusal)) from None
                    case {"ping": int() | float() as time}:
                        connection.tell({"pong": time})
                    case _:
                        raise ClosedError(REFUSED, "a projector may say do or ping")


async def _unhurried(messages: AsyncIterator[Message], burst: int, every: float) -> AsyncIterator[Message]:
    """What a socket says.

    Args:
        messages: of the socket.
        burst: how many may come at once.
        every: seconds until one more may.

    Raises:
        ClosedError: it says more than a hand can.
    """
    now = asyncio.get_running_loop().time
    bucket = Bucket(burst, every, now())
    async for said in messages:
        if not bucket.take(now()):
            raise ClosedError(REFUSED, "too many messages")
        yield said
