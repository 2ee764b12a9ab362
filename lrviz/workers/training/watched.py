"""What other processes compute, as a page watches it: the runs of a training, or other jobs."""

import atexit
import sys
from collections.abc import Callable, Sequence
from typing import Any, Self

from lrviz.training import Record, Training
from lrviz.workers.training.job import Job
from lrviz.workers.training.picture import Picture
from lrviz.workers.training.processes import ForkedProcesses, WarmProcess
from lrviz.workers.training.queue import Queue
from lrviz.workers.training.run import ENDED, State, WatchedJob, WatchedRun
from lrviz.workers.training.store import Store

OWN_QUEUE = Queue(ForkedProcesses() if sys.platform == "linux" else WarmProcess())
"""The queue of this process; it starts others when the first job is added."""

atexit.register(OWN_QUEUE.close)


class WatchedJobs:
    """Jobs that other processes do, each by one of its own.

    Attributes:
        jobs: in order, each with its own state, sentence, part and result.
    """

    def __init__(self, queue: Queue, jobs: Sequence[WatchedJob]) -> None:
        """Lines up those that have not ended.

        Args:
            queue: where they wait for their turn.
            jobs: all jobs, among them those whose results are known already.
        """
        self.jobs, self._queue = tuple(jobs), queue
        queue.add([job for job in jobs if not job.ended])

    @property
    def state(self) -> State:
        """Running while any job is; then waiting while any waits; then failed, or else stopped, where any job is."""
        states: set[State] = {job.state for job in self.jobs}
        order: tuple[State, ...] = ("running", "waiting", "failed", "stopped")
        return next((state for state in order if state in states), "done")

    @property
    def underway(self) -> bool:
        """Whether any job runs or waits."""
        return not all(job.ended for job in self.jobs)

    @property
    def before(self) -> int:
        """How many jobs have their turn before its next one, its own among them; 0 where none of it waits."""
        waiting = [job for job in self.jobs if job.state == "waiting"]
        return min((self._queue.before(job) for job in waiting), default=0)

    @property
    def sentence(self) -> str:
        """Why it ended, of the first job that ended so; empty where that is not yet."""
        state = self.state
        ended = (job.sentence for job in self.jobs if job.state == state and state in ENDED)
        return next(ended, "")

    def stop(self) -> None:
        """Ends all jobs within a second; what is known of them stays."""
        self._queue.stop(self.jobs)

    def wait_for(self, condition: Callable[[Self], bool], seconds: float | None = None) -> bool:
        """Waits until something holds of it, or the time is over.

        Args:
            condition: asked after each change.
            seconds: None waits for ever.

        Returns:
            Whether it holds.
        """
        with self._queue.changed:
            return self._queue.changed.wait_for(lambda: condition(self), seconds)


class Watched(WatchedJobs):
    """A training whose runs are trained by other processes.

    Attributes:
        runs: its runs, in order, each with its own state, sentence, picture and record.
    """

    def __init__(self, queue: Queue, runs: Sequence[WatchedRun]) -> None:
        """Lines up those runs that have not ended; arguments as in `WatchedJobs`."""
        self.runs = tuple(runs)
        super().__init__(queue, runs)

    @property
    def pictures(self) -> tuple[Picture | None, ...]:
        """What is known of each run so far, thinned; None before its first steps."""
        return tuple(run.picture for run in self.runs)

    @property
    def records(self) -> tuple[Record | None, ...]:
        """What `lrviz.training.train` returns for each run, once it is done; None before that."""
        return tuple(run.record for run in self.runs)


def start(
    training: Training,
    wanted: Callable[[], bool],
    store: Store | None = None,
    owner: str = "",
    queue: Queue = OWN_QUEUE,
    visitor: str = "",
) -> Watched:
    """Trains all runs of a training in other processes, each as `lrviz.training.train` does it, with the same bits.

    Args:
        training: what is trained.
        wanted: asked several times a second in another thread; where it says no or raises, the runs end.
        store: where finished runs are kept; those that are found there are not trained again.
        owner: who finds in the store what is theirs.
        queue: where runs wait for a place.
        visitor: who asks, where an owner may be several: they have their turns by turns. Left out, the owner.
    """
    keep = _keeping(store, owner)
    runs = [WatchedRun(training, run, visitor or owner, wanted, keep) for run in training.runs]
    _recall(runs, store, owner)
    return Watched(queue, runs)


def start_jobs(
    jobs: Sequence[Job],
    wanted: Callable[[], bool],
    store: Store | None = None,
    owner: str = "",
    queue: Queue = OWN_QUEUE,
    visitor: str = "",
) -> WatchedJobs:
    """Does jobs in other processes; arguments as in `start`."""
    keep = _keeping(store, owner)
    watched = [WatchedJob(job, visitor or owner, wanted, keep) for job in jobs]
    _recall(watched, store, owner)
    return WatchedJobs(queue, watched)


def _keeping(store: Store | None, owner: str) -> Callable[[Job, Any], None]:
    def keep(job: Job, result: Any) -> None:
        if store is not None:
            store.keep(job, result, owner)

    return keep


def _recall(jobs: Sequence[WatchedJob], store: Store | None, owner: str) -> None:
    """Ends those jobs whose results are in the store."""
    for job in jobs:
        result = store.find(job.job, owner) if store else None
        if result is not None:
            job.finish(result)


def prepare() -> None:
    """Loads torch in another process, so that the first job begins at once; returns before it is loaded."""
    OWN_QUEUE.prepare()
