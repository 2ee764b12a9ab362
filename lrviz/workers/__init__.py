"""Runs what goes through torch in processes of its own, which can be ended at any moment."""

from lrviz.workers.torch_runs import StoppedError, send_torch_elsewhere

__all__ = ["StoppedError", "send_torch_elsewhere"]
