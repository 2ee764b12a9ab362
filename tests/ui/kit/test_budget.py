"""What a page takes on is limited in steps and in seconds, for a visitor and for all of them, and said beforehand."""

import threading
from collections.abc import Iterator

import pytest
import streamlit as st

from lrviz.ui.kit.background import BackgroundTask, Cost, cost_of_all
from lrviz.ui.kit.budget import (
    AT_ONCE,
    MOST_OF_A_SESSION,
    MOST_OF_ALL,
    begin,
    in_words,
    keep,
    starts_by_itself,
    too_much,
)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Tasks wait for this event; the session is a dict."""
    monkeypatch.setattr(st, "session_state", {})
    go = threading.Event()
    yield go
    go.set()


def wait_for(go: threading.Event, cost: Cost) -> BackgroundTask:
    return begin(lambda _: bool(go.wait(30)) and None, cost)


def test_too_much_for_a_page_is_refused(held: threading.Event) -> None:
    steps, seconds = Cost(400_000_001), Cost(5, 200.0)
    assert too_much(steps) == "This takes 400,000,001 steps; the page allows 400,000,000 steps."
    assert too_much(seconds) == "This takes 3 min 20 s; the page allows 2 min 0 s."
    for cost in (steps, seconds):
        assert not starts_by_itself(cost)
        with pytest.raises(ValueError, match="the page allows"):
            begin(lambda task: None, cost)


@pytest.mark.parametrize(
    ("cost", "more", "said"),
    [
        (MOST_OF_A_SESSION, Cost(1), "takes 1 steps; beside 400,000,000 steps of your other tasks the page allows"),
        (Cost(0, 100.0), Cost(0, 30.0), "takes 30 s; beside 1 min 40 s of your other tasks the page allows 2 min 0 s"),
    ],
)
def test_a_session_waits_for_its_own(held: threading.Event, cost: Cost, more: Cost, said: str) -> None:
    task = wait_for(held, cost)
    assert said in too_much(more)
    assert not starts_by_itself(more)
    task.cancel()
    assert not too_much(more)
    assert starts_by_itself(more) == (more.seconds <= AT_ONCE.seconds)


def test_all_sessions_share_the_server(held: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cost_of_all()
    tasks = []
    for _ in range(MOST_OF_ALL.steps // MOST_OF_A_SESSION.steps):
        monkeypatch.setattr(st, "session_state", {})
        tasks.append(wait_for(held, MOST_OF_A_SESSION))
    monkeypatch.setattr(st, "session_state", {})
    assert "of all visitors the server allows 1,600,000,000 steps: wait a little." in too_much(Cost(1))
    held.set()
    for task in tasks:
        task._thread.join(30)
    assert cost_of_all() == before
    assert not too_much(Cost(1))


def test_what_it_takes_is_said_first() -> None:
    said = [in_words(cost) for cost in (Cost(8000), Cost(8000, 75.3), Cost(8000, 0.01))]
    assert said == ["8,000 steps in all.", "Up to about 1 min 15 s.", "Up to about 1 s."]


def test_what_is_kept_is_limited_for_a_visitor_and_for_all(held: threading.Event) -> None:
    class Holding:
        kept = 90_000_000

    large = Cost(1, 0.0, 230_000_000)
    assert too_much(large) == "This keeps 230 MB; the page allows 96 MB."
    assert not starts_by_itself(Cost(1, 0.0, 9_000_000))
    assert in_words(Cost(8, 0.0, 9_000_000)) == "8 steps in all. It keeps 9 MB."
    mine = Holding()
    keep(mine)
    assert "This keeps 9 MB; beside 90 MB of your other tasks the page allows 96 MB" in too_much(
        Cost(1, 0.0, 9_000_000)
    )
    del mine
    assert not too_much(Cost(1, 0.0, 9_000_000))
