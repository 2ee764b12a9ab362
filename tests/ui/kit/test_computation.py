"""What a page computes in the background: whatever it is, it is started, followed, stopped and resumed alike."""

import threading
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.computation import Computation

SCRIPT = """
import streamlit as st
from tests.ui.kit.test_computation import Counting

known = Counting.current(st.session_state.get("asked", 3))
known.follow(lambda: st.caption(f"found {known.found}"))
"""


class Counting(Computation):
    """Counts; it stops to be looked at before each number."""

    counted = "numbers"
    each = Cost(1)
    go = threading.Semaphore(0)
    looked = threading.Event()

    def __init__(self, asked: int) -> None:
        super().__init__(asked)
        self.found: list[int] = []

    @property
    def finished(self) -> bool:
        return len(self.found) == self.asked

    @property
    def label(self) -> str:
        return "Resume" if self.found else "Count"

    def cost(self) -> Cost:
        return Cost((self.asked - len(self.found)) * self.each.steps)

    @property
    def kept(self) -> int:
        return len(self.found)

    def give_back(self) -> None:
        self.found = []

    def compute(self, task: BackgroundTask) -> None:
        while not self.finished:
            assert self.go.acquire(timeout=30)
            if task.cancelled():
                return
            if self.asked == 13:
                raise ValueError("13 is not counted to")
            self.found.append(len(self.found))
            task.advance(len(self.found), self.asked, None)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(Counting, "go", threading.Semaphore(0))
    return AppTest.from_string(SCRIPT, default_timeout=30)


def known(app: AppTest) -> Any:
    assert not app.exception, app.exception
    return app.session_state["~Counting"]


def counted(app: AppTest, more: int) -> AppTest:
    """The page once so many more numbers are counted."""
    version = known(app).task.version
    for _ in range(more):
        known(app).go.release()
        known(app).task.wait(version, 30)
        version += 1
    return app.run()


def ended(app: AppTest) -> AppTest:
    known(app).go.release()
    known(app).task._thread.join(30)
    return app.run()


def said(app: AppTest) -> list[str]:
    assert not app.exception, app.exception
    return [part.value for part in [*app.error, *app.caption]] + [button.label for button in app.button]


def test_what_is_small_starts_by_itself_and_is_followed(app: AppTest) -> None:
    assert said(app.run()) == ["found []", "Stop"]
    app = counted(app, 2)
    assert said(app) == ["found [0, 1]", "Stop"]
    (bar,) = app.get("progress")
    assert bar.proto.text == "2 of 3 numbers · under way"
    assert said(ended(app)) == ["found [0, 1, 2]"]
    assert said(app.run()) == ["found [0, 1, 2]"]


def test_what_is_stopped_stays_and_is_resumed(app: AppTest) -> None:
    app = counted(app.run(), 1)
    app.button(key="~stop").click().run()
    app = ended(app)
    assert said(app) == ["2 steps in all.", "found [0]", "Resume"]
    app = counted(app.button(key="~start").click().run(), 1)
    assert said(ended(app)) == ["found [0, 1, 2]"]


def test_what_is_large_waits_for_a_click_and_what_is_too_large_is_refused(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counting, "each", Cost(100_000_000))
    assert said(app.run()) == ["300,000,000 steps in all.", "found []", "Count"]
    assert said(counted(app.button(key="~start").click().run(), 2)) == ["found [0, 1]", "Stop"]
    app = ended(app)
    app.session_state["asked"] = 5
    assert said(app.run()) == ["This takes 500,000,000 steps; the page allows 400,000,000 steps.", "found []"]


def test_a_run_of_the_whole_page_is_not_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    known, reruns = Counting(1), []
    monkeypatch.setattr(Counting, "go", threading.Semaphore(0))

    def fragment(follow: Any, run_every: float | None) -> Any:
        def ends_meanwhile(show: Any) -> None:
            known.go.release()
            assert known.task is not None
            known.task._thread.join(30)
            for _ in range(3):
                follow(show)
                reruns.append("not yet" if not reruns else "done")

        return ends_meanwhile

    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("streamlit.fragment", fragment)
    monkeypatch.setattr("streamlit.rerun", lambda: reruns.append("rerun"))
    known.follow(lambda: None)
    assert reruns == ["not yet", "rerun", "done", "done"]


def test_for_who_comes_back_what_began_by_itself_begins_again_and_what_was_asked_for_stays(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ended(counted(app.run(), 2))
    known(app).forget()
    assert said(app.run()) == ["found []", "Stop"]
    assert said(ended(counted(app, 2))) == ["found [0, 1, 2]"]
    monkeypatch.setattr(Counting, "each", Cost(100_000_000))
    app.session_state["asked"] = 2
    app = ended(counted(app.run().button(key="~start").click().run(), 1))
    known(app).forget()
    assert said(app.run()) == ["found [0, 1]"]


def test_a_part_of_the_page_that_finds_all_given_back_has_the_whole_page_look(monkeypatch: pytest.MonkeyPatch) -> None:
    known, reruns = Counting(1), []
    known.found = [0]
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("streamlit.fragment", lambda follow, run_every: follow)
    monkeypatch.setattr("streamlit.rerun", lambda: reruns.append("rerun"))
    known.follow(lambda: None)
    known._followed(lambda: None)
    assert reruns == []
    known.forget()
    known._followed(lambda: None)
    assert reruns == ["rerun"]


def test_another_one_takes_its_place(app: AppTest) -> None:
    first = known(counted(app.run(), 1))
    app.session_state["asked"] = 4
    app.run()
    assert first.task.cancelled()
    first.go.release()
    first.task._thread.join(30)
    assert said(counted(app, 1)) == ["found [0]", "Stop"]
    known(app).cancel()
    ended(app)


def test_an_error_is_said_and_it_may_be_tried_again(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.session_state["asked"] = 13
    app = ended(app.run())
    assert said(app) == ["13 is not counted to", "13 steps in all.", "found []", "Count"]
    monkeypatch.setattr(Counting, "retried", False)
    assert said(app.run()) == ["13 is not counted to", "found []"]
