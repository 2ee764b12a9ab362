"""Keeps on file what happens in classes, and knows when it is safe there."""

import asyncio
import time
from contextlib import suppress

from lrviz.classroom import Journal, Room, journal_file

_PATIENCE = 3.0
"""Seconds after which a phone is answered though its answer is not on file; the projector is told why."""


class Saving:
    """Writes down what has changed in a room.

    Attributes:
        journal: what writes it.
    """

    def __init__(self, port: int) -> None:
        """Begins to write.

        Args:
            port: of the server, which has a file of its own.
        """
        self.journal = Journal(journal_file(port))

    @property
    def problem(self) -> str:
        """Why nothing is written at the moment, a sentence; empty while all is well."""
        return self.journal.problem

    async def __call__(self, room: Room) -> None:
        """Waits until all that has happened in a room is on file, or cannot be."""
        with suppress(TimeoutError, OSError):
            await asyncio.wait_for(asyncio.wrap_future(self.journal.keep(room, time.time())), _PATIENCE)

    def close(self) -> None:
        """Writes what is left."""
        self.journal.close()
