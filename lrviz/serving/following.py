"""The logs on the server that visitors may follow: those in the one directory that the command allowed."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from lrviz.serving.settings import FOLLOW

ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".log", ".txt")
MOST_FILES = 200
_DEEPEST = 3
_MOST_LOOKED_AT = 5000
_OVERLAP = 64
"""Bytes before the end of what is known that are read again: where they differ, the file is another one."""


class FollowError(ValueError):
    """A file may not be followed, or cannot be; the message says why."""


def followed_directory() -> Path | None:
    """The directory that the command allowed; None where it allowed none."""
    named = os.environ.get(FOLLOW, "")
    return Path(os.path.realpath(named)) if named and os.path.isdir(named) else None


def logs_in(directory: Path) -> list[str]:
    """The logs in a directory and three levels below it, the latest first, as paths from there with slashes.

    Links, hidden files and what does not end as a log are left out; of very many the latest are told.
    """
    found = sorted(_looked_through(directory, ()), reverse=True)
    return [name for _, name in found[:MOST_FILES]]


def _looked_through(directory: Path, above: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    waiting, looked_at = [(directory, above)], 0
    while waiting:
        place, parts = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
            continue
        for entry in entries[: _MOST_LOOKED_AT - looked_at]:
            looked_at += 1
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False) and len(parts) < _DEEPEST:
                waiting.append((Path(entry.path), (*parts, entry.name)))
            elif entry.name.lower().endswith(ENDINGS) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):  # it has gone meanwhile
                    yield entry.stat(follow_symlinks=False).st_mtime, "/".join((*parts, entry.name))


class Growing:
    """A log that is read as it grows: each look reads what is new.

    Attributes:
        name: its path from the directory.
        data: what has been read, up to the end of the last whole line.
    """

    def __init__(self, directory: Path, name: str, most: int) -> None:
        """Nothing is read yet.

        Args:
            directory: the one that is allowed.
            name: a file in it, as `logs_in` tells it.
            most: bytes; of a larger file one byte more than these is read.
        """
        self.name, self.data = name, b""
        self._directory, self._most = directory, most
        self._known, self._place, self._version = b"", (0, 0), (0, 0)

    def look(self) -> bool:
        """Reads what is new; whether there is more, or other, than before.

        Raises:
            FollowError: the name leads out of the directory, over a link, or to no plain file; or it cannot be read.
        """
        before = self.data
        try:
            with os.fdopen(_opened(self._directory, self.name), "rb") as file:
                self._read(file.fileno())
        except OSError as error:
            raise FollowError(f"{self.name} cannot be read: {error.strerror}") from None
        whole = self.name.lower().endswith(".json")
        self.data = self._known if whole else self._known[: self._known.rfind(b"\n") + 1]
        return self.data != before if len(self.data) == len(before) else True

    def _read(self, file: int) -> None:
        now = os.fstat(file)
        version = (now.st_size, now.st_mtime_ns)
        if version == self._version and (now.st_dev, now.st_ino) == self._place:
            return
        same = (now.st_dev, now.st_ino) == self._place and now.st_size >= len(self._known)
        begin = max(0, len(self._known) - _OVERLAP) if same and not self.name.lower().endswith(".json") else 0
        news = _bytes(file, begin, self._most + 1 - begin)
        if begin and not news.startswith(self._known[begin:]):
            begin, news = 0, _bytes(file, 0, self._most + 1)
        self._known = self._known[:begin] + news
        self._place, self._version = (now.st_dev, now.st_ino), version


def _bytes(file: int, begin: int, most: int) -> bytes:
    os.lseek(file, begin, os.SEEK_SET)
    parts = []
    while most > 0 and (part := os.read(file, min(most, 1 << 20))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _opened(directory: Path, name: str) -> int:
    """A file of a directory, open for reading, whose way leads over no link."""
    path = PurePosixPath(name)
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts or "\0" in name or "\\" in name or ":" in parts[0]:
        raise FollowError(f"a file in the directory that is followed must be named from there, got {name!r}")
    file = _walked(directory, parts) if os.open in os.supports_dir_fd else _resolved(directory, parts)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise FollowError(f"{name} is no file")
    return file


def _walked(directory: Path, parts: tuple[str, ...]) -> int:
    """Step by step from the directory, so that nobody can put a link into the way meanwhile."""
    place = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    for number, part in enumerate(parts, 1):
        kind = os.O_NONBLOCK if number == len(parts) else os.O_DIRECTORY  # a pipe is not waited for
        try:
            inner = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | kind, dir_fd=place)
        finally:
            os.close(place)
        place = inner
    return place


def _resolved(directory: Path, parts: tuple[str, ...]) -> int:
    path = directory.joinpath(*parts)
    if path.resolve() != path:
        raise FollowError(f"{'/'.join(parts)} is or lies behind a link")
    return os.open(path, os.O_RDONLY)
