"""One job that another process does, as the server knows it; a run that is trained is one of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from lrviz.scene import Run
from lrviz.training import Record, Training
from lrviz.workers.training.job import Job
from lrviz.workers.training.jobs import job_to_json
from lrviz.workers.training.picture import Picture
from lrviz.workers.training.processes import Trainer
from lrviz.workers.training.training_job import TrainingJob

State = Literal["waiting", "running", "done", "stopped", "failed"]
ENDED: set[State] = {"done", "stopped", "failed"}

Why: TypeAlias = Callable[[str, str], str]
"""A sentence of `english`: of when something ended, and of what is left of it."""


@dataclass(eq=False)
class WatchedJob:
    """One job that another process does.

    Attributes:
        job: what is computed.
        owner: who has asked for it.
        wanted: whether somebody still waits for it.
        keep: is given the job and its result as it ends.
        state: "waiting" until its process has begun.
        sentence: why it ended; of what was computed to its end, how.
        part: what is known of it so far; None before anything was told.
        result: what the job computes, once it is done.
        process: the id of the process that computes it, 0 before it has begun.
    """

    job: Job
    owner: str
    wanted: Callable[[], bool]
    keep: Callable[[Job, Any], None]
    state: State = "waiting"
    sentence: str = ""
    part: Any = None
    result: Any = None
    process: int = 0
    trainer: Trainer | None = field(default=None, repr=False)
    _why_stopped: Why | None = field(default=None, repr=False)
    _stopped_at: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.state in ENDED

    @property
    def asked(self) -> bytes:
        """What its process is asked for."""
        return job_to_json(self.job.nameless).encode()

    def begin(self, trainer: Trainer) -> None:
        """Takes what computes it, which is stopped at once where that was asked for already."""
        self.trainer = trainer
        if self._why_stopped:
            trainer.stop()

    def stop(self, why: Why) -> None:
        """Asks its process to end.

        Args:
            why: the sentence.
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

    def finish(self, result: Any) -> None:
        """Ends it with its result."""
        self.result, self.part = result, self.job.part_of(result)
        self.state, self.sentence = "done", self.job.ended(result)

    def fail(self, sentence: str) -> None:
        """Ends it where it cannot go on."""
        self.state, self.sentence = "failed", sentence

    def leave(self, lost: Why) -> None:
        """Ends it where its process has ended, unless it has ended already.

        Args:
            lost: the sentence where nobody had asked for that.
        """
        if not self.ended:
            self.state = "stopped" if self._why_stopped else "failed"
            stays = "" if self.part is None else self.job.stays
            self.sentence = (self._why_stopped or lost)(self.job.how_far(self.part), stays)


class WatchedRun(WatchedJob):
    """One run that another process trains.

    Attributes:
        training: whose run it is.
        run: its optimizer and schedule.
    """

    def __init__(
        self,
        training: Training,
        run: Run,
        owner: str,
        wanted: Callable[[], bool],
        keep: Callable[[Job, Any], None],
    ) -> None:
        """Nothing is known of it yet; arguments as in `WatchedJob`."""
        super().__init__(TrainingJob(replace(training, runs=(run,))), owner, wanted, keep)
        self.training, self.run = training, run

    @property
    def picture(self) -> Picture | None:
        """What is known of it so far; None before the first step is told."""
        known: Picture | None = self.part
        return known

    @property
    def record(self) -> Record | None:
        """What `lrviz.training.train` returns for it, once it is done."""
        known: Record | None = self.result
        return known

    def finish(self, result: Record) -> None:
        """Ends it with its record, as one of the whole training."""
        super().finish(replace(result, training=self.training))

    @property
    def taken(self) -> int:
        """How many steps are known to have been taken."""
        return self.picture.taken if self.picture else 0
