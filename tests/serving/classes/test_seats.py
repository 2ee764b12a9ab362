"""A class has so many seats, each of them one phone; it ends for all, and says what it cannot write down."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from lrviz.classroom import room
from lrviz.serving.classes import saving
from lrviz.serving.classes.connection import FULL, GONE, REFUSED
from lrviz.serving.settings import Settings
from tests.browser.server import free_port
from tests.serving.classes.conftest import classes_served
from tests.serving.classes.visiting import Class, line


def test_a_full_class_says_so_and_keeps_its_own(opened: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_SEATS", 1)
    with opened.phone() as (_, seat, _), line(opened.address) as late:
        late.say({"hello": {"code": opened.code, "seat": ""}})
        assert "all seats are taken" in late.hear()["full"]
        assert late.closed()[0] == FULL
        with opened.phone(seat) as (_, same, _):
            assert same == seat


def test_a_seat_that_is_made_up_is_a_new_one(opened: Class) -> None:
    with opened.phone() as (_, seat, _), opened.phone("0" * len(seat)) as (_, other, _):
        assert len({seat, other, "0" * len(seat)}) == 3


def test_the_oldest_of_many_tabs_of_a_seat_is_let_go(opened: Class) -> None:
    with ExitStack() as tabs:
        first, seat, _ = tabs.enter_context(opened.phone())
        for _ in range(4):
            last, _, _ = tabs.enter_context(opened.phone(seat))
        assert first.closed()[0] == REFUSED
        last.say({"ping": 1})
        assert last.hear_until("pong") == {"pong": 1}


def test_everybody_is_told_that_the_class_is_over_and_nobody_joins_it(opened: Class) -> None:
    with opened.phone() as (phone, _, _), opened.projector() as projector:
        projector.move(projector.state(phase="lobby"), "end")
        assert phone.state(phase="ended")
        with line(opened.address) as late:
            late.say({"hello": {"code": opened.code, "seat": ""}})
            assert late.hear()["gone"]
            assert late.closed()[0] == GONE


def test_answers_that_cannot_be_written_count_and_the_projector_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(saving, "_PATIENCE", 0.1)
    with classes_served(Settings(port=free_port())) as address:
        opened = Class.opened(address)
        with opened.phone() as (phone, _, _), opened.projector() as projector:
            told = projector.move(projector.state(phase="lobby"))
            assert told["problem"]
            phone.state(phase="asking")
            phone.say({"answer": {"item": 0, "round": 1, "value": 1, "n": 1}})
            assert phone.hear_until("kept")["kept"]["n"] == 1
