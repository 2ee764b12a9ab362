"""Values that a browser is told and shows a little later."""

from typing import Any

import pytest

from lrviz.ui.kit import values
from tests.ui.visits import Visit

X = "t.f.Rosenbrock.start_x"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session in which a browser shows 1."""
    session: dict[str, Any] = {"x": 1}
    monkeypatch.setattr(values.st, "session_state", session)
    return session


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still."""
    now = [100.0]
    monkeypatch.setattr(values.time, "monotonic", lambda: now[0])
    return now


def run(session: dict[str, Any], shows: int, settles: bool = True) -> int:
    """A run of the page, asked for by a browser that shows a value; the value that the page goes on with."""
    session["x"] = shows
    values.assign_postponed()
    if settles:
        values.settle_postponed()
    return int(session["x"])


@pytest.mark.usefixtures("clock")
def test_what_a_browser_sent_before_it_heard_of_a_value_does_not_take_it_back(session: dict[str, Any]) -> None:
    values.postpone({"x": 2})
    assert run(session, 1) == 2
    assert run(session, 1) == 2
    values.postpone({"x": 3})
    assert [run(session, shows) for shows in (2, 1, 2, 3)] == [3, 3, 3, 3]
    assert run(session, 1) == 1, "the browser has shown it: somebody has typed 1"


@pytest.mark.usefixtures("clock")
def test_a_value_of_a_run_that_was_broken_off_may_have_been_told_already(session: dict[str, Any]) -> None:
    values.postpone({"x": 2})
    assert run(session, 1, settles=False) == 2
    values.postpone({"x": 1})
    assert run(session, 1) == 1
    assert run(session, 2) == 1


@pytest.mark.usefixtures("clock")
def test_what_somebody_types_counts(session: dict[str, Any]) -> None:
    values.postpone({"x": 2})
    assert [run(session, shows) for shows in (1, 5, 1)] == [2, 5, 1]


def test_after_a_while_whatever_a_browser_shows_was_typed(session: dict[str, Any], clock: list[float]) -> None:
    values.postpone({"x": 2})
    assert run(session, 1) == 2
    clock[0] += values._ON_THE_WAY + 0.1
    assert run(session, 1) == 1


@pytest.mark.usefixtures("clock")
def test_a_value_that_is_assigned_or_forgotten_waits_no_more(session: dict[str, Any]) -> None:
    for forget in (lambda: values.assign({"x": 1}), lambda: values.forget("x")):
        values.postpone({"x": 2})
        assert run(session, 1) == 2
        forget()
        assert run(session, 1) == 1
        assert values.postponed() == {}


def test_a_page_keeps_what_was_told_until_the_browser_shows_it(visit: Visit) -> None:
    app = visit({X: "0.5"})
    app.session_state["~postponed"] = {X: values.Waiting(0.25, (0.5,))}
    app.run()
    assert app.number_input(key=X).value == 0.25
    app.number_input(key=X).set_value(0.5).run()
    assert app.number_input(key=X).value == 0.25, "sent before the browser heard of it"
    app.run()
    app.number_input(key=X).set_value(0.5).run()
    assert app.number_input(key=X).value == 0.5
