"""Headers for browsers that are to trust nothing but this server, and what the server itself does not answer."""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from lrviz.serving.settings import Settings

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_PAGES = ("text/css", "font/", "application/javascript")
_REFUSED = 1008


def policy(page: str, frame_ancestors: Iterable[str]) -> str:
    """The content security policy: everything from this server, no script but files and those inside `page`."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {scripts}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(frame_ancestors)}",
        )
    )


def is_own(headers: Headers) -> bool:
    """Whether a page of this very server asks, as browsers say."""
    return headers.get("origin", "").lower().partition("://")[2] == headers.get("host", "").lower()


class Guard:
    """Adds the headers to every answer; keeps the measurements of the server and pages from elsewhere out.

    An answer that brings a policy of its own keeps it.
    """

    def __init__(self, app: ASGIApp, settings: Settings, page: str) -> None:
        self._app, self._settings = app, settings
        self._policy = policy(page, settings.frame_ancestors)
        self._metrics = f"{settings.base_path}/_stcore/metrics"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") == self._metrics and not self._settings.metrics:
            await PlainTextResponse("Not Found", 404)(scope, receive, lambda message: self._told(message, send))
        else:
            await self._app(scope, receive, lambda message: self._told(message, send))

    async def _told(self, message: Message, send: Send) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers["x-content-type-options"] = "nosniff"
            if not headers.get("content-type", "").startswith(_NO_PAGES):
                headers.setdefault("content-security-policy", self._policy)
                headers["referrer-policy"] = "same-origin"
        await send(message)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets pages of this server and of the named origins in.

        Streamlit would ask the internet for this machine's address before it refuses or allows another origin.
        """
        headers = Headers(scope=scope)
        origin = headers.get("origin", "").lower()
        if not origin or is_own(headers):
            await self._app(scope, receive, send)
        elif origin in self._settings.origins:
            others = [(name, value) for name, value in scope["headers"] if name.lower() != b"origin"]
            await self._app({**scope, "headers": others}, receive, send)
        else:
            await WebSocketClose(_REFUSED, f"the origin {origin} is not allowed")(scope, receive, send)
