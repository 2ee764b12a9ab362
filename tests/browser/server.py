"""The app as its command starts it, and Chromium to visit it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, Playwright

from lrviz.cli import streamlit_arguments

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def serving(*script: str, data: str = "") -> Iterator[str]:
    """A fresh server of the app, or of another script with its arguments; its address.

    Args:
        script: another script and its arguments.
        data: the directory in which it keeps what it keeps; "" is the user's own.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from lrviz.cli import main; main()", f"--port={port}", "--no-browser"]
    if script:
        streamlit, run, _, *settings = streamlit_arguments(port, "127.0.0.1", browser=False)
        command = [sys.executable, "-m", streamlit, run, script[0], *settings, "--", *script[1:]]
    told = os.environ | ({"XDG_DATA_HOME": data, "LOCALAPPDATA": data} if data else {})
    with subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_up(port, server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def _wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
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
