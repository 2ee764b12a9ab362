"""What is acknowledged is on file: a killed process, a full disk and a thread that dies lose nothing unseen."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest

from lrviz.classroom import Journal, Room, Rooms, journal_file, record
from lrviz.classroom import journal as journals
from lrviz.classroom.record import class_of
from lrviz.classroom.rooms import IDLE
from tests.classroom.made import PLAN, VALUES

VOTING = """
import sys
from pathlib import Path
from lrviz.classroom import Journal, Rooms
from tests.classroom.made import PLAN

rooms = Rooms(Journal(Path(sys.argv[1])))
journal = rooms._journal
room, token = rooms.open(PLAN, 0.0)
seats = [room.join(None) for _ in range(60)]
room.act("next", 0)
journal.keep(room, 1.0).result()
number = 0
while True:
    for seat in seats:
        number += 1
        room.answer(seat, 0, 1, number % 3, n=number)
        journal.keep(room, 1.0).result()
        print(seat, number % 3, number, flush=True)
"""
"""Votes without end, each told once it is acknowledged."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "classes-8501.sqlite3"


@pytest.fixture
def open_journal(file: Path) -> Iterator[Callable[[], Journal]]:
    made: list[Journal] = []

    def make() -> Journal:
        made.append(Journal(file))
        return made[-1]

    yield make
    for journal in made:
        journal.close()


def wait(future: "Future[None]") -> None:
    future.result(timeout=60)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def held(room: Room) -> Room:
    """A class in which everything has happened once."""
    quick, slow = room.join(None), room.join(None)
    for index, values in enumerate(VALUES):
        room.act("next", room.version)
        for seat in (quick, slow):
            for value in values[: 2 if seat == quick else 1]:
                room.answer(seat, index, 1, value)
        room.act("next", room.version)
        if index == 0:
            room.act("again", room.version)
            room.answer(slow, 0, 2, 1)
            room.act("next", room.version)
        if index < len(VALUES) - 1:
            room.act("next", room.version)
    room.compute()
    return room


def same(one: Room, other: Room) -> None:
    other.compute()
    assert (one.code, one.plan, one.digest, one.rows) == (other.code, other.plan, other.digest, other.rows)
    assert one.phases == other.phases
    assert one.votes() == other.votes()
    assert [one.for_student(seat) for seat in one.rows] == [other.for_student(seat) for seat in other.rows]
    assert record(one) == record(other)


def test_a_class_stands_as_it_stood_when_the_server_starts_again(open_journal: Callable[[], Journal]) -> None:
    journal = open_journal()
    rooms = Rooms(journal)
    room, token = rooms.open(PLAN, 100.0)
    wait(journal.keep(held(room), 200.0))
    again = Rooms(open_journal())
    again.restore(300.0)
    found = again.teacher(room.code, token, 300.0)
    assert found is not None
    same(room, found)
    found.act("next", found.version)
    assert found.phase == "revealed"


def test_votes_acknowledged_before_the_process_is_killed_are_there(
    file: Path, open_journal: Callable[[], Journal]
) -> None:
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", VOTING, str(file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": root}
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(150)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
    rooms = Rooms(open_journal())
    rooms.restore(2.0)
    (room,) = rooms
    assert room.answered == 60
    last = {line.split()[0]: line.split() for line in told if line.endswith("\n")}
    assert len(last) == 60
    for seat, value, number in last.values():
        (answer,) = room.answers.of(seat, 0, 1)
        assert (answer.value, answer.n) == (int(value), int(number)) or answer.n > int(number)
    assert rooms.problem == ""


def test_a_class_that_has_ended_or_that_nobody_uses_leaves_nothing_behind(
    file: Path, open_journal: Callable[[], Journal]
) -> None:
    journal = open_journal()
    rooms = Rooms(journal)
    ended, _ = rooms.open(PLAN, 0.0)
    idle, _ = rooms.open(PLAN, 0.0)
    used, _ = rooms.open(PLAN, 0.0)
    seats = [held(room).rows for room in (ended, idle, used)]
    wait(journal.keep(ended, 1.0))
    wait(journal.keep(idle, 1.0))
    wait(journal.keep(used, IDLE))
    ended.act("end", ended.version)
    wait(journal.keep(ended, 2.0))
    again = Rooms(open_journal())
    again.restore(IDLE + 2.0)
    assert [room.code for room in again] == [used.code]
    wait(journal.keep(used, IDLE))
    until(lambda: not any(word in contents(file) for room in seats[:2] for word in room))
    assert all(word in contents(file) for word in seats[2])


