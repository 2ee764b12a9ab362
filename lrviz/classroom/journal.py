"""The file that keeps running classes, so that a killed server finds them again: SQLite, written by one thread."""

import json
import os
import queue
import sqlite3
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from lrviz.classroom.plan import ClassPlan
from lrviz.classroom.record import class_of
from lrviz.classroom.room import Room
from lrviz.paths import data_directory

_TABLES = (
    "CREATE TABLE IF NOT EXISTS classes (code TEXT PRIMARY KEY, digest TEXT, given TEXT, used REAL)",
    "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, code TEXT, event TEXT)",
    "CREATE INDEX IF NOT EXISTS events_of ON events (code)",
)
_RETRY = 1.0
"""Seconds until what could not be written is tried again."""

_PATIENCE = 3.0
"""Seconds to wait for the file while another process has it, and for the thread in the end."""

_TOGETHER = 500
"""How many writings share a transaction at most."""

Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass(frozen=True, eq=False)
class _Writing:
    """A statement for some rows, and who waits for it."""

    statement: str
    rows: Rows
    written: "Future[None]" = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.written.set_running_or_notify_cancel()

    @property
    def deletes(self) -> bool:
        return self.statement.startswith("DELETE")


def journal_file(port: int) -> Path:
    """The file of the classes on a port, in the user's data directory."""
    return data_directory() / f"classes-{port}.sqlite3"


class Journal:
    """Keeps classes in a file. What it is given is written in order, by a thread of its own.

    Attributes:
        problem: why nothing is written at the moment, a sentence; empty while all is well.
    """

    def __init__(self, file: Path) -> None:
        """Begins to write; a file that cannot be used is the journal's `problem`, and is tried again every second.

        Args:
            file: it is made where it is missing, and only its owner may read it.
        """
        self.problem = ""
        self._file = file
        self._queue: queue.SimpleQueue[_Writing | None] = queue.SimpleQueue()
        self._unwritten: list[_Writing] = []
        self._closing, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal of classes", daemon=True)
        self._thread.start()

    def opened(self, code: str, digest: str, given: str, now: float) -> "Future[None]":
        """Writes a class that was opened, with its plan or its record as JSON."""
        return self._put("INSERT OR REPLACE INTO classes VALUES (?, ?, ?, ?)", [(code, digest, given, now)])

    def keep(self, room: Room, now: float) -> "Future[None]":
        """Writes what has happened in a class since it was last kept; of one that has ended it deletes all.

        Args:
            room: its events are taken.
            now: seconds of the clock on the wall, for the twelve idle hours.

        Returns:
            what is done once that is on file, and all that was given before; it fails if the thread has died.
        """
        events = room.take_events()
        if room.phase == "ended":
            return self.forget(room.code)
        if events:
            self._put("UPDATE classes SET used = ? WHERE code = ?", [(now, room.code)])
        rows: Rows = [(room.code, json.dumps(event)) for event in events]
        return self._put("INSERT INTO events (code, event) VALUES (?, ?)", rows)

    def forget(self, code: str) -> "Future[None]":
        """Deletes all of a class."""
        self._put("DELETE FROM events WHERE code = ?", [(code,)])
        return self._put("DELETE FROM classes WHERE code = ?", [(code,)])

    def restore(self) -> list[tuple[Room, float]]:
        """The classes on file as they stood, each with the time when it was last used.

        A class that this version of lrviz cannot read is deleted.
        """
        try:
            with closing(_connected(self._file)) as connection:
                kept = connection.execute("SELECT code, digest, given, used FROM classes ORDER BY used").fetchall()
                told = connection.execute("SELECT code, event FROM events ORDER BY id").fetchall()
        except (OSError, sqlite3.Error) as error:
            self.problem = _told(error)
            return []
        rooms = []
        for code, digest, given, used in kept:
            try:
                room = _restored(code, digest, given, [event for other, event in told if other == code])
            except (ValueError, LookupError, TypeError):
                self.forget(code)
            else:
                rooms.append((room, used))
        return rooms

    def close(self) -> None:
        """Writes what is left and ends; what cannot be written within a few seconds is lost."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join(_PATIENCE)

    def _put(self, statement: str, rows: Rows) -> "Future[None]":
        writing = _Writing(statement, rows)
        self._queue.put(writing)
        if self._over.is_set():
            self._give_up([])
        return writing.written

    def _run(self) -> None:
        try:
            while self._session():
                self._closing.wait(_RETRY)
        except Exception as error:
            self.problem = _told(error)
            raise
        finally:
            self._over.set()
            self._give_up(self._unwritten)

    def _session(self) -> bool:
        """Opens the file and writes until that fails; whether to try again."""
        try:
            with closing(_connected(self._file)) as connection:
                self.problem = ""
                while self._take():
                    _write(connection, self._unwritten)
                    done, self._unwritten, self.problem = self._unwritten, [], ""
                    for writing in done:
                        writing.written.set_result(None)
            return False
        except (OSError, sqlite3.Error) as error:
            self.problem = _told(error)
            return not self._closing.is_set()

    def _take(self) -> bool:
        """Waits for something to write, and takes all that is there, in order; False once there will be no more."""
        while not self._unwritten:
            first = self._queue.get()
            if first is None:
                return False
            self._unwritten.append(first)
            with suppress(queue.Empty):
                while len(self._unwritten) < _TOGETHER and (more := self._queue.get_nowait()):
                    self._unwritten.append(more)
        return True

    def _give_up(self, lost: Iterable[_Writing]) -> None:
        """Tells all who wait that nothing will be written any more."""
        waiting = list(lost)
        with suppress(queue.Empty):
            while True:
                waiting += filter(None, [self._queue.get_nowait()])
        for writing in waiting:
            writing.written.set_exception(OSError(self.problem or "The file of classes is closed."))


def _connected(file: Path) -> sqlite3.Connection:
    """The file with its tables. Killing the process loses nothing that is committed; what is deleted is overwritten."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        for table in _TABLES:
            connection.execute(table)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write(connection: sqlite3.Connection, writings: list[_Writing]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for writing in writings:
            connection.executemany(writing.statement, writing.rows)
        connection.execute("COMMIT")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    if any(writing.deletes for writing in writings):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _restored(code: str, digest: str, given: str, events: Iterable[str]) -> Room:
    found = class_of(given)
    room = Room(code, found, digest) if isinstance(found, ClassPlan) else found.room(code, digest)
    for event in events:
        room.repeat(json.loads(event))
    return room


def _told(error: Exception) -> str:
    """What is wrong, without the file's path: projectors show it."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return f"The file of classes cannot be written, so that a restart would lose answers: {reason}."
