"""The projector of a class in a browser, before a server that is made of a room alone: no port, no process."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from lrviz.classroom import Room, judge, scene_of
from lrviz.figures.classroom import crowd_payload, item_payload
from lrviz.serving.classes.qr import NoAddressError, qr_svg
from tests.browser.modules import ASSETS, without_errors

SITE = "http://class.test"
TOKEN = "the-teacher's-token"
AT = ["http://192.168.178.40:8501/class/{code}", "http://10.0.0.7:8501/class/{code}"]
WIDE = {"width": 1280, "height": 720}

KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


class Projected:
    """A projector, the room that it shows, and phones that answer at once.

    Attributes:
        page: the browser's.
        room: the class.
        down: whether the server does not answer.
        problem: what the server says is wrong with its journal.
        said: what the projector has asked for.
    """

    def __init__(self, page: Page, room: Room, local: bool = False) -> None:
        self.page, self.room, self.local = page, room, local
        self.down, self.problem = False, ""
        self.said: list[dict[str, Any]] = []
        self.seats: list[str] = []
        self._socket: WebSocketRoute | None = None
        page.route(f"{SITE}/**", self._answer)
        page.route_web_socket("**/class/socket", self._connect)

    def open(self, token: str = TOKEN) -> None:
        """Goes there as who holds a token; an empty one is nobody's."""
        self.page.goto(f"{SITE}/empty")
        kept = {f"lrviz-class-{self.room.code}": token, f"lrviz-class-{self.room.code}-at": json.dumps(self._reach)}
        self.page.evaluate(
            "(kept) => { localStorage.clear(); Object.assign(localStorage, kept); }", kept if token else {}
        )
        self.page.goto(f"{SITE}/class/projector?code={self.room.code}")

    def reload(self) -> None:
        """Loads the page again, which keeps what the browser keeps."""
        self.page.goto(f"{SITE}/class/projector?code={self.room.code}")

    def join(self, count: int) -> None:
        """Seats so many phones."""
        self.seats += [self.room.join(None) for _ in range(count)]
        self.tell()

    def vote(self, values: list[Any]) -> None:
        """Has one seat after the other answer."""
        room = self.room
        for seat, value in zip(self.seats, values, strict=False):
            room.answer(seat, room.index, room.round, value, judge(room.item, value))
        self.tell()

    def press(self, key: str, phase: str) -> None:
        """Presses a key and waits for a phase."""
        self.page.keyboard.press(key)
        self.shows(phase)

    def shows(self, phase: str) -> None:
        """Waits until the page shows a phase."""
        expect(self.page.locator(f".lrviz-class[data-phase='{phase}']")).to_be_visible()

    def told(self) -> None:
        """Puts the clock on the last step, as who does not wait, and waits until the answer is told."""
        expect(self.page.locator(".lrviz-stage")).not_to_have_attribute("data-step", "0")
        self.page.keyboard.press("End")
        expect(self.page.locator(".lrviz-class[data-told='yes']")).to_be_visible()

    @property
    def words(self) -> Locator:
        """The votes in words, as a screen reader has them."""
        return self.page.get_by_role("list", name="Votes in words").get_by_role("listitem")

    def lose(self) -> None:
        """Has the server go away."""
        self.down = True
        if self._socket:
            self._socket.close(code=1012)

    def tell(self) -> None:
        """Tells the projector how things stand."""
        if not self._socket or self.down:
            return
        people = {"here": len(self.seats), "seats": len(self.seats), "answered": self.room.answered}
        news = {"state": self.room.for_teacher(), "votes": self.room.votes(), "people": people, "problem": self.problem}
        self._socket.send(json.dumps(news))

    @property
    def _reach(self) -> dict[str, Any]:
        addresses = [] if self.local else [one.format(code=self.room.code) for one in AT]
        return {"addresses": addresses, "local": self.local, "opened": 0}

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.down:
            socket.close(code=1012)
            return
        socket.on_message(lambda message: self._hear(socket, json.loads(message)))

    def _hear(self, socket: WebSocketRoute, message: dict[str, Any]) -> None:
        if "teach" in message:
            if not self.room.admits(message["teach"]["token"]):
                socket.close(code=1008, reason="this is not the teacher's token")
                return
            self._socket = socket
            self.tell()
        elif "ping" in message:
            socket.send(json.dumps({"pong": message["ping"]}))
        elif "do" in message:
            self.said.append(message)
            if self.room.act(message["do"], message["version"]):
                if self.room.phase in ("closed", "revealed"):
                    self.room.compute()
                self.tell()

    def _answer(self, route: Route) -> None:
        path, _, query = route.request.url.removeprefix(SITE).partition("?")
        name = path.removeprefix("/class/")
        if name.startswith("assets/"):
            file = ASSETS / name.removeprefix("assets/")
            route.fulfill(path=file, content_type=KINDS[file.suffix])
        elif name == "projector":
            shell = (ASSETS / "class" / "projector" / "index.html").read_text("utf-8")
            route.fulfill(
                body=shell.replace("{{base}}", "").replace("{{assets}}", "/class/assets"), content_type="text/html"
            )
        elif name == "qr":
            self._draw(route, parse_qs(query)["at"][0])
        elif name == "/empty":
            route.fulfill(body="<link rel=icon href=data:,>", content_type="text/html")
        else:
            self._asked(route, name.split("/"))

    def _draw(self, route: Route, address: str) -> None:
        try:
            route.fulfill(body=qr_svg(address), content_type="image/svg+xml")
        except NoAddressError as error:
            route.fulfill(status=400, json={"why": str(error)})

    def _asked(self, route: Route, path: list[str]) -> None:
        """What only the teacher may ask for."""
        if not self.room.admits(route.request.headers.get("authorization", "").removeprefix("Bearer ")):
            route.fulfill(status=403, json={"error": "only the teacher may ask for that"})
        elif path[0] == "stage":
            route.fulfill(body=item_payload(self.room.plan.items[int(path[2])]))
        elif path[0] == "crowd":
            item, (values, groups) = self.room.plan.items[int(path[2])], self.room.crowd(int(path[2]))
            route.fulfill(body=crowd_payload([scene_of(item, value) for value in values], [one or 0 for one in groups]))
        else:
            route.fulfill(body=f"{path[0]} of {path[1]}", content_type="text/plain")


@contextmanager
def cleared(screen: Page) -> Iterator[Page]:
    """A page for one class, as large as a projector; errors on its console fail the test."""
    screen.set_viewport_size(WIDE)
    with without_errors(
        screen, lambda message: message.type == "error" and not re.search("status of 40[03]", message.text)
    ):
        yield screen
        screen.goto("about:blank")
    screen.unroute_all()
