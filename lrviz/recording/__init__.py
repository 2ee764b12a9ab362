"""Writes down the learning rates of a run while it goes on, in a log that `read_log` and the page Schedules read."""

from lrviz.recording.callbacks import for_keras, for_lightning, for_trainer
from lrviz.recording.recorder import Recorder, record

__all__ = ["Recorder", "for_keras", "for_lightning", "for_trainer", "record"]
