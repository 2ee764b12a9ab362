"""All classes that run on this server: they are opened, found by their codes, and forgotten when they are over."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from lrviz.classroom.journal import Journal
from lrviz.classroom.plan import ClassPlan
from lrviz.classroom.record import ClassRecord
from lrviz.classroom.room import Room, digest_of
from lrviz.classroom.task import RefusedError

ALPHABET = "ABCDEFGHJKMNPRSTWXYZ"
"""What codes are made of: no two letters that look alike."""

LENGTH = 5
"""How many letters a code has."""

MOST_ROOMS = 16
"""How many classes may run at once."""

IDLE = 12 * 3600.0
"""After how many seconds without anybody a class is forgotten."""

AFTERWARDS = 3600.0
"""For how many seconds the table of a class that has ended can still be taken."""

UNUSED = 600.0
"""After how many seconds without anybody a class that nobody has joined makes way for another one."""

_TOKEN_BYTES = 16


@dataclass
class _Open:
    room: Room
    used: float

    def kept(self) -> float:
        """For how many seconds it stays when nobody uses it."""
        return AFTERWARDS if self.room.phase == "ended" else IDLE

    def makes_way(self, now: float) -> bool:
        """Whether another class may take its place."""
        return self.room.phase == "ended" or (not self.room.rows and now - self.used > UNUSED)


class Rooms:
    """The classes that run. Times are seconds of the clock on the wall."""

    def __init__(self, journal: Journal | None = None) -> None:
        """Begins without any.

        Args:
            journal: where classes are kept so that they outlive the process; None keeps them nowhere.
        """
        self._journal = journal
        self._open: dict[str, _Open] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter([one.room for one in self._open.values()])

    def __len__(self) -> int:
        return len(self._open)

    @property
    def problem(self) -> str:
        """Why answers are not safe on file, a sentence; empty while they are."""
        return self._journal.problem if self._journal else ""

    def open(self, given: ClassPlan | ClassRecord, now: float) -> tuple[Room, str]:
        """Opens a class, or one that is over, to be looked at.

        Returns:
            the class, and the token that makes its holder the teacher.

        Raises:
            RefusedError: too many classes run.
        """
        self.expire(now)
        self._make_room(now)
        code, token = self._new_code(), secrets.token_hex(_TOKEN_BYTES)
        digest = digest_of(token)
        room = Room(code, given, digest) if isinstance(given, ClassPlan) else given.room(code, digest)
        self._open[code] = _Open(room, now)
        if self._journal:
            self._journal.opened(code, digest, given.to_json(), now)
        return room, token

    def find(self, code: str, now: float) -> Room | None:
        """The class of a code, typed in whatever way; None where there is none. It counts as used."""
        found = self._open.get("".join(code.upper().split())) if isinstance(code, str) else None
        if found is None:
            return None
        found.used = max(found.used, now)
        return found.room

    def teacher(self, code: str, token: str, now: float) -> Room | None:
        """The class of a code, for who holds its token; None for anybody else."""
        room = self.find(code, now)
        return room if room is not None and isinstance(token, str) and room.admits(token) else None

    def restore(self, now: float) -> None:
        """Opens the classes again that the journal has, apart from those that nobody has used for long."""
        for room, used in self._journal.restore() if self._journal else ():
            self._open[room.code] = _Open(room, used)
        self.expire(now)

    def expire(self, now: float) -> list[str]:
        """Forgets the classes that nobody has used for long, and tells their codes."""
        gone = [code for code, one in self._open.items() if now - one.used > one.kept()]
        for code in gone:
            self._forget(code)
        return gone

    def _make_room(self, now: float) -> None:
        """Forgets a class, if there are too many: one that has ended or that nobody has joined, the longest unused.

        Raises:
            RefusedError: all of them are used.
        """
        if len(self._open) < MOST_ROOMS:
            return
        passing = [one for one in self._open.values() if one.makes_way(now)]
        if not passing:
            raise RefusedError(f"at most {MOST_ROOMS} classes may run at once, and they do: end one first")
        self._forget(min(passing, key=lambda one: (one.room.phase != "ended", one.used)).room.code)

    def _forget(self, code: str) -> None:
        del self._open[code]
        if self._journal:
            self._journal.forget(code)

    def _new_code(self) -> str:
        while True:
            code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            if code not in self._open:
                return code
