"""A training that other processes train, as a page watches it."""

import atexit
import sys
from collections.abc import Callable, Sequence

from lrviz.training import Record, Training
from lrviz.workers.training.picture import Picture
from lrviz.workers.training.processes import ForkedProcesses, WarmProcess
from lrviz.workers.training.queue import Queue
from lrviz.workers.training.run import ENDED, State, WatchedRun
from lrviz.workers.training.store import Store

OWN_QUEUE = Queue(ForkedProcesses() if sys.platform == "linux" else WarmProcess())
"""The queue of this process; it starts others when the first run is added."""

atexit.register(OWN_QUEUE.close)


class Watched:
    """A training whose runs are trained by other processes, each by one of its own.

    Attributes:
        runs: its runs, in order, each with its own state, sentence, picture and record.
    """

    def __init__(self, queue: Queue, runs: Sequence[WatchedRun]) -> None:
        """Lines up those runs that have not ended.

        Args:
            queue: where they wait for their turn.
            runs: all runs, among them those whose records are known already.
        """
        self.runs, self._queue = tuple(runs), queue
        queue.add([run for run in runs if not run.ended])

    @property
    def state(self) -> State:
        """Running while any run is; then waiting while any waits; then failed, or else stopped, where any run is."""
        states: set[State] = {run.state for run in self.runs}
        order: tuple[State, ...] = ("running", "waiting", "failed", "stopped")
        return next((state for state in order if state in states), "done")

    @property
    def before(self) -> int:
        """How many runs have their turn before its next one, its own among them; 0 where none of it waits."""
        waiting = [run for run in self.runs if run.state == "waiting"]
        return min((self._queue.before(run) for run in waiting), default=0)

    @property
    def sentence(self) -> str:
        """Why it ended, of the first run that ended so; empty where that is not yet."""
        state = self.state
        ended = (run.sentence for run in self.runs if run.state == state and state in ENDED)
        return next(ended, "")

    @property
    def pictures(self) -> tuple[Picture | None, ...]:
        """What is known of each run so far, thinned; None before its first steps."""
        return tuple(run.picture for run in self.runs)

    @property
    def records(self) -> tuple[Record | None, ...]:
        """What `lrviz.training.train` returns for each run, once it is done; None before that."""
        return tuple(run.record for run in self.runs)

    def stop(self) -> None:
        """Ends all runs within a second; what is known of them stays."""
        self._queue.stop(self.runs)

    def wait_for(self, condition: Callable[["Watched"], bool], seconds: float | None = None) -> bool:
        """Waits until something holds of it, or the time is over.

        Args:
            condition: asked after each change.
            seconds: None waits for ever.

        Returns:
            Whether it holds.
        """
        with self._queue.changed:
            return self._queue.changed.wait_for(lambda: condition(self), seconds)


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

    def keep(record: Record) -> None:
        if store is not None:
            store.keep(record, owner)

    runs = [WatchedRun(training, run, visitor or owner, wanted, keep) for run in training.runs]
    for run in runs:
        record = store.find(training, run.run, owner) if store else None
        if record is not None:
            run.finish(record)
    return Watched(queue, runs)


def prepare() -> None:
    """Loads torch in another process, so that the first run begins at once; returns before it is loaded."""
    OWN_QUEUE.prepare()
