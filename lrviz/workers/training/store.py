"""Keeps finished jobs in a SQLite file: they are there after a reload of the page and a restart of the server."""

import hashlib
import json
import logging
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lrviz.paths import data_directory
from lrviz.version import __version__, version_of
from lrviz.workers.training.job import Job

MOST_BYTES = 200_000_000
"""Bytes of all results together; beyond them, those go first that nobody has asked for the longest."""

_FORM = 2
"""Grows where a record has other parts than before; those that were kept in another form count as absent."""

_WAIT = 5.0
"""Seconds to wait while another server writes."""

_TABLE = "CREATE TABLE IF NOT EXISTS runs (key TEXT PRIMARY KEY, used INTEGER NOT NULL, record BLOB NOT NULL)"
_TRIM = """
    DELETE FROM runs WHERE key IN (
        SELECT key FROM (SELECT key, sum(length(record)) OVER (ORDER BY used DESC, key) AS together FROM runs)
        WHERE together > ?
    )
"""
_LOG = logging.getLogger("lrviz.workers")
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile)


def default_store() -> Path:
    """The file in the user's data directory that keeps what was computed."""
    return data_directory() / "trainings.sqlite3"


class Store:
    """Results of jobs in a file, which the server writes and those who compute do not.

    A file that cannot be read or written costs nothing but what it would keep: the log says so.
    """

    def __init__(self, file: Path, most_bytes: int = MOST_BYTES) -> None:
        """Nothing is opened yet.

        Args:
            file: made when something is kept.
            most_bytes: of all results together.
        """
        self._file, self._most = file, most_bytes

    def keep(self, job: Job, result: Any, owner: str) -> None:
        """Keeps what a job has found.

        Args:
            job: what was computed.
            result: what came of it.
            owner: who may find it again.
        """
        row = _key(job, owner), time.time_ns(), job.write(result)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._opened() as connection:
                connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)
                connection.execute(_TRIM, (self._most,))
        except (OSError, sqlite3.Error):
            _LOG.exception("a finished training could not be kept in %s", self._file)

    def find(self, job: Job, owner: str) -> Any:
        """What a job has found, as it was kept; None where nothing was."""
        if not self._file.exists():
            return None
        key = _key(job, owner)
        try:
            with self._opened() as connection:
                found = connection.execute("SELECT record FROM runs WHERE key = ?", (key,)).fetchone()
                connection.execute("UPDATE runs SET used = ? WHERE key = ?", (time.time_ns(), key))
            return None if found is None else job.read(found[0])
        except sqlite3.Error:
            _LOG.exception("finished trainings could not be read from %s", self._file)
        except _UNREADABLE:
            _LOG.exception("a finished training in %s is damaged", self._file)
        return None

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file in one transaction."""
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as connection, connection:
            connection.execute(_TABLE)
            yield connection


def _key(job: Job, owner: str) -> str:
    """The same for what ends with the same bits, for the same owner."""
    told = [job.nameless.to_dict(), owner, _FORM, __version__, version_of("torch")]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
