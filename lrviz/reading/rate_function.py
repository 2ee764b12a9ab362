"""Reads a function that gives the learning rate itself, as training loops without a scheduler have it."""

import numpy as np

from lrviz.reading.program import Program
from lrviz.reading.refusal import Place, refused
from lrviz.reading.run import Run
from lrviz.reading.steps import StepFunctionError, as_schedule, stretches, values
from lrviz.reading.values import Curve, Function, Made
from lrviz.schedules import LambdaLR, ScheduleError, Sequential

_WORDS = ("lr", "learning_rate", "schedule", "lrate")


def rate_function(program: Program) -> list[Made | Curve]:
    """The functions of a text that are called as a learning rate and have one argument, the step.

    Raises:
        PasteError: there are such, and none of them can be read.
    """
    found: list[Made | Curve] = []
    error = None
    for name, function in program.functions.items():
        if any(word in name.lower() for word in _WORDS) and function.parameters:
            try:
                found.append(absolute(function, program.run))
                program.run.note(f"{name}() is read as the learning rate of each step.")
            except (StepFunctionError, ScheduleError) as problem:
                place = Place(function.node.lineno, function.node.col_offset + 1)
                error = error or refused(program.text, place, f"{name}() cannot be read as a rate: {problem}.")
    if error and not found:
        raise error
    return found


def absolute(function: Function, run: Run) -> Made:
    """A function of the step that gives the rate itself, as a schedule on the highest rate that the run sees.

    Raises:
        ValueError: it is none that can be read.
    """
    parts = stretches(function, run.among)
    rates = values(parts, run.plan.steps)
    high = float(np.max(rates))
    if not high > 0:
        raise StepFunctionError("it gives no rate above 0")
    whole = as_schedule(parts)
    stages = whole.schedules if isinstance(whole, Sequential) else (whole,)
    shares = tuple(LambdaLR(f"({one.formula}) / {high!r}") for one in stages if isinstance(one, LambdaLR))
    place = Place(function.node.lineno, function.node.col_offset + 1)
    schedule = Sequential(shares, whole.milestones) if isinstance(whole, Sequential) else shares[0]
    return Made(schedule, high, None, place)
