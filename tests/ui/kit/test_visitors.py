"""What a visitor has started ends when they have gone, and what it holds is given back."""

import gc
import math
from types import SimpleNamespace

import pytest
from streamlit.runtime.context import StreamlitHeaders

from lrviz.serving.visits import is_from_this_machine
from lrviz.ui.kit import visitors
from lrviz.ui.kit.visitors import NOBODY, Visitor, _Watch


class Held:
    """A task and what it found."""

    def __init__(self) -> None:
        self.cancelled, self.forgotten = 0, 0

    def cancel(self) -> None:
        self.cancelled += 1

    def forget(self) -> None:
        self.forgotten += 1


class Server:
    """A server that knows who is there."""

    def __init__(self) -> None:
        self.there = {"a", "b"}

    def is_active_session(self, key: str) -> bool:
        return key in self.there


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, in the place of Streamlit's."""
    known = Server()
    monkeypatch.setattr(visitors.runtime, "exists", lambda: True)
    monkeypatch.setattr(visitors.runtime, "get_instance", lambda: known)
    return known


def watch(monkeypatch: pytest.MonkeyPatch) -> _Watch:
    """A watch that looks only when it is told to."""
    monkeypatch.setattr(_Watch, "_run", lambda self: None)
    return _Watch()


def test_who_is_missed_for_a_while_has_gone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, mine, other = watch(monkeypatch), Held(), Held()
    looks.add(Visitor("a"), mine, mine.forget)
    looks.add(Visitor("b"), other, other.forget)
    server.there.remove("a")
    for _ in range(visitors._MISSED - 1):
        looks.look()
    assert (mine.cancelled, mine.forgotten) == (0, 0)
    server.there.add("a")
    looks.look()
    server.there.remove("a")
    for _ in range(visitors._MISSED):
        looks.look()
    looks.look()
    assert (mine.cancelled, mine.forgotten) == (1, 1)
    assert (other.cancelled, other.forgotten) == (0, 0)


def test_memory_is_swept_once_somebody_has_gone_and_not_all_the_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, mine, swept = watch(monkeypatch), Held(), list[str]()
    monkeypatch.setattr(visitors, "give_scattered_memory_back", lambda: swept.append("now"))
    monkeypatch.setattr(looks, "_swept", -math.inf)
    looks.add(Visitor("a"), mine, mine.forget)
    looks.sweep()
    assert swept == []
    for _ in range(2):
        server.there.discard("a")
        for _ in range(visitors._MISSED):
            looks.look()
        looks.sweep()
        assert swept == ["now"]
        looks.add(Visitor("a"), mine, mine.forget)


def test_memory_is_swept_once_the_state_of_a_session_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, swept, state = watch(monkeypatch), list[str](), dict[str, visitors._Stay]()
    monkeypatch.setattr(visitors, "give_scattered_memory_back", lambda: swept.append("now"))
    monkeypatch.setattr(visitors, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(visitors, "_WATCH", looks)
    for run in range(2):  # of the script
        visitors.sweep_after_visit()
        monkeypatch.setattr(looks, "_swept", -math.inf)
        looks.sweep()
        assert swept == [], run
    state.clear()
    gc.collect()
    looks.sweep()
    assert swept == ["now"]


def test_what_is_dropped_is_not_held(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, mine = watch(monkeypatch), Held()
    looks.add(Visitor("a"), mine, mine.forget)
    del mine
    looks.look()
    assert not looks._held


def test_nobody_never_goes(server: Server) -> None:
    assert NOBODY.present
    assert not Visitor("c").present


def test_whether_the_machine_is_the_visitors_is_read_from_the_server_and_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = StreamlitHeaders([("Host", "localhost:8501"), ("Origin", "http://localhost:8501")])
    context = SimpleNamespace(headers=headers)
    monkeypatch.setattr(visitors, "is_from_this_machine", is_from_this_machine)
    for listening, home in (("127.0.0.1", True), (None, False)):
        monkeypatch.setattr(
            visitors, "st", SimpleNamespace(get_option={"server.address": listening}.get, context=context)
        )
        assert visitors.at_home() is home
