"""Asks a server of classes as browsers do, and as they never would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from lrviz.classroom import Choice, ClassPlan, Item, Race, Start
from lrviz.objectives import Himmelblau, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant
from tests.serving.asking import Answer

SCENE = Scene(objective=Rosenbrock(), start=(-1.2, 1.0), steps=50, runs=(Run(SGD(lr=1e-3), Constant()),))
HOLLOWS = Scene(objective=Himmelblau(), start=(0.0, 0.0), steps=60, runs=(Run(Adam(lr=0.1), Constant()),))
PLAN = ClassPlan(
    (
        Item("A choice", "Which one?", SCENE, Choice(("left", "right"), 1), "The right one."),
        Item("A race", "How low?", SCENE, Race((SGD(), Adam()), (Constant(),), steps=50)),
        Item("A start", "Where to?", HOLLOWS, Start(target=0)),
    )
)


def ask(address: str, body: bytes | None = None, **headers: str) -> Answer:
    """What a server answers; a body is posted."""
    try:
        with urlopen(Request(address, body, {name.replace("_", "-"): text for name, text in headers.items()})) as told:
            return Answer(told.status, told.headers, told.read())
    except HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.headers, refusal.read())


def origin_of(address: str) -> str:
    """The origin of a server's own pages."""
    return f"http://{urlsplit(address).netloc}"


class Line:
    """A socket of the class, on which one talks and is told."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, message: Any) -> None:
        """Says something."""
        self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def hear(self) -> dict[str, Any]:
        """What is told next."""
        return dict(json.loads(self.socket.recv(timeout=30)))

    def hear_until(self, *names: str) -> dict[str, Any]:
        """The next message that has all of these names."""
        while not set(names) <= (told := self.hear()).keys():
            pass
        return told

    def state(self, **wanted: Any) -> dict[str, Any]:
        """The next message whose state has these values."""
        while not wanted.items() <= (told := self.hear_until("state"))["state"].items():
            pass
        return told

    def move(self, told: dict[str, Any], command: str = "next") -> dict[str, Any]:
        """Moves the class as the projector that was told this last; what it is told once that is done."""
        version = told["state"]["version"]
        self.say({"do": command, "version": version})
        return self.state(version=version + 1)

    def closed(self) -> tuple[int, str]:
        """With which code and reason the socket is closed, whatever is told before."""
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(timeout=30)
        return self.socket.close_code or 0, self.socket.close_reason or ""


@contextmanager
def line(address: str, **headers: str) -> Iterator[Line]:
    """A socket of the classes of a server."""
    place = f"ws{address.removeprefix('http')}/class/socket"
    how = {"compression": None, "max_size": None, "proxy": None, "close_timeout": 1}
    with connect(place, additional_headers=headers, **how) as socket:
        yield Line(socket)


@dataclass(frozen=True)
class Class:
    """A class on a server, with its teacher's token."""

    address: str
    code: str
    token: str
    told: dict[str, Any]

    @staticmethod
    def opened(address: str, plan: ClassPlan = PLAN) -> "Class":
        """Opens a class."""
        answer = ask(f"{address}/class/open", plan.to_json().encode(), Origin=origin_of(address))
        assert answer.status == 200, answer.body
        told = json.loads(answer.body)
        return Class(address, told["code"], told["token"], told)

    @contextmanager
    def phone(self, seat: str = "") -> Iterator[tuple[Line, str, dict[str, Any]]]:
        """A phone that has joined: its line, its seat, and what it was told first."""
        with line(self.address) as own:
            own.say({"hello": {"code": self.code, "seat": seat}})
            told = own.hear()
            yield own, told["seat"], told["state"]

    @contextmanager
    def projector(self) -> Iterator[Line]:
        """A projector with the token."""
        with line(self.address) as own:
            own.say({"teach": {"code": self.code, "token": self.token}})
            yield own

    def ask(self, what: str, token: str | None = None) -> Answer:
        """What the projector asks for with the token."""
        given = self.token if token is None else token
        return ask(f"{self.address}/class/{what}", Authorization=f"Bearer {given}")
