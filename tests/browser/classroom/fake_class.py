"""A class without a server: what phones say to it is noted, and tests say what it answers."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, WebSocketRoute

from lrviz.objectives import Himmelblau
from lrviz.serving.classes.phone_page import phone_page, phone_policy
from tests.browser.modules import without_errors
from tests.browser.page import PATIENCE

SITE = "http://class.test"
BASE_PATH = "/tools/lrviz"
CODE = "KWXPD"
PHONE: ViewportSize = {"width": 390, "height": 844}


def levels() -> str:
    """Himmelblau's function as the server sends it: 48 × 48 bytes, the lowest loss 255, the top row first."""
    x, y = np.meshgrid(np.linspace(-5, 5, 48), np.linspace(5, -5, 48))
    heights = np.log1p(Himmelblau().value(x, y))
    return b64encode((255 * (1 - heights / heights.max())).astype(np.uint8).tobytes()).decode()


CHOICE = {"kind": "choice", "choices": ["It converges", "It diverges", "It circles for ever"]}
RATE = {"kind": "rate", "name": "learning rate", "low": 1e-4, "high": 1.0, "log": True, "start": 0.01}
START = {
    "kind": "start",
    "window": [[-5, 5], [-5, 5]],
    "levels": levels(),
    "at": [-2.0, 0.5],
    "minima": [[3.0, 2.0], [-2.805, 3.131], [-3.779, -3.283], [3.584, -1.848]],
}
RACE = {
    "kind": "race",
    "optimizers": ["SGD", "Adam", "RMSprop"],
    "schedules": ["Constant", "Cosine", "Warmup, then linear"],
    "low": 1e-4,
    "high": 1.0,
    "log": True,
    "steps": 200,
}


def state(task: dict[str, Any], phase: str = "asking", **fields: Any) -> dict[str, Any]:
    """What a seat is told about the second item of three."""
    mine: Any = [] if task["kind"] == "race" else None
    return {
        "item": 1,
        "of": 3,
        "phase": phase,
        "round": 1,
        "version": 7,
        "title": "One per cent too much",
        "question": "The learning rate is one per cent above the stability limit. What does the run do?",
        "task": task,
        "mine": mine,
        "outcome": None,
    } | fields


@dataclass
class FakeClass:
    """One class: it seats whoever knows the code, and keeps every answer unless a test wants it otherwise.

    Attributes:
        state: what a phone is told.
        answers: all that came, as they came.
        hellos: likewise.
        silent: whether answers are left without a word.
        refusing: why answers are refused; "" for not at all.
        result: what is told of an answer that is kept.
        lines: the phones' open lines, with their seats.
        up: whether anybody listens.
        dead: whether lines are open and nothing comes through.
        waiting: who has said hello and waits for `seat_all`; None where nobody needs to wait.
    """

    state: dict[str, Any]
    answers: list[dict[str, Any]] = field(default_factory=list)
    hellos: list[dict[str, Any]] = field(default_factory=list)
    silent: bool = False
    refusing: str = ""
    result: dict[str, Any] | None = None
    lines: dict[WebSocketRoute, str] = field(default_factory=dict)
    up: bool = True
    dead: bool = False
    waiting: list[tuple[WebSocketRoute, dict[str, Any]]] | None = None

    @property
    def values(self) -> list[Any]:
        """What was answered, as it came."""
        return [answer["value"] for answer in self.answers]

    @contextmanager
    def phone(self, browser: Browser, place: str = f"/{CODE}", script: str = "", **settings: Any) -> Iterator[Page]:
        """A phone that opens an address of the class; errors in the page fail the test.

        Args:
            browser: whose phone it is.
            place: what follows /class in the address.
            script: what runs in the page before all else.
            settings: of the phone, other than usual.
        """
        context = browser.new_context(**{"viewport": PHONE, "has_touch": True} | settings)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(script)
        self.serve(context)
        page = context.new_page()
        with without_errors(page):
            page.goto(f"{SITE}{BASE_PATH}/class{place}")
            yield page
        context.close()

    def serve(self, context: BrowserContext) -> None:
        """Answers whatever pages of a context ask."""
        context.route(f"{SITE}/**", self._page)
        context.route_web_socket(f"{SITE.replace('http', 'ws')}{BASE_PATH}/class/socket", self._meet)

    def tell(self, **fields: Any) -> None:
        """Changes the state and tells it everybody."""
        self.state = self.state | fields
        self.say({"state": self.state})

    def say(self, message: dict[str, Any]) -> None:
        """Says something on every line."""
        for line in self.lines:
            line.send(json.dumps(message))

    def seat_all(self) -> None:
        """Seats all that wait; whoever comes later need not."""
        waiting, self.waiting = self.waiting or [], None
        for number, (line, hello) in enumerate(waiting, 1):
            self._seat(line, hello, number)

    def drop(self, code: int = 1012, reason: str = "") -> None:
        """Closes every line."""
        lines, self.lines = self.lines, {}
        for line in lines:
            line.close(code=code, reason=reason)

    def _page(self, route: Route) -> None:
        body = phone_page(BASE_PATH)
        policy = phone_policy(body, ["'self'"])
        route.fulfill(body=body, content_type="text/html", headers={"content-security-policy": policy})

    def _meet(self, line: WebSocketRoute) -> None:
        if not self.up:
            line.close(code=1012)
            return
        line.on_message(lambda text: self._hear(line, json.loads(text)))

    def _hear(self, line: WebSocketRoute, message: dict[str, Any]) -> None:
        if self.dead:
            return
        if hello := message.get("hello"):
            self.hellos.append(hello)
            if self.waiting is None:
                self._seat(line, hello, len(self.hellos))
            else:
                self.waiting.append((line, hello))
        elif answer := message.get("answer"):
            self.answers.append(answer)
            if not self.silent:
                line.send(json.dumps(self._word(answer)))
        elif "ping" in message:
            line.send(json.dumps({"pong": message["ping"]}))

    def _seat(self, line: WebSocketRoute, hello: dict[str, Any], number: int) -> None:
        if hello["code"] != CODE:
            line.send(json.dumps({"gone": f"There is no class {hello['code']}."}))
            line.close(code=4404)
            return
        seat = hello["seat"] or f"seat-{number}"
        self.lines[line] = seat
        line.on_close(lambda code, reason: self.lines.pop(line, None))
        line.send(json.dumps({"seat": seat, "state": self.state}))

    def _word(self, answer: dict[str, Any]) -> dict[str, Any]:
        if self.refusing:
            return {"refused": {"n": answer["n"], "why": self.refusing}}
        if self.state["task"]["kind"] != "race":
            self.state = self.state | {"mine": answer["value"]}
        return {"kept": {key: answer[key] for key in ("item", "round", "n")} | {"result": self.result}}
