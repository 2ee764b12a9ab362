"""Rules and functions as lists of operations, which run anywhere with the same bits."""

from lrviz.kernels.kernel import Call, Kernel, kernel
from lrviz.kernels.record import Record, recorded
from lrviz.kernels.values import TracingError

__all__ = ["Call", "Kernel", "Record", "TracingError", "kernel", "recorded"]
