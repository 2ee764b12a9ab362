"""What a killed process leaves behind is told to end, and nothing is where it ended in order."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

from tests.browser.server import free_port, serving
from tests.processes import SECONDS, is_gone, wait_until_gone

PARENT = """
import subprocess, sys
from lrviz.serving.orphans import Orphans

sleeps = [sys.executable, "-c", "import time; time.sleep(1e6)"]
with Orphans() as orphans:
    first, second, third = (subprocess.Popen(sleeps, stdout=subprocess.DEVNULL).pid for _ in range(3))
    orphans.are([first])
    orphans.are([second, third])
    print(first, second, third, orphans._watch.pid, flush=True)
    sys.stdin.read()
"""
"""Starts three that wait, of whom the last two are to end with it, and waits until its input ends."""


@contextmanager
def parent() -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """A process, those that it has started, and last the one that watches."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        begun = [psutil.Process(int(number)) for number in started.stdout.readline().split()]
        try:
            yield started, begun
        finally:
            started.kill()
            for one in begun:
                with suppress(psutil.NoSuchProcess):
                    one.kill()


def test_where_it_is_killed_those_that_it_said_last_end() -> None:
    with parent() as (started, (first, *others, watch)):
        started.kill()
        wait_until_gone(one.pid for one in (*others, watch))
        assert not is_gone(first.pid)


def test_where_it_ends_in_order_nobody_is_ended() -> None:
    with parent() as (started, (*begun, watch)):
        started.communicate(timeout=SECONDS)
        wait_until_gone([watch.pid])
        assert started.returncode == 0
        assert not any(is_gone(one.pid) for one in begun)


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_it_goes_on_where_the_watch_has_ended(end: str) -> None:
    with parent() as (started, (*begun, watch)):
        getattr(watch, end)()
        wait_until_gone([watch.pid])
        started.communicate(timeout=SECONDS)
        assert started.returncode == 0
        assert not any(is_gone(one.pid) for one in begun)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="several workers need Caddy")
def test_of_several_workers_none_outlives_the_command_that_started_them() -> None:
    port = free_port()
    with serving(options=["--workers", "2"], port=port):
        (command,) = (one for one in psutil.Process().children() if f"--port={port}" in one.cmdline())
        begun = command.children(recursive=True)
        assert len(begun) >= 4, "two workers, Caddy, and what watches"
        command.kill()
        wait_until_gone(one.pid for one in begun)
