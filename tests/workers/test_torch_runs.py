"""What goes through torch runs in another process with the same bits, and can be ended in the midst of a step."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType

import psutil
import pytest

from lrviz import Run, Scene, reference
from lrviz.descent import Descent
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import LBFGS, Muon
from lrviz.schedules import LambdaLR
from lrviz.schedules.base import ScheduleError
from lrviz.workers import StoppedError, send_torch_elsewhere, torch_runs


def descent(steps: int) -> Descent:
    """A run through torch."""
    return Descent.of(Scene(Rosenbrock(), steps=steps, runs=(Run(Muon()),)), 0)


@pytest.fixture(autouse=True)
def on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit takes a page's script for the main program, which a process that begins would run anew."""
    main = ModuleType("__main__")
    main.__file__ = "gone.py"
    monkeypatch.setitem(sys.modules, "__main__", main)


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Sends this thread's runs to the workers; afterwards they run here again."""
    yield lambda stopped: send_torch_elsewhere("page", stopped)
    reference.hand_over(None)


def test_runs_are_the_same_elsewhere_and_end_when_they_are_stopped(
    elsewhere: Callable[[Callable[[], bool]], None],
) -> None:
    here = reference.descend(descent(20))
    elsewhere(lambda: False)
    there = reference.descend(descent(20))
    assert there.points.tobytes() == here.points.tobytes()

    stop = threading.Event()
    elsewhere(stop.is_set)
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(StoppedError):
        reference.descend(descent(100_000))

    elsewhere(lambda: False)
    assert reference.descend(descent(20)).points.tobytes() == here.points.tobytes()


def test_what_is_refused_there_is_refused_here(elsewhere: Callable[[Callable[[], bool]], None]) -> None:
    elsewhere(lambda: False)
    run = Run(LBFGS(), LambdaLR("sqrt(4 - t)"))
    with pytest.raises(ScheduleError, match="torch's scheduler refuses"):
        reference.descend(Descent.of(Scene(Rosenbrock(), steps=9, runs=(run,)), 0))


def test_whoever_raises_ends_the_run(elsewhere: Callable[[Callable[[], bool]], None]) -> None:
    begun = time.monotonic()

    def asked() -> bool:
        if time.monotonic() - begun > 0.3:
            raise KeyboardInterrupt
        return False

    elsewhere(asked)
    with pytest.raises(KeyboardInterrupt):
        reference.descend(descent(100_000))


def test_a_process_does_not_load_the_app(elsewhere: Callable[[Callable[[], bool]], None]) -> None:
    elsewhere(lambda: False)
    loaded = torch_runs._pool("page").schedule(eval, args=["'streamlit' in __import__('sys').modules"])
    assert loaded.result() is False


def test_a_process_that_is_killed_while_it_has_nothing_to_do_is_started_anew(
    elsewhere: Callable[[Callable[[], bool]], None],
) -> None:
    def processes() -> list[psutil.Process]:
        known = psutil.Process().children(recursive=True)
        return [child for child in known if "spawn_main" in " ".join(child.cmdline())]

    elsewhere(lambda: False)
    there = reference.descend(descent(20))
    before = processes()
    assert before
    for process in before:  # whoever waits for them here takes their end away from those who are to see it
        process.kill()
    assert reference.descend(descent(20)).points.tobytes() == there.points.tobytes()
    assert not {process.pid for process in before} & {process.pid for process in processes()}


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has other priorities")
def test_background_work_steps_back_for_pages() -> None:
    torch_runs._leave_main_alone()
    pages, background = (torch_runs._pool(lane).schedule(os.nice, args=[0]).result() for lane in torch_runs._WORKERS)
    assert pages == os.nice(0) < background
