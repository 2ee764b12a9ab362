"""What a killed process leaves behind is told to end, and nothing is where it ended in order."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.browser.server import free_port, serving

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

PATIENCE = 60.0


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
                if runs(one):
                    one.kill()


def runs(process: psutil.Process) -> bool:
    """Whether a process has not ended, whoever may still ask how."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_for_the_end(process: psutil.Process) -> None:
    """Waits until a process has ended."""
    latest = time.monotonic() + PATIENCE
    while runs(process):
        assert time.monotonic() < latest, process
        time.sleep(0.02)


def test_where_it_is_killed_those_that_it_said_last_end() -> None:
    with parent() as (started, (first, *others, watch)):
        started.kill()
        for ended in (*others, watch):
            wait_for_the_end(ended)
        assert runs(first)


def test_where_it_ends_in_order_nobody_is_ended() -> None:
    with parent() as (started, (*begun, watch)):
        started.communicate(timeout=PATIENCE)
        wait_for_the_end(watch)
        assert started.returncode == 0
        assert all(runs(one) for one in begun)


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_it_goes_on_where_the_watch_has_ended(end: str) -> None:
    with parent() as (started, (*begun, watch)):
        getattr(watch, end)()
        wait_for_the_end(watch)
        started.communicate(timeout=PATIENCE)
        assert started.returncode == 0
        assert all(runs(one) for one in begun)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="several workers need Caddy")
def test_of_several_workers_none_outlives_the_command_that_started_them() -> None:
    port = free_port()
    with serving(options=["--workers", "2"], port=port):
        (command,) = (one for one in psutil.Process().children() if f"--port={port}" in one.cmdline())
        begun = command.children(recursive=True)
        assert len(begun) >= 4, "two workers, Caddy, and what watches"
        command.kill()
        for one in begun:
            wait_for_the_end(one)
