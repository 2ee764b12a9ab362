"""Where searches are kept: one SQLite file, which optuna-dashboard opens too."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrviz.search.quiet import quiet

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

WAIT = 30.0
"""Seconds to wait while another process writes."""

_TABLES = {"studies", "trials", "version_info"}


class StorageError(ValueError):
    """A file of searches cannot be used; the message says which one and why."""


def default_storage() -> Path:
    """The file in the user's data directory that keeps searches unless another one is named."""
    return _data_directory() / "lrviz" / "searches.sqlite3"


def _data_directory() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")


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


def _made(path: Path, wait: float) -> "RDBStorage":
    """Optuna's storage on a file that is Optuna's, or new."""
    from optuna.storages import RDBStorage
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with closing(sqlite3.connect(path, timeout=wait)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and not tables >= _TABLES:
                raise StorageError(f"the file of searches must be one of Optuna's, got {path} with other tables")
            connection.execute("PRAGMA journal_mode=WAL")
        with quiet():
            return RDBStorage(f"sqlite:///{path.as_posix()}", engine_kwargs={"connect_args": {"timeout": wait}})
    except (sqlite3.Error, SQLAlchemyError, RuntimeError) as error:
        raise _unusable(path, error) from error


def _check(path: Path, create: bool) -> None:
    if path.is_dir():
        raise StorageError(f"the file of searches must be a file, got the directory {path}")
    if not path.exists():
        if not create:
            raise StorageError(f"the file of searches must exist, got {path}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the directory of {path} cannot be made: {error.strerror or error}") from None


def _unusable(path: Path, error: BaseException) -> StorageError:
    """The innermost cause in its own words."""
    inner: Any = error
    while getattr(inner, "orig", None) or inner.__cause__:
        inner = getattr(inner, "orig", None) or inner.__cause__
    return StorageError(f"the file of searches {path} cannot be used: {inner}")
