"""Which jobs are done now and which wait, and who hears what of them."""

import json
import logging
import threading
from collections.abc import Sequence

from lrviz.workers.order import in_fair_order
from lrviz.workers.training import english
from lrviz.workers.training.messages import Kind
from lrviz.workers.training.processes import Processes
from lrviz.workers.training.run import WatchedJob

_LOOK = 0.1
"""Seconds between two looks at whether jobs are still wanted."""

_PATIENCE = 0.5
"""Seconds that a job has to end by itself, as between two steps; then its process is killed."""

_LOG = logging.getLogger("lrviz.workers")


class Queue:
    """Jobs that are done, as many at once as there are places, and those that wait for a place.

    Attributes:
        changed: held by whoever reads or changes a job; told of every change.
    """

    def __init__(self, processes: Processes) -> None:
        """Nothing is done or waits.

        Args:
            processes: where jobs are done.
        """
        self.changed = threading.Condition(threading.RLock())
        self._processes = processes
        self._waiting: dict[WatchedJob, str] = {}
        self._running: dict[WatchedJob, str] = {}
        self._keeper: threading.Thread | None = None

    def prepare(self) -> None:
        """Loads torch in another process, so that the first job begins at once."""
        self._processes.prepare()

    def add(self, jobs: Sequence[WatchedJob]) -> None:
        """Does jobs as soon as there are places."""
        with self.changed:
            self._waiting |= {job: job.owner for job in jobs}
            self._fill_places()
            self.changed.notify_all()
            if self._keeper is None and jobs:
                self._keeper = threading.Thread(target=self._look_after, daemon=True)
                self._keeper.start()

    def stop(self, jobs: Sequence[WatchedJob]) -> None:
        """Ends jobs, within a second; what is known of them stays."""
        with self.changed:
            for job in jobs:
                job.stop(english.stopped)
            self._drop_those_that_wait()

    def before(self, job: WatchedJob) -> int:
        """How many jobs have their turn before one that waits: those that run, and those in front of it."""
        with self.changed:
            order = in_fair_order(self._waiting, self._running.values())
            return len(self._running) + order.index(job) if job in self._waiting else 0

    def close(self) -> None:
        """Ends all jobs and all processes."""
        with self.changed:
            self.stop([*self._waiting, *self._running])
        self._processes.close()

    def _fill_places(self) -> None:
        free = self._processes.places - len(self._running)
        for job in in_fair_order(self._waiting, self._running.values())[: max(free, 0)]:
            self._running[job] = self._waiting.pop(job)
            threading.Thread(target=self._do, args=(job,), daemon=True).start()

    def _drop_those_that_wait(self) -> None:
        """Ends those that wait and were stopped."""
        for job in [job for job in self._waiting if job.stopping]:
            del self._waiting[job]
            job.leave(english.lost)
        self.changed.notify_all()

    def _do(self, job: WatchedJob) -> None:
        """Begins a job and listens to it until it has ended."""
        try:
            trainer = self._processes.begin(job.asked)
            with self.changed:
                job.begin(trainer)
            for kind, body in trainer.messages():
                self._hear(job, kind, body)
        except OSError as error:
            with self.changed:
                job.fail(english.no_process(error.strerror or str(error)))
        finally:
            with self.changed:
                job.leave(english.lost)
                del self._running[job]
                self._fill_places()
                self.changed.notify_all()

    def _hear(self, job: WatchedJob, kind: Kind, body: bytes) -> None:
        if kind == Kind.DONE:
            result = job.job.read(body)
            job.keep(job.job, result)  # before anybody sees it: what is seen as done is kept
            with self.changed:
                job.finish(result)
        elif kind == Kind.PICTURE:
            part = job.job.read_part(body)
            with self.changed:
                job.part = part
        elif kind == Kind.FAILED:
            told = json.loads(body)
            if told["log"]:
                _LOG.error("a job ended with an error\n%s", told["log"])
            with self.changed:
                job.fail(told["told"])
        elif kind == Kind.BEGUN:
            with self.changed:
                job.state, job.process = "running", int(body)
        with self.changed:
            self.changed.notify_all()

    def _look_after(self) -> None:
        """Ends what nobody wants any more, and kills what does not end by itself, as long as anything is done."""
        while True:
            with self.changed:
                jobs = [*self._waiting, *self._running]
                if not jobs:
                    self._keeper = None
                    return
            unwanted = [job for job in jobs if not _wanted(job)]
            with self.changed:
                for job in unwanted:
                    job.stop(english.unwanted)
                self._drop_those_that_wait()
                for job in self._running:
                    if job.trainer is not None and job.stopping_since(_PATIENCE):
                        job.trainer.kill()
                self.changed.wait(_LOOK)


def _wanted(job: WatchedJob) -> bool:
    try:
        return job.wanted()
    except Exception:  # who cannot say whether they wait do not wait
        _LOG.exception("nobody says whether a job is still wanted")
        return False
