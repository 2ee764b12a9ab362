"""Reads the learning rates of the code that trains: live schedulers, schedules of libraries, functions of the step."""

from lrviz.previewing.preview import Beside, Preview, preview

__all__ = ["Beside", "Preview", "preview"]
