"""Runs the app in this process: Streamlit's own ASGI application between what lrviz adds."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message
from streamlit import App
from streamlit.file_util import get_static_dir

from lrviz.paths import home
from lrviz.serving.beside import Beside
from lrviz.serving.guard import Guard
from lrviz.serving.kept import Kept
from lrviz.serving.settings import Settings

_PRELOADED = re.compile(r'(?:href|src)="\.(/static/[^"]+)"')

Prepare = Callable[[], Iterable[str]]
"""Does what the first visitor would wait for; the paths of what they will ask for."""


def run(settings: Settings, prepare: Prepare, started: Callable[[], None], beside: Beside) -> None:
    """Serves until it is told to end.

    Args:
        settings: how.
        prepare: is called in a thread of its own once the server is up.
        started: is called once the server is up.
        beside: what is served beside the app.
    """
    app = application(settings, prepare, started, beside)
    sys.argv = [str(home() / "app.py")]  # where Streamlit looks for .streamlit
    app.run(
        config={
            "server.port": settings.port,
            "server.address": settings.host,
            "server.baseUrlPath": settings.base_path.strip("/"),
            "server.corsAllowedOrigins": list(settings.origins),
            "server.headless": True,
            "runner.magicEnabled": False,
            "server.fileWatcherType": "none",
        }
    )


def application(settings: Settings, prepare: Prepare, started: Callable[[], None], beside: Beside) -> App:
    """The app as an ASGI application, around an app.py that knows nothing of it."""
    page = (Path(get_static_dir()) / "index.html").read_text("utf-8")

    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[None]:
        async with beside.open():
            started()
            warming = asyncio.create_task(_warm(app, settings.base_path, page, prepare))
            yield
            warming.cancel()

    middleware = [
        Middleware(Guard, settings=settings, page=page),
        Middleware(Kept, base_path=settings.base_path),
    ]
    return App(home() / "app.py", routes=beside.routes, middleware=middleware, lifespan=lifespan)


async def _warm(app: ASGIApp, base_path: str, page: str, prepare: Prepare) -> None:
    """Asks for what every first visit asks for, so that it is compressed by then."""
    for path in _PRELOADED.findall(page):
        await _ask(app, base_path + path)
    for path in await asyncio.to_thread(prepare):
        await _ask(app, base_path + path)


async def _ask(app: ASGIApp, path: str) -> None:
    """A request from inside, whose answer nobody reads."""

    async def receive() -> Message:
        await asyncio.Event().wait()  # nothing is sent along, and nobody goes away
        raise AssertionError

    async def send(_: Message) -> None:
        return None

    request = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    where = {"path": path, "raw_path": path.encode(), "root_path": "", "query_string": b""}
    headers = [(b"host", b"localhost"), (b"accept-encoding", b"br")]
    await app({**request, **where, "headers": headers}, receive, send)
