"""The torch scheduler of a schedule as the frameworks' code holds it."""

from lrviz.comparison import Entry
from lrviz.export.configurations.asked import LackingError
from lrviz.schedules import Constant, Schedule
from lrviz.schedules.substitution import in_torch
from lrviz.source import Code


def scheduler(schedule: Schedule, lr: float) -> Code:
    """Python that builds torch's scheduler for an optimizer named `optimizer`.

    Raises:
        LackingError: torch cannot build it for this rate.
    """
    try:
        return in_torch(schedule, lr).torch_code(lr)
    except ValueError as error:
        raise LackingError(f"{error}.") from None


def is_constant(entry: Entry) -> bool:
    """Whether the rate stays, so that no scheduler is needed."""
    return entry.schedule == Constant()
