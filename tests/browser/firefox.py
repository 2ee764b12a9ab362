"""Firefox, which Playwright can drive only as its own build, over WebDriver BiDi."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
PATIENCE = 60.0
"""How many seconds a slow and busy machine may take for anything."""

WAIT = """new Promise((resolve) => {
  const look = () => (%s) ? resolve(true) : setTimeout(look, 20);
  look();
})"""


class Firefox:
    """One tab.

    Attributes:
        errors: what went wrong in its pages.
        asked: all that they asked for, cut after the first letters.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._count = 0
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **given: Any) -> Any:
        """What Firefox answers; what it tells of its pages before that is noted."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": given}))
        while (told := json.loads(self._socket.recv(timeout=PATIENCE))).get("id") != self._count:
            self._note(told.get("method"), told.get("params", {}))
        assert told["type"] == "success", told
        return told["result"]

    def open(self, file: Path) -> None:
        """Opens a file, with nothing noted of what was before."""
        self.errors, self.asked = [], []
        self.ask("browsingContext.navigate", context=self._tab, url=file.as_uri(), wait="complete")

    def value(self, expression: str) -> Any:
        """The value of an expression in the page, as JSON could hold it; promises are waited for."""
        asked = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        target = {"context": self._tab}
        answer = self.ask("script.evaluate", expression=asked, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def wait_for(self, condition: str) -> None:
        """Waits until an expression holds in the page."""
        self.value(WAIT % condition)

    def _note(self, event: str | None, told: dict[str, Any]) -> None:
        if event == "log.entryAdded" and told["level"] == "error":
            self.errors.append(told["text"])
        if event == "network.beforeRequestSent":
            self.asked.append(told["request"]["url"][:60])


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Firefox from the system with a profile of its own; without it the test is skipped, under CI it fails."""
    if FIREFOX is None:
        if os.environ.get("CI"):
            raise FileNotFoundError("under CI Firefox must be there: apt-get install firefox-esr")
        pytest.skip("no Firefox to open files in")
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            with connect(_address(process, profile), max_size=None, open_timeout=PATIENCE) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[bytes], profile: Path) -> str:
    """Where Firefox listens, as it writes into its profile once it does."""
    written = profile / "WebDriverBiDiServer.json"
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError, json.JSONDecodeError):
            told = json.loads(written.read_text("utf-8"))
            return f"ws://{told['ws_host']}:{told['ws_port']}/session"
        time.sleep(0.1)
    raise RuntimeError("Firefox does not listen")
