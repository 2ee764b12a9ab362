"""The app as its command starts it, and Chromium to visit it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, ViewportSize

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell, which draws for no screen, needs a fifth less of the processor."""

CHROMIUM = next(filter(None, map(shutil.which, _BROWSERS)), None)


_LRVIZ = [sys.executable, "-c", "import sys; from lrviz.cli import main; sys.exit(main())"]
_STREAMLIT = [sys.executable, "-m", "streamlit", "run"]


@contextmanager
def serving(
    *script: str, data: str = "", options: Sequence[str] = (), base_path: str = "", port: int = 0, checkout: str = ""
) -> Iterator[str]:
    """A fresh server of the app, or of another script with its arguments; its address.

    Args:
        script: another script and its arguments, for Streamlit's own command.
        data: the directory in which it keeps what it keeps; "" is the user's own.
        options: what the command `lrviz` is told beside its port.
        base_path: the path below which it is told to lie.
        port: where it listens; 0 is any that is free.
        checkout: where its code is; "" is here.
    """
    port = port or free_port()
    below = [] if checkout else [f"--base-path={base_path}"]  # an older command may not know it
    command = [*_LRVIZ, f"--port={port}", "--no-browser", *below, *options]
    if script:
        listening = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
        command = [*_STREAMLIT, script[0], *listening, "--server.fileWatcherType=none", "--", *script[1:]]
    told = os.environ | ({"XDG_DATA_HOME": data, "LOCALAPPDATA": data} if data else {})
    address = f"http://127.0.0.1:{port}{base_path}/"
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=told, cwd=checkout or None, **silent) as server:
        try:
            wait_until_up(address, server)
            yield address
        finally:
            server.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    """Waits until a server answers."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.returncode}")
        try:
            with urllib.request.urlopen(f"{address}_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def chromium(playwright: Playwright) -> Browser:
    """Chromium from the system, or Playwright's own; without one the test is skipped, under CI it fails."""
    try:
        return playwright.chromium.launch(executable_path=CHROMIUM)
    except Error as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Chromium to walk with: {str(error).splitlines()[0]}")


@contextmanager
def profile(playwright: Playwright, viewport: ViewportSize) -> Iterator[BrowserContext]:
    """Chromium as somebody uses it who comes back: it keeps files, and what it has compiled of them, on the disk."""
    with TemporaryDirectory() as kept:
        context = playwright.chromium.launch_persistent_context(
            kept, executable_path=CHROMIUM, viewport=viewport, bypass_csp=True
        )
        try:
            yield context
        finally:
            context.close()
