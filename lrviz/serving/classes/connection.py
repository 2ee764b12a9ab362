"""One socket of a class: what it sends is read in small pieces, and what it is told waits for nobody else."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from starlette.types import Receive
from starlette.websockets import WebSocket, WebSocketDisconnect

from lrviz.serving.classes.limits import LARGEST_FRAME

GONE, FULL, REFUSED, TOO_LARGE = 4404, 4429, 1008, 1009
"""How a socket is closed: no such class, no room, not allowed, too large a message."""

_MOST_WAITING = 64
_LONGEST_REASON = 120
_LONGEST_NUMBER = 18

Message = dict[str, Any]


class ClosedError(Exception):
    """The socket is to be closed.

    Attributes:
        code: with which code.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Connection:
    """A socket that was accepted. Of states only the newest is sent; a peer that reads nothing is let go."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._answers: deque[str] = deque()
        self._state, self._last = "", ""
        self._closing: ClosedError | None = None
        self._news = asyncio.Event()

    @property
    def address(self) -> str:
        """The peer's."""
        return self._socket.client.host if self._socket.client else ""

    def tell(self, message: Message) -> None:
        """Sends an answer, after those that wait."""
        if len(self._answers) >= _MOST_WAITING:
            self.close(REFUSED, "this phone reads nothing of what it is told")
            return
        self._answers.append(written(message))
        self._news.set()

    def show(self, state: str) -> None:
        """Sends a state in place of one that waits; the same as before is not sent again."""
        self._state = state
        self._news.set()

    def close(self, code: int, reason: str) -> None:
        """Closes the socket once the answers that wait are sent."""
        self._closing = self._closing or ClosedError(code, reason)
        self._news.set()

    async def deliver(self) -> None:
        """Sends what waits until the socket is closed."""
        with suppress(WebSocketDisconnect, RuntimeError):  # the peer is gone
            while True:
                await self._news.wait()
                self._news.clear()
                while self._answers:
                    await self._socket.send_text(self._answers.popleft())
                if self._state != self._last:
                    self._last = self._state
                    await self._socket.send_text(self._last)
                if self._closing is not None:
                    reason = str(self._closing).encode("ascii", "replace").decode()[:_LONGEST_REASON]
                    await self._socket.close(self._closing.code, reason)
                    return

    async def messages(self) -> AsyncGenerator[Message]:
        """What the peer says, until it goes.

        Raises:
            ClosedError: it says what nobody says.
        """
        while (said := await self._socket.receive())["type"] == "websocket.receive":
            yield read(said.get("text"))


def written(message: Message) -> str:
    """A message as it is sent."""
    return json.dumps(message, allow_nan=False, separators=(",", ":"))


def read(text: str | None) -> Message:
    """A message as it is understood.

    Raises:
        ClosedError: it is none, or too large.
    """
    if text is None or len(text) > LARGEST_FRAME:
        raise ClosedError(TOO_LARGE, f"a message must be a text of at most {LARGEST_FRAME} letters")
    try:
        said = json.loads(text, parse_constant=_refused, parse_int=_whole)
    except (ValueError, RecursionError):
        raise ClosedError(REFUSED, "a message must be JSON with finite numbers") from None
    if not isinstance(said, dict):
        raise ClosedError(REFUSED, "a message must be a JSON object")
    return said


def _refused(word: str) -> float:
    raise ValueError(word)


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(digits)
    return int(digits)


def refuse_large_frames(receive: Receive) -> None:
    """Has uvicorn refuse a large frame of this one socket by its head, before it is read.

    Streamlit lets each socket send 200 MB, and uvicorn has one limit for all; `read` refuses what comes through.
    """
    protocol: Any = getattr(getattr(receive, "__self__", None), "conn", None)
    if hasattr(protocol, "max_message_size"):
        protocol.max_message_size = LARGEST_FRAME
