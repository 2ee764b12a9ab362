"""What the page Train hands over to the page Schedules."""

from lrviz.comparison import Entry, Plan
from lrviz.training import Training
from lrviz.ui.kit.plans import open_plan


def open_schedules(training: Training) -> None:
    """Opens Schedules with the schedule of each run on its own rate, over the steps of the task."""
    task = training.task
    plan = Plan(budget=float(task.steps), samples=task.samples, batch_size=task.batch or task.samples)
    entries = [Entry(run.schedule, run.optimizer.lr, run.name, training.stepped) for run in training.runs]
    open_plan(entries, plan)
