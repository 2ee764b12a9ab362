"""Where searches are kept: one SQLite file, which optuna-dashboard opens too."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrviz.paths import data_directory
from lrviz.search.quiet import quiet

if TYPE_CHECKING:
    from optuna.storages import RDBStorage
    from sqlalchemy import Connection

WAIT = 30.0
"""Seconds to wait while another process writes."""

_RETRY = 0.01
"""Seconds between two tries where SQLite itself does not wait."""

_TABLES = {"studies", "trials", "version_info"}


class StorageError(ValueError):
    """A file of searches cannot be used; the message says which one and why.

    Attributes:
        public: the message without the file's path, for those whose machine it is not.
    """

    def __init__(self, words: str, file: Path | None = None) -> None:
        """Makes the error.

        Args:
            words: what is wrong, or what is wrong with a file.
            file: the file.
        """
        self.public = words if file is None else f"the file of searches {words}"
        super().__init__(words if file is None else f"the file of searches {file} {words}")


def default_storage() -> Path:
    """The file in the user's data directory that keeps searches unless another one is named."""
    return data_directory() / "searches.sqlite3"


@contextmanager
def opened(storage: str | Path | None, wait: float = WAIT, create: bool = True) -> Iterator["RDBStorage"]:
    """Optuna's storage on a file, closed in the end.

    While it is open, others may read (write-ahead log); whoever writes at the same time waits.

    Args:
        storage: the file; None is the one in the user's data directory.
        wait: seconds to wait for a lock.
        create: whether to make a file that is not there.

    Raises:
        StorageError: no such file or directory, no permission, another kind of file, or locked for too long.
    """
    path = located(storage)
    _check(path, create)
    made = _made(path, wait)
    from optuna.exceptions import StorageInternalError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield made
    except (SQLAlchemyError, StorageInternalError) as error:
        raise _unusable(path, error) from error
    finally:
        made.remove_session()
        made.engine.dispose()


def located(storage: str | Path | None) -> Path:
    """The file meant: the one in the user's data directory where none is named."""
    return default_storage() if storage is None else Path(storage)


@contextmanager
def at_once(storage: "RDBStorage") -> Iterator["Connection"]:
    """What is written to a storage inside is in the file as a whole, or not at all; nobody else writes meanwhile.

    Optuna commits each trial and each note by itself; here these are savepoints of one transaction.

    Yields:
        The transaction's connection.
    """
    storage.remove_session()
    with storage.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        storage.scoped_session.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield connection
            connection.commit()
        finally:
            storage.remove_session()
            storage.scoped_session.configure(bind=storage.engine, join_transaction_mode="conditional_savepoint")


def trial_count(storage: "RDBStorage", study: str, connection: "Connection | None" = None) -> int:
    """How many trials a study in a file has; Optuna would read them all to count them.

    Args:
        storage: the file.
        study: the study's name.
        connection: of a transaction, where it is asked inside one.
    """
    if connection is None:
        with storage.engine.connect() as own:
            return trial_count(storage, study, own)
    asked = "SELECT count(*) FROM trials JOIN studies USING (study_id) WHERE study_name = ?"
    return int(connection.exec_driver_sql(asked, (study,)).scalar_one())


def _made(path: Path, wait: float) -> "RDBStorage":
    """Optuna's storage on a file that is Optuna's, or new."""
    from optuna.storages import RDBStorage
    from sqlalchemy.exc import SQLAlchemyError

    try:
        _prepare(path, wait)
        how: Any = {"connect_args": {"timeout": wait}}
        with quiet():
            return RDBStorage(f"sqlite:///{path.as_posix()}", engine_kwargs=how, skip_table_creation=True)
    except (sqlite3.Error, SQLAlchemyError, RuntimeError) as error:
        raise _unusable(path, error) from error


def _prepare(path: Path, wait: float) -> None:
    """Makes the tables of a file that has none, all at once: who ends in between leaves none, and two do not meet."""
    with closing(sqlite3.connect(path, timeout=wait, isolation_level=None)) as connection:
        if _has_tables(connection, path):
            return
        _write_ahead(connection, wait)
        connection.execute("BEGIN IMMEDIATE")
        if not _has_tables(connection, path):
            for statement in _empty():
                connection.execute(statement)
        connection.execute("COMMIT")


def _write_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Lets others read while somebody writes; SQLite itself does not wait with this for those who read just now."""
    end = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(_RETRY)


def _has_tables(connection: sqlite3.Connection, path: Path) -> bool:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not tables >= _TABLES:
        raise StorageError("must be one of Optuna's, got one with other tables", path)
    return bool(tables)


def _empty() -> list[str]:
    """What makes the tables of Optuna's storage, in SQL."""
    from optuna.storages import RDBStorage

    with quiet():
        made = RDBStorage("sqlite://")
    try:
        memory: Any = made.engine.raw_connection().driver_connection
        return [line for line in memory.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]
    finally:
        made.remove_session()
        made.engine.dispose()


def _check(path: Path, create: bool) -> None:
    if path.is_dir():
        raise StorageError("must be a file, got a directory", path)
    if not path.exists():
        if not create:
            raise StorageError("must exist, got none", path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot be made: {error.strerror or 'no directory'}", path) from None


def _unusable(path: Path, error: BaseException) -> StorageError:
    """The innermost cause in its own words."""
    inner: Any = error
    while getattr(inner, "orig", None) or inner.__cause__:
        inner = getattr(inner, "orig", None) or inner.__cause__
    return StorageError(f"cannot be used: {inner}", path)
