"""Sends what never changes under its address from memory: compressed once, sent many times, kept by browsers."""

import asyncio
import gzip
import posixpath
from collections.abc import Callable

import brotli
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrviz.serving.addresses import LASTING

MOST_BYTES = 64 << 20
"""How much is kept; what comes later is compressed at each request."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=7)),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
"""How text is compressed, the best first; browsers take brotli over https and from their own machine."""

_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")
_FOR_A_YEAR = "public, max-age=31536000, immutable"


class Kept:
    """Compresses all text, and keeps the compressed answers of lasting addresses."""

    def __init__(self, app: ASGIApp, base_path: str = "", most_bytes: int = MOST_BYTES) -> None:
        self._app, self._base_path, self._room = app, base_path, most_bytes
        self._packing = GZipMiddleware(app, minimum_size=500, compresslevel=6)
        self._answers: dict[tuple[str, str], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._lasts(scope):
            await self._packing(scope, receive, send)
            return
        coding = coding_of(Headers(scope=scope).get("accept-encoding", ""))
        known = self._answers.get((scope["path"], coding))
        if known is None:
            known = await self._made(scope, receive, coding)
            self._keep((scope["path"], coding), known)
        await known(scope, receive, send)

    def _lasts(self, scope: Scope) -> bool:
        """Whether all of something is asked for that stays the same for ever."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(self._base_path):
            return False
        return bool(LASTING.fullmatch(scope["path"][len(self._base_path) :])) and "range" not in Headers(scope=scope)

    async def _made(self, scope: Scope, receive: Receive, coding: str) -> Response:
        """The answer, compressed where it is text that was found."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        asked = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": asked}, receive, collect)
        head, body = messages[0], b"".join(message.get("body", b"") for message in messages)
        said = dict(Headers(raw=head["headers"]))
        if head["status"] != 200 or said.get("cache-control") == "no-cache":
            return Response(body, head["status"], said)
        kind = said.get("content-type", "")
        said = {"content-type": kind, "cache-control": _FOR_A_YEAR, "vary": "Accept-Encoding"}
        if coding and kind.startswith(_TEXTS):
            body = await asyncio.to_thread(CODINGS[coding], body)
            said["content-encoding"] = coding
        return Response(body, headers=said)

    def _keep(self, key: tuple[str, str], answer: Response) -> None:
        """Keeps what was compressed, under one name for each file, while there is room."""
        path, size = key[0], len(answer.body)
        if "content-encoding" in answer.headers and path == posixpath.normpath(path) and size <= self._room:
            self._room -= size if key not in self._answers else 0
            self._answers[key] = answer


def coding_of(accepted: str) -> str:
    """The best coding that a browser accepts; "" for none."""
    asked = {name.strip(): weight for name, _, weight in (part.partition(";") for part in accepted.split(","))}
    return next(
        (name for name in CODINGS if name in asked and asked[name].replace(" ", "") not in ("q=0", "q=0.0")), ""
    )
