"""Trains real networks for a page, and measures them, in processes of their own: at once or in turn, watched, stopped.

One process has torch loaded and forks another for each job. Where the system cannot fork a process that computes, as
Windows and macOS, one process does one job after the other.
"""

from lrviz.workers.training.job import Job, alone
from lrviz.workers.training.picture import Picture
from lrviz.workers.training.run import State, WatchedJob, WatchedRun
from lrviz.workers.training.store import Store, default_store
from lrviz.workers.training.training_job import TrainingJob
from lrviz.workers.training.watched import Watched, WatchedJobs, prepare, start, start_jobs

__all__ = [
    "Job",
    "Picture",
    "State",
    "Store",
    "TrainingJob",
    "Watched",
    "WatchedJob",
    "WatchedJobs",
    "WatchedRun",
    "alone",
    "default_store",
    "prepare",
    "start",
    "start_jobs",
]
