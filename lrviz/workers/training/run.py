"""One run that another process trains, as the server knows it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from lrviz.scene import Run
from lrviz.training import Record, Training
from lrviz.workers.training.picture import Picture
from lrviz.workers.training.processes import Trainer

State = Literal["waiting", "running", "done", "stopped", "failed"]
ENDED: set[State] = {"done", "stopped", "failed"}


def alone(training: Training, run: Run) -> Training:
    """The training of one run of a training, which takes the same steps there; its name does not matter."""
    return replace(training, runs=(replace(run, name=""),))


@dataclass(eq=False)
class WatchedRun:
    """One run that another process trains.

    Attributes:
        training: whose run it is.
        run: its optimizer and schedule.
        owner: who has asked for it.
        wanted: whether somebody still waits for it.
        keep: is given the record as it ends.
        state: "waiting" until its process has begun.
        sentence: why it ended; of a run that was trained to its end, how.
        picture: what is known of it so far; None before the first step is told.
        record: what `lrviz.training.train` returns for it, once it is done.
        process: the id of the process that trains it, 0 before it has begun.
    """

    training: Training
    run: Run
    owner: str
    wanted: Callable[[], bool]
    keep: Callable[[Record], None]
    state: State = "waiting"
    sentence: str = ""
    picture: Picture | None = None
    record: Record | None = None
    process: int = 0
    trainer: Trainer | None = field(default=None, repr=False)
    _why_stopped: Callable[[int], str] | None = field(default=None, repr=False)
    _stopped_at: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.state in ENDED

    @property
    def taken(self) -> int:
        """How many steps are known to have been taken."""
        return self.picture.taken if self.picture else 0

    @property
    def asked(self) -> bytes:
        """What its process is asked for."""
        return alone(self.training, self.run).to_json().encode()

    def begin(self, trainer: Trainer) -> None:
        """Takes what trains it, which is stopped at once where that was asked for already."""
        self.trainer = trainer
        if self._why_stopped:
            trainer.stop()

    def stop(self, why: Callable[[int], str]) -> None:
        """Asks its process to end.

        Args:
            why: the sentence, of the steps that were taken.
        """
        if self._why_stopped or self.ended:
            return
        self._why_stopped, self._stopped_at = why, time.monotonic()
        if self.trainer is not None:
            self.trainer.stop()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end and has not ended."""
        return bool(self._why_stopped) and not self.ended

    def stopping_since(self, seconds: float) -> bool:
        """Whether that was so long ago."""
        return self.stopping and time.monotonic() - self._stopped_at > seconds

    def finish(self, record: Record) -> None:
        """Ends it with its record."""
        self.record, self.picture = record, Picture.of(record)
        self.state, self.sentence = "done", record.outcome.sentence

    def fail(self, sentence: str) -> None:
        """Ends it where it cannot go on."""
        self.state, self.sentence = "failed", sentence

    def leave(self, lost: Callable[[int], str]) -> None:
        """Ends it where its process has ended, unless it has ended already.

        Args:
            lost: the sentence where nobody had asked for that, of the steps that were taken.
        """
        if not self.ended:
            self.state = "stopped" if self._why_stopped else "failed"
            self.sentence = (self._why_stopped or lost)(self.taken)
