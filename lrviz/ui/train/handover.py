"""What the page Train hands over to the page Schedules, and what others have it show."""

from typing import Any

from lrviz.comparison import Entry, Plan
from lrviz.hyperparameters import hyperparameters
from lrviz.lessons.evidence import Finding
from lrviz.training import Training
from lrviz.ui.kit.plans import open_plan
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.run_slots import run_values
from lrviz.ui.kit.values import assign, belongs, kept, value_of
from lrviz.ui.kit.written import field_values, written
from lrviz.ui.train.controls import PAGE

MODE, FINDING = f"{PAGE}.mode", f"{PAGE}.finding"
RUNS, EVIDENCE = "runs", "evidence"
"""The titles of two modes."""


def open_schedules(training: Training) -> None:
    """Opens Schedules with the schedule of each run on its own rate, over the steps of the task."""
    task = training.task
    plan = Plan(budget=float(task.steps), samples=task.samples, batch_size=task.batch or task.samples)
    entries = [Entry(run.schedule, run.optimizer.lr, run.name, training.stepped) for run in training.runs]
    open_plan(entries, plan)


def open_finding(finding: Finding) -> None:
    """Opens Train with the two experiments of a finding, for use in callbacks; all else stays there as it is."""
    known = {key: value_of(key) for key in kept() if belongs(key, PAGE)}
    open_page("train", PAGE, known | {MODE: EVIDENCE, FINDING: finding.key})


def open_training(training: Training, seeds: int) -> None:
    """Goes from another mode of Train to the runs of a training, for use in callbacks.

    Args:
        training: its task, its runs and all that is said of it.
        seeds: with how many seeds, from its own on.
    """
    assign(_training_values(training, seeds))


def _training_values(training: Training, seeds: int) -> dict[str, Any]:
    values: dict[str, Any] = {MODE: RUNS, f"{PAGE}.seeds": seeds} | written(f"{PAGE}.task", training.task)
    for parameter in hyperparameters(Training):
        if parameter.name not in ("task", "runs"):
            values |= field_values(f"{PAGE}.{parameter.name}", parameter, getattr(training, parameter.name))
    return values | run_values(PAGE, [(run.optimizer, run.schedule, run.name) for run in training.runs])
