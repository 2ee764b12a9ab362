"""Limits of background work and of what it keeps, for one visitor and for all, in steps, seconds and bytes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol
from weakref import WeakKeyDictionary, WeakSet

import streamlit as st

from lrviz.hyperparameters import in_bytes
from lrviz.sweeps.gathering import duration
from lrviz.ui.kit.background import BackgroundTask, Cost, cost_of_all
from lrviz.ui.kit.visitors import Visitor, visitor

MOST_OF_A_SESSION = Cost(400_000_000, 120.0, 96_000_000)
"""What a visitor may have in the background: some 20 s of steps, or minutes of what is slow, and what that keeps."""

MOST_OF_ALL = Cost(1_600_000_000, 480.0, 768_000_000)
"""What all visitors may have in the background together."""

AT_ONCE = Cost(60_000_000, 1.0, 8_000_000)
"""What starts by itself when a setting changes: about as long as a person waits for."""

_TASKS = "~tasks"


class Keeper(Protocol):
    """What holds something that was computed."""

    @property
    def kept(self) -> int:
        """How many bytes it holds."""


_KEEPERS: "WeakKeyDictionary[Keeper, Visitor]" = WeakKeyDictionary()


def keep(keeper: Keeper) -> None:
    """Counts what this visitor holds from now on, as long as it is held."""
    _KEEPERS[keeper] = visitor()


def begin(
    work: Callable[[BackgroundTask], None], cost: Cost, forget: Callable[[], None] | None = None
) -> BackgroundTask:
    """Starts a task in the background.

    Args:
        work: what it does.
        cost: how much that is.
        forget: a method of what holds what it finds, called when the visitor has gone.

    Raises:
        ValueError: it is too much, for one visitor or beside what the server does already.
    """
    problem = too_much(cost)
    if problem:
        raise ValueError(problem)
    task = BackgroundTask(work, cost, visitor(), forget)
    st.session_state.setdefault(_TASKS, WeakSet()).add(task)
    return task


def too_much(cost: Cost) -> str:
    """Why a task is not taken on; empty where it is."""
    own = replace(sum((task.cost for task in _own_tasks()), Cost()), kept=_kept(visitor()))
    everybody = replace(cost_of_all(), kept=_kept())
    return (
        _beyond(MOST_OF_A_SESSION, cost, "the page allows {}.")
        or _beyond(
            MOST_OF_A_SESSION, cost, "beside {} of your other tasks the page allows {}: stop them, or wait.", own
        )
        or _beyond(MOST_OF_ALL, cost, "beside {} of all visitors the server allows {}: wait a little.", everybody)
    )


def _beyond(limit: Cost, cost: Cost, sentence: str, others: Cost | None = None) -> str:
    """The sentence that says by what a cost is beyond a limit; empty where it is not."""
    beside = others or Cost()
    for known, write in (("steps", _steps), ("seconds", duration), ("kept", in_bytes)):
        own, other, most = (getattr(one, known) for one in (cost, beside, limit))
        if own + other > most:
            told = [write(most)] if others is None else [write(other), write(most)]
            return f"This {'keeps' if known == 'kept' else 'takes'} {write(own)}; {sentence.format(*told)}"
    return ""


def _kept(owner: Visitor | None = None) -> int:
    """The bytes that a visitor holds, or all of them."""
    return sum(keeper.kept for keeper, known in list(_KEEPERS.items()) if owner in (None, known))


def _steps(count: float) -> str:
    return f"{count:,} steps"


def _own_tasks() -> list[BackgroundTask]:
    """The session's tasks that have not ended and are not to end."""
    tasks: WeakSet[BackgroundTask] = st.session_state.get(_TASKS, WeakSet())
    return [task for task in tasks if task.running and not task.cancelled()]


def starts_by_itself(cost: Cost) -> bool:
    """Whether a task is small enough to start without being asked for."""
    small = cost.steps <= AT_ONCE.steps and cost.seconds <= AT_ONCE.seconds and cost.kept <= AT_ONCE.kept
    return small and not too_much(cost)


def room(cost: Cost) -> Cost:
    """What may come on top of a cost without its starting less easily: by itself, or on request."""
    small = cost.steps <= AT_ONCE.steps and cost.seconds <= AT_ONCE.seconds
    most = AT_ONCE if small else MOST_OF_A_SESSION
    return Cost(max(0, most.steps - cost.steps), max(0.0, most.seconds - cost.seconds))


def in_words(cost: Cost) -> str:
    """What a task takes: its steps, how long what is slow takes, and what it keeps where that is much."""
    takes = f"Up to about {duration(max(1.0, cost.seconds))}." if cost.seconds else f"{_steps(cost.steps)} in all."
    return f"{takes} It keeps {in_bytes(cost.kept)}." if cost.kept > AT_ONCE.kept else takes
