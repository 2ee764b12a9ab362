"""What a page takes on in the background: for one visitor, for all of them, and how long it says that it takes."""

from collections.abc import Callable

import streamlit as st

from lrviz.scene import Scene
from lrviz.sweeps.estimate import torch_seconds
from lrviz.sweeps.gathering import duration
from lrviz.sweeps.size import TORCH, through_torch
from lrviz.ui.kit.background import Job, work_of_all

MOST_OF_A_SESSION = 400_000_000
"""Work that a visitor may have in the background: steps, those through torch at their weight; some 20 s."""

MOST_OF_ALL = 1_600_000_000
"""Work that all visitors may have in the background together."""

AT_ONCE, AT_ONCE_IN_TORCH = 60_000_000, 4_000_000
"""Work that starts by itself when a setting changes: about as long as a person waits for."""

_STATE = "~jobs"


def begin(task: Callable[[Job], None], amount: int, command: str = "") -> Job:
    """Starts a task in the background.

    Args:
        task: what a job does.
        amount: its work.
        command: what does it offline; empty where nothing does.

    Raises:
        ValueError: it is too much, for one visitor or beside what the server does already.
    """
    problem = too_much(amount, command)
    if problem:
        raise ValueError(problem)
    job = Job(task, amount)
    st.session_state[_STATE] = [*_own_jobs(), job]
    return job


def too_much(amount: int, command: str = "") -> str:
    """Why a task is not taken on; empty where it is."""
    offline = f" Or save the scene and run it offline: {command}" if command else ""
    if amount > MOST_OF_A_SESSION:
        return (
            f"What this page computes must be at most {MOST_OF_A_SESSION:,} steps of all runs together (one through "
            f"torch counts as {TORCH:,}), got {amount:,}: take fewer settings, seeds or steps.{offline}"
        )
    own = sum(job.work for job in _own_jobs())
    if own + amount > MOST_OF_A_SESSION:
        return (
            f"Your computations must be at most {MOST_OF_A_SESSION:,} steps at a time, got {amount:,} more beside "
            f"{own:,} that are still computed: stop them, or wait.{offline}"
        )
    others = work_of_all()
    if others + amount > MOST_OF_ALL:
        return (
            f"All visitors' computations must be at most {MOST_OF_ALL:,} steps at a time, got {amount:,} more beside "
            f"{others:,}: wait a little.{offline}"
        )
    return ""


def _own_jobs() -> list[Job]:
    """The session's jobs that have not ended and shall not end."""
    jobs: list[Job] = st.session_state.get(_STATE, [])
    return [job for job in jobs if job.running and not job.cancelled()]


def starts_by_itself(scene: Scene, amount: int) -> bool:
    """Whether a task is small enough to start without being asked for."""
    return amount <= (AT_ONCE_IN_TORCH if through_torch(scene) else AT_ONCE)


def told(scene: Scene, columns: int, amount: int) -> str:
    """What a task is in words: its steps, and how long what goes through torch takes.

    Args:
        scene: the runs; each is computed `columns` times.
        columns: how many runs have the settings of each.
        amount: the work.
    """
    slow = through_torch(scene)
    if not slow:
        return f"{amount:,} steps in all."
    names = ", ".join(sorted({type(run.optimizer).__name__ for run in slow}))
    return f"{names}: through torch, run by run; up to about {duration(max(1.0, torch_seconds(scene, columns)))}."
