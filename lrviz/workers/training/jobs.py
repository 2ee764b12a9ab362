"""The catalogue of jobs: all that a process may be asked to compute of a run."""

import json
from dataclasses import dataclass
from typing import Any, final

from lrviz.hyperparameters import Declared, HyperparameterError, from_dict
from lrviz.scene import loaded
from lrviz.training import Record, train
from lrviz.training.training import CLASSES
from lrviz.workers.training import english
from lrviz.workers.training.job import Job, Report
from lrviz.workers.training.messages import picture_from_bytes, picture_to_bytes, record_from_bytes, record_to_bytes
from lrviz.workers.training.picture import Picture


@final
@dataclass(frozen=True)
class TrainingJob(Job):
    """Trains the run; what is known so far is a picture of it, the result its record."""

    stays = "the curve until then stays"

    def compute(self, report: Report) -> Record:
        (record,) = train(self.training, lambda run: report(lambda: Picture.of(run.so_far())))
        return record

    def write(self, result: Record) -> bytes:
        return record_to_bytes(result)

    def read(self, content: bytes) -> Record:
        return record_from_bytes(content, self.training, self.run)

    def write_part(self, part: Picture) -> bytes:
        return picture_to_bytes(part)

    def read_part(self, content: bytes) -> Picture:
        return picture_from_bytes(content)

    def part_of(self, result: Record) -> Picture:
        return Picture.of(result)

    def ended(self, result: Record) -> str:
        return result.outcome.sentence

    def how_far(self, part: Picture | None) -> str:
        return english.after_steps(part.taken if part else 0)


JOBS: tuple[type[Job], ...] = (TrainingJob,)
"""Every job."""

_CLASSES: dict[str, type[Declared]] = CLASSES | {kind.__name__: kind for kind in JOBS}


def job_to_json(job: Job) -> str:
    """What is asked for, as JSON."""
    return json.dumps(job.to_dict())


def job_from_json(text: str) -> Job:
    """The job that `job_to_json` wrote.

    Raises:
        ValueError: not JSON, not a job, or a value that is refused; the message names it.
    """
    job: Any = from_dict(loaded(text, "a job"), _CLASSES)
    if not isinstance(job, Job):
        raise HyperparameterError(
            f"a job must be one of {', '.join(kind.__name__ for kind in JOBS)}, got something else"
        )
    return job
