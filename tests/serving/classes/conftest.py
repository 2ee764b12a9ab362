"""A server of classes alone, with the guard and the compression that the app has, on a port of its own."""

import asyncio
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from lrviz.serving.classes.service import class_service
from lrviz.serving.guard import Guard
from lrviz.serving.kept import Kept
from lrviz.serving.settings import SEVERAL, Settings
from tests.browser.server import free_port
from tests.serving.classes.visiting import Class

BASE = "/tools/lrviz"


class Complaints(logging.Handler):
    """What a server says of errors that it did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


@contextmanager
def no_complaints() -> Iterator[None]:
    """Nothing fails meanwhile that nobody expected, in a request, a socket or a task."""
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    try:
        yield
        gc.collect()  # a task that failed is told of once it is forgotten
    finally:
        logging.getLogger().removeHandler(complaints)
    assert complaints.said == []


@contextmanager
def classes_served(settings: Settings) -> Iterator[str]:
    """The address of a server that runs in a thread of its own, and fails nowhere."""
    with no_complaints(), _served(settings) as address:
        yield address


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    beside = class_service(settings)

    def lifespan(_: Starlette) -> AbstractAsyncContextManager[None]:
        return beside.open()

    middleware = [Middleware(Guard, settings=settings, page=""), Middleware(Kept, base_path=settings.base_path)]
    app = Starlette(routes=list(beside.routes), middleware=middleware, lifespan=lifespan)
    server = uvicorn.Server(
        uvicorn.Config(app, port=settings.port, ws="websockets-sansio", log_config=None, ws_max_size=200_000_000)
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.01)
    try:
        yield f"http://127.0.0.1:{settings.port}{settings.base_path}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of classes, below a path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.delenv(SEVERAL, raising=False)
        with classes_served(Settings(port=free_port(), base_path=BASE)) as address:
            yield address


@pytest.fixture
def opened(server: str) -> Class:
    """A class that has just been opened."""
    return Class.opened(server)


@pytest.fixture(scope="module")
def shared(server: str) -> Class:
    """A class for all tests of a module that move nothing in it."""
    return Class.opened(server)


@pytest.fixture(scope="module")
def asking(server: str) -> Iterator[Class]:
    """A class that asks its first item, likewise."""
    opened = Class.opened(server)
    with opened.projector() as projector:
        projector.move(projector.state(phase="lobby"))
        yield opened
