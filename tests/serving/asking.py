"""Asks an ASGI application without a network."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MODULE = "/_stcore/bidi-components/lrviz-0123456789abcdef.stage/kit/lines.js"
TEXT = "export const line = 1;\n" * 200


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes


class App:
    """Streamlit in small: a page, a module with a hashed address, a font; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.origins: list[str | None] = []
        routes = [Route("/{path:path}", self._answer)]
        self._http = Starlette(routes=routes)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            self.origins.append(Headers(scope=scope).get("origin"))
            await send({"type": "websocket.accept"})
        else:
            await self._http(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        if path.endswith(".js"):
            return Response(TEXT, media_type="application/javascript", headers={"cache-control": "public"})
        if path.endswith(".woff2"):
            return Response(bytes(1000), media_type="font/woff2", headers={"cache-control": "public"})
        if path.endswith("strict"):
            return HTMLResponse("<p>a page</p>", headers={"content-security-policy": "default-src 'none'"})
        if path.endswith("gone"):
            return Response("not found", 404)
        return HTMLResponse("<p>a page</p>" * 100, headers={"cache-control": "no-cache"})


async def _called(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def ask(app: ASGIApp, path: str, kind: str = "http", **headers: str) -> Answer:
    """What an application answers; of a WebSocket, that it is accepted (101) or refused (403)."""
    sent: list[Message] = []

    async def receive() -> Message:
        if kind == "websocket":
            return {"type": "websocket.connect"}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "headers": told}
    scope |= {"query_string": b"", "scheme": "http", "http_version": "1.1", "server": ("here", 80)}
    # In a thread of its own: Playwright leaves a loop running in that of the tests.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_called(app, scope, receive, send))).result()
    if kind == "websocket":
        return Answer(101 if sent[0]["type"] == "websocket.accept" else 403, Headers(), b"")
    body = b"".join(message.get("body", b"") for message in sent)
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)
