"""Which runs are trained now and which wait, and who hears what of them."""

import json
import logging
import threading
from collections.abc import Sequence

from lrviz.workers.order import in_fair_order
from lrviz.workers.training import english
from lrviz.workers.training.messages import Kind, picture_from_bytes, record_from_bytes
from lrviz.workers.training.processes import Processes
from lrviz.workers.training.run import WatchedRun

_LOOK = 0.1
"""Seconds between two looks at whether runs are still wanted."""

_PATIENCE = 0.5
"""Seconds that a run has to end by itself, as between two steps; then its process is killed."""

_LOG = logging.getLogger("lrviz.workers")


class Queue:
    """Runs that are trained, as many at once as there are places, and those that wait for a place.

    Attributes:
        changed: held by whoever reads or changes a run; told of every change.
    """

    def __init__(self, processes: Processes) -> None:
        """Nothing runs or waits.

        Args:
            processes: where runs are trained.
        """
        self.changed = threading.Condition(threading.RLock())
        self._processes = processes
        self._waiting: dict[WatchedRun, str] = {}
        self._running: dict[WatchedRun, str] = {}
        self._keeper: threading.Thread | None = None

    def prepare(self) -> None:
        """Loads torch in another process, so that the first run begins at once."""
        self._processes.prepare()

    def add(self, runs: Sequence[WatchedRun]) -> None:
        """Trains runs as soon as there are places."""
        with self.changed:
            self._waiting |= {run: run.owner for run in runs}
            self._fill_places()
            self.changed.notify_all()
            if self._keeper is None and runs:
                self._keeper = threading.Thread(target=self._look_after, daemon=True)
                self._keeper.start()

    def stop(self, runs: Sequence[WatchedRun]) -> None:
        """Ends runs, within a second; what is known of them stays."""
        with self.changed:
            for run in runs:
                run.stop(english.stopped)
            self._drop_those_that_wait()

    def before(self, run: WatchedRun) -> int:
        """How many runs have their turn before one that waits: those that run, and those in front of it."""
        with self.changed:
            order = in_fair_order(self._waiting, self._running.values())
            return len(self._running) + order.index(run) if run in self._waiting else 0

    def close(self) -> None:
        """Ends all runs and all processes."""
        with self.changed:
            self.stop([*self._waiting, *self._running])
        self._processes.close()

    def _fill_places(self) -> None:
        free = self._processes.places - len(self._running)
        for run in in_fair_order(self._waiting, self._running.values())[: max(free, 0)]:
            self._running[run] = self._waiting.pop(run)
            threading.Thread(target=self._train, args=(run,), daemon=True).start()

    def _drop_those_that_wait(self) -> None:
        """Ends those that wait and were stopped."""
        for run in [run for run in self._waiting if run.stopping]:
            del self._waiting[run]
            run.leave(english.lost)
        self.changed.notify_all()

    def _train(self, run: WatchedRun) -> None:
        """Begins a run and listens to it until it has ended."""
        try:
            trainer = self._processes.begin(run.asked)
            with self.changed:
                run.begin(trainer)
            for kind, body in trainer.messages():
                self._hear(run, kind, body)
        except OSError as error:
            with self.changed:
                run.fail(english.no_process(error.strerror or str(error)))
        finally:
            with self.changed:
                run.leave(english.lost)
                del self._running[run]
                self._fill_places()
                self.changed.notify_all()

    def _hear(self, run: WatchedRun, kind: Kind, body: bytes) -> None:
        if kind == Kind.DONE:
            record = record_from_bytes(body, run.training, run.run)
            run.keep(record)  # before anybody sees it: what is seen as done is kept
            with self.changed:
                run.finish(record)
        elif kind == Kind.PICTURE:
            picture = picture_from_bytes(body)
            with self.changed:
                run.picture = picture
        elif kind == Kind.FAILED:
            told = json.loads(body)
            if told["log"]:
                _LOG.error("a training ended with an error\n%s", told["log"])
            with self.changed:
                run.fail(told["told"])
        elif kind == Kind.BEGUN:
            with self.changed:
                run.state, run.process = "running", int(body)
        with self.changed:
            self.changed.notify_all()

    def _look_after(self) -> None:
        """Ends what nobody wants any more, and kills what does not end by itself, as long as anything is trained."""
        while True:
            with self.changed:
                runs = [*self._waiting, *self._running]
                if not runs:
                    self._keeper = None
                    return
            unwanted = [run for run in runs if not _wanted(run)]
            with self.changed:
                for run in unwanted:
                    run.stop(english.unwanted)
                self._drop_those_that_wait()
                for run in self._running:
                    if run.trainer is not None and run.stopping_since(_PATIENCE):
                        run.trainer.kill()
                self.changed.wait(_LOOK)


def _wanted(run: WatchedRun) -> bool:
    try:
        return run.wanted()
    except Exception:  # who cannot say whether they wait do not wait
        _LOG.exception("nobody says whether a training is still wanted")
        return False