def contents(file: Path) -> str:
    return "".join(one.read_bytes().decode("latin-1") for one in sorted(file.parent.iterdir()))


def test_only_the_owner_may_read_the_file_and_it_is_named_by_the_port(
    file: Path, open_journal: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(open_journal().forget("KWXPD"))
    if os.name == "posix":
        assert {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()} == {0o600}
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert journal_file(8501).name == "classes-8501.sqlite3"


def test_a_full_disk_is_told_and_what_waits_is_written_once_there_is_room(
    file: Path, open_journal: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "_RETRY", 0.01)
    connected = journals._connected
    full = [True]

    def small(file: Path) -> sqlite3.Connection:
        connection = connected(file)
        connection.execute(f"PRAGMA max_page_count = {1 if full[0] else 100_000}")
        return connection

    monkeypatch.setattr(journals, "_connected", small)
    journal = open_journal()
    rooms = Rooms(journal)
    room, _ = rooms.open(PLAN, 0.0)
    kept = journal.keep(held(room), 1.0)
    until(lambda: "full" in rooms.problem)
    assert not kept.done()
    full[0] = False
    wait(kept)
    assert rooms.problem == ""
    again = Rooms(open_journal())
    again.restore(2.0)
    same(room, *again)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_seen_and_acknowledges_nothing(
    open_journal: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise MemoryError("no room left")

    monkeypatch.setattr(journals, "_write", die)
    journal = open_journal()
    rooms = Rooms(journal)
    room, _ = rooms.open(PLAN, 0.0)
    kept = journal.keep(held(room), 1.0)
    with pytest.raises(OSError, match="no room left"):
        kept.result(timeout=60)
    assert "no room left" in rooms.problem
    with pytest.raises(OSError, match="no room left"):
        journal.keep(room, 2.0).result(timeout=60)


def test_a_file_that_is_none_of_ours_is_told_and_left_alone(file: Path, open_journal: Callable[[], Journal]) -> None:
    file.parent.mkdir()
    file.write_bytes(b"a letter to my grandmother" * 100)
    journal = open_journal()
    rooms = Rooms(journal)
    rooms.restore(0.0)
    until(lambda: "not a database" in rooms.problem)
    assert not list(rooms)
    assert file.read_bytes() == b"a letter to my grandmother" * 100


def test_a_directory_that_cannot_be_made_is_told_without_its_path(
    file: Path, open_journal: Callable[[], Journal]
) -> None:
    file.parent.write_text("in the way")
    journal = open_journal()
    assert journal.restore() == []
    until(lambda: journal.problem != "")
    assert str(file.parent) not in journal.problem
    kept = journal.forget("KWXPD")
    journal.close()
    with pytest.raises(OSError, match="cannot be written"):
        kept.result(timeout=60)


def test_a_class_that_cannot_be_read_any_more_is_deleted_and_the_others_are_there(
    file: Path, open_journal: Callable[[], Journal]
) -> None:
    journal = open_journal()
    rooms = Rooms(journal)
    good, _ = rooms.open(PLAN, 0.0)
    wait(journal.keep(held(good), 1.0))
    older = json.dumps({"type": "ClassPlan", "items": [{"lesson": "a lesson of an older version"}]})
    wait(journal.opened("AAAAA", "digest", older, 0.0))
    again = Rooms(open_journal())
    again.restore(2.0)
    same(good, *again)
    wait(again._journal.forget("none"))  # type: ignore[union-attr]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT code FROM classes").fetchall() == [(good.code,)]


def test_a_record_shown_again_is_kept_too(open_journal: Callable[[], Journal]) -> None:
    journal = open_journal()
    rooms = Rooms(journal)
    shown, _ = rooms.open(class_of(record(held(rooms.open(PLAN, 0.0)[0]))), 0.0)
    shown.act("next", 0)
    wait(journal.keep(shown, 1.0))
    again = Rooms(open_journal())
    again.restore(2.0)
    found = again.find(shown.code, 2.0)
    assert found is not None
    assert found.recorded
    same(shown, found)
