"""The class as the server takes it: addresses that answer as soon as what lies behind them is loaded."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from starlette.routing import Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send

from lrviz.serving.beside import Beside
from lrviz.serving.classes.limits import allow_sockets
from lrviz.serving.settings import Settings

_LOG = logging.getLogger(__name__)

_LOOKS = 60.0
"""Seconds between two looks for classes that are over."""


def class_service(settings: Settings) -> Beside:
    """Serves classes. Lessons and their runs are loaded meanwhile, so that nobody else waits for them.

    Args:
        settings: how the server is run.
    """
    gate = _Gate(settings)
    below = f"{settings.base_path}/class"
    everything = [Route(below, gate), Route(f"{below}/{{rest:path}}", gate), WebSocketRoute(f"{below}/socket", gate)]
    return Beside(everything, gate.opened)


class _Gate:
    """Lets requests in once the classes of before are restored."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inside = Router()
        self._is_open = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._is_open.wait()
        await self._inside(scope, receive, send)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Is open as long as the server runs."""
        allow_sockets()
        serving = asyncio.create_task(self._serve())
        try:
            yield
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    async def _serve(self) -> None:
        try:
            routes = await asyncio.to_thread(self._load)
        except Exception:
            _LOG.exception("classes cannot be served")
            return
        finally:
            self._is_open.set()
        self._inside = Router(routes.routes())
        try:
            await routes.classes.judge()
            while True:
                routes.classes.look_after()
                await asyncio.sleep(_LOOKS)
        finally:
            routes.classes.close()

    def _load(self) -> Any:
        """What answers; lessons with all their runs take a second."""
        routes = import_module("lrviz.serving.classes.routes").ClassRoutes(self._settings)
        routes.classes.restore()
        return routes
