"""The catalogue of jobs: all that a process may be asked to compute of a run."""

import json
from typing import Any

from lrviz.hyperparameters import Declared, HyperparameterError, from_dict
from lrviz.scene import loaded
from lrviz.training.training import CLASSES
from lrviz.workers.training.job import Job
from lrviz.workers.training.landscapes import PathSliceJob, RandomSliceJob, SharpnessJob
from lrviz.workers.training.rates import RangeTestJob, SensitivityJob
from lrviz.workers.training.training_job import TrainingJob

JOBS: tuple[type[Job], ...] = (
    TrainingJob,
    SensitivityJob,
    RangeTestJob,
    RandomSliceJob,
    PathSliceJob,
    SharpnessJob,
)
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
