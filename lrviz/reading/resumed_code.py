"""Reads the two runs that lrviz writes for a schedule that is resumed back as that schedule."""

import ast
from collections.abc import Iterator
from contextlib import suppress

from lrviz.comparison import EACH_EPOCH
from lrviz.reading.own_code import said
from lrviz.reading.program import Program
from lrviz.reading.values import Made
from lrviz.schedules import Paced, Resumed, Schedule
from lrviz.schedules.resumed import LAST_EPOCH, NEW, STATE, slowed
from lrviz.source import parsed


def resumed_run(program: Program) -> list[Made]:
    """The schedule whose exported code the text is, if it is one of two runs, to the letter.

    What is read otherwise although a checkpoint goes on in it is said in the notes of the run.
    """
    after = program.results.get("resume")
    for before, steps in _stops(program):
        if isinstance(after, Made):
            for schedule in _candidates(before.schedule, after.schedule, steps):
                if _is_written(schedule, program, before.lr or program.rate or program.run.lr):
                    return [Made(schedule, before.lr, before.stepped, before.place)]
    if program.loading:
        names = ", ".join(dict.fromkeys(made.schedule.label for made in program.loading))
        program.run.leave_out(
            f"The state that is loaded into {names} is not in the text: drawn is a new run, from its first step."
        )
    return []


def _stops(program: Program) -> Iterator[tuple[Made, int]]:
    """The schedulers that a run stops with, each with the step at which it does."""
    for node in (inner for statement in program.body for inner in ast.walk(statement)):
        match node:
            case ast.Call(ast.Name("train"), [_, _, ast.Constant(0), ast.Constant(int(steps))]):
                before = program.results.get("build_scheduler")
                if isinstance(before, Made):
                    yield before, steps // (program.run.plan.steps_per_epoch if before.stepped == EACH_EPOCH else 1)
            case ast.Call(ast.Name("Resumed"), [_, _, ast.Constant(int(steps)), _]):
                place = node.lineno, node.col_offset + 1
                for one in program.found:
                    if isinstance(one, Made) and (one.place.line, one.place.column) == place:
                        yield one, steps


def _candidates(before: Schedule, after: Schedule, steps: int) -> Iterator[Schedule]:
    """The schedules that a run that stops and one that goes on may be of."""
    with suppress(ValueError):
        if isinstance(after, Paced) and not after.start:
            yield Paced(before, after.calls, after.every, steps)
    for by in (STATE, LAST_EPOCH, NEW):
        with suppress(ValueError):
            yield Resumed(before, after, steps, by)


def _is_written(schedule: Schedule, program: Program, lr: float) -> bool:
    """Whether the text's `resume` is what lrviz writes for a schedule."""
    function = program.functions["resume"].node
    try:
        whole = slowed(schedule, lr) if isinstance(schedule, Paced) else None
        whole = schedule.resumption(lr) if isinstance(schedule, Resumed) else whole
    except ValueError:
        return False
    if whole is None or not isinstance(function, ast.FunctionDef):
        return False
    written = next(one for text in whole.resume.definitions for one in parsed(text).body if _is_resume(one))
    return isinstance(written, ast.FunctionDef) and said(written) == said(function)


def _is_resume(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and statement.name == "resume"
