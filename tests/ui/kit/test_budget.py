"""What a page takes on is limited for a visitor and for all of them, and is said beforehand."""

import threading
from collections.abc import Iterator

import pytest
import streamlit as st

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam, Muon
from lrviz.scene import Run, Scene
from lrviz.ui.kit.background import Job, work_of_all
from lrviz.ui.kit.budget import AT_ONCE, MOST_OF_A_SESSION, MOST_OF_ALL, begin, starts_by_itself, told, too_much

PLAIN, SLOW = Scene(Rosenbrock(), runs=(Run(Adam()),)), Scene(Rosenbrock(), runs=(Run(Adam()), Run(Muon())), steps=1000)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Jobs wait for this event; the session is a dict."""
    monkeypatch.setattr(st, "session_state", {})
    go = threading.Event()
    yield go
    go.set()


def wait_for(go: threading.Event) -> Job:
    job = begin(lambda _: bool(go.wait(30)) and None, MOST_OF_A_SESSION)
    job.wait(0, 0.01)
    return job


def test_too_much_for_a_page_names_the_command(held: threading.Event) -> None:
    with pytest.raises(ValueError, match=r"at most 400,000,000 .* got 400,000,001: .* offline: lrviz sweep this"):
        begin(lambda job: None, MOST_OF_A_SESSION + 1, "lrviz sweep this")


def test_a_session_waits_for_its_own(held: threading.Event) -> None:
    job = wait_for(held)
    assert "got 1 more beside 400,000,000" in too_much(1)
    job.cancel()
    assert not too_much(1)


def test_all_sessions_share_the_server(held: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    before = work_of_all()
    jobs = []
    for _ in range(MOST_OF_ALL // MOST_OF_A_SESSION):
        monkeypatch.setattr(st, "session_state", {})
        jobs.append(wait_for(held))
    monkeypatch.setattr(st, "session_state", {})
    assert "All visitors' computations must be at most 1,600,000,000" in too_much(1, "")
    held.set()
    for job in jobs:
        job._thread.join(30)
    assert work_of_all() == before
    assert not too_much(1)


def test_what_goes_through_torch_starts_by_itself_only_when_it_is_short() -> None:
    assert starts_by_itself(PLAIN, AT_ONCE)
    assert not starts_by_itself(PLAIN, AT_ONCE + 1)
    assert not starts_by_itself(SLOW, AT_ONCE)


def test_how_long_it_takes_is_said_first() -> None:
    assert told(PLAIN, 8, 8000) == "8,000 steps in all."
    assert told(SLOW, 8, 8000).startswith("Muon: through torch, run by run; up to about ")
