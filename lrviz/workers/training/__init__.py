"""Trains real networks for a page, in processes of their own: at once or in turn, watched, stopped, kept.

One process has torch loaded and forks another for each run. Where the system cannot fork a process that computes, as
Windows and macOS, one process trains one run after the other.
"""

from lrviz.workers.training.picture import Picture
from lrviz.workers.training.run import State, WatchedRun, alone
from lrviz.workers.training.store import Store, default_store
from lrviz.workers.training.watched import Watched, prepare, start

__all__ = ["Picture", "State", "Store", "Watched", "WatchedRun", "alone", "default_store", "prepare", "start"]
