"""Keeps finished runs in a SQLite file: they are there after a reload of the page and a restart of the server."""

import hashlib
import json
import logging
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path

from lrviz.paths import data_directory
from lrviz.scene import Run
from lrviz.training import Record, Training
from lrviz.version import __version__
from lrviz.workers.training.messages import record_from_bytes, record_to_bytes
from lrviz.workers.training.run import alone

MOST_BYTES = 200_000_000
"""Bytes of all records together; beyond them, those go first that nobody has asked for the longest."""

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
    """The file in the user's data directory that keeps finished runs."""
    return data_directory() / "trainings.sqlite3"


class Store:
    """Finished runs in a file, which the server writes and those who train do not.

    A file that cannot be read or written costs nothing but what it would keep: the log says so.
    """

    def __init__(self, file: Path, most_bytes: int = MOST_BYTES) -> None:
        """Nothing is opened yet.

        Args:
            file: made when something is kept.
            most_bytes: of all records together.
        """
        self._file, self._most = file, most_bytes

    def keep(self, record: Record, owner: str) -> None:
        """Keeps a finished run.

        Args:
            record: what it did.
            owner: who may find it again.
        """
        row = _key(record.training, record.run, owner), time.time_ns(), record_to_bytes(record)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._opened() as connection:
                connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)
                connection.execute(_TRIM, (self._most,))
        except (OSError, sqlite3.Error):
            _LOG.exception("a finished training could not be kept in %s", self._file)

    def find(self, training: Training, run: Run, owner: str) -> Record | None:
        """A finished run of a training, as it was kept; None where there is none."""
        if not self._file.exists():
            return None
        key = _key(training, run, owner)
        try:
            with self._opened() as connection:
                found = connection.execute("SELECT record FROM runs WHERE key = ?", (key,)).fetchone()
                connection.execute("UPDATE runs SET used = ? WHERE key = ?", (time.time_ns(), key))
            return None if found is None else record_from_bytes(found[0], training, run)
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


def _key(training: Training, run: Run, owner: str) -> str:
    """The same for what ends with the same bits, for the same owner."""
    told = [alone(training, run).to_dict(), owner, _FORM, __version__, version("torch")]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
