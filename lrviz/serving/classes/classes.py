"""All classes of this server, and who may come in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from lrviz.classroom import ClassPlan, ClassRecord, Room, Rooms
from lrviz.serving.classes.connection import GONE
from lrviz.serving.classes.hub import Hub
from lrviz.serving.classes.judging import Judging
from lrviz.serving.classes.limits import Bucket, Buckets, Door, TooManyError
from lrviz.serving.classes.saving import Saving
from lrviz.serving.settings import Settings


class Classes:
    """The running classes with their connections.

    Attributes:
        judging: where is computed what takes a while.
    """

    def __init__(self, settings: Settings) -> None:
        """Nobody is connected.

        Args:
            settings: how the server is run.
        """
        self.judging = Judging()
        self._saving = Saving(settings.port)
        self._rooms = Rooms(self._saving.journal)
        self._hubs: dict[str, Hub] = {}
        self._door = Door()
        self._arrivals, self._guesses, self._openings = Buckets(600, 0.05), Buckets(120, 1.0), Buckets(10, 10.0)

    @staticmethod
    def now() -> float:
        """Seconds on a clock that only goes forward."""
        return time.monotonic()

    @contextmanager
    def entered(self, address: str) -> Iterator[None]:
        """Counts a socket.

        Raises:
            TooManyError: there are too many, or too many came from its address lately.
        """
        if not self._arrivals.of(address, self.now()).take(self.now()):
            raise TooManyError
        with self._door.entered(address):
            yield

    def guesses(self, address: str) -> Bucket:
        """How many wrong codes an address may still send."""
        return self._guesses.of(address, self.now())

    def openings(self, address: str) -> Bucket:
        """How many classes an address may still open."""
        return self._openings.of(address, self.now())

    def open(self, given: ClassPlan | ClassRecord) -> tuple[Room, str]:
        """Opens a class, or one that is over: the room, and the teacher's token.

        Raises:
            RefusedError: too many classes run.
        """
        return self._rooms.open(given, time.time())

    def find(self, code: str) -> Hub | None:
        """The class of a code; None where there is none."""
        return self._hub(self._rooms.find(code, time.time()))

    def taught(self, code: str, token: str) -> Hub | None:
        """The class of a code, for its teacher; None for everybody else."""
        return self._hub(self._rooms.teacher(code, token, time.time()))

    def look_after(self) -> None:
        """Keeps what somebody is connected to, and forgets what nobody has used for long."""
        for code, hub in self._hubs.items():
            if not hub.is_empty and hub.room.phase != "ended":
                self._rooms.find(code, time.time())
        self._rooms.expire(time.time())
        running = {id(room) for room in self._rooms}
        for code in [code for code, hub in self._hubs.items() if id(hub.room) not in running]:
            self._hubs.pop(code).close(GONE, "This class is over.")

    def restore(self) -> None:
        """Opens the classes again that ran when the server ended."""
        self._rooms.restore(time.time())

    async def judge(self) -> None:
        """Judges the answers of before again, which are kept without what became of them."""
        for hub in filter(None, map(self._hub, list(self._rooms))):
            await hub.judge()

    def close(self) -> None:
        """Computes and writes nothing more."""
        self.judging.close()
        self._saving.close()

    def _hub(self, room: Room | None) -> Hub | None:
        if room is None:
            return None
        hub = self._hubs.get(room.code)
        if hub is None or hub.room is not room:
            hub = self._hubs[room.code] = Hub(room, self.judging, self._saving)
        return hub
